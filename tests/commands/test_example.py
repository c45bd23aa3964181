"""`onething example`: opens every example through the public API, goes on where it was, and does nothing twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine
from sqlmodel import col, func, select
from temporalio.testing import WorkflowEnvironment

from api.app import create_app
from api.resources import Resources
from commands.example import ExampleNotOpened, open_examples
from domain.office_time import local_day
from messages.settings import Settings
from scenarios.example_clues import load_example_clues
from scenarios.example_matters import load_example_matters
from scenarios.load import load_definitions
from store.connection import transaction
from store.tables import CaseRow, EntryRow, EvidenceRow
from tests.api.namespaces import new_namespace
from worker import case_worker

TODAY = local_day(datetime.now(UTC))
Asgi = Callable[..., Awaitable[None]]


@asynccontextmanager
async def served(app: Asgi) -> AsyncIterator[tuple[uvicorn.Server, str]]:
    """Serve an app on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="on"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield server, f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


@pytest.fixture
async def resources(
    scratch: Engine, environment: WorkflowEnvironment, tmp_path: Path
) -> AsyncIterator[Resources]:
    client = await new_namespace(environment)
    settings = Settings(database_url="unused", temporal_address="unused", data_dir=tmp_path)
    resources = Resources(settings=settings, engine=scratch, definitions=load_definitions())
    resources.use(client)
    async with case_worker(client, scratch, is_rehearsal=True):
        yield resources


def acts_on_record(engine: Engine) -> dict[str, list[str]]:
    """Return what people did in each case, by its title, the three files of the pattern left out."""
    with transaction(engine) as session:
        rows = session.exec(
            select(CaseRow.title, EntryRow.action)
            .join(EntryRow, col(EntryRow.case_id) == CaseRow.id)
            .where(EntryRow.actor != "system", CaseRow.title != "红锦大道烧烤店油烟直排")
            .order_by(col(CaseRow.number), col(EntryRow.seq))
        ).all()
    found: dict[str, list[str]] = {}
    for title, action in rows:
        found.setdefault(title, []).append(action)
    return found


async def load(url: str, *, later: int = 0) -> int:
    return await asyncio.to_thread(open_examples, url, today=TODAY + timedelta(days=later))


async def test_every_example_is_opened_once_however_often_it_is_begun(
    resources: Resources, scratch: Engine
) -> None:
    app = create_app(resources)
    async with served(app) as (_, url):
        requests = 0

        async def until_it_stops(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
            nonlocal requests
            requests += scope["type"] == "http"
            if requests == 60:
                stopping.should_exit = True
            await app(scope, receive, send)

        async with served(until_it_stops) as (stopping, stopping_url):
            assert await load(stopping_url) == 1
        begun = acts_on_record(scratch)

        assert await load(url) == 0
        complete = acts_on_record(scratch)
        assert await load(url, later=1) == 0

    expected = {
        clue.title: ["open", *(act.action for act in clue.script)] for clue in load_example_clues(today=TODAY)
    } | {matter.title: ["open"] for matter in load_example_matters()}
    assert 0 < len(begun) < len(expected) == 48 + 3
    assert complete == expected
    assert acts_on_record(scratch) == expected
    with transaction(scratch) as session:
        files = session.exec(select(func.count()).select_from(EvidenceRow)).one()
    assert files >= sum(len(clue.evidence) for clue in load_example_clues(today=TODAY)) > 0


async def test_where_the_examples_cannot_be_opened_it_says_why(
    resources: Resources, scratch: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction(scratch) as session:
        session.connection().exec_driver_sql("UPDATE officer SET is_active = false")
    async with served(create_app(resources)) as (_, url):
        with pytest.raises(ExampleNotOpened, match="sign-in-failed"):
            await load(url)

    assert await load(url) == 1
    assert "interrupted" in capsys.readouterr().err
