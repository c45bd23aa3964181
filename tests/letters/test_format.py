"""The measures of GB/T 9704-2012, taken on the finished PDF. Lengths in millimetres unless they say pt."""

from itertools import pairwise

import pytest

from letters.parse import parse
from tests.letters.measuring import MM, Sheet, letters, set_sample, sheets, typesetter
from tests.letters.samples import CITY, GOVERNMENT, JUSTICE, MARKET, SAMPLES

PITCH = 225 / 22
BODY_PT, TITLE_PT, SMALL_PT = 16, 22, 14
# What a ruler may be off: the standard itself allows 1 mm.
RULER = 0.35
_SENTENCE = "执法人员依法开展现场检查并制作检查笔录确认当事人违法事实清楚应予查处"


def _blank(sign: str) -> float:
    """How much of a sign at either end of a line may be blank paper: brackets and stops fill half of their square."""
    return BODY_PT * 0.53 / MM if sign in "《“（〔，。；：、》”）〕" else 0


def _set(kind: str, *, sealed: bool = False, **more: object) -> list[Sheet]:
    return sheets(set_sample(kind, sealed=sealed, **more)[1])


@pytest.fixture(scope="module")
def letter() -> list[Sheet]:
    return _set("transfer-letter")


@pytest.fixture(scope="module")
def document() -> list[Sheet]:
    return _set("circular")


# ---- page and type, 5 ----


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_paper_is_a4_and_everything_of_the_text_is_within_the_type_area(kind: str) -> None:
    for sheet in _set(kind):
        assert [sheet.width, sheet.height] == pytest.approx([210, 297], abs=0.01)
        for row in sheet.rows:
            assert min(line.left for line in row) > 28 - RULER - _blank(row[0].text[0])
            assert max(line.bottom for line in row) < 37 + 225 + RULER
            assert max(line.right for line in row) < 28 + 156 + RULER + _blank(row[-1].text.rstrip()[-1])


def test_a_full_page_has_22_lines_between_margins_of_37_and_35(letter: list[Sheet]) -> None:
    rows = letter[1].rows

    assert len(rows) == 22
    assert rows[0][0].top == pytest.approx(37, abs=0.05)
    assert min(row[0].left for row in rows if not _blank(row[0].text[0])) == pytest.approx(28, abs=0.05)
    steps = [below[0].baseline - above[0].baseline for above, below in pairwise(rows)]
    assert steps == pytest.approx([PITCH] * 21, abs=0.02)
    assert steps[0] * MM == pytest.approx(28.95, abs=0.1)


def test_a_full_line_has_28_characters() -> None:
    sheet = _set("urging-letter", opening=SAMPLES["urging-letter"]["opening"] | {"facts": _SENTENCE * 8})[0]
    first = next(place for place, row in enumerate(sheet.rows) if row[0].text.startswith(_SENTENCE[:10]))
    above, full = sheet.rows[first], sheet.rows[first + 1]

    assert len("".join(line.text for line in full)) == 28
    assert [full[0].left, full[-1].right] == pytest.approx([28, 184], abs=0.2)
    assert above[0].left - full[0].left == pytest.approx(156 * 2 / 28, abs=0.05), "two characters in"


def test_sizes_of_title_and_text(letter: list[Sheet]) -> None:
    assert letter[0].line("关于移送紫薇路").size == pytest.approx(TITLE_PT)
    assert letter[0].line("我单位在履职中").size == pytest.approx(BODY_PT)


def test_the_title_is_centred_in_lines_of_the_issuer_then_the_matter(letter: list[Sheet]) -> None:
    title = [line for line in letter[0].lines if line.size == pytest.approx(TITLE_PT)]

    assert [line.text for line in title] == [MARKET, "关于移送紫薇路夜市外围", "露天烧烤扰民线索的函"]
    assert [(line.left + line.right) / 2 for line in title] == pytest.approx([28 + 78] * 3, abs=0.1)


def test_the_addressee_is_flush_left_one_line_below_the_title_with_a_colon(letter: list[Sheet]) -> None:
    title, addressee = letter[0].line("露天烧烤扰民线索的函"), letter[0].line(CITY)

    assert addressee.left == pytest.approx(28, abs=0.05)
    assert addressee.text.endswith("：")
    assert addressee.top - title.bottom == pytest.approx(2 * PITCH - BODY_PT / MM, abs=0.3), (
        "one empty line between"
    )


