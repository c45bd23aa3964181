"""Every link leads somewhere, and every path that a page names is there."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links, name, spans

_TOP = {path.name for path in ROOT.iterdir() if path.is_dir()} - {".onething"}
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page

        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_paths_in_the_text_exist(page: Path) -> None:
    """A span counts as a path when it begins with a folder of the repository."""
    for span in spans(page):
        if not _PATH.fullmatch(span) or "/" not in span or span.split("/")[0] not in _TOP:
            continue
        if "2027" in span or span.startswith("deploy/secrets/"):
            continue  # a file that the reader is told to make

        assert (ROOT / span).exists() or (page.parent / span).exists(), span


def test_a_page_is_reached_from_the_readme() -> None:
    ahead, seen = [ROOT / "README.md"], set[Path]()
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = (
            (page.parent / link.partition("#")[0]).resolve() for link in links(page) if "://" not in link
        )
        ahead += [target for target in targets if target.suffix == ".md"]

    assert set(PAGES) <= seen
