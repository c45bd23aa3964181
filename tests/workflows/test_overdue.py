"""What happens when nobody acts: each due date is enforced, once, at its minute."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.office_time import local_day
from tests.domain.transfers import COORDINATOR, RECEIVER
from tests.workflows.case_files import actions, check, entries, notices
from tests.workflows.cases import Desk, OpenedCase
from tests.workflows.paths import ACCEPT, ONWARD, SIGN, TO

MUNICIPAL = "500000-sfj"


def levels(case: OpenedCase) -> list[str]:
    """Return the rungs that have fired, in their order."""
    return [entry.form["level"] for entry in entries(case) if entry.action == "overdue"]


@pytest.mark.parametrize("stage", TO)
async def test_every_stage_is_overdue_once_when_its_date_has_passed(desk: Desk, stage: str) -> None:
    case = await desk.open()
    await case.walk(*TO[stage])
    before = case.row()
    await case.skip_past_due()
    late = await case.until(lambda row: row.overdue_at is not None)

    assert actions(case)[-1] == "overdue"
    assert entries(case)[-1].at >= (before.due_at or entries(case)[-1].at + timedelta(days=1))
    assert entries(case)[-1].at - timedelta(minutes=1) < (before.due_at or entries(case)[-1].at)
    assert (late.stage, late.holder, late.due_at) == (stage, before.holder, before.due_at)
    assert late.overdue_at == before.due_at
    supervisor = MUNICIPAL if before.holder == COORDINATOR else COORDINATOR
    assert notices(case, "overdue") == sorted([(late.seq, str(before.holder)), (late.seq, supervisor)])
    await check(case)

    await case.skip(timedelta(days=200))
    await case.until(lambda _: levels(case) == ["L1", "L2"])
    login, action = ONWARD[stage]
    await case.act(login, action, seq=before.seq)
    moved = case.row()
    assert moved.overdue_at is None
    assert (moved.stage, actions(case)[-1]) != (stage, "overdue")
    await check(case, is_running=moved.outcome is None)


async def test_nothing_is_overdue_before_its_minute(desk: Desk) -> None:
    case = await desk.open()
    due_at = case.row().due_at
    assert due_at is not None
    await case.skip(due_at - await case.now() - timedelta(seconds=30))

    assert actions(case) == ["open"]
    assert case.row().overdue_at is None


async def test_a_move_in_time_is_never_overdue(desk: Desk) -> None:
    case = await desk.open()
    first_due_at = case.row().due_at
    await case.act("yubei.cg", "sign")
    assert first_due_at is not None
    await case.skip(first_due_at - await case.now() + timedelta(minutes=1))

    assert "overdue" not in actions(case)
    await check(case)


async def test_a_comment_does_not_hold_the_clock(desk: Desk) -> None:
    case = await desk.open()
    await case.act("yubei.cg", "comment", text="正在研究。")
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)

    assert actions(case) == ["open", "comment", "overdue"]


async def test_a_paper_that_came_long_ago_is_overdue_at_once(desk: Desk) -> None:
    received_on = local_day(datetime.now(UTC)) - timedelta(days=30)
    case = await desk.open(paper_received_on=str(received_on), paper_reason="系统上线前移送")
    late = await case.until(lambda row: row.overdue_at is not None)

    await case.until(lambda _: levels(case) == ["L1", "L2"])
    assert (late.overdue_at, actions(case)[:3]) == (late.due_at, ["open", "overdue", "overdue"])
    assert late.due_on is not None
    assert received_on < late.due_on < received_on + timedelta(days=15)
    assert notices(case, "overdue") == sorted((seq, org) for seq in (2, 3) for org in (RECEIVER, COORDINATOR))
    await check(case)


async def test_each_stage_has_its_own_overdue(desk: Desk) -> None:
    case = await desk.open()
    for step in (SIGN, ACCEPT):
        await case.skip_past_due()
        await case.until(lambda row: row.overdue_at is not None)
        await case.walk(step)
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)

    assert actions(case) == ["open", "overdue", "sign", "overdue", "accept", "overdue"]
    await check(case)


async def test_a_suspended_clock_is_not_overdue_on_its_old_date(desk: Desk) -> None:
    case = await desk.open()
    old_due_at = case.row().due_at
    until = (await case.now() + timedelta(days=20)).date()
    await case.act("yubei.cg.leader", "suspend", until=str(until), reason="等待鉴定", basis="某法第三条")
    still = case.row()
    assert old_due_at is not None
    assert still.due_at is not None
    assert still.due_at > old_due_at
    assert still.suspended_until is not None
    await case.skip(old_due_at - await case.now() + timedelta(minutes=1))
    assert "overdue" not in actions(case)
    await check(case)

    await case.act("yubei.cg.leader", "resume", note="鉴定已出")
    resumed = case.row()
    assert resumed.due_at is not None
    assert old_due_at <= resumed.due_at < still.due_at
    assert resumed.suspended_until is None
    await case.skip_past_due()
    late = await case.until(lambda row: row.overdue_at is not None)
    assert late.overdue_at == resumed.due_at
    assert actions(case) == ["open", "suspend", "resume", "overdue"]
    await check(case)


async def test_a_suspension_that_nobody_ends_ends_itself(desk: Desk) -> None:
    case = await desk.open()
    until = (await case.now() + timedelta(days=20)).date()
    await case.act("yubei.cg.leader", "suspend", until=str(until), reason="等待鉴定", basis="某法第三条")
    await case.skip_past_due()
    late = await case.until(lambda row: row.overdue_at is not None)

    assert late.due_on is not None
    assert late.due_on >= until
    assert actions(case) == ["open", "suspend", "overdue"]
    await check(case)


async def test_a_granted_extension_moves_the_date(desk: Desk) -> None:
    case = await desk.open()
    await case.walk(SIGN, ACCEPT)
    due_at = case.row().due_at
    await case.act("yubei.cg", "request-extension", value=5, reason="待鉴定")
    asked = case.row()
    await case.act("yubei.cg.leader", "grant-extension", note="同意")
    granted = case.row()

    assert due_at is not None
    assert granted.due_at is not None
    assert asked.due_at == due_at < granted.due_at
    assert notices(case, "extension") == [(4, RECEIVER)]
    await case.skip(due_at - await case.now() + timedelta(minutes=1))
    assert "overdue" not in actions(case)
    await case.skip_past_due()
    assert (await case.until(lambda row: row.overdue_at is not None)).overdue_at == granted.due_at
    await check(case)


async def test_an_extension_granted_too_late_takes_the_mark_away(desk: Desk) -> None:
    """What was asked in time may be answered after the date: the case is in time again, on a later date."""
    case = await desk.open()
    await case.walk(SIGN, ACCEPT)
    await case.act("yubei.cg", "request-extension", value=15, reason="待鉴定")
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)
    await case.act("yubei.cg.leader", "grant-extension", note="同意")
    assert case.row().overdue_at is None
    await check(case)

    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)
    assert actions(case).count("overdue") == 2
    await check(case)


async def test_a_denied_extension_leaves_the_date(desk: Desk) -> None:
    case = await desk.open()
    await case.walk(SIGN, ACCEPT)
    before = case.row()
    await case.act("yubei.cg", "request-extension", value=5, reason="待鉴定")
    await case.act("yubei.cg.leader", "deny-extension", reason="理由不充分")

    assert case.row().due_at == before.due_at
    await check(case)
