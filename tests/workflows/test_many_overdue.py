"""Two hundred cases whose date passes in the same second: every rung once, none lost, no number left out."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from sqlalchemy import Engine, func
from sqlmodel import col, select

from domain.built_in import OVERDUE
from domain.limit import Confidence
from domain.office_time import OfficeHours, Session, local
from domain.work_calendar import CalendarLayer, MakeUpDay, Notice, WorkCalendar
from store.connection import transaction
from store.tables import CaseRow, EntryRow, LetterRow
from tests.workflows.case_files import check, check_numbers
from tests.workflows.cases import Desk, OpenedCase, tries
from tests.workflows.ladders import SECOND, apart, followers, skip_to

CASES = 200
AT_ONCE = 20
TO_OPEN = timedelta(seconds=20)
"""How long the cases may take to be opened, also on a busy machine; then their date passes."""


def closes_at(due_at: datetime) -> WorkCalendar:
    """Return a calendar on which every day is worked and every office closes at this hour."""
    due_on = local(due_at).date()
    notice = Notice(title="测试", issuer="测试", confidence=Confidence.C)
    days = [due_on + timedelta(days=n) for n in range(-2, 30)]
    layers = [
        CalendarLayer(
            region="500112",
            year=day.year,
            notice=notice,
            make_up=(MakeUpDay(day=day, name="班", name_en="x"),),
        )
        for day in days
    ]
    hours = OfficeHours(sessions=(Session(opens=time.min, closes=local(due_at).time()),))
    return WorkCalendar(layers, office_hours=hours)


async def open_all(desk: Desk, received_on: date) -> list[OpenedCase]:
    """Open the cases, some at once; a paper of the day before is due today."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one() -> OpenedCase:
        async with places:
            return await desk.open(
                case_id=f"many-{uuid4()}", paper_received_on=str(received_on), paper_reason="补录"
            )

    return list(await asyncio.gather(*(one() for _ in range(CASES))))


def rungs(engine: Engine, ids: Sequence[str], level: str) -> Counter[str]:
    """Return how often a rung has fired in each case."""
    with transaction(engine) as session:
        fired = select(col(EntryRow.case_id), func.count()).where(
            col(EntryRow.case_id).in_(ids),
            EntryRow.action == OVERDUE,
            col(EntryRow.form)["level"].astext == level,
        )
        return Counter(dict(session.exec(fired.group_by(col(EntryRow.case_id))).all()))


async def all_fired(engine: Engine, ids: Sequence[str], level: str) -> None:
    """Wait until a rung has fired in every case."""
    async for _ in tries():
        if len(rungs(engine, ids, level)) == len(ids):
            break


async def test_cases_that_are_late_in_the_same_second_are_each_late_once(
    desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    due_at = (datetime.now(UTC) + TO_OPEN).replace(microsecond=0)
    calendar = closes_at(due_at)
    async with apart(desk, calendar_for=lambda _region, _body: calendar) as own:
        cases = await open_all(own, local(due_at).date() - timedelta(days=1))
        ids = [case.case_id for case in cases]
        with transaction(desk.engine) as session:
            dates = session.exec(select(CaseRow.due_at).where(col(CaseRow.id).in_(ids))).all()
        assert set(dates) == {due_at}
        await asyncio.sleep((due_at - datetime.now(UTC)).total_seconds())
        await all_fired(desk.engine, ids, "L1")
        record_property("seconds until the last was recorded", str(datetime.now(UTC) - due_at))

        with transaction(desk.engine) as session:
            notices = session.exec(
                select(LetterRow).where(col(LetterRow.case_id).in_(ids), LetterRow.kind == "reminder")
            ).all()
        serials = sorted(letter.serial for letter in notices)
        assert serials == list(range(serials[0], serials[0] + CASES))
        check_numbers(desk.engine)

        second_at = cases[0].row().next_rung_at
        assert second_at is not None
        places = asyncio.Semaphore(AT_ONCE)

        async def skipped(case: OpenedCase) -> None:
            async with places:
                await skip_to(case, second_at + SECOND)

        await asyncio.gather(*(skipped(case) for case in cases))
        await all_fired(desk.engine, ids, "L2")
        for case in cases:
            assert len(await followers(case, "supervision")) == 1
            await check(case)

    assert set(rungs(desk.engine, ids, "L1").values()) == {1}
    assert set(rungs(desk.engine, ids, "L2").values()) == {1}
