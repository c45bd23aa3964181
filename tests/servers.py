"""The real servers for session fixtures: PostgreSQL and a time-skipping Temporal, both from their wheels."""

from pathlib import Path

from temporalio.common import SearchAttributeKey
from temporalio.testing import WorkflowEnvironment

from processes import temporal_version
from processes.postgres import EmbeddedPostgres

# Time skipping is switched on, jumps are not held back for a second, and nothing is paced: a ladder of
# forty working days then takes about a second.
_DYNAMIC_SETTINGS = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"20ms"',
    "history.transferProcessorMaxPollRPS": "500",
    "history.timerProcessorMaxPollRPS": "500",
    "history.visibilityProcessorMaxPollRPS": "500",
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
    # A history is renewed after some twenty steps instead of four hundred.
    "limit.historyCount.suggestContinueAsNew": "250",
}
SEARCH_ATTRIBUTES = (
    SearchAttributeKey.for_keyword("CaseStage"),
    SearchAttributeKey.for_datetime("DueAt"),
    SearchAttributeKey.for_keyword_list("Depts"),
)


def start_test_postgres(tmp: Path) -> EmbeddedPostgres:
    """Start PostgreSQL on an empty folder, quick and safe against everything but a crash of the machine.

    The caller stops it. `url` has the address of an empty database, `connect()` opens a plain connection.
    """
    server = EmbeddedPostgres(tmp / "postgres", durable=False)
    server.start()
    return server


async def start_test_temporal() -> WorkflowEnvironment:
    """Start Temporal in memory on a free port, with time skipping; the caller awaits `shutdown()`.

    Workflows started by its client skip time by themselves, except under `with_time_skipping_disabled()`.
    """
    dynamic = [
        part for item in _DYNAMIC_SETTINGS.items() for part in ("--dynamic-config-value", "=".join(item))
    ]
    return await WorkflowEnvironment.start_time_skipping_v2(
        dev_server_existing_path=temporal_version.binary(),
        dev_server_extra_args=dynamic,
        search_attributes=SEARCH_ATTRIBUTES,
    )
