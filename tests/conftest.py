"""The real servers, once for the whole run: PostgreSQL with the ledger, Temporal with time skipping, a worker."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from commands import registry
from domain.procedure import Definition
from messages.wire import data_converter
from scenarios.load import load_definitions
from store.connection import connect, transaction
from store.definitions import publish
from store.migrate import migrate
from tests.servers import start_test_postgres, start_test_temporal
from worker import case_worker

# How long one example takes says something of the machine, not of the code.
settings.register_profile("onething", deadline=None)
settings.load_profile("onething")


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    # Not pytest's own folder: PostgreSQL's user has to reach it when the tests run as root.
    with TemporaryDirectory(prefix="onething-test-") as folder:
        server = start_test_postgres(Path(folder))
        try:
            migrate(server.url)
            yield server.url
        finally:
            server.stop()


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """The ledger with the registry of the examples and every definition published."""
    engine = connect(database_url)
    registry.load(engine, with_examples=True)
    with transaction(engine) as session:
        publish(session, load_definitions().values(), at=datetime.now(UTC))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    environment = await start_test_temporal()
    try:
        yield environment
    finally:
        await environment.shutdown()


@pytest.fixture(scope="session")
def temporal(environment: WorkflowEnvironment) -> Client:
    config = environment.client.config()
    config["data_converter"] = data_converter
    return Client(**config)


@pytest.fixture(scope="session")
async def worker(temporal: Client, engine: Engine) -> AsyncIterator[None]:
    async with case_worker(temporal, engine, is_rehearsal=True):
        yield


@pytest.fixture(scope="session")
def clue_transfer() -> Definition:
    return load_definitions()["clue-transfer"]
