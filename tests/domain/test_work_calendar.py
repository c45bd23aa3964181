"""How notices are stacked, and what is known about a day."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.work_calendar import CalendarLayer, CalendarNotLoaded, Level, WorkCalendar
from scenarios.calendars import load_layers, national_calendar, stack
from tests.domain.dates import on

NOTICE = {"title": "关于民族节日放假的通知", "issuer": "某区人民政府", "confidence": "H"}


def layer(**fields: Any) -> CalendarLayer:
    return CalendarLayer.model_validate({"year": 2026, "notice": NOTICE} | fields)


def off(day: str) -> dict[str, str]:
    return {"name": "民族节日", "name_en": "Local festival", "first": day, "last": day}


def make_up(day: str) -> dict[str, str]:
    return {"day": day, "name": "民族节日", "name_en": "Local festival"}


def test_a_day_tells_why_and_on_whose_word() -> None:
    day = national_calendar().day(on("2026-10-10"))

    assert (day.is_working, day.is_made_up, day.reason_zh, day.reason_en) == (
        True,
        True,
        "国庆节",
        "National Day",
    )
    assert (day.notice, day.layer, day.is_provisional) == ("国办发明电〔2025〕7号", Level.NATION, False)


def test_an_ordinary_day_follows_the_week() -> None:
    saturday, monday = (national_calendar().day(on(day)) for day in ("2026-03-07", "2026-03-09"))

    assert (saturday.is_working, saturday.reason_zh, saturday.notice) == (False, "周末", None)
    assert (monday.is_working, monday.is_made_up) == (True, False)


@pytest.mark.parametrize("day", ["2023-12-29", "2027-01-04"])
def test_a_year_without_notice_is_refused_or_marked(day: str) -> None:
    with pytest.raises(CalendarNotLoaded) as refusal:
        national_calendar().day(on(day))
    assert refusal.value.code == "calendar-not-loaded"
    assert national_calendar().provisional_day(on(day)).is_provisional
    assert national_calendar().provisional_day(on(day)).is_working


def test_a_region_adds_a_day_off_and_the_body_works_on_it() -> None:
    region = layer(region="500112", days_off=[off("2026-04-20")], make_up=[make_up("2026-04-25")])
    body = layer(region="500112", body="yubei-csj", make_up=[make_up("2026-04-20")])
    layers = (*load_layers(), body, region)

    elsewhere, here, there = (
        stack(layers, regions=regions, body=code)
        for regions, code in (((), None), (("500000", "500112"), None), (("500000", "500112"), "yubei-csj"))
    )
    assert [calendar.day(on("2026-04-20")).is_working for calendar in (elsewhere, here, there)] == [
        True,
        False,
        True,
    ]
    assert [calendar.day(on("2026-04-25")).is_working for calendar in (elsewhere, here, there)] == [
        False,
        True,
        True,
    ]
    assert here.day(on("2026-04-20")).notice == "《关于民族节日放假的通知》"
    assert (here.day(on("2026-04-20")).layer, there.day(on("2026-04-20")).layer) == (Level.REGION, Level.BODY)


def test_the_order_in_which_notices_are_given_does_not_matter() -> None:
    region = layer(region="500112", days_off=[off("2026-04-20")])
    body = layer(region="500112", body="yubei-csj", make_up=[make_up("2026-04-20")])

    assert WorkCalendar((body, region)).provisional_day(on("2026-04-20")).is_working
    assert WorkCalendar((region, body)).provisional_day(on("2026-04-20")).is_working


def test_a_narrower_region_overrides_a_wider_one() -> None:
    city = layer(region="500000", days_off=[off("2026-04-20")])
    district = layer(region="500112", make_up=[make_up("2026-04-20")])

    calendar = stack((*load_layers(), district, city), regions=("500000", "500112"))
    assert calendar.day(on("2026-04-20")).is_working


def test_a_local_notice_does_not_make_a_year_known() -> None:
    calendar = WorkCalendar([layer(region="500112", year=2027, days_off=[off("2027-04-20")])])

    assert calendar.provisional_day(on("2027-04-20")).is_provisional
    with pytest.raises(CalendarNotLoaded):
        calendar.day(on("2027-04-20"))


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        pytest.param("2026-09-30", 1, "2026-10-08", id="the next"),
        pytest.param("2026-10-09", 1, "2026-10-10", id="a make-up Saturday"),
        pytest.param("2026-10-08", -1, "2026-09-30", id="the one before"),
        pytest.param("2026-03-07", 5, "2026-03-13", id="from a rest day"),
    ],
)
def test_the_nth_working_day(start: str, n: int, day: str) -> None:
    assert national_calendar().nth_working_day(on(start), n) == on(day)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"days_off": [off("2027-04-20")]}, "is not in 2026", id="another year"),
        pytest.param(
            {"days_off": [off("2026-04-18")], "make_up": [make_up("2026-04-18")]}, "named twice", id="both"
        ),
        pytest.param(
            {"make_up": [make_up("2026-04-20")]}, "a weekend day", id="a make-up Monday for the nation"
        ),
        pytest.param(
            {"days_off": [off("2026-04-20") | {"last": "2026-04-19"}]}, "is after", id="ends before it begins"
        ),
        pytest.param({"holidays": []}, "Extra inputs", id="an unknown key"),
    ],
)
def test_a_notice_that_makes_no_sense_is_not_one(fields: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        layer(**fields)
