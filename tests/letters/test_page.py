"""The page says what the PDF says, from the same blocks."""

import re
from html.parser import HTMLParser

import pymupdf
import pytest

from letters.page import STYLE, page_body
from letters.parse import parse
from letters.seals import SampleSeals
from letters.verification import verification
from tests.letters.measuring import URL, letters, set_sample
from tests.letters.samples import SAMPLES


class _Said(HTMLParser):
    """The text of a page, and its balance of tags."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(name not in ("style", "onclick") for name, _ in attrs)
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


def _page(kind: str) -> _Said:
    frame = letters().frame(kind, SAMPLES[kind], verification(f"letter-{kind}", URL))
    seals = tuple(SampleSeals().seal(issuer, "") for issuer in frame.issuers)
    page = _Said()
    page.feed(page_body(frame, parse(letters().words(kind, SAMPLES[kind])), seals))
    return page


def _signs(text: str) -> list[str]:
    """The signs of a text in order of code, without blanks and without page numbers."""
    return sorted(re.sub(r"— \d+ —|\s", "", text))


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_page_and_pdf_say_the_same(kind: str) -> None:
    page = _page(kind)
    # The sample seal is an image on the page, so the unsealed PDF is compared.
    document = pymupdf.open(stream=set_sample(kind, sealed=False)[1].pdf, filetype="pdf")

    assert page.open == []
    assert _signs(page.said) == _signs("\n".join(sheet.get_text() for sheet in document))


def test_the_style_gives_the_measures_of_the_standard() -> None:
    style = STYLE.read_text(encoding="utf-8")

    assert "size: A4" in style
    assert "margin: 37mm 26mm 35mm 28mm" in style
    assert "width: 170mm" in style
    assert "font: 16pt" in style


def test_a_fact_cannot_become_markup_on_the_page() -> None:
    given = SAMPLES["reminder"] | {"officer": "王", "stage": "<script>alert(1)</script>"}
    frame = letters().frame("reminder", given)

    body = page_body(frame, parse(letters().words("reminder", given)))

    assert "<script>" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
