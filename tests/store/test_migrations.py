"""The schema: applied once however often and by however many it is asked for, and equal to the models."""

from concurrent.futures import ThreadPoolExecutor

from alembic import command
from sqlalchemy import inspect, text

from store.connection import connect
from store.migrate import alembic_config, migrate


def test_migrating_twice_changes_nothing(empty: str) -> None:
    migrate(empty)
    engine = connect(empty)
    first = sorted(inspect(engine).get_table_names())

    migrate(empty)

    assert sorted(inspect(engine).get_table_names()) == first
    assert {"case_", "entry", "letter", "officer", "alembic_version"} <= set(first)
    engine.dispose()


def test_eight_at_once_migrate_once(empty: str) -> None:
    with ThreadPoolExecutor(8) as processes:
        list(processes.map(migrate, [empty] * 8))

    engine = connect(empty)
    with engine.connect() as connection:
        versions = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    engine.dispose()
    assert len(versions) == 1


def test_the_migrations_make_what_the_models_say(empty: str) -> None:
    migrate(empty)
    engine = connect(empty)
    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)
    engine.dispose()
