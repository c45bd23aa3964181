"""Temporal or every worker away: reading goes on, an act is not confirmed, and a retry does it once."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from api.resources import Resources
from store.connection import transaction
from store.tables import CaseRow, EntryRow
from tests.api.away import Line, office_of
from tests.api.namespaces import new_namespace
from tests.api.office import Office, problem
from worker import case_worker


def on_record(engine: Engine) -> tuple[int, int]:
    with transaction(engine) as session:
        cases = session.exec(select(func.count()).select_from(CaseRow)).one()
        return cases, session.exec(select(func.count()).select_from(EntryRow)).one()


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
async def without_temporal(resources: Resources, closed_port: int) -> AsyncIterator[Office]:
    settings = resources.settings.model_copy(update={"temporal_address": f"127.0.0.1:{closed_port}"})
    async with office_of(
        Resources(settings=settings, engine=resources.engine, definitions=resources.definitions)
    ) as office:
        yield office


async def test_without_temporal_reading_goes_on_and_acts_are_not_confirmed(
    office: Office, without_temporal: Office, engine: Engine
) -> None:
    case = await office.open()
    before = on_record(engine)

    async with asyncio.timeout(12):
        opened, acted = await asyncio.gather(
            without_temporal.send(), without_temporal.act("yubei.cg", case, "sign")
        )

    for answer in (opened, acted):
        problem(answer, 503, "engine-away")
        assert answer.headers["retry-after"] == "5"
    assert on_record(engine) == before
    assert (await without_temporal.get("yubei.cg", f"/cases/{case['id']}"))["stage"]["id"] == "sent"
    ready = await without_temporal.client.get("/readyz")
    assert (ready.status_code, ready.json()["ledger"]) == (503, "ok")
    assert ready.json()["temporal"].startswith("away")
    assert (await without_temporal.client.get("/healthz")).status_code == 200


async def test_what_the_rules_refuse_is_refused_without_temporal_too(
    office: Office, without_temporal: Office
) -> None:
    case = await office.open()

    problem(await without_temporal.act("yubei.scjg", case, "sign"), 403, "not-entitled")
    problem(await without_temporal.send(facts=""), 422, "form-invalid")


@pytest.fixture
async def line(clock_bound: Client) -> AsyncIterator[Line]:
    line = Line(clock_bound.service_client.config.target_host)
    await line.mend()
    yield line
    await line.cut()


async def test_a_line_that_breaks_loses_and_doubles_nothing(
    resources: Resources, line: Line, engine: Engine
) -> None:
    settings = resources.settings.model_copy(update={"temporal_address": line.address})
    over_the_line = Resources(settings=settings, engine=engine, definitions=resources.definitions)
    async with office_of(over_the_line) as office:
        case, key = await office.open(), str(uuid4())
        await line.cut()
        over_the_line.engine_seconds = 1.0
        problem(await office.act("yubei.cg", case, "sign", key=key), 503, "engine-away")
        problem(await office.send(key=key), 503, "engine-away")
        assert (await office.get("yubei.cg", f"/cases/{case['id']}"))["seq"] == 1

        await line.mend()
        over_the_line.engine_seconds = 10.0
        for _ in range(2):
            answer = await office.act("yubei.cg", case, "sign", key=key)
            assert (answer.status_code, answer.json()["seq"]) == (200, 2)


@pytest.fixture(scope="module")
async def empty_namespace(environment: WorkflowEnvironment) -> Client:
    """A client of a namespace in which no worker has ever asked for work."""
    return await new_namespace(environment)


async def test_without_a_worker_nothing_is_confirmed_and_a_retry_afterwards_does_it_once(
    resources: Resources, empty_namespace: Client, engine: Engine
) -> None:
    lonely = replace(resources, engine_seconds=1.0)
    lonely.use(empty_namespace)
    async with office_of(lonely) as office:
        before, key, act_key = on_record(engine), str(uuid4()), str(uuid4())
        problem(await office.send(key=key), 503, "engine-away")
        assert on_record(engine) == before
        ready = await office.client.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"ledger": "ok", "temporal": "no worker"})

        async with case_worker(empty_namespace, engine, is_rehearsal=True):
            lonely.engine_seconds = 10.0
            case = (await office.send(key=key)).json()
            assert (await office.client.get("/readyz")).status_code == 200
        lonely.engine_seconds = 1.0
        problem(await office.act("yubei.cg", case, "sign", key=act_key), 503, "engine-away")
        assert on_record(engine) == (before[0] + 1, before[1] + 1)

        async with case_worker(empty_namespace, engine, is_rehearsal=True):
            lonely.engine_seconds = 10.0
            signed = await office.act("yubei.cg", case, "sign", key=act_key)
    assert (signed.status_code, signed.json()["stage"]["id"]) == (200, "reviewing")
    assert on_record(engine) == (before[0] + 1, before[1] + 2)
