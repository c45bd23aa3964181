"""The workflow of the daily digest: one activity writes everybody's reminder of what is due soon."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.digest import DigestActivities
    from messages.digest import DigestsWritten, WriteDigests

_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))
# A hundred thousand open cases take seconds; a try whose worker was killed is given up after this.
_ONE_TRY = timedelta(minutes=2)


@workflow.defn(name="daily-digest")
class DigestWorkflow:
    """One day's digest; a schedule starts it, and who starts it again on the same day changes nothing."""

    @workflow.run
    async def run(self) -> DigestsWritten:
        """Have the digests of today written."""
        return await workflow.execute_activity_method(
            DigestActivities.write,
            WriteDigests(at=workflow.now()),
            start_to_close_timeout=_ONE_TRY,
            retry_policy=_RETRY,
        )
