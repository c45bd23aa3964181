"""What follows a recorded step outside its own case: supervision is opened, tied cases are told."""

import asyncio
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.opening import OpeningActivities
    from domain.act import SYSTEM, Act, Actor
    from domain.built_in import TASK_BLOCKED, TIED
    from messages.case import Recorded
    from messages.tied import OpenFrom, TiedMoved

_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10))
_ONE_TRY = timedelta(seconds=15)
# A case that cannot be opened for so long must not keep this one from its own acts.
_GIVE_UP = timedelta(minutes=10)


def of_tied(news: TiedMoved) -> Act:
    """Return the act by which a case writes down that a tied one has moved; once for each of its entries."""
    return Act(
        id=f"{TIED}@{news.number}.{news.seq}",
        action=TIED,
        actor=Actor(login=SYSTEM, org=SYSTEM),
        form=news.model_dump(mode="json", exclude_defaults=True, exclude={"seq"}),
    )


def _blocked(order: OpenFrom, reason: str) -> Act:
    return Act(
        id=f"{TASK_BLOCKED}@{order.task}.{order.seq}",
        action=TASK_BLOCKED,
        actor=Actor(login=SYSTEM, org=SYSTEM),
        form={"task": order.task, "reason": reason},
    )


async def follow(recorded: Recorded) -> tuple[Act, ...]:
    """Open the cases and tell the tied ones; return the acts by which this case writes down what could not be done.

    What cannot be done and is no task is logged; it keeps this case from nothing.
    """
    blocked = await asyncio.gather(*(_open(order) for order in recorded.opens))
    if len(recorded.tells) > 1 and not workflow.patched("tell-all-at-once"):
        for case_id in recorded.tells:
            await _tell(case_id, recorded)
    else:
        await asyncio.gather(*(_tell(case_id, recorded) for case_id in recorded.tells))
    return tuple(act for act in blocked if act is not None)


async def _open(order: OpenFrom) -> Act | None:
    """Open one case; return the act that says why a task could not be."""
    try:
        await workflow.execute_activity_method(
            OpeningActivities.open_from,
            order,
            start_to_close_timeout=_ONE_TRY,
            schedule_to_close_timeout=_GIVE_UP,
            retry_policy=_RETRY,
        )
    except ActivityError as error:
        workflow.logger.error("%s from %s was not opened: %s", order.procedure, order.case_id, error.cause)
        return _blocked(order, _reason(error)) if order.task is not None else None
    return None


async def _tell(case_id: str, recorded: Recorded) -> None:
    try:
        await workflow.get_external_workflow_handle(case_id).signal("tied", recorded.news)
    except FailureError:
        workflow.logger.info("the tied case %s has ended and was not told", case_id)


def _reason(error: ActivityError) -> str:
    """Return why in Chinese, as the refusal said it, or else the error's own words."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.details and isinstance(cause.details[0], str):
        return cause.details[0]
    return str(cause or error)
