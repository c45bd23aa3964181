"""The schedule that starts the daily digest: what it says, and how a worker makes sure that it exists."""

import asyncio
import logging
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.exceptions import TemporalError

from domain.office_time import OFFICE_ZONE
from messages.queues import CASES
from workflows.digest import DigestWorkflow

SCHEDULE = "daily-digest"
_HOUR, _MINUTE = 8, 30
# A server that was away in the morning still sends the digest until half past two, a worker that was away until
# half past five, and in the worst case both until 23:30: never on another day.
_CATCH_UP = timedelta(hours=6)
_UNTIL_WRITTEN = timedelta(hours=9)
_ONE_CALL = timedelta(seconds=10)
_TRY_AGAIN = timedelta(minutes=1)

_log = logging.getLogger(__name__)


def daily_schedule() -> Schedule:
    """Return the schedule: every morning, also on rest days, because each body has its own calendar."""
    morning = ScheduleCalendarSpec(hour=(ScheduleRange(_HOUR),), minute=(ScheduleRange(_MINUTE),))
    return Schedule(
        action=ScheduleActionStartWorkflow(
            DigestWorkflow.run, id=SCHEDULE, task_queue=CASES, execution_timeout=_UNTIL_WRITTEN
        ),
        spec=ScheduleSpec(calendars=(morning,), time_zone_name=OFFICE_ZONE.key),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=_CATCH_UP),
    )


async def ensure_schedule(client: Client) -> None:
    """Create the schedule, or change one that says otherwise; whether it is paused stays as operators left it.

    Raises:
        TemporalError: The engine does not answer or refuses.
    """
    try:
        await client.create_schedule(SCHEDULE, daily_schedule(), rpc_timeout=_ONE_CALL)
    except ScheduleAlreadyRunningError:
        await client.get_schedule_handle(SCHEDULE).update(_changed, rpc_timeout=_ONE_CALL)


def _changed(found: ScheduleUpdateInput) -> ScheduleUpdate | None:
    """Return the change that is needed, if any: each change makes the server forget a run that it still owes."""
    there, wanted = found.description.schedule, daily_schedule()
    if _said(there) == _said(wanted):
        return None
    wanted.state = there.state
    return ScheduleUpdate(schedule=wanted)


def _said(schedule: Schedule) -> tuple[object, ...]:
    action = schedule.action
    starts = (
        (action.workflow, action.id, action.task_queue, action.execution_timeout)
        if isinstance(action, ScheduleActionStartWorkflow)
        else None
    )
    spec, policy = schedule.spec, schedule.policy
    return (starts, tuple(spec.calendars), spec.time_zone_name, policy.overlap, policy.catchup_window)


async def keep_schedule(client: Client, *, try_again: timedelta = _TRY_AGAIN) -> None:
    """Make sure of the schedule, as often as it takes: cases are worked on meanwhile."""
    while True:
        try:
            await ensure_schedule(client)
        except (TemporalError, TimeoutError) as error:
            _log.warning("the schedule %s could not be made, next try in %s: %s", SCHEDULE, try_again, error)
        else:
            return
        await asyncio.sleep(try_again.total_seconds())
