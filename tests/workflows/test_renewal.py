"""Long cases: the history is renewed (continue-as-new) and nothing is lost or done twice."""

import asyncio
from uuid import uuid4

from domain.act import Act
from tests.domain.transfers import PEOPLE
from tests.workflows.case_files import actions, check, entries
from tests.workflows.cases import Desk, OpenedCase, together
from tests.workflows.paths import SIGN


def comment(text: str, *, act_id: str | None = None) -> Act:
    return Act(id=act_id or str(uuid4()), action="comment", actor=PEOPLE["yubei.cg"], form={"text": text})


async def until_renewed(case: OpenedCase) -> list[Act]:
    """Comment until the case runs under a fresh history; return what was said."""
    first_run = await case.run_id()
    said: list[Act] = []
    while await case.run_id() == first_run:
        acts = [comment(f"第{len(said) + n}条") for n in range(3)]
        await together(*(case.send(act) for act in acts))
        said += acts
        assert len(said) < 200
    return said


async def test_a_renewed_case_is_the_same_case(desk: Desk) -> None:
    case = await desk.open()
    await case.walk(SIGN)
    said = await until_renewed(case)
    await check(case)
    assert await case.act("yubei.cg", "accept", seq=2) == 3 + len(said)

    assert actions(case) == ["open", "sign", *["comment"] * len(said), "accept"]
    assert len({entry.act_id for entry in entries(case)}) == len(said) + 3
    await check(case)


async def test_an_act_from_before_the_renewal_is_still_known(desk: Desk) -> None:
    case = await desk.open()
    act = comment("第一次")
    seq = await case.send(act)
    await until_renewed(case)
    before = case.row().seq

    assert await case.send(act) == seq
    assert await together(*(case.send(act) for _ in range(3))) == [seq] * 3
    assert case.row().seq == before
    await check(case)


async def test_acts_in_flight_survive_the_renewal(desk: Desk) -> None:
    """Two dozen acts, each sent twice, keep coming while the history is renewed under them."""
    case = await desk.open()
    first_run = await case.run_id()
    acts = [comment(f"第{n}条") for n in range(90)]
    running = asyncio.Semaphore(8)

    async def sent(act: Act) -> int:
        async with running:
            return await case.send(act)

    done = await asyncio.gather(*(sent(act) for act in acts for _ in range(2)))

    assert await case.run_id() != first_run
    assert done[::2] == done[1::2]
    assert sorted(done[::2]) == list(range(2, 92))
    recorded = {entry.act_id: entry.seq for entry in entries(case)}
    assert [recorded[act.id] for act in acts] == done[::2]
    await check(case)


async def test_the_clock_runs_on_through_a_renewal(desk: Desk) -> None:
    case = await desk.open()
    due_at = case.row().due_at
    await until_renewed(case)
    assert case.row().due_at == due_at
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)

    assert actions(case).count("overdue") == 1
    await until_renewed(case)
    assert actions(case).count("overdue") == 1
    await check(case)
