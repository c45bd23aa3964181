"""The ledger hangs or is gone: every request is answered soon and clearly, and all is well when it is back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil  # type: ignore[import-untyped]  # ships no types
import pytest
from temporalio.client import Client

from api.resources import Resources
from commands import registry
from messages.settings import Settings
from processes.postgres import EmbeddedPostgres
from scenarios.load import load_definitions
from store.connection import connect
from store.migrate import migrate
from tests.api.away import office_of
from tests.api.office import Office, problem
from tests.servers import start_test_postgres


@pytest.fixture(scope="module")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A server of our own, to be mistreated."""
    with TemporaryDirectory(prefix="onething-test-") as folder:
        server = start_test_postgres(Path(folder))
        migrate(server.url)
        yield server
        server.stop()


@pytest.fixture(scope="module")
async def apart(
    postgres: EmbeddedPostgres,
    clock_bound: Client,
    worker: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Office]:
    engine = connect(postgres.url, pool_size=2)
    registry.load(engine, with_examples=True)
    settings = Settings(
        database_url=postgres.url, temporal_address="unused", data_dir=tmp_path_factory.mktemp("apart")
    )
    resources = Resources(
        settings=settings, engine=engine, definitions=load_definitions(), ledger_seconds=1.0
    )
    resources.use(clock_bound)
    async with office_of(resources) as office:
        await office.sign_in("yubei.cg")
        yield office
    engine.dispose()


@contextmanager
def hanging(server: EmbeddedPostgres) -> Iterator[None]:
    """Stop every process of the server where it stands; it answers nothing and closes no connection."""
    assert server.pid is not None
    main = psutil.Process(server.pid)
    processes = [main, *main.children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in reversed(processes):
            process.resume()


async def check_all_is_well(office: Office) -> None:
    assert await office.get("yubei.cg", "/cases") == {"items": [], "cursor": None}
    ready = await office.client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ledger": "ok", "temporal": "ok"})


async def check_all_is_said(office: Office) -> None:
    async with asyncio.timeout(10):
        for answer in await asyncio.gather(
            office.call("yubei.cg", "GET", "/cases"),
            office.call("yubei.cg", "POST", "/cases/x/actions/sign", json={"seq": 1}),
            office.client.post("/api/v1/token", data={"username": "yubei.cg", "password": "x"}),
        ):
            problem(answer, 503, "ledger-away")
            assert answer.headers["retry-after"] == "5"
        ready = await office.client.get("/readyz")
    assert (ready.status_code, ready.json()["temporal"]) == (503, "ok")
    assert ready.json()["ledger"].startswith("away")
    assert (await office.client.get("/healthz")).text == "ok\n"


async def test_a_hanging_ledger_is_said_to_be_away(apart: Office, postgres: EmbeddedPostgres) -> None:
    await check_all_is_well(apart)
    with hanging(postgres):
        await check_all_is_said(apart)
    await check_all_is_well(apart)


async def test_many_who_ask_a_hanging_ledger_do_not_block_the_others(
    apart: Office, postgres: EmbeddedPostgres
) -> None:
    with hanging(postgres):
        async with asyncio.timeout(10):
            answers = await asyncio.gather(*(apart.call("yubei.cg", "GET", "/cases") for _ in range(100)))
            alive = await apart.client.get("/healthz")
    assert {answer.status_code for answer in answers} == {503}
    assert alive.status_code == 200
    await check_all_is_well(apart)


async def test_a_ledger_that_is_gone_is_said_to_be_away(apart: Office, postgres: EmbeddedPostgres) -> None:
    postgres.stop()
    await check_all_is_said(apart)
    postgres.start()
    await check_all_is_well(apart)
