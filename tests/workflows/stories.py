"""Lives of cases that are recorded: between them they go past every step that the workflow can take."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from domain.act import Act, OpeningAct
from tests.domain.transfers import OPENING, PARTIES, PEOPLE
from tests.lateness import lately_late
from tests.workflows.cases import Desk, OpenedCase, code_of
from tests.workflows.paths import ACCEPT, CLOSE, DECIDE, FILING, PATHS, SIGN
from tests.workflows.workers import ledger_held

Story = Callable[[Desk], Awaitable[OpenedCase]]
UNKNOWN = ["0" * 64]
_PAUSE: dict[str, Any] = {"reason": "等待鉴定", "basis": "某法第三条"}


async def handled(desk: Desk) -> OpenedCase:
    """Everything goes as it should."""
    return await _walked(desk, "handled")


async def supplemented(desk: Desk) -> OpenedCase:
    """Something is missing, and comes."""
    return await _walked(desk, "supplemented")


async def refused_twice(desk: Desk) -> OpenedCase:
    """Two bodies refuse; a third names who has to act."""
    return await _walked(desk, "refused-twice")


async def withdrawn(desk: Desk) -> OpenedCase:
    """The sender thinks better of it."""
    return await _walked(desk, "withdrawn-under-review")


async def _walked(desk: Desk, path: str) -> OpenedCase:
    case = await desk.open()
    await case.walk(*PATHS[path][0])
    await case.handle.result()
    return case


async def late(desk: Desk) -> OpenedCase:
    """Nobody acts in time, at three stages; the clerk who is late goes on."""
    case = await desk.open()
    for step in (SIGN, ACCEPT, DECIDE):
        await _overdue(case)
        await case.walk(step)
    await case.walk(FILING, CLOSE)
    return case


async def _overdue(case: OpenedCase) -> None:
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)
    await case.caught_up(case.row().seq)


async def paper(desk: Desk) -> OpenedCase:
    """A paper that came some days ago is overdue at once."""
    case = await desk.open(**lately_late())
    await case.until(lambda row: row.overdue_at is not None)
    await case.caught_up(2)
    await case.walk(SIGN)
    return case


async def time_moved(desk: Desk) -> OpenedCase:
    """The clock is stopped, started, extended; it rings on the new date and not on the old one."""
    case = await desk.open()
    until = (await case.now() + timedelta(days=20)).date()
    await case.act("yubei.cg.leader", "suspend", until=str(until), **_PAUSE)
    await case.skip(timedelta(days=5))
    await case.act("yubei.cg.leader", "resume", note="鉴定已出")
    await case.walk(SIGN, ACCEPT)
    await case.act("yubei.cg", "request-extension", value=15, reason="待鉴定")
    await case.act("yubei.cg.leader", "grant-extension", note="同意")
    await _overdue(case)
    await case.walk(DECIDE)
    return case


async def told_no(desk: Desk) -> OpenedCase:
    """The rules refuse an act, the ledger refuses another, and an act comes twice."""
    case = await desk.open()
    await case.refused("yubei.cg", "archive")
    await case.refused("yubei.cg", "add-evidence", files=UNKNOWN)
    act = Act(id=str(UUID(int=7)), action="sign", actor=PEOPLE["yubei.cg"], seq=1, form={"pages": 3})
    await case.send(act)
    await case.send(act)
    return case


async def never_opened(desk: Desk) -> OpenedCase:
    """The ledger refuses the opening."""
    case_id = str(uuid4())
    form = OPENING | {"evidence": UNKNOWN}
    act = OpeningAct(id=case_id, actor=PEOPLE["yubei.scjg"], title="线索", parties=PARTIES, form=form)
    assert await code_of(desk.opened(case_id, act)) == "evidence-missing"
    return OpenedCase(desk.client, desk.engine, desk.client.get_workflow_handle(case_id), case_id)


async def together(desk: Desk) -> OpenedCase:
    """Acts wait for the ledger together, one of which it will not take; two of them want to move the case."""
    case = await desk.open()
    with ledger_held(case):
        sent = [asyncio.create_task(case.act("yubei.cg", "comment", text="第一条"))]
        await case.accepted(1)
        for number, (login, action) in enumerate((("yubei.cg", "sign"), ("yubei.scjg", "withdraw")), start=2):
            sent.append(asyncio.create_task(case.act(login, action, seq=1)))
            await case.accepted(number)
        sent.append(asyncio.create_task(case.act("yubei.cg", "add-evidence", files=UNKNOWN)))
        await case.accepted(4)
    await asyncio.gather(*(code_of(each) for each in sent))
    return case


async def renewed(desk: Desk) -> OpenedCase:
    """So much is said that the history is renewed, with an act sent again after it."""
    case = await desk.open()
    first_run, said = await case.run_id(), 0
    while await case.run_id() == first_run:
        said += 1
        await case.act("yubei.cg", "comment", act_id=str(UUID(int=said)), text=f"第{said}条")
    assert await case.act("yubei.cg", "comment", act_id=str(UUID(int=said)), text="再说一次") == said + 1
    await _overdue(case)
    await case.walk(SIGN)
    return case


STORIES: dict[str, Story] = {
    story.__name__: story
    for story in (
        handled,
        supplemented,
        refused_twice,
        withdrawn,
        late,
        paper,
        time_moved,
        told_no,
        never_opened,
        together,
        renewed,
    )
}
