"""The page, printed by a browser: the same format as the PDF, as far as a browser can."""

import re
import shutil
import subprocess
from pathlib import Path

import pymupdf
import pytest

from letters.page import STYLE, page_body
from letters.parse import parse
from letters.verification import verification
from tests.letters.measuring import MM, URL, Sheet, letters
from tests.letters.samples import SAMPLES

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _printed(kind: str, folder: Path) -> list[Sheet]:
    frame = letters().frame(kind, SAMPLES[kind], verification(kind, URL))
    body = page_body(frame, parse(letters().words(kind, SAMPLES[kind])))
    page, paper = folder / "letter.html", folder / "letter.pdf"
    page.write_text(
        f"<!doctype html><meta charset=utf-8><style>body {{ margin: 0 }} {STYLE.read_text('utf-8')}</style>{body}",
        "utf-8",
    )
    assert BROWSER is not None
    subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}",
         f"--print-to-pdf={paper}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return [Sheet(sheet) for sheet in pymupdf.open(paper)]


@pytest.mark.skipif(BROWSER is None, reason="没有 Chromium · no Chromium on this machine")
@pytest.mark.parametrize("kind", ["transfer-letter", "circular", "service-proof"])
def test_a_printed_page_is_a4_within_the_same_margins(kind: str, tmp_path: Path) -> None:
    sheets = _printed(kind, tmp_path)

    for sheet in sheets:
        assert [sheet.width, sheet.height] == pytest.approx([210, 297], abs=0.5)
        for row in sheet.rows:
            assert row[0].left > 28 - 16 / MM
            assert row[-1].right < 184 + 16 / MM
    said = "".join(line.text for sheet in sheets for line in sheet.lines)
    assert SAMPLES[kind]["number"] in re.sub(r"\s", "", said)


@pytest.mark.skipif(BROWSER is None, reason="没有 Chromium · no Chromium on this machine")
def test_a_printed_letter_has_its_red_lines(tmp_path: Path) -> None:
    first = _printed("transfer-letter", tmp_path)[0]
    red = [bar for bar in first.bars if bar.is_red]

    assert len(red) >= 2
    assert [bar.length for bar in red] == pytest.approx([170] * len(red), abs=0.5)
    assert 297 - max(bar.bottom for bar in red) == pytest.approx(20, abs=0.6)
