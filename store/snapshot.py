"""Reading for long: many questions of one moment of the ledger, whatever is recorded meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads, and sees the ledger as it was when it first asked."""
    with Session(engine, autoflush=False) as session:
        session.connection(
            execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        yield session
