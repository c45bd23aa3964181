"""Each decision has a number of its own and a line in the index."""

import re

from tests.docs.pages import ROOT, rows, text

FOLDER = ROOT / "docs/decisions"
_FILE = re.compile(r"(\d{4})-[a-z0-9-]+\.md")


def test_numbers_are_unique_and_begin_the_title() -> None:
    numbers = []
    for file in sorted(FOLDER.glob("[0-9]*.md")):
        found = _FILE.fullmatch(file.name)
        assert found, file.name
        assert text(file).startswith(f"# {found[1]} ")
        numbers.append(found[1])

    assert len(numbers) == len(set(numbers)) > 0


def test_the_index_lists_each_with_its_title() -> None:
    listed = {cells[0]: cells[1] for cells in rows(FOLDER / "README.md") if cells[0].startswith("[")}
    written = {
        f"[{file.name[:4]}]({file.name})": text(file).splitlines()[0].split(maxsplit=2)[2]
        for file in FOLDER.glob("[0-9]*.md")
    }

    assert listed == written
