"""Random walks through the real engine: after each step the workflow, the ledger and its letters agree."""

import asyncio
import random
import traceback
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import insert
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from domain.act import Act, Actor, OpeningAct
from domain.built_in import BUILT_IN
from domain.case import Case
from domain.procedure import Definition
from store.connection import transaction
from store.tables import UploadRow
from tests.domain.transfers import COORDINATOR, OTHER, PARTIES, PEOPLE, RECEIVER, SENDER
from tests.domain.walking import Chance, every_action, offers, without_ends
from tests.domain.walking import opening as opened_by_chance
from tests.workflows.case_files import check, check_numbers
from tests.workflows.cases import Desk, OpenedCase, together

WALKS = 25
AT_ONCE = 5
STEPS = 12
_STAYS_OPEN, _MOVES = 0.9, 0.5
EVIDENCE = "e" * 64
BODIES = (SENDER, RECEIVER, OTHER, OTHER, COORDINATOR, "500112-cgj")
# What two people may be told who act at the same time, and what a form may be wrong about.
TOLD = {
    "stale-seq",
    "not-open-here",
    "case-closed",
    "parties-wrong",
    "not-entitled",
    "used-up",
    "not-allowed-now",
    "clock-already-suspended",
    "clock-not-suspended",
    "extension-exhausted",
    "AcceptedUpdateCompletedWorkflow",
}
ALONE = {"parties-wrong"}


@dataclass
class Walk:
    """One walk, with a script of what was done, so that a failure can be walked again."""

    desk: Desk
    seed: int
    source: random.Random = field(init=False)
    script: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.source = random.Random(self.seed)

    async def run(self) -> None:
        case = await self._open()
        for _ in range(STEPS):
            row = case.row()
            if row.outcome is not None:
                break
            await self._step(case)
            row = case.row()
            await check(case, is_running=row.outcome is None)
        if case.row().outcome is not None:
            assert await case.handle.result() == case.row().outcome

    async def _open(self) -> OpenedCase:
        chance = self._chance(datetime.now(UTC))
        form = opened_by_chance(self.desk.definition, chance).form
        case_id = f"walk-{self.seed}-{self.source.getrandbits(64):x}"
        act = OpeningAct(
            id=case_id, actor=PEOPLE["yubei.scjg"], title=f"第{self.seed}号线索", parties=PARTIES, form=form
        )
        self.script.append(f"open {form}")
        return await self.desk.opened(case_id, act)

    def _chance(self, now: datetime) -> Chance:
        return Chance(self.source, now, BODIES, officers=tuple(sorted(PEOPLE)), evidence=(EVIDENCE,))

    async def _step(self, case: OpenedCase) -> None:
        match self.source.random():
            case lucky if lucky < 0.15 and case.row().overdue_at is None:
                self.script.append("wait past the due date")
                await case.skip_past_due()
                await case.until(lambda row: row.overdue_at is not None)
            case lucky if lucky < 0.25:
                hours = self.source.choice((1, 20, 72))
                self.script.append(f"wait {hours} h")
                await case.skip(timedelta(hours=hours))
                await self._settled(case)
            case lucky if lucky < 0.45:
                await self._send(case, *[await self._drawn(case) for _ in range(4)])
            case _:
                await self._send(case, await self._drawn(case))

    async def _settled(self, case: OpenedCase) -> None:
        """Wait until what fell due meanwhile is recorded."""
        now = await case.now()
        await case.until(lambda row: row.overdue_at is not None or row.due_at is None or row.due_at > now)

    async def _drawn(self, case: OpenedCase) -> Act:
        """Draw an act that is offered to somebody now."""
        definition, state = self.desk.definition, Case.model_validate(case.row().state)
        chance = self._chance(await case.now())
        actor, name = self._chosen(definition, state, chance)
        form = chance.form(every_action(definition, state)[name].form, definition)
        act_id = f"{case.case_id}-{self.source.getrandbits(64):x}"
        return Act(id=act_id, action=name, actor=actor, seq=state.seq, form=form)

    def _chosen(self, definition: Definition, state: Case, chance: Chance) -> tuple[Actor, str]:
        offered = offers(definition, state, list(PEOPLE.values()), chance.now)
        if self.source.random() < _STAYS_OPEN:
            offered = without_ends(definition, state, offered)
        moving = [(actor, name) for actor, name in offered if name not in BUILT_IN]
        # A body without an officer here may hold the case: then only others speak.
        return self.source.choice(moving if moving and self.source.random() < _MOVES else offered)

    async def _send(self, case: OpenedCase, *acts: Act) -> None:
        self.script += [f"{act.actor.login} {act.action} {act.form}" for act in acts]
        before = case.row().seq
        # Each act is sent twice, as a page does that is clicked twice.
        answers = await together(*(case.send(act) for act in acts for _ in range(2)))
        told = [self._told(answer, TOLD if len(acts) > 1 else ALONE) for answer in answers]
        done = {answer for answer in told if answer is not None}
        if len(acts) == 1:
            assert len(set(told)) == 1
        assert done <= set(range(before + 1, case.row().seq + 1))

    def _told(self, answer: int | BaseException, known: set[str]) -> int | None:
        match answer:
            case int():
                return answer
            case WorkflowUpdateFailedError():
                assert getattr(answer.cause, "type", None) in known, answer.cause
            case RPCError():
                assert answer.status is RPCStatusCode.NOT_FOUND, answer
            case _:
                raise answer
        return None


def traceback_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


@pytest.fixture(scope="module")
def stored(desk: Desk) -> None:
    """Have every organisation store the one file that walks name."""
    with transaction(desk.engine) as session:
        for body in BODIES:
            row: dict[str, Any] = {
                "hash": EVIDENCE,
                "org": body,
                "name": "照片.jpg",
                "media_type": "image/jpeg",
            }
            row |= {"size": 3, "login": "yubei.scjg", "at": datetime.now(UTC)}
            session.execute(insert(UploadRow).values(**row).on_conflict_do_nothing())


@pytest.mark.parametrize("first", range(0, WALKS, AT_ONCE))
async def test_walks_keep_their_promises(desk: Desk, stored: None, first: int) -> None:
    walks = [Walk(desk, 20260302 + first + n) for n in range(AT_ONCE)]
    results = await asyncio.gather(*(walk.run() for walk in walks), return_exceptions=True)

    for walk, result in zip(walks, results, strict=True):
        script = "\n".join(walk.script)
        assert not isinstance(result, BaseException), f"seed {walk.seed}:\n{script}\n{traceback_of(result)}"
    check_numbers(desk.engine)
