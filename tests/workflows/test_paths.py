"""Each way through a clue transfer to each outcome, on the real servers."""

import pytest

from tests.domain.transfers import COORDINATOR, OTHER, RECEIVER, SENDER
from tests.workflows.case_files import actions, check, letters, parties
from tests.workflows.cases import Desk
from tests.workflows.paths import ACCEPT, PATHS, REDIRECT, REFUSE, SIGN, TO, Steps


@pytest.mark.parametrize(("steps", "outcome"), PATHS.values(), ids=PATHS)
async def test_a_way_leads_to_its_outcome(desk: Desk, steps: Steps, outcome: str) -> None:
    case = await desk.open()
    for seq, (login, action) in enumerate(steps, start=1):
        assert await case.act(login, action, seq=seq) == seq + 1

    assert await case.handle.result() == outcome
    row = case.row()
    assert (row.outcome, row.stage, row.holder, row.due_at) == (outcome, outcome, None, None)
    assert row.closed_at is not None
    assert actions(case) == ["open", *(action for _, action in steps)]
    await check(case, is_running=False)


async def test_every_outcome_is_reached(desk: Desk) -> None:
    assert {outcome for _, outcome in PATHS.values()} == set(desk.definition.procedure.closed)
    assert set(TO) == set(desk.definition.procedure.stages)


async def test_a_clue_that_is_not_filed_goes_to_the_sender(desk: Desk) -> None:
    case = await desk.open()
    await case.walk(SIGN, ACCEPT)
    await case.act("yubei.cg", "decide", outcome="not_filed", reasons="情节轻微")
    await case.act("yubei.cg", "feedback-filing")

    assert (case.row().stage, case.row().holder) == ("confirming", SENDER)
    await check(case)


async def test_letters_go_out_with_their_steps(desk: Desk) -> None:
    case = await desk.open()
    await case.walk(SIGN, REFUSE, REDIRECT)

    assert [(letter.seq, letter.kind, letter.issuer, letter.addressee) for letter in letters(case)] == [
        (1, "transfer-letter", SENDER, RECEIVER),
        (2, "receipt", RECEIVER, SENDER),
        (3, "refusal", RECEIVER, SENDER),
        (4, "transfer-letter", SENDER, OTHER),
    ]


async def test_a_former_receiver_stays_on_record(desk: Desk) -> None:
    case = await desk.open()
    await case.walk(SIGN, REFUSE, REDIRECT)

    assert parties(case) == {
        ("sender", SENDER, True),
        ("receiver", RECEIVER, False),
        ("receiver", OTHER, True),
        ("coordinator", COORDINATOR, True),
    }
    assert case.row().holder == OTHER


async def test_refusals_leave_no_trace(desk: Desk) -> None:
    case = await desk.open()
    before = [event async for event in case.handle.fetch_history_events()]

    assert await case.refused("yubei.scjg", "sign", pages=1) == "not-entitled"
    assert await case.refused("yubei.cg", "sign", pages="many") == "form-invalid"
    assert await case.refused("yubei.cg", "archive") == "not-open-here"
    assert await case.refused("yubei.cg", "overdue", any="form") == "not-open-here"
    assert await case.refused("yubei.cg", "sign", seq=7) == "stale-seq"
    assert actions(case) == ["open"]
    assert [event async for event in case.handle.fetch_history_events()] == before
