"""The PDF file: sound, archivable, the same bytes for the same facts, also in a fresh process and from many threads."""

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pymupdf
import pytest
import zxingcpp

from letters.fonts import machine_fonts
from letters.parse import parse
from letters.seals import SampleSeals
from letters.typesetting import Typesetter
from letters.verification import is_unchanged, verification
from tests.letters.measuring import URL, letters, set_sample, typesetter
from tests.letters.samples import CITY, MARKET, SAMPLES

_IN_A_FRESH_PROCESS = """
from tests.letters.measuring import set_sample
print(set_sample("transfer-letter")[1].digest)
"""


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("letters") / "transfer-letter.pdf"
    path.write_bytes(set_sample("transfer-letter")[1].pdf)
    return path


def test_the_text_can_be_read_out(file: Path) -> None:
    said = re.sub(r"\s", "", _run(_tool("pdftotext"), str(file), "-"))

    assert "渝北市监移函〔2026〕12号" in said
    assert f"{CITY}：我单位在履职中发现" in said
    assert "特此函告，请依法处理。" in said


def test_every_font_is_embedded_as_a_subset(file: Path) -> None:
    rows = _run(_tool("pdffonts"), str(file)).splitlines()[2:]

    assert rows
    for row in rows:
        assert re.match(r"[A-Z]{6}\+Noto(Serif|Sans)SC", row)
        assert re.search(r"\byes +yes +yes\b", row), "embedded, subset, with its text"


def test_the_file_is_sound(file: Path) -> None:
    assert "No syntax or stream encoding errors" in _run(_tool("qpdf"), "--check", str(file))


def test_the_file_says_that_it_is_pdf_a_2b_of_the_day_of_issue(file: Path) -> None:
    document = pymupdf.open(file)
    stated = document.xref_get_key(document.pdf_catalog(), "Metadata")[1]
    metadata = document.xref_stream(int(stated.split()[0])).decode()

    assert re.search(r"pdfaid:part>2<", metadata)
    assert re.search(r"pdfaid:conformance>B<", metadata)
    assert document.metadata["creationDate"].startswith("D:20260205000000")
    assert document.metadata["title"] == f"{MARKET}关于移送紫薇路夜市外围露天烧烤扰民线索的函"
    assert document.metadata["author"] == MARKET


def test_pages_are_counted_rightly() -> None:
    for kind in SAMPLES:
        done = set_sample(kind)[1]
        assert done.pages == len(pymupdf.open(stream=done.pdf, filetype="pdf")), kind


def test_the_same_facts_give_the_same_bytes() -> None:
    frame, once = set_sample("urging-letter")
    words = parse(letters().words("urging-letter", SAMPLES["urging-letter"]))

    again = Typesetter(typesetter().fonts).sealed(frame, words, SampleSeals())

    assert once.pdf == again.pdf
    assert once.fonts == again.fonts
    assert once.digest == sha256(once.pdf).hexdigest()
    assert is_unchanged(again.pdf, once.digest)


def test_a_fresh_process_gives_the_same_bytes() -> None:
    elsewhere = _run(sys.executable, "-c", _IN_A_FRESH_PROCESS).strip()

    assert elsewhere == set_sample("transfer-letter")[1].digest


def test_another_fact_gives_other_bytes() -> None:
    assert set_sample("reminder")[1].digest != set_sample("reminder", overdue_days=3)[1].digest


def test_stored_frames_and_words_set_the_same_letter() -> None:
    frame, done = set_sample("circular")
    words = letters().words("circular", SAMPLES["circular"])

    stored = type(frame).model_validate_json(frame.model_dump_json())

    assert typesetter().sealed(stored, parse(words), SampleSeals()).pdf == done.pdf


def test_eight_threads_set_different_letters_rightly() -> None:
    kinds = sorted(SAMPLES) * 4
    alone = {kind: set_sample(kind)[1].digest for kind in SAMPLES}

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda kind: (kind, set_sample(kind)[1].digest), kinds))

    assert together == [(kind, alone[kind]) for kind in kinds]


@pytest.mark.parametrize("kind", ["transfer-letter", "circular", "service-proof"])
def test_the_qr_code_on_the_first_page_leads_to_the_verification(kind: str) -> None:
    frame, done = set_sample(kind)
    drawn = pymupdf.open(stream=done.pdf, filetype="pdf")[0].get_pixmap(dpi=200, colorspace=pymupdf.csGRAY)

    pixels = memoryview(drawn.samples).cast("B", (drawn.height, drawn.stride))
    found = zxingcpp.read_barcodes(pixels)

    assert [code.text for code in found] == [verification(f"letter-{kind}", URL).url]
    assert frame.verification is not None
    assert found[0].text.endswith(f"/verify/{frame.verification.code}")
    assert found[0].position.top_left.y / drawn.height > 279 / 297, "in the foot, below everything else"


def test_a_letter_without_code_has_no_qr_code() -> None:
    frame = letters().frame("reminder", SAMPLES["reminder"])
    done = typesetter().typeset(frame, parse(letters().words("reminder", SAMPLES["reminder"])))
    drawn = pymupdf.open(stream=done.pdf, filetype="pdf")[0].get_pixmap(dpi=150, colorspace=pymupdf.csGRAY)

    assert zxingcpp.read_barcodes(memoryview(drawn.samples).cast("B", (drawn.height, drawn.stride))) == []


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_kind_can_be_set_with_the_fonts_of_this_machine(kind: str) -> None:
    frame = letters().frame(kind, SAMPLES[kind], verification(kind, URL))
    words = parse(letters().words(kind, SAMPLES[kind]))

    done = Typesetter(machine_fonts()).typeset(frame, words)

    assert done.pages >= 1
    assert set(done.fonts) >= {"Noto Serif SC", "Noto Sans SC"}


def test_facts_are_shown_as_they_are_and_never_obeyed() -> None:
    said = '#panic("x") $x^2$ *b* _i_ `c` <tag> @ref \\ // 注 /* 注 */ [a](b) {{ x }}'
    opening = SAMPLES["transfer-letter"]["opening"] | {"measures_taken": said}

    _, done = set_sample("transfer-letter", opening=opening)

    text = "".join(page.get_text() for page in pymupdf.open(stream=done.pdf, filetype="pdf"))
    assert re.sub(r"\s", "", said) in re.sub(r"\s", "", text)
