"""What fails around a case, and that the case goes on: the ledger is slow, away, or against an act."""

import asyncio
import threading
from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.service import RPCError

from domain.act import Act, OpeningAct
from domain.refusal import Refusal
from messages.case import RecordSteps
from tests.domain.transfers import OPENING, OTHER, PARTIES, PEOPLE
from tests.workflows.case_files import actions, check, entries, letters, notices
from tests.workflows.cases import Desk, code_of, together
from tests.workflows.paths import ACCEPT, REFUSE, SIGN
from tests.workflows.workers import FaultyLedger, ledger_held, own_desk, served

UNKNOWN = ["0" * 64]


class Away:
    """Lets the ledger be away for so many tries of each order, before or after it has recorded."""

    def __init__(self, tries: int) -> None:
        self._tries = tries
        self._seen: Counter[tuple[str, int]] = Counter()
        self._lock = threading.Lock()

    def __call__(self, order: RecordSteps) -> None:
        with self._lock:
            self._seen[order.case_id, order.seq] += 1
            if self._seen[order.case_id, order.seq] > self._tries:
                return
        raise OperationalError("the ledger is away", None, ConnectionError())


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_ledger_that_is_away_is_asked_again(desk: Desk, when: str) -> None:
    """Away after recording is the harder case: the answer is lost, and the second try must not record again."""
    away = Away(2)
    closed = own_desk(desk)
    ledger = FaultyLedger(before=away) if when == "before" else FaultyLedger(after=away)
    async with served(closed, ledger):
        case = await closed.open()
        assert await case.act("yubei.cg", "sign", seq=1) == 2
        assert await case.act("yubei.cg", "accept", seq=2) == 3
        await check(case)

    assert actions(case) == ["open", "sign", "accept"]
    assert len(letters(case)) == 3


async def test_the_clock_is_kept_while_the_ledger_is_away(desk: Desk) -> None:
    closed = own_desk(desk)
    async with served(closed, FaultyLedger(before=Away(1))):
        case = await closed.open()
        await case.skip_past_due()
        await case.until(lambda row: row.overdue_at is not None)
        await check(case)

    assert actions(case) == ["open", "overdue"]
    assert len(notices(case, "overdue")) == 2


async def test_an_act_waits_for_a_slow_ledger(desk: Desk) -> None:
    case = await desk.open()
    with ledger_held(case):
        signing = asyncio.create_task(case.act("yubei.cg", "sign", seq=1))
        await case.accepted(1)
        assert not signing.done()
        assert (await case.case()).seq == 1

    assert await signing == 2
    await check(case)


async def test_what_the_ledger_refuses_for_good_fails_alone(desk: Desk) -> None:
    """Those that wait together are recorded together; one that cannot be must not take the others with it."""
    case = await desk.open()
    with ledger_held(case):
        first = asyncio.create_task(case.act("yubei.scjg", "comment", text="第一条"))
        await case.accepted(1)
        sent = [
            asyncio.create_task(case.act("yubei.cg", "comment", text="第二条")),
            asyncio.create_task(case.act("yubei.cg", "add-evidence", files=UNKNOWN)),
            asyncio.create_task(case.act("yubei.scjg", "comment", text="第三条")),
        ]
        await case.accepted(4)
    answers = await together(first, *sent)

    assert sorted(answer for answer in answers if isinstance(answer, int)) == [2, 3, 4]
    [failed] = [answer for answer in answers if not isinstance(answer, int)]
    assert isinstance(failed, WorkflowUpdateFailedError)
    assert getattr(failed.cause, "type", None) == "evidence-missing"
    assert actions(case) == ["open", "comment", "comment", "comment"]
    assert await case.act("yubei.cg", "sign", seq=1) == 5
    await check(case)


async def test_who_came_after_an_act_that_failed_was_not_too_late(desk: Desk) -> None:
    """The move that the ledger would not take did not happen, so it made nobody's page old."""
    case = await desk.open()
    await case.walk(SIGN)
    await case.act("yubei.cg", "supplement")
    with ledger_held(case):
        first = asyncio.create_task(case.act("yubei.cg", "comment", text="请尽快。"))
        await case.accepted(3)
        resubmitting = asyncio.create_task(
            case.act("yubei.scjg", "resubmit", seq=3, explanation="已补。", evidence=UNKNOWN)
        )
        await case.accepted(4)
        withdrawing = asyncio.create_task(case.act("yubei.scjg", "withdraw", seq=3))
        await case.accepted(5)

    assert await code_of(resubmitting) == "evidence-missing"
    assert [await first, await withdrawing] == [4, 5]
    assert await case.handle.result() == "withdrawn"
    await check(case, is_running=False)


