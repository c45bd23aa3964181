"""Rungs and the calendar: a clock that stands still, holidays with their make-up days, a rest week in the middle."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.limit import Confidence
from domain.office_time import local_day
from domain.work_calendar import CalendarLayer, MakeUpDay, Notice, OffPeriod, WorkCalendar
from tests.domain.dates import at
from tests.domain.transfers import RECEIVER
from tests.workflows.case_files import actions, check
from tests.workflows.cases import Desk
from tests.workflows.ladders import (
    MINUTE,
    alarms,
    apart,
    climb,
    fired,
    levels,
    skip_to,
    working_days_after,
)

PAUSE: dict[str, Any] = {"reason": "等待鉴定", "basis": "某法第三条"}


@pytest.mark.parametrize("is_resumed", [False, True], ids=["to its stated end", "resumed early"])
async def test_a_suspension_moves_every_rung(desk: Desk, is_resumed: bool) -> None:
    case = await desk.open()
    old_due_at = case.row().due_at
    assert old_due_at is not None
    old_second_at = working_days_after(old_due_at, 5, "500112", RECEIVER)
    until = (await case.now() + timedelta(days=40)).date()
    await case.act("yubei.cg.leader", "suspend", until=str(until), **PAUSE)
    await skip_to(case, old_second_at + MINUTE)
    assert levels(case) == []
    if is_resumed:
        await case.act("yubei.cg.leader", "resume", note="鉴定已出")
    row = case.row()
    assert row.due_at is not None
    assert row.due_at > old_second_at
    assert (row.next_rung, row.next_rung_at) == ("L1", row.due_at)
    assert (row.due_at > at(str(until))) is not is_resumed
    await climb(case, 1)
    second_at = working_days_after(row.due_at, 5, "500112", RECEIVER)
    assert case.row().next_rung_at == second_at
    await climb(case, 1)

    first, second = fired(case)
    assert row.due_at <= first.at < row.due_at + MINUTE
    assert second_at <= second.at < second_at + MINUTE
    await check(case)


async def test_what_is_late_cannot_be_suspended_between_two_rungs(desk: Desk) -> None:
    case = await desk.open()
    await climb(case, 1)
    second_at = case.row().next_rung_at
    until = (await case.now() + timedelta(days=40)).date()

    assert await case.refused("yubei.cg.leader", "suspend", until=str(until), **PAUSE) == "not-allowed-now"
    assert case.row().next_rung_at == second_at
    await climb(case, 1)
    assert levels(case) == ["L1", "L2"]


@pytest.mark.parametrize(
    ("received_on", "first", "second"),
    [
        pytest.param("2026-09-29", "2026-09-30 18:00", "2026-10-13 18:00", id="before National Day"),
        pytest.param("2026-09-30", "2026-10-08 18:00", "2026-10-14 18:00", id="due after National Day"),
        pytest.param("2026-09-18", "2026-09-20 18:00", "2026-09-28 18:00", id="due on a make-up Sunday"),
        pytest.param("2026-02-12", "2026-02-13 18:00", "2026-02-27 18:00", id="before Spring Festival"),
        pytest.param("2026-02-13", "2026-02-14 18:00", "2026-02-28 18:00", id="both on make-up Saturdays"),
        pytest.param("2026-02-14", "2026-02-24 18:00", "2026-03-02 18:00", id="due after Spring Festival"),
    ],
)
async def test_the_engine_waits_for_the_days_that_the_calendar_says(
    desk: Desk, received_on: str, first: str, second: str
) -> None:
    """A paper that came then: its rungs fire at once, and the history has for what the engine was told to wait."""
    case = await desk.open(paper_received_on=received_on, paper_reason="系统上线前移送")
    await case.until(lambda _: len(fired(case)) == 2)
    await case.caught_up(3)

    assert await alarms(case) == [at(first), at(second), None]
    assert case.row().due_at == at(first)
    assert levels(case) == ["L1", "L2"]
    await check(case)


def _rest_week(today: datetime) -> WorkCalendar:
    """Return a calendar with a week's rest from the day after tomorrow, all other days being worked."""
    day = local_day(today)
    notice = Notice(title="测试", issuer="测试", confidence=Confidence.C)

    def layer(on: date, **days: Any) -> CalendarLayer:
        return CalendarLayer(region="500112", year=on.year, notice=notice, **days)

    rest = [day + timedelta(days=n) for n in range(2, 9)]
    worked = [day + timedelta(days=n) for n in (-1, 0, 1, *range(9, 40))]
    off = [
        layer(each, days_off=(OffPeriod(name="假", name_en="rest", first=each, last=each),)) for each in rest
    ]
    made_up = [layer(each, make_up=(MakeUpDay(day=each, name="班", name_en="work"),)) for each in worked]
    return WorkCalendar([*off, *made_up])


async def test_a_week_of_rest_lies_between_two_rungs(desk: Desk) -> None:
    today = datetime.now(UTC)
    calendar = _rest_week(today)
    async with apart(desk, calendar_for=lambda _region, _body: calendar) as own:
        case = await own.open()
        due_at = case.row().due_at
        assert due_at is not None
        await climb(case, 1)
        second_at = case.row().next_rung_at
        assert second_at is not None
        # Due tomorrow; then seven days of rest, and the fifth day of work after these.
        assert local_day(due_at) == local_day(today) + timedelta(days=1)
        assert second_at - due_at == timedelta(days=7 + 5)
        await skip_to(case, second_at - MINUTE)
        assert levels(case) == ["L1"]
        await skip_to(case, second_at + MINUTE)
        await case.until(lambda _: len(fired(case)) == 2)

        assert second_at <= fired(case)[1].at < second_at + MINUTE
        assert actions(case) == ["open", "overdue", "overdue"]
