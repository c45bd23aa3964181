"""The yardstick: a workflow with one update that runs one empty activity, and nothing else."""

from datetime import timedelta

from temporalio import activity, workflow

QUEUE = "bare"


@activity.defn
async def nothing(word: str) -> str:
    """Do nothing."""
    return word


@workflow.defn(name="bare")
class BareWorkflow:
    """Waits for ever and answers updates."""

    @workflow.run
    async def run(self) -> None:
        """Never end by itself."""
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def act(self, word: str) -> str:
        """Have one empty activity run."""
        return await workflow.execute_activity(nothing, word, start_to_close_timeout=timedelta(seconds=10))
