"""Acts that meet: two clerks at once, many comments, the same act twice, the clock and a clerk."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from domain.act import Act
from store.connection import transaction
from store.definitions import publish
from store.tables import CaseRow
from tests.domain.transfers import FORMS, PEOPLE
from tests.workflows.case_files import actions, check, entries
from tests.workflows.cases import Desk, OpenedCase, code_of, together
from tests.workflows.paths import ACCEPT, SIGN
from tests.workflows.workers import ledger_held, own_desk, served


async def events(case: OpenedCase) -> int:
    return len([event async for event in case.handle.fetch_history_events()])


async def test_of_two_clerks_one_is_first(desk: Desk) -> None:
    case = await desk.open()
    codes = await together(
        code_of(case.act("yubei.cg", "sign", seq=1)), code_of(case.act("yubei.scjg", "withdraw", seq=1))
    )

    assert sorted(map(str, codes)) in (["", "stale-seq"], ["", "not-open-here"], ["", "case-closed"])
    assert len(actions(case)) == 2
    await check(case, is_running=case.row().outcome is None)


async def test_of_many_clerks_one_is_first(desk: Desk) -> None:
    case = await desk.open()
    codes = await together(*(code_of(case.act("yubei.cg", "sign", seq=1, pages=n)) for n in range(1, 9)))

    assert codes.count("") == 1
    assert set(codes) <= {"", "stale-seq", "not-open-here"}
    assert actions(case) == ["open", "sign"]
    await check(case)


async def test_comments_at_once_are_all_recorded(desk: Desk) -> None:
    case = await desk.open()
    texts = [f"第{n}条意见" for n in range(20)]
    done = await together(*(case.act("yubei.scjg", "comment", text=text) for text in texts))

    assert sorted(map(str, done)) == sorted(str(seq) for seq in range(2, 22))
    assert sorted(entry.form["text"] for entry in entries(case)[1:]) == sorted(texts)
    await check(case)


async def test_acts_that_wait_for_the_ledger_share_their_cost(desk: Desk) -> None:
    case = await desk.open()
    before = await events(case)
    with ledger_held(case):
        sent = [
            asyncio.create_task(case.act("yubei.scjg", "comment", text=f"第{n}条意见")) for n in range(10)
        ]
        await case.accepted(10)
    done = await asyncio.gather(*sent)

    assert sorted(done) == list(range(2, 12))
    assert (await events(case) - before) / 10 < 6
    await check(case)


async def test_each_answer_names_its_own_entry(desk: Desk) -> None:
    case = await desk.open()
    texts = [f"第{n}条意见" for n in range(8)]
    done = await together(*(case.act("yubei.scjg", "comment", text=text) for text in texts))

    recorded = {entry.form["text"]: entry.seq for entry in entries(case)[1:]}
    assert [recorded[text] for text in texts] == done


async def test_an_act_sent_twice_is_one_entry(desk: Desk) -> None:
    case = await desk.open()
    act = Act(id=str(uuid4()), action="sign", actor=PEOPLE["yubei.cg"], seq=1, form=FORMS["sign"])

    assert await together(*(case.send(act) for _ in range(4))) == [2, 2, 2, 2]
    assert await case.send(act) == 2
    assert actions(case) == ["open", "sign"]
    await check(case)


async def test_the_opening_sent_twice_is_one_case(desk: Desk) -> None:
    case_id = str(uuid4())
    first, second = await asyncio.gather(desk.open(case_id=case_id), desk.open(case_id=case_id))

    assert first.row() == second.row()
    assert actions(first) == ["open"]
    with transaction(desk.engine) as session:
        assert len(session.exec(select(CaseRow).where(CaseRow.id == case_id)).all()) == 1


async def test_an_act_that_was_refused_may_be_put_right_under_its_id(desk: Desk) -> None:
    case = await desk.open()
    act = Act(id=str(uuid4()), action="sign", actor=PEOPLE["yubei.cg"], seq=1, form={"pages": -1})

    assert await code_of(case.send(act)) == "form-invalid"
    assert await case.send(act.model_copy(update={"form": FORMS["sign"]})) == 2


async def test_a_closed_case_answers_no_more(desk: Desk) -> None:
    case = await desk.open()
    act_id = str(uuid4())
    await case.act("yubei.scjg", "withdraw", act_id=act_id)
    await case.handle.result()

    with pytest.raises(RPCError) as gone:
        await case.act("yubei.scjg", "withdraw", act_id=act_id)
    assert gone.value.status is RPCStatusCode.NOT_FOUND
    assert [entry.act_id for entry in entries(case)][1:] == [act_id]


async def test_acts_that_meet_the_closing_one_are_answered(desk: Desk) -> None:
    case = await desk.open()
    answers = await together(
        case.act("yubei.scjg", "withdraw", seq=1),
        *(case.act("yubei.scjg", "comment", text=f"第{n}条意见") for n in range(6)),
    )

    assert await case.handle.result() == "withdrawn"
    recorded = [answer for answer in answers if isinstance(answer, int)]
    assert sorted(recorded) == list(range(2, 2 + len(recorded)))
    assert len(actions(case)) == 1 + len(recorded)
    for answer in answers:
        match answer:
            case int():
                pass
            case WorkflowUpdateFailedError():
                assert getattr(answer.cause, "type", None) in (
                    "case-closed",
                    "AcceptedUpdateCompletedWorkflow",
                )
            case RPCError():
                assert answer.status is RPCStatusCode.NOT_FOUND
            case _:
                raise AssertionError(answer)
    await check(case, is_running=False)


@pytest.mark.parametrize("is_act_first", [True, False], ids=["the act comes first", "the clock comes first"])
async def test_the_clock_and_a_clerk_in_the_same_instant(desk: Desk, is_act_first: bool) -> None:
    """Both wait while no worker runs, so that one workflow task brings both."""
    closed = own_desk(desk)
    async with served(closed, max_cached_workflows=0):
        case = await closed.open()
    due_at = case.row().due_at
    assert due_at is not None
    left = due_at - await case.now() + timedelta(seconds=1)
    waiting: list[asyncio.Task[int | None]] = []
    for kind in ("act", "clock") if is_act_first else ("clock", "act"):
        waited = case.act("yubei.cg", "sign", seq=1) if kind == "act" else case.skip(left)
        waiting.append(asyncio.create_task(waited))
        await asyncio.sleep(0.3)
    async with served(closed, max_cached_workflows=0):
        await asyncio.gather(*waiting)
        await check(case)

    # Sent before the date it is in time, however late a worker comes to it; sent after it, the case was overdue.
    in_time = entries(case)[-1].at < due_at
    assert in_time is is_act_first
    assert actions(case) == (["open", "sign"] if in_time else ["open", "overdue", "sign"])
    assert case.row().stage == "reviewing"
    assert case.row().overdue_at is None


async def test_a_case_keeps_the_rules_it_was_opened_with(desk: Desk) -> None:
    procedure = desk.definition.procedure
    sent = procedure.stages["sent"]
    quick = sent.actions["sign"].model_copy(update={"to": "verifying"})
    stages = procedure.stages | {"sent": sent.model_copy(update={"actions": sent.actions | {"sign": quick}})}
    changed = desk.definition.model_copy(
        update={"procedure": procedure.model_copy(update={"stages": stages})}
    )
    changed = type(changed).model_validate(changed.model_dump())
    old = await desk.open()
    with transaction(desk.engine) as session:
        publish(session, [changed], at=datetime.now(UTC))
    new = await Desk(desk.client, desk.engine, changed).open()
    await old.walk(SIGN)
    await new.walk(SIGN)

    assert (old.row().stage, new.row().stage) == ("reviewing", "verifying")
    assert old.row().digest != new.row().digest
    await old.walk(ACCEPT)
    assert await new.refused("yubei.cg", "accept") == "not-open-here"
    await check(old)
    await check(new)