# ---- letter format, 10.1 ----


def test_the_mark_is_red_centred_and_30_from_the_edge(letter: list[Sheet]) -> None:
    mark, ink = letter[0].lines[0], letter[0].ink(MARKET)

    assert mark.text == MARKET
    assert mark.colour == 0xE60012
    assert ink.y0 == pytest.approx(30, abs=RULER)
    assert (ink.x0 + ink.x1) / 2 == pytest.approx(105, abs=RULER)


def test_the_double_lines_are_red_170_long_and_thick_outside(letter: list[Sheet]) -> None:
    upper, lower = letter[0].bars[:2], letter[0].bars[2:]

    assert len(letter[0].bars) == 4
    assert all(bar.is_red for bar in letter[0].bars)
    assert [bar.length for bar in letter[0].bars] == pytest.approx([170] * 4, abs=0.05)
    assert [bar.left for bar in letter[0].bars] == pytest.approx([20] * 4, abs=0.05)
    assert upper[0].bottom - upper[0].top > 2 * (upper[1].bottom - upper[1].top), "thick above thin"
    assert lower[1].bottom - lower[1].top > 2 * (lower[0].bottom - lower[0].top), "thin above thick"
    assert upper[0].top - letter[0].ink(MARKET).y1 == pytest.approx(4, abs=RULER)
    assert 297 - lower[1].bottom == pytest.approx(20, abs=0.05)
    assert not any(bar.is_red for sheet in letter[1:] for bar in sheet.bars)


def test_the_number_is_at_the_right_below_the_line_and_the_urgency_at_the_left(letter: list[Sheet]) -> None:
    number, urgency = letter[0].line("渝北市监移函〔2026〕12号"), letter[0].line("加急")
    line = letter[0].bars[1].bottom

    assert number.right == pytest.approx(184, abs=0.15)
    assert urgency.left == pytest.approx(28, abs=0.05)
    assert number.top - line == pytest.approx(7 / 8 * BODY_PT / MM, abs=0.05)
    assert urgency.top - line == pytest.approx(7 / 8 * BODY_PT / MM, abs=0.05)
    assert letter[0].line(MARKET).top < line < number.top


def test_the_title_is_two_lines_below_the_number(letter: list[Sheet]) -> None:
    number = letter[0].line("渝北市监移函〔2026〕12号")
    title = next(line for line in letter[0].lines if line.size == pytest.approx(TITLE_PT))

    assert title.top - number.bottom == pytest.approx(3 * PITCH - BODY_PT / MM, abs=0.3), (
        "two empty lines between"
    )


def test_the_first_page_of_a_letter_has_no_page_number_and_the_others_have(letter: list[Sheet]) -> None:
    shown = [[line for line in sheet.lines if line.text.startswith("— ")] for sheet in letter]

    assert shown[0] == []
    assert [lines[0].text for lines in shown[1:]] == ["— 2 —", "— 3 —", "— 4 —"]
    assert shown[1][0].left == pytest.approx(28 + SMALL_PT / MM, abs=0.1), "even: at the left"
    assert letter[2].ink("— 3 —").x1 == pytest.approx(184 - SMALL_PT / MM, abs=RULER), "odd: at the right"
    for lines in shown[1:]:
        assert lines[0].size == pytest.approx(SMALL_PT)
        # The dash is in the middle of the line's height.
        assert (lines[0].top + lines[0].bottom) / 2 - 262 == pytest.approx(7, abs=0.1)


def test_copies_of_a_letter_stand_at_the_foot_of_the_type_area_without_lines() -> None:
    last = _set("urging-letter")[-1]
    copies = last.line("抄送：区政府办公室，区纪委监委机关，区城市管理局。")

    assert copies.size == pytest.approx(SMALL_PT)
    assert copies.left == pytest.approx(28 + SMALL_PT / MM, abs=0.1)
    assert copies.bottom == pytest.approx(262, abs=0.1)
    assert last.bars == []


# ---- document format, 7 ----


def test_the_mark_of_a_document_is_35_below_the_type_area(document: list[Sheet]) -> None:
    mark, ink = document[0].line("文件"), document[0].ink("文件")

    assert mark.text == f"{GOVERNMENT}文件"
    assert mark.colour == 0xE60012
    assert ink.y0 == pytest.approx(37 + 35, abs=RULER)
    assert (ink.x0 + ink.x1) / 2 == pytest.approx(28 + 78, abs=1)