async def test_a_body_that_nobody_knows_does_not_block_the_case(desk: Desk) -> None:
    case = await desk.open()
    await case.walk(SIGN, REFUSE)

    assert await case.refused("yubei.scjg", "redirect", receiver="500112-nobody") == "not-recordable"
    assert await case.act("yubei.scjg", "redirect", seq=3, receiver=OTHER) == 4
    await check(case)


async def test_an_opening_that_the_ledger_refuses_leaves_nothing(desk: Desk) -> None:
    case_id = str(uuid4())
    form = OPENING | {"evidence": UNKNOWN}
    act = OpeningAct(id=case_id, actor=PEOPLE["yubei.scjg"], title="线索", parties=PARTIES, form=form)

    assert await code_of(desk.opened(case_id, act)) == "evidence-missing"
    with pytest.raises(WorkflowFailureError):
        await desk.client.get_workflow_handle(case_id).result()
    with pytest.raises(RPCError):
        await desk.client.get_workflow_handle(case_id).execute_update("opened", id="again")


async def test_an_opening_that_the_rules_refuse_leaves_nothing(desk: Desk) -> None:
    case_id = str(uuid4())
    act = OpeningAct(id=case_id, actor=PEOPLE["yubei.cg"], title="线索", parties=PARTIES, form=OPENING)

    assert await code_of(desk.opened(case_id, act)) == "not-entitled"


async def test_an_act_on_an_opening_that_fails_is_answered(desk: Desk) -> None:
    """Somebody who knows the id may act before the opening is recorded; the answer is that it never opened."""
    closed = own_desk(desk)
    case_id = str(uuid4())
    form = OPENING | {"evidence": UNKNOWN}
    act = OpeningAct(id=case_id, actor=PEOPLE["yubei.scjg"], title="线索", parties=PARTIES, form=form)
    opening = asyncio.create_task(closed.opened(case_id, act))
    comment = Act(id="early", action="comment", actor=PEOPLE["yubei.cg"], form={"text": "请稍候。"})
    async with served(closed, FaultyLedger(before=Away(3))):
        await asyncio.sleep(0.3)
        handle = closed.client.get_workflow_handle(case_id)
        early = asyncio.create_task(handle.execute_update("act", comment))
        codes = await asyncio.wait_for(asyncio.gather(code_of(opening), code_of(early)), 10)

    assert set(codes) == {"evidence-missing"}


async def test_the_engine_tries_again_what_the_ledger_refused_it(desk: Desk) -> None:
    """A machine whose clock is behind refuses the rung for now; the case stays usable and the rung is not lost."""

    class ClockBehind(Refusal):
        code = "clock-ahead"

    refusals: list[str] = []

    def refuse(order: RecordSteps) -> None:
        if any(each.act and each.act.action == "overdue" for each in order.acts) and len(refusals) < 2:
            refusals.append(order.case_id)
            raise ClockBehind("机器时间落后", "The machine's clock is behind.")

    closed = own_desk(desk)
    async with served(closed, FaultyLedger(before=refuse)):
        case = await closed.open()
        await case.skip_past_due()
        await case.skip(timedelta(minutes=30))
        await case.until(lambda row: row.overdue_at is not None)
        assert await case.act("yubei.cg", "comment", text="马上签收。") == 3
        await check(case)

    assert len(refusals) == 2
    assert actions(case) == ["open", "overdue", "comment"]


async def test_a_case_that_waited_without_a_worker_goes_on(desk: Desk) -> None:
    closed = own_desk(desk)
    async with served(closed, max_cached_workflows=0):
        case = await closed.open()
    signing = asyncio.create_task(case.act("yubei.cg", "sign", seq=1))
    await asyncio.sleep(0.2)
    assert not signing.done()
    async with served(closed, max_cached_workflows=0):
        assert await signing == 2
        await case.walk(ACCEPT)
        await check(case)
    assert [entry.seq for entry in entries(case)] == [1, 2, 3]
