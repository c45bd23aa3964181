"""The project's pages: Markdown files with their links, anchors and code blocks."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "scenarios/calendars/README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def name(page: Path) -> str:
    """Return the page's path in the repository."""
    return str(page.relative_to(ROOT))


def text(page: str | Path) -> str:
    """Return a page whole."""
    return (ROOT / page).read_text(encoding="utf-8")


def prose(page: str | Path) -> str:
    """Return a page without its code blocks."""
    return _BLOCK.sub("", text(page))


def blocks(page: str | Path, language: str) -> list[str]:
    """Return the page's code blocks in a language."""
    return [code for marked, code in _BLOCK.findall(text(page)) if marked == language]


def links(page: Path) -> list[str]:
    """Return where the page's links and pictures lead."""
    return _LINK.findall(prose(page))


def spans(page: str | Path) -> list[str]:
    """Return what stands in backticks."""
    return _SPAN.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """Return the anchors of the page's headings, as code hosts make them."""
    kept = (
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()) for heading in _HEADING.findall(prose(page))
    )
    return {heading.replace(" ", "-") for heading in kept}


def rows(page: str | Path) -> Iterator[list[str]]:
    """Yield the cells of each line of each table, headings and rules included."""
    for line in prose(page).splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]
