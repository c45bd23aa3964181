"""How long a step takes, alone and in a crowd: ours through the HTTP API beside the bare update, in turns."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine
from temporalio.client import Client, WorkflowHandle

from bench import ledger
from bench.bare import QUEUE, BareWorkflow
from bench.figures import Figures, rate, timed
from bench.officers import Officers, OpenedCase

CROWD = 20
_EACH_IN_CROWD = 5
_PAUSE_SECONDS = 0.02

_Handle = WorkflowHandle[Any, Any]


@dataclass(frozen=True)
class Bench:
    """What the rounds need."""

    client: Client
    officers: Officers
    engine: Engine
    figures: Figures
    steps: int

    async def round(self) -> None:
        """Measure everything once."""
        await self._alone()
        await self._crowd()
        await self._openings()

    async def _bare(self) -> _Handle:
        return await self.client.start_workflow(BareWorkflow.run, id=f"bare-{uuid4()}", task_queue=QUEUE)

    async def _alone(self) -> None:
        """One at a time, the kinds in turns, so that whatever else the machine does hits all alike."""
        bare, case = await self._bare(), await self.officers.open()
        moves: Iterator[tuple[str, Awaitable[None]]] = iter(())
        for _ in range(self.steps):
            await self._step("bare", bare.execute_update(BareWorkflow.act, "one"))
            commits = await self._step("comment", self.officers.comment(case))
            self.figures.note("comment commits", commits)
            found = next(moves, None)
            if found is None:
                moves = self.officers.moves(await self.officers.open())
                found = next(moves)
            action, move = found
            commits = await self._step("move", move)
            self.figures.note("move commits", commits)
            self.figures.note(f"{action} commits", commits)

    async def _step(self, name: str, step: Awaitable[object]) -> int:
        """Time one step, and return how many transactions wrote meanwhile.

        The servers tidy up after a step has been answered; the pause keeps that out of the next one's time.
        """
        await asyncio.sleep(_PAUSE_SECONDS)
        before = ledger.transactions(self.engine)
        self.figures.note(name, await timed(step))
        return ledger.transactions(self.engine) - before

    async def _crowd(self) -> None:
        """Many at a time: each on its own case, then all on one."""
        bares = [await self._bare() for _ in range(CROWD)]
        cases = [await self.officers.open() for _ in range(CROWD)]
        await self._rate("bare apart", [self._update(bare) for bare in bares])
        await self._rate("comment apart", [self._comment(case) for case in cases])
        await self._rate("bare together", [self._update(bares[0])] * CROWD)
        before = ledger.transactions(self.engine)
        await self._rate("comment together", [self._comment(cases[0])] * CROWD)
        steps = CROWD * _EACH_IN_CROWD
        self.figures.note("together commits", (ledger.transactions(self.engine) - before) / steps)

    async def _openings(self) -> None:
        works = [self.officers.open] * self.steps
        per_second, took = await rate(works, at_once=1)
        self.figures.note("open/s", per_second)
        self.figures.note("open", *took)
        per_second, took = await rate(works, at_once=CROWD)
        self.figures.note("open crowd/s", per_second)
        self.figures.note("open crowd", *took)

    async def _rate(self, name: str, works: list[Callable[[], Awaitable[Any]]]) -> None:
        per_second, took = await rate(works * _EACH_IN_CROWD, at_once=CROWD)
        self.figures.note(f"{name}/s", per_second)
        self.figures.note(name, *took)

    @staticmethod
    def _update(bare: _Handle) -> Callable[[], Awaitable[Any]]:
        return lambda: bare.execute_update(BareWorkflow.act, "one")

    def _comment(self, case: OpenedCase) -> Callable[[], Awaitable[Any]]:
        return lambda: self.officers.comment(case)
