"""When a light changes, and what it shows."""

import pytest

from domain.clock import Clock
from domain.due_date import due_date
from domain.light import Light, LightChanges, light, light_changes
from domain.limit import Kind, Unit
from scenarios.calendars import national_calendar
from tests.domain.dates import at, clock, limit

CALENDAR = national_calendar()


def changes(of: Clock) -> LightChanges:
    return light_changes(of, due_date(of, CALENDAR), CALENDAR)


@pytest.mark.parametrize(
    ("of", "yellow", "red", "dark_red"),
    [
        pytest.param(
            clock("2026-03-02", 1, Unit.WD, Kind.HANDOFF),
            "2026-03-03 00:00", "2026-03-03 18:00", "2026-03-04 18:00", id="one day to sign: yellow on that day",
        ),
        pytest.param(
            clock("2026-03-02", 5, Unit.WD),
            "2026-03-06 00:00", "2026-03-10 00:00", "2026-03-13 00:00", id="a week: 1.5 days left, taken as two",
        ),
        pytest.param(
            clock("2026-03-02", 15, Unit.WD),
            "2026-03-17 00:00", "2026-03-24 00:00", "2026-03-31 00:00", id="three weeks: five left, five over",
        ),
        pytest.param(
            clock("2026-09-30", 3, Unit.WD),
            "2026-10-10 00:00", "2026-10-11 00:00", "2026-10-14 00:00", id="over National Day",
        ),
        pytest.param(
            clock("2026-07-02", 90, Unit.ND),
            "2026-09-04 00:00", "2026-10-01 00:00", "2026-10-14 00:00", id="a case: five working days over come first",
        ),
        pytest.param(
            clock("2026-02-12", 3, Unit.ND, Kind.CRIMINAL),
            "2026-02-14 00:00", "2026-02-25 00:00", "2026-02-27 00:00", id="rolled: yellow on the last working day before",
        ),
        pytest.param(
            clock("2026-02-12", 3, Unit.ND, Kind.INTRUSIVE),
            "2026-02-14 00:00", "2026-02-16 00:00", "2026-02-18 00:00", id="not rolled: the same yellow, an earlier red",
        ),
        pytest.param(
            clock("2026-03-07 10:00", 1, Unit.ND, Kind.INTRUSIVE),
            "2026-03-07 10:00", "2026-03-09 00:00", "2026-03-10 00:00", id="no working day within: yellow at once",
        ),
        pytest.param(
            clock("2026-03-02 10:00", 24, Unit.HR),
            "2026-03-03 02:48", "2026-03-03 10:00", "2026-03-03 22:00", id="hours: 70 % run, half over",
        ),
        pytest.param(
            clock("2026-03-02 16:30", 2, Unit.BH),
            "2026-03-02 17:54", "2026-03-03 09:30", "2026-03-03 10:30", id="office hours",
        ),
        pytest.param(
            clock("2026-03-02", 1, Unit.YR),
            "2026-11-13 00:00", "2027-03-03 00:00", "2027-03-10 00:00", id="a year counts its days",
        ),
        pytest.param(
            Clock(limit=limit(7, Unit.WD, backward=True), started_at=at("2026-10-15 09:00")),
            "2026-09-24 00:00", "2026-09-30 00:00", "2026-10-11 00:00", id="notice before a hearing",
        ),
    ],
)  # fmt: skip
def test_when_the_light_changes(of: Clock, yellow: str, red: str, dark_red: str) -> None:
    assert changes(of) == LightChanges(yellow_at=at(yellow), red_at=at(red), dark_red_at=at(dark_red))


def test_suspended_days_do_not_bring_the_yellow_light() -> None:
    stopped = clock("2026-03-02", 5, Unit.WD)
    stopped = stopped.suspend(at("2026-03-06 09:00"), at("2026-03-11 09:00"), reason="检测", basis="某法")

    assert changes(stopped).yellow_at == at("2026-03-11 00:00")


@pytest.mark.parametrize(
    ("now", "suspended", "shows"),
    [
        pytest.param("2026-03-05 23:59", False, Light.GREEN, id="time left"),
        pytest.param("2026-03-06 00:00", False, Light.YELLOW, id="little left"),
        pytest.param("2026-03-09 23:59", False, Light.YELLOW, id="the last minute"),
        pytest.param("2026-03-10 00:00", False, Light.RED, id="overdue"),
        pytest.param("2026-03-13 00:00", False, Light.DARK_RED, id="long overdue"),
        pytest.param("2026-03-13 00:00", True, Light.GREY, id="standing still"),
    ],
)
def test_what_the_light_shows(now: str, suspended: bool, shows: Light) -> None:
    running = clock("2026-03-02", 5, Unit.WD)
    due = due_date(running, CALENDAR)

    assert light(running.started_at, due, at(now), CALENDAR, suspended=suspended) is shows
    assert light_changes(running, due, CALENDAR).at(at(now), suspended=suspended) is shows
