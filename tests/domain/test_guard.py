"""Conditions are strict: what they speak of exists, and they say yes or no."""

from typing import Any

import pytest

from domain.guard import GuardError, asks_whether, is_met, paths, unknown_names

FACTS: dict[str, Any] = {
    "opening": {"urgency": "urgent"},
    "data": {"decide": {"outcome": "filed"}},
    "uses": {"refuse": 1, "close-case": 0},
    "form": {"pages": 3},
}


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        pytest.param(None, True, id="no condition"),
        pytest.param("opening.urgency == 'urgent'", True, id="the opening form"),
        pytest.param("data.decide.outcome == 'not_filed'", False, id="an earlier form"),
        pytest.param("uses['refuse'] >= 1", True, id="how often"),
        pytest.param("uses['close-case'] == 0 && form.pages > 2", True, id="both"),
        pytest.param("has(form.note) && form.note == ''", False, id="asked first"),
    ],
)
def test_a_condition_holds_or_not(source: str | None, holds: bool) -> None:
    assert is_met(source, FACTS) is holds


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("form.note == ''", id="a field left empty"),
        pytest.param("data.confirm.satisfied", id="an action not taken"),
        pytest.param("form.pages", id="not yes or no"),
        pytest.param("form.pages / 0 == 1", id="arithmetic that fails"),
        pytest.param("weather == 'fair'", id="an unknown name"),
        pytest.param("form.pages >", id="not a condition"),
    ],
)
def test_nothing_is_guessed(source: str) -> None:
    with pytest.raises(GuardError):
        is_met(source, FACTS)


def test_names_that_no_case_has_are_found() -> None:
    assert unknown_names("weather == 'fair' && uses['refuse'] == 0 && mood > 3") == ["mood", "weather"]


@pytest.mark.parametrize("over", ["all", "exists", "exists_one", "filter", "map"])
def test_a_name_that_an_expression_gives_to_each_entry_is_known(over: str) -> None:
    assert unknown_names(f"findings.{over}(f, f.item == 'gas' && mood > 3)") == ["mood"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("opening.urgency == 'urgent'", [("opening", "urgency", None)]),
        ("uses['close-case'] == 0", [("uses", "close-case", None)]),
        ('uses[ "refuse" ] == 0', [("uses", "refuse", None)]),
        ("data.decide.outcome == 'filed'", [("data", "decide", "outcome")]),
        ("data['close-case'].result == 'penalty'", [("data", "close-case", "result")]),
        ("data['close-case']['result'] == 'penalty'", [("data", "close-case", "result")]),
        ("form.a == 1 || form.b == 2", [("form", "a", None), ("form", "b", None)]),
    ],
)
def test_what_a_condition_reads_is_found(source: str, found: list[tuple[str, str, str | None]]) -> None:
    assert list(paths(source)) == found


def test_asking_first_is_noticed() -> None:
    assert asks_whether("has( form.note ) && form.note != ''", "form.note")
    assert not asks_whether("form.note != ''", "form.note")
