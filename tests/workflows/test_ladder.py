"""The standard ladder on the real engine: each rung once, at its minute, and none when the case has moved."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from store.connection import transaction
from store.definitions import publish
from tests.domain.transfers import COORDINATOR, RECEIVER
from tests.workflows.case_files import actions, check, entries, letters, notices
from tests.workflows.cases import Desk, OpenedCase, code_of
from tests.workflows.ladders import (
    MINUTE,
    SECOND,
    climb,
    fired,
    followers,
    levels,
    skip_to,
    with_second_rung_after,
    working_days_after,
)

Steps = tuple[tuple[str, str], ...]

SIGN, WITHDRAW = (("yubei.cg", "sign"),), (("yubei.scjg", "withdraw"),)
WAYS: dict[str, Steps] = {
    "signed": SIGN,
    "withdrawn": WITHDRAW,
    "assigned and signed": (("yubei.cg", "assign"), *SIGN),
    "signed and refused": (*SIGN, ("yubei.cg", "refuse")),
    "signed and sent back": (*SIGN, ("yubei.cg", "supplement")),
}
"""Ways out of a stage that nobody has signed for."""


async def take(case: OpenedCase, steps: Steps) -> None:
    """Take these steps, each with a form that is good enough."""
    for login, action in steps:
        if action == "assign":
            await case.act(login, action, officer="yubei.cg")
        else:
            await case.act(login, action)


async def test_each_rung_fires_once_at_its_minute(desk: Desk) -> None:
    case = await desk.open()
    row = case.row()
    assert row.due_at is not None
    assert (row.next_rung, row.next_rung_at) == ("L1", row.due_at)
    await climb(case, 1)
    second_at = working_days_after(row.due_at, 5, "500112", RECEIVER)
    assert (case.row().next_rung, case.row().next_rung_at) == ("L2", second_at)
    assert (await case.seen()).alarm_at == second_at
    await climb(case, 1)
    assert (case.row().next_rung, case.row().next_rung_at) == (None, None)
    await case.skip(timedelta(days=60))

    first, second = fired(case)
    assert (first.level, second.level) == ("L1", "L2")
    assert row.due_at <= first.at < row.due_at + MINUTE
    assert second_at <= second.at < second_at + MINUTE
    assert case.row().overdue_at == row.due_at
    await check(case)


async def test_nothing_fires_in_the_second_before(desk: Desk) -> None:
    case = await desk.open()
    for rungs in (0, 1):
        at = case.row().next_rung_at
        assert at is not None
        await skip_to(case, at - 5 * SECOND)
        assert len(fired(case)) == rungs
        await climb(case, 1)

    assert levels(case) == ["L1", "L2"]


async def test_the_first_rung_is_a_numbered_notice_of_the_supervision_office(desk: Desk) -> None:
    case = await desk.open()
    await climb(case, 1)

    issued = letters(case)
    assert [(letter.seq, letter.kind) for letter in issued] == [(1, "transfer-letter"), (2, "reminder")]
    assert (issued[1].issuer, issued[1].addressee) == (COORDINATOR, RECEIVER)
    assert notices(case, "overdue") == [(2, RECEIVER), (2, COORDINATOR)]


@pytest.mark.parametrize("rungs", [0, 1, 2], ids=["before any rung", "after L1", "after L2"])
@pytest.mark.parametrize("way", WAYS)
async def test_no_rung_of_a_stage_fires_when_it_is_left(desk: Desk, way: str, rungs: int) -> None:
    case = await desk.open()
    await climb(case, rungs)
    await take(case, WAYS[way])
    left_at = entries(case)[-1].at
    assert (case.row().overdue_at, case.row().next_rung) == (
        None,
        None if way == "withdrawn" else "L1",
    )
    if case.row().outcome is None:
        await case.skip(timedelta(days=90))
        await case.until(lambda _: len(fired(case)) == rungs + 2)

    of_stage = [each for each in fired(case) if each.stage == "sent"]
    assert [each.level for each in of_stage] == ["L1", "L2"][:rungs]
    assert all(each.at < left_at for each in of_stage)
    later = [each.level for each in fired(case) if each.stage != "sent"]
    assert later == ([] if case.row().outcome else ["L1", "L2"])
    await check(case, is_running=case.row().outcome is None)


@pytest.mark.parametrize("nth", [1, 2], ids=["L1", "L2"])
@pytest.mark.parametrize("way", ["signed", "withdrawn", "assigned and signed"])
async def test_an_act_and_a_rung_in_the_same_instant(desk: Desk, way: str, nth: int) -> None:
    """Either the act was in time and the rung never fires, or the rung came first and the act follows it."""
    cases = [await desk.open() for _ in range(3)]
    waits = []
    for number, case in enumerate(cases):
        await climb(case, nth - 1)
        at = case.row().next_rung_at
        assert at is not None
        await skip_to(case, at - 2 * SECOND)
        waits.append((case, at, number * 0.01))

    async def acted(case: OpenedCase, delay: float) -> None:
        await asyncio.sleep(delay)
        await take(case, WAYS[way])

    async def rung(case: OpenedCase, at: datetime) -> None:
        await code_of(skip_to(case, at))

    await asyncio.gather(
        *(each for case, at, delay in waits for each in (rung(case, at), acted(case, delay)))
    )
    for case, at, _ in waits:
        moved = next(entry for entry in entries(case) if entry.stage_from != entry.stage_to and entry.seq > 1)
        before = [each.level for each in fired(case) if each.at <= moved.at]
        assert before in (["L1", "L2"][: nth - 1], ["L1", "L2"][:nth])
        assert (len(before) == nth) is any(each.at >= at for each in fired(case))
        assert [each.level for each in fired(case)] == before
        assert case.row().overdue_at is None
        await check(case, is_running=case.row().outcome is None)


@pytest.mark.parametrize("is_assigned", [True, False], ids=["assigned to an officer", "assigned to nobody"])
async def test_rungs_need_nobody_in_charge(desk: Desk, is_assigned: bool) -> None:
    case = await desk.open()
    if is_assigned:
        await case.act("yubei.cg", "assign", officer="yubei.cg")
    await climb(case, 2)

    assert levels(case) == ["L1", "L2"]
    assert case.row().assignee == ("yubei.cg" if is_assigned else None)
    told = {org for _, org in notices(case, "overdue")}
    assert told == {RECEIVER, COORDINATOR}
    assert len(await followers(case, "supervision")) == 1


async def test_a_changed_ladder_is_for_cases_opened_under_it(desk: Desk) -> None:
    changed = with_second_rung_after(desk.definition, 2)
    old = await desk.open()
    await climb(old, 1)
    with transaction(desk.engine) as session:
        publish(session, [changed], at=datetime.now(UTC))
    new = await Desk(desk.client, desk.engine, changed).open()
    await climb(new, 1)
    late = await desk.open()
    await climb(late, 1)
    for case, days in ((old, 5), (new, 2), (late, 5)):
        due_at = case.row().due_at
        assert due_at is not None
        assert case.row().next_rung_at == working_days_after(due_at, days, "500112", RECEIVER)

    # A stage that an old case enters later is on the ladder that the case was opened with.
    await old.act("yubei.cg", "sign")
    await climb(old, 1)
    due_at = old.row().due_at
    assert due_at is not None
    assert old.row().next_rung_at == working_days_after(due_at, 5, "500112", RECEIVER)
    assert actions(old) == ["open", "overdue", "sign", "overdue"]
