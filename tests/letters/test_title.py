"""Titles break between words, into a trapezoid or a diamond."""

from datetime import date
from itertools import pairwise

import pytest

from letters.title import LONGEST_LINE, title_lines
from scenarios.example_clues import load_example_clues
from tests.letters.samples import CITY, GOVERNMENT, MARKET


def test_a_short_title_is_one_line() -> None:
    assert title_lines("行政执法监督意见书") == ("行政执法监督意见书",)


def test_the_issuer_has_a_line_of_its_own() -> None:
    title = f"{MARKET}关于移送紫薇路夜市外围露天烧烤扰民线索的函"

    assert title_lines(title, MARKET) == (MARKET, "关于移送紫薇路夜市外围", "露天烧烤扰民线索的函")


def test_a_name_in_the_title_is_not_torn() -> None:
    name = "重庆市渝北区交通运输委员会"
    title = f"{GOVERNMENT}关于{name}逾期未办理移送线索情况的通报"

    assert any(name in line for line in title_lines(title, GOVERNMENT, (name,)))


@pytest.mark.parametrize("matter", [clue.title for clue in load_example_clues(today=date(2026, 11, 22))])
def test_lines_of_every_example_are_well_formed(matter: str) -> None:
    title = f"{MARKET}关于移送{matter}线索的函"

    lines = title_lines(title, MARKET, (CITY,))

    lengths = [len(line) for line in lines]
    rises = [after - before for before, after in pairwise(lengths)]
    assert "".join(lines) == title
    assert max(lengths) <= LONGEST_LINE
    assert min(lengths) >= 4
    assert not any(line.startswith(("的", "函", "，")) for line in lines)
    assert not any(first < 0 < second for first, second in pairwise(rises)), "a waist"


def test_a_title_without_words_is_cut_evenly() -> None:
    assert [len(line) for line in title_lines("的" * 40)] == [14, 14, 12]
