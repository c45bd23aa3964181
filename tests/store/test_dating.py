"""When the next rung fires and until when an action may be taken: literal dates, over holidays and make-up days."""

from datetime import datetime, timedelta

import pytest

from domain.case import Case
from domain.clock import Clock
from domain.due_date import due_date
from domain.limit import Unit
from domain.procedure import Definition
from scenarios.calendars import national_calendar
from scenarios.load import load_definitions
from store.dating import next_rung, started_windows, window_end
from tests.domain.dates import at
from tests.domain.transfers import PARTIES, opened

CALENDAR = national_calendar()


@pytest.fixture
def definition() -> Definition:
    return load_definitions()["clue-transfer"]


def due(definition: Definition, started: str) -> datetime:
    """Return when a clue that was sent then has to be signed for."""
    case = opened(definition, at=at(started)).case
    assert case.clock is not None
    return due_date(case.clock, CALENDAR).due_at


@pytest.mark.parametrize(
    ("sent", "first", "second"),
    [
        pytest.param("2026-03-02 10:00", "2026-03-03 18:00", "2026-03-10 18:00", id="two plain weeks"),
        pytest.param("2026-03-06 17:59", "2026-03-09 18:00", "2026-03-16 18:00", id="sent on a Friday"),
        pytest.param("2026-09-29 09:00", "2026-09-30 18:00", "2026-10-13 18:00", id="National Day between"),
        pytest.param("2026-09-30 09:00", "2026-10-08 18:00", "2026-10-14 18:00", id="due after National Day"),
        pytest.param(
            "2026-09-18 09:00", "2026-09-20 18:00", "2026-09-28 18:00", id="due on a make-up Sunday"
        ),
        pytest.param(
            "2026-02-12 09:00", "2026-02-13 18:00", "2026-02-27 18:00", id="Spring Festival and a make-up day"
        ),
        pytest.param(
            "2026-02-13 09:00", "2026-02-14 18:00", "2026-02-28 18:00", id="both on make-up Saturdays"
        ),
        pytest.param(
            "2026-02-14 09:00", "2026-02-24 18:00", "2026-03-02 18:00", id="due after Spring Festival"
        ),
        pytest.param("2026-04-29 09:00", "2026-04-30 18:00", "2026-05-11 18:00", id="Labour Day between"),
    ],
)
def test_the_first_rung_is_due_and_the_second_five_working_days_later(
    definition: Definition, sent: str, first: str, second: str
) -> None:
    case, due_at = opened(definition, at=at(sent)).case, due(definition, sent)
    later = case.model_copy(update={"rung": 1})

    assert next_rung(definition, case, due_at, CALENDAR) == ("L1", at(first))
    assert next_rung(definition, later, due_at, CALENDAR) == ("L2", at(second))


def test_after_the_last_rung_none_is_left(definition: Definition) -> None:
    case = opened(definition, at=at("2026-03-02 10:00")).case.model_copy(update={"rung": 2})

    assert next_rung(definition, case, at("2026-03-03 18:00"), CALENDAR) == (None, None)


@pytest.mark.parametrize(
    ("changes", "due_at"),
    [
        pytest.param({"outcome": "withdrawn"}, at("2026-03-03 18:00"), id="a case that has ended"),
        pytest.param({}, None, id="a case that is not due"),
    ],
)
def test_no_rung_fires_without_a_date(
    definition: Definition, changes: dict[str, str], due_at: datetime | None
) -> None:
    case = opened(definition, at=at("2026-03-02 10:00")).case.model_copy(update=changes)

    assert next_rung(definition, case, due_at, CALENDAR) == (None, None)


def test_a_date_at_midnight_is_of_the_day_before(definition: Definition) -> None:
    """A period of calendar days ends at 24:00, which is already the next day by the clock."""
    case = opened(definition, at=at("2026-03-02 10:00")).case.model_copy(update={"rung": 1})

    assert next_rung(definition, case, at("2026-03-07"), CALENDAR) == ("L2", at("2026-03-13 18:00"))


@pytest.mark.parametrize("unit", [Unit.HR, Unit.BH, Unit.MIN], ids=str)
def test_a_rung_may_count_in_hours_of_the_clock_or_of_the_office(definition: Definition, unit: Unit) -> None:
    standard = definition.ladders["standard"]
    first, second = standard.timed
    after = second.after
    assert after is not None
    hours = second.model_copy(update={"after": after.model_copy(update={"value": 2, "unit": unit})})
    ladder = standard.model_copy(update={"rungs": (first, hours)})
    quick = definition.model_copy(update={"ladders": {**definition.ladders, "standard": ladder}})
    case = opened(quick, at=at("2026-03-02 10:00")).case.model_copy(update={"rung": 1})
    _, fires_at = next_rung(quick, case, at("2026-03-03 11:00"), CALENDAR)
    expected = {
        Unit.HR: "2026-03-03 13:00",
        Unit.BH: "2026-03-03 14:30",  # the office rests from 12:30 to 14:00
        Unit.MIN: "2026-03-03 11:02",
    }

    assert fires_at is not None
    assert fires_at - at(expected[unit]) in (timedelta(0), timedelta(microseconds=-1))


@pytest.mark.parametrize(
    ("signed", "last"),
    [
        pytest.param("2026-03-02 10:00", "2026-03-16 18:00", id="ten working days"),
        pytest.param("2026-03-06 23:30", "2026-03-20 18:00", id="signed late on a Friday"),
        pytest.param("2026-09-24 10:00", "2026-10-15 18:00", id="Mid-Autumn and National Day between"),
        pytest.param("2026-02-10 10:00", "2026-03-02 18:00", id="Spring Festival with two make-up days"),
    ],
)
def test_an_objection_may_be_made_within_ten_working_days(signed: str, last: str) -> None:
    definition = load_definitions()["supervision"]
    (limit,) = started_windows(definition, "sign-for").values()

    assert window_end(limit, CALENDAR, at=at(signed)) == at(last)


@pytest.mark.parametrize("action", ["draft", "serve", "object", "open"])
def test_no_other_action_starts_that_window(action: str) -> None:
    assert started_windows(load_definitions()["supervision"], action) == {}


def test_a_rung_and_a_limit_of_the_same_length_end_together(definition: Definition) -> None:
    """A rung is counted as every limit is: five working days from the due date are those of a limit that starts then."""
    case = Case(id="c", title="t", stage="sent", parties=PARTIES, rung=1)
    due_at = at("2026-09-30 18:00")
    limit = definition.limits["TRANSFER_SIGN"].model_copy(update={"value": 5})
    _, fires_at = next_rung(definition, case, due_at, CALENDAR)

    assert (
        fires_at == due_date(Clock(limit=limit, started_at=due_at), CALENDAR).due_at == at("2026-10-13 18:00")
    )
