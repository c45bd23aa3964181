"""The signature: where name, date and seal stand, and that they never stand alone on a page."""

import pytest

from letters.parse import parse
from letters.seals import SampleSeals
from tests.letters.measuring import MM, Sheet, letters, set_sample, sheets, typesetter
from tests.letters.samples import CITY, GOVERNMENT, JUSTICE, MARKET, SAMPLES

CHARACTER = 156 / 28


def _seals(sheet: Sheet) -> list[tuple[float, ...]]:
    """The boxes of the seals' rims: round, red and 42 mm wide."""
    found = []
    for drawing in sheet.page.get_drawings():
        box, colour = drawing["rect"], drawing.get("color")
        half = (drawing.get("width") or 0) / 2
        if (
            colour
            and colour[0] > 0.8
            and colour[1] < 0.1
            and 40 < box.width / MM < 43
            and 40 < box.height / MM < 43
        ):
            edges = (box.x0 - half, box.y0 - half, box.x1 + half, box.y1 + half)
            found.append(tuple(edge / MM for edge in edges))
    return found


def test_the_seal_presses_on_name_and_date_which_are_below_its_middle() -> None:
    sheet = sheets(set_sample("urging-letter")[1])[-1]
    name, date = sheet.line(JUSTICE), sheet.line("2026年2月5日")
    (left, top, right, bottom) = _seals(sheet)[0]

    assert right - left == pytest.approx(42, abs=0.3)
    assert (left + right) / 2 == pytest.approx((name.left + name.right) / 2, abs=0.3)
    assert top < name.top < date.bottom < bottom
    assert (name.top + date.bottom) / 2 > (top + bottom) / 2
    above = max(
        line.bottom for line in sheet.lines if line.size == pytest.approx(16) and line.bottom < name.top
    )
    assert 0 < top - above < 225 / 22, "its top is within one line of the text"


def test_the_date_is_four_characters_from_the_right_below_the_name() -> None:
    sheet = sheets(set_sample("urging-letter", sealed=False)[1])[-1]
    name, date = sheet.line(JUSTICE), sheet.line("2026年2月5日")

    assert date.right == pytest.approx(184 - 4 * CHARACTER, abs=0.2)
    assert (name.left + name.right) / 2 == pytest.approx((date.left + date.right) / 2, abs=0.1)
    assert date.baseline - name.baseline == pytest.approx(225 / 22, abs=0.05)


def test_a_long_name_stays_within_the_type_area() -> None:
    sheet = sheets(set_sample("receipt")[1])[0]
    name, date = [line for line in sheet.lines if line.text == CITY][-1], sheet.lines

    assert name.right <= 184.1
    assert any(line.text == "2026年2月5日" and abs(line.size - 16) < 0.1 for line in date)


def test_without_a_seal_the_date_starts_two_characters_right_of_the_name() -> None:
    sheet = sheets(set_sample("interview-record")[1])[-1]
    name = [line for line in sheet.lines if line.text == JUSTICE][-1]
    date = sheet.line("2026年2月5日")

    assert _seals(sheet) == []
    assert name.right == pytest.approx(184 - 2 * CHARACTER, abs=0.2)
    assert date.left - name.left == pytest.approx(2 * CHARACTER, abs=0.1)


@pytest.mark.parametrize("others", [[CITY], [CITY, GOVERNMENT], [CITY, GOVERNMENT, JUSTICE]])
def test_joint_issuers_have_a_seal_each_and_none_touches_another(others: list[str]) -> None:
    frame, done = set_sample("circular", issuer=MARKET, joint_issuers=others)
    pages = sheets(done)
    seals = [(n, box) for n, sheet in enumerate(pages) for box in _seals(sheet)]

    assert len(frame.issuers) == len(seals) == len(others) + 1
    for place, (page, (left, top, right, bottom)) in enumerate(seals):
        assert left > 28 - 0.1
        assert right < 184 + 0.1
        for other_page, (x0, y0, x1, y1) in seals[place + 1 :]:
            assert page != other_page or right < x0 or x1 < left or bottom < y0 or y1 < top
    (left, top, right, bottom) = seals[-1][1]
    date = pages[seals[-1][0]].line("2026年2月5日")
    assert left < (date.left + date.right) / 2 < right
    assert top < date.top < bottom, "the last one presses on the date"
    assert "".join(line.text for line in pages[0].lines if line.colour == 0xE60012).startswith(MARKET)


def test_a_sample_seal_says_that_it_is_one() -> None:
    seal = SampleSeals().seal("甲<乙>&局", "0" * 64)

    assert "样章" in seal.svg
    assert "无效" in seal.svg
    assert "&lt;" in seal.svg
    assert seal.diameter_mm == 42


def test_a_service_without_a_seal_leaves_its_place_free() -> None:
    class ByHand:
        def seal(self, issuer: str, pdf_digest: str) -> None:
            assert len(pdf_digest) == 64

    frame = letters().frame("urging-letter", SAMPLES["urging-letter"])
    words = parse(letters().words("urging-letter", SAMPLES["urging-letter"]))

    by_hand = typesetter().sealed(frame, words, ByHand())

    assert by_hand.pdf == typesetter().typeset(frame, words).pdf


@pytest.mark.parametrize("kind", ["urging-letter", "circular", "transfer-letter", "supervision-opinion"])
def test_wherever_the_page_ends_text_stands_beside_the_signature(kind: str) -> None:
    """The text grows line by line over more than a page; each time the signature has text above it."""
    for count in range(1, 26):
        facts = "\n".join(["执法人员到场核查并制作笔录。"] * count)
        opening = SAMPLES[kind].get("opening", {}) | {"facts": facts}
        more = {"opening": opening} if "opening" in SAMPLES[kind] else {"facts": facts}
        _, done = set_sample(kind, sealed=False, **more)

        signed = [sheet for sheet in sheets(done) if any(line.text == "2026年2月5日" for line in sheet.lines)]

        assert len(signed) == 1, count
        date = signed[0].line("2026年2月5日")
        above = [row for row in signed[0].rows if row[0].bottom < date.top - 12]
        assert len(above) >= 2, count
        assert date.bottom < 262


def test_a_long_last_paragraph_is_split_so_that_two_lines_come_along() -> None:
    frame = letters().frame("urging-letter", SAMPLES["urging-letter"])
    sentence = "请将办理情况书面回复我单位并附相关证明材料以备核查。"
    for count in range(4, 22):
        words = parse(f"<p>{sentence * 6}</p><p>{sentence * count}</p>")

        signed = sheets(typesetter().typeset(frame, words))[-1]

        date = signed.line("2026年2月5日")
        assert len([row for row in signed.rows if row[0].bottom < date.top - 12]) >= 2, count
