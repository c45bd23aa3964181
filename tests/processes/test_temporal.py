"""The embedded Temporal: a real server on a real file."""

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from processes.refusals import StateVersionMismatch
from processes.temporal import EmbeddedTemporal
from processes.temporal_namespace import RETENTION
from tests.processes.waiting import eventually, free_port

STAGE = SearchAttributeKey.for_keyword("CaseStage")
DUE = SearchAttributeKey.for_datetime("DueAt")
DEPARTMENTS = SearchAttributeKey.for_keyword_list("Depts")


@pytest.fixture
def server(folder: Path) -> Iterator[EmbeddedTemporal]:
    embedded = EmbeddedTemporal(folder, port=free_port())
    yield embedded
    embedded.stop()


async def retention_of(address: str) -> float:
    client = await Client.connect(address, namespace="onething")
    answer = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="onething"))
    return answer.config.workflow_execution_retention_ttl.ToTimedelta().total_seconds()


async def open_case(address: str) -> None:
    client = await Client.connect(address, namespace="onething")
    attributes = TypedSearchAttributes(
        [
            SearchAttributePair(STAGE, "sent"),
            SearchAttributePair(DUE, datetime(2026, 3, 2, tzinfo=UTC)),
            SearchAttributePair(DEPARTMENTS, ["city-management"]),
        ]
    )
    await client.start_workflow("clue-transfer", id="clue-1", task_queue="none", search_attributes=attributes)


async def stage_of(address: str) -> str | None:
    client = await Client.connect(address, namespace="onething")
    described = await client.get_workflow_handle("clue-1").describe()
    return described.typed_search_attributes.get(STAGE)


def test_cases_outlive_kill_9_of_the_server_and_closed_ones_are_kept(server: EmbeddedTemporal) -> None:
    server.start()
    asyncio.run(open_case(server.address))
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert eventually(lambda: server.exit_code() is not None)

    server.start()

    assert asyncio.run(stage_of(server.address)) == "sent"
    assert asyncio.run(retention_of(server.address)) == RETENTION.total_seconds()


@pytest.mark.parametrize("stamp", ["1.8.4", "2.0.0", None], ids=["older", "newer", "unknown"])
def test_a_file_of_another_version_is_refused(
    server: EmbeddedTemporal, folder: Path, stamp: str | None
) -> None:
    server.database.write_bytes(b"")
    if stamp:
        (folder / "written-by").write_text(stamp)

    with pytest.raises(StateVersionMismatch, match="Back up the folder"):
        server.start()
