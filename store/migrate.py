"""Brings a database to the schema of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from store.connection import connect

_ROOT = Path(__file__).parent.parent
_ONE_AT_A_TIME = 7_265_001


def migrate(database_url: str) -> None:
    """Apply every migration that the database does not have; several processes may ask at once."""
    engine = connect(database_url)
    try:
        with engine.begin() as connection:
            # Another process may be at it, and a migration of a full ledger takes as long as it takes.
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def alembic_config() -> Config:
    """Return Alembic's configuration, wherever the program was started."""
    config = Config(str(_ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(_ROOT / "store" / "migrations"))
    return config
