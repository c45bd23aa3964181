"""A desk where tests open cases whose time they control themselves."""

import pytest
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from domain.procedure import Definition
from messages.wire import data_converter
from tests.workflows.cases import Desk


@pytest.fixture(scope="session")
def plain_client(environment: WorkflowEnvironment) -> Client:
    """Return a client that leaves time alone: only a test makes it pass."""
    config = environment.client.config()
    config["data_converter"] = data_converter
    config["interceptors"] = []
    return Client(**config)


@pytest.fixture(scope="session")
def desk(plain_client: Client, engine: Engine, worker: None, clue_transfer: Definition) -> Desk:
    """Return the desk in front of the ordinary worker."""
    return Desk(plain_client, engine, clue_transfer)
