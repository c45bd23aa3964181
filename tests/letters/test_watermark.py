"""What is no letter yet says so across every page, and the letter itself never does."""

import pymupdf
import pytest

from letters.page import page_body
from letters.parse import parse
from tests.letters.measuring import letters, typesetter
from tests.letters.samples import SAMPLES


@pytest.mark.parametrize("kind", ["urging-letter", "review-answer", "circular"])
def test_every_page_of_a_preview_is_marked(kind: str) -> None:
    frame = letters().frame(kind, SAMPLES[kind])
    words = parse(letters().words(kind, SAMPLES[kind]))
    marked = pymupdf.open(stream=typesetter().typeset(frame, words, watermark="预览").pdf, filetype="pdf")
    plain = pymupdf.open(stream=typesetter().typeset(frame, words).pdf, filetype="pdf")

    assert len(marked) == len(plain)
    assert all("预" in sheet.get_text() and "览" in sheet.get_text() for sheet in marked)
    assert not any("预" in sheet.get_text() for sheet in plain)


def test_so_is_the_page() -> None:
    frame = letters().frame("reminder", SAMPLES["reminder"])
    words = parse(letters().words("reminder", SAMPLES["reminder"]))

    assert '<p class="watermark" aria-hidden="true">预览</p>' in page_body(frame, words, watermark="预览")
    assert "watermark" not in page_body(frame, words)
