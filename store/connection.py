"""How the ledger is reached."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine
from sqlmodel import Session

_WAIT_SECONDS = 5
_LOCK_MS = 5000
_STATEMENT_MS = 15000


def connect(database_url: str, *, pool_size: int = 10) -> Engine:
    """Return a pool of connections; each waits for the server, a lock and an answer only so long."""
    return create_engine(
        database_url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=_WAIT_SECONDS,
        pool_pre_ping=True,
        pool_use_lifo=True,  # the last used knows the statements already
        connect_args={
            "connect_timeout": _WAIT_SECONDS,
            "options": f"-c lock_timeout={_LOCK_MS} -c statement_timeout={_STATEMENT_MS} -c timezone=Asia/Shanghai",
        },
    )


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session for questions: each sees what is committed, without a transaction around it to begin and end."""
    with Session(engine, autoflush=False) as session:
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        yield session


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """Open a session that commits at its end, or rolls back when an error leaves it."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