def test_number_and_red_line_of_a_document(document: list[Sheet]) -> None:
    number = document[0].line("渝北执监督〔2026〕1号")
    red = [bar for bar in document[0].bars if bar.is_red]

    assert (number.left + number.right) / 2 == pytest.approx(28 + 78, abs=0.1)
    assert number.top - document[0].ink("文件").y1 == pytest.approx(2 * PITCH, abs=RULER)
    assert len(red) == 1
    assert [red[0].left, red[0].length] == pytest.approx([28, 156], abs=0.05)
    assert red[0].top - number.bottom == pytest.approx(4, abs=0.05)


def test_the_title_is_two_lines_below_the_red_line(document: list[Sheet]) -> None:
    title = next(line for line in document[0].lines if line.size == pytest.approx(TITLE_PT))

    assert title.top - document[0].bars[0].bottom == pytest.approx(2 * PITCH, abs=0.3)


def test_the_first_page_of_a_document_is_numbered_and_shows_text(document: list[Sheet]) -> None:
    assert document[0].ink("— 1 —").x1 == pytest.approx(184 - SMALL_PT / MM, abs=RULER)
    assert len(document[0].rows) > 4


def test_the_imprint_has_lines_thick_thin_thick_and_ends_with_the_type_area(document: list[Sheet]) -> None:
    lines = document[-1].bars
    thickness = [bar.bottom - bar.top for bar in lines]

    assert thickness == pytest.approx([0.35, 0.25, 0.35], abs=0.01)
    assert [bar.length for bar in lines] == pytest.approx([156] * 3, abs=0.05)
    assert (lines[-1].top + lines[-1].bottom) / 2 == pytest.approx(262, abs=0.05)
    copies, printed = document[-1].line("抄送："), document[-1].line("2026年2月5日印发")
    assert lines[0].bottom < copies.top < copies.bottom < lines[1].top
    assert lines[1].bottom < printed.top < printed.bottom < lines[2].top
    assert printed.right == pytest.approx(184 - SMALL_PT / MM, abs=0.1)


def test_an_upward_document_names_who_signed_it_beside_the_number(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = letters().kinds
    monkeypatch.setitem(kinds, "circular", kinds["circular"].model_copy(update={"is_upward": True}))

    first = _set("circular", signer="秦天佑", security="秘密★1年", urgency="特急", copy_number="000012")[0]

    number, signer = first.line("渝北执监督〔2026〕1号"), first.line("秦天佑")
    assert number.left == pytest.approx(28 + 156 / 28, abs=0.1)
    assert signer.right == pytest.approx(184 - 156 / 28, abs=0.2)
    assert signer.baseline == pytest.approx(number.baseline, abs=0.3)
    assert [first.line(flag).left for flag in ("000012", "秘密★1年", "特急")] == pytest.approx(
        [28] * 3, abs=0.1
    )
    assert first.line("000012").top == pytest.approx(37, abs=0.1)
    assert first.line("特急").top - first.line("000012").top == pytest.approx(2 * PITCH, abs=0.2)


# ---- form ----


def test_a_form_names_issuer_and_kind_in_black_with_the_number_at_the_right() -> None:
    first = _set("supervision-opinion")[0]
    kind, number = first.line("行政执法监督意见书"), first.line("渝北执监意〔2026〕9号")

    assert first.lines[0].text == JUSTICE
    assert {first.lines[0].colour, kind.colour} == {0}
    assert (kind.left + kind.right) / 2 == pytest.approx(28 + 78, abs=0.1)
    assert number.right == pytest.approx(184, abs=0.15)
    assert number.top > kind.bottom


@pytest.mark.parametrize(
    "kind",
    [
        "receipt",
        "acceptance",
        "supplement-notice",
        "refusal",
        "service-proof",
        "reminder",
        "whistle-sheet",
        "whistle-record",
    ],
)
def test_short_forms_fit_one_page(kind: str) -> None:
    assert set_sample(kind)[1].pages == 1


def test_a_long_number_breaks_after_a_hyphen_so_that_no_line_is_stretched() -> None:
    frame = letters().frame("reminder", SAMPLES["reminder"])
    words = parse(f"<p>{'甲' * 20}DB-500112-20260302-0003，{'乙' * 20}</p>")

    rows = sheets(typesetter().typeset(frame, words))[0].rows

    first = next(row[0].text for row in rows if "甲" in row[0].text)
    assert first.endswith("-")
