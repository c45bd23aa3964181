"""The app on the real PostgreSQL and the real Temporal, called as a program calls it."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from api.app import create_app
from api.resources import Resources
from messages.settings import Settings
from messages.wire import data_converter
from scenarios.load import load_definitions
from tests.api.office import Office
from tests.api.visitors import SignedIn, Visitor


@pytest.fixture(scope="session")
async def clock_bound(environment: WorkflowEnvironment) -> Client:
    """A client whose cases keep to the machine's clock, as the API's do: it asks for no time skipping."""
    config = environment.client.service_client.config
    return await Client.connect(
        config.target_host, namespace=environment.client.namespace, data_converter=data_converter
    )


@pytest.fixture(scope="session")
def resources(
    engine: Engine, database_url: str, clock_bound: Client, tmp_path_factory: pytest.TempPathFactory
) -> Resources:
    settings = Settings(
        database_url=database_url,
        temporal_address=clock_bound.service_client.config.target_host,
        temporal_namespace=clock_bound.namespace,
        data_dir=tmp_path_factory.mktemp("api-data"),
    )
    resources = Resources(settings=settings, engine=engine, definitions=load_definitions())
    resources.use(clock_bound)
    return resources


@pytest.fixture(scope="session")
async def app(resources: Resources, worker: None) -> AsyncIterator[FastAPI]:
    app = create_app(resources)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def office(app: FastAPI) -> AsyncIterator[Office]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://onething.test") as client:
        yield Office(client)


@pytest.fixture
def evidence_folder(resources: Resources) -> Path:
    return resources.settings.data_dir / "evidence"


@pytest.fixture
async def signed_in(app: FastAPI) -> SignedIn:
    async def one(login: str) -> Visitor:
        visitor = Visitor(app)
        await visitor.sign_in(login)
        return visitor

    return one
