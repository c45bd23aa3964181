"""The workflow of every case: it waits for acts and for the due date, and has each step recorded.

It is dynamic: the workflow type that operators see is the procedure's id. The rules come with the input.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.ledger import LedgerActivities
    from domain.act import Act, by_engine
    from domain.built_in import OVERDUE
    from domain.case import Case
    from domain.procedure import read_definition
    from domain.refusal import Refusal
    from domain.step import open_case, take
    from messages.case import ActAt, ActDone, Carried, CaseSeen, OpenCase, Recorded, RecordSteps
    from messages.failures import said_no
    from messages.tied import TiedMoved
    from workflows.sequels import follow, of_tied
    from workflows.turn import Turn, not_recorded, opened_before, taken_in_turn

_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10))
_REMEMBERED = 200
_TRY_AGAIN = timedelta(minutes=10)
# Short, because this is how long a step waits when its worker was killed; recording twice is once.
_ONE_TRY = timedelta(seconds=5)


@workflow.defn(dynamic=True)
class CaseWorkflow:
    """One case from its opening to its end."""

    @workflow.init
    def __init__(self, args: Sequence[RawValue]) -> None:
        self._order = workflow.payload_converter().from_payload(args[0].payload, OpenCase)
        self._rules = read_definition(self._order.definition)
        self._queue: list[Turn] = []
        self._recording: list[Turn] = []
        self._armed: datetime | None = None
        self._timers: set[asyncio.Task[None]] = set()
        self._opening_failure: ApplicationError | None = None
        carried = self._order.carried
        self._is_open = carried is not None
        self._alarm_at = carried.alarm_at if carried else None
        self._done = dict(carried.done) if carried else {}
        self._case: Case | None = carried.case if carried else self._opened()

    @workflow.run
    async def run(self, _args: Sequence[RawValue]) -> str:
        """Keep the case until it ends; return its outcome."""
        if not self._is_open:
            await self._record_opening()
        while not self._is_over():
            self._arm()
            await workflow.wait_condition(self._has_news)
            self._note_overdue()
            await self._record_queue()
            if workflow.info().is_continue_as_new_suggested() and not self._queue:
                await self._renew()
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._seen().outcome or ""

    @workflow.update
    async def act(self, act: Act) -> ActDone:
        """Take one act; the answer comes when it is in the ledger."""
        if act.id in self._done:
            return ActDone(seq=self._done[act.id])
        turn = next((t for t in (*self._recording, *self._queue) if t.act.id == act.id), None)
        if turn is None:
            turn = Turn(act, workflow.now())
            self._queue.append(turn)
        await workflow.wait_condition(lambda: turn.is_settled)
        return turn.answer()

    @act.validator
    def validate_act(self, act: Act) -> None:
        """Refuse what the rules refuse before it enters the history; an act already done is let through."""
        if self._is_known(act):
            return
        if self._recording and (act.seq is None or act.seq > self._seen().seq):
            # Decided on what the ledger may hold already and this case is about to hear: its turn comes after that.
            return
        try:
            take(self._rules, self._seen(), act, at=workflow.now())
        except Refusal as refusal:
            raise said_no(refusal) from refusal

    @workflow.update
    async def opened(self) -> ActDone:
        """Answer when the opening stands in the ledger."""
        await workflow.wait_condition(lambda: self._is_open or self._opening_failure is not None)
        if self._opening_failure is not None:
            raise self._opening_failure
        return ActDone(seq=1)

    @workflow.signal
    def tied(self, news: TiedMoved) -> None:
        """Hear that a tied case has moved; it is written into this case's file in its turn."""
        act = of_tied(news)
        if self._opening_failure is not None or self._seen().is_closed or self._is_known(act):
            return
        # What is heard while the opening is being recorded waits like any act; it was once passed over.
        if self._is_open or workflow.patched("hear-before-open"):
            self._queue.append(Turn(act, workflow.now()))

    @workflow.query
    def seen(self) -> CaseSeen:
        """Return the case as this workflow knows it."""
        return CaseSeen(case=self._seen(), alarm_at=self._alarm_at)

    def _is_known(self, act: Act) -> bool:
        return act.id in self._done or any(t.act.id == act.id for t in (*self._recording, *self._queue))

    def _seen(self) -> Case:
        if self._case is None:
            raise self._opening_failure or ApplicationError("the case has not opened")
        return self._case

    def _opened(self) -> Case | None:
        order = self._order
        try:
            return open_case(self._rules, order.act, case_id=order.case_id, at=workflow.now()).case
        except Refusal as refusal:
            self._opening_failure = said_no(refusal)
            return None

    async def _record_opening(self) -> None:
        """Have the opening recorded; an opening that cannot be ends the workflow as failed."""
        if self._opening_failure is None:
            try:
                recorded = await self._record(0, (ActAt(at=workflow.now(), opening=self._order.act),))
                self._opening_failure = None if recorded.seq == 1 else opened_before()
                self._alarm_at = recorded.alarm_at
                self._done[self._order.act.id] = recorded.seq
                self._is_open = self._opening_failure is None
                await self._follow(recorded)
            except ActivityError as error:
                self._opening_failure = not_recorded(error)
        if self._opening_failure is not None:
            for turn in self._queue:
                turn.failure = self._opening_failure
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise self._opening_failure

    def _is_over(self) -> bool:
        return self._seen().is_closed and not self._queue

    def _has_news(self) -> bool:
        return bool(self._queue) or self._is_due() or self._must_rearm()

    def _is_due(self) -> bool:
        return self._alarm_at is not None and workflow.now() >= self._alarm_at

    def _must_rearm(self) -> bool:
        return self._alarm_at is not None and (self._armed is None or self._armed > self._alarm_at)

    def _arm(self) -> None:
        """Have a timer run that rings not later than the next alarm.

        A timer that rings too early is left alone and armed anew when it does: cancelling it with every step
        would cost each step two events, and most due dates move to a later day.
        """
        if self._alarm_at is not None and self._must_rearm() and not self._is_due():
            self._armed = self._alarm_at
            task = asyncio.create_task(self._ring(self._alarm_at))
            self._timers.add(task)
            task.add_done_callback(self._timers.discard)

    async def _ring(self, at: datetime) -> None:
        await asyncio.sleep((at - workflow.now()).total_seconds())
        if self._armed == at:
            self._armed = None

    def _note_overdue(self) -> None:
        """Queue the next rung when its time has come, before acts that came later, after those that came in time."""
        alarm_at = self._alarm_at
        if alarm_at is None or not self._is_due() or any(turn.at < alarm_at for turn in self._queue):
            return
        case = self._seen()
        act = by_engine(OVERDUE, seq=case.moved_seq, nth=case.seq)
        self._queue.insert(0, Turn(act, workflow.now()))

    async def _record_queue(self) -> None:
        """Record what waits, all in one transaction; if the ledger refuses that, one by one."""
        self._recording, self._queue = self._queue, []
        error = await self._record_turns(self._recording)
        if error is not None:
            for turn in [turn for turn in self._recording if not turn.is_settled]:
                alone = await self._record_turns([turn])
                if alone is not None:
                    turn.failure = not_recorded(alone)
        for turn in self._recording:
            if turn.failure is not None and turn.act.action == OVERDUE:
                # Nobody waits for this answer, and the clock must not be passed over: say so and try again.
                workflow.logger.error("%s was not recorded: %s", turn.act.id, turn.failure.message)
                self._alarm_at = workflow.now() + _TRY_AGAIN
        self._recording = []

    async def _record_turns(self, turns: list[Turn]) -> ActivityError | None:
        case, taken, refused = taken_in_turn(self._rules, self._seen(), turns)
        if taken:
            first = self._seen().seq
            try:
                recorded = await self._record(first, tuple(ActAt(at=turn.at, act=turn.act) for turn in taken))
            except ActivityError as error:
                return error
            _check_seq(recorded, case.seq)
            if recorded.windows:
                case = case.model_copy(update={"windows": recorded.windows})
            self._case, self._alarm_at = case, recorded.alarm_at
            for nth, turn in enumerate(taken, start=first + 1):
                turn.done = ActDone(seq=nth)
                self._done[turn.act.id] = nth
            await self._follow(recorded)
        for turn, refusal in refused:
            turn.failure = said_no(refusal)
        return None

    async def _follow(self, recorded: Recorded) -> None:
        """See to what follows outside this case; what could not be done is written down in its turn."""
        self._queue += [Turn(act, workflow.now()) for act in await follow(recorded)]

    async def _record(self, seq: int, acts: tuple[ActAt, ...]) -> Recorded:
        # The opening alone names the definition: its hash would else be in the history with every step.
        digest = None if seq else self._rules.digest
        order = RecordSteps(case_id=self._order.case_id, digest=digest, seq=seq, acts=acts)
        return await workflow.execute_activity_method(
            LedgerActivities.record, order, start_to_close_timeout=_ONE_TRY, retry_policy=_RETRY
        )

    async def _renew(self) -> None:
        """Continue as new with a fresh history; nothing that waits is left behind."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._queue or self._seen().is_closed:
            return
        done = dict(list(self._done.items())[-_REMEMBERED:])
        carried = Carried(case=self._seen(), alarm_at=self._alarm_at, done=done)
        workflow.continue_as_new(self._order.model_copy(update={"carried": carried}))


def _check_seq(recorded: Recorded, seq: int) -> None:
    """Check that the ledger stands where this case does; if not, stop before anything is built on it."""
    if recorded.seq != seq:
        raise RuntimeError(f"the ledger stands at entry {recorded.seq}, the case at {seq}")
