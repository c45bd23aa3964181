"""Ledgers to be spoiled: copies of a small one, each a database of its own on the real server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import Engine, make_url, text

from commands import registry
from domain.procedure import Definition
from store.connection import connect, transaction
from store.definitions import publish
from store.migrate import migrate
from tests.store.files import write_file

_NUMBERS = count(1)


class Databases:
    """Makes databases beside the ledger of the tests."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._admin = connect(url).execution_options(isolation_level="AUTOCOMMIT")

    def new(self, *, like: str = "template0") -> str:
        """Return the address of a new database, empty or a copy of another."""
        name = f"scratch_{next(_NUMBERS)}"
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like} STRATEGY file_copy"))
        return make_url(self._url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))

    def close(self) -> None:
        """Let go of the server."""
        self._admin.dispose()


@pytest.fixture(scope="session")
def databases(database_url: str) -> Iterator[Databases]:
    databases = Databases(database_url)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def pattern(databases: Databases, clue_transfer: Definition) -> str:
    """The name of a database with the registry and three case files."""
    url = databases.new()
    migrate(url)
    engine = connect(url)
    registry.load(engine, with_examples=True)
    with transaction(engine) as session:
        publish(session, [clue_transfer], at=datetime.now(UTC))
        for _ in range(3):
            write_file(session, clue_transfer, ("sign", "comment", "accept"))
    engine.dispose()
    return str(make_url(url).database)


@pytest.fixture
def scratch(databases: Databases, pattern: str) -> Iterator[Engine]:
    """A ledger with three case files of four entries each, to do anything to."""
    url = databases.new(like=pattern)
    engine = connect(url)
    yield engine
    engine.dispose()
    databases.drop(url)


@pytest.fixture(scope="module")
def guarded(databases: Databases, pattern: str) -> Iterator[Engine]:
    """A ledger like `scratch` for several tests, none of which gets a change through."""
    url = databases.new(like=pattern)
    engine = connect(url)
    yield engine
    engine.dispose()
    databases.drop(url)


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """The address of an empty database."""
    url = databases.new()
    yield url
    databases.drop(url)
