"""One word for one thing: an identifier stands once in the glossary."""

import re
from collections import Counter

from tests.docs.pages import rows

PAGE = "docs/glossary.md"


def test_identifiers_are_unique() -> None:
    found = Counter(
        word for cells in rows(PAGE) if len(cells) > 2 for word in re.findall(r"`([^`]+)`", cells[2])
    )

    assert len(found) > 100
    assert [word for word, times in found.items() if times > 1] == []
