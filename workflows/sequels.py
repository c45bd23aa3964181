"""What follows a recorded step outside its own case: supervision is opened, tied cases are told."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities.supervision import SupervisionActivities
    from domain.act import SYSTEM, Act, Actor
    from domain.built_in import TIED
    from messages.case import Recorded
    from messages.supervision import TiedMoved

_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=10))
_ONE_TRY = timedelta(seconds=15)


def of_tied(news: TiedMoved) -> Act:
    """Return the act by which a case writes down that a tied one has moved; once for each of its entries."""
    return Act(
        id=f"{TIED}@{news.number}.{news.seq}",
        action=TIED,
        actor=Actor(login=SYSTEM, org=SYSTEM),
        form={"number": news.number, "stage": news.stage, "stage_en": news.stage_en},
    )


async def follow(recorded: Recorded) -> None:
    """Open the cases and tell the tied ones; what cannot be done is logged and keeps this case from nothing."""
    for order in recorded.opens:
        try:
            await workflow.execute_activity_method(
                SupervisionActivities.open_against,
                order,
                start_to_close_timeout=_ONE_TRY,
                retry_policy=_RETRY,
            )
        except ActivityError as error:
            workflow.logger.error(
                "%s against %s was not opened: %s", order.procedure, order.case_id, error.cause
            )
    for case_id in recorded.tells:
        try:
            await workflow.get_external_workflow_handle(case_id).signal("tied", recorded.news)
        except FailureError:
            workflow.logger.info("the tied case %s has ended and was not told", case_id)
