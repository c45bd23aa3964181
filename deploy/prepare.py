"""Run once before API and worker of a release start: brings ledger, namespace and registry to this version."""

import asyncio

from commands import registry
from messages.logs import log_as_json
from messages.settings import Settings
from processes.temporal_namespace import prepare
from store.connection import connect
from store.migrate import migrate


def main() -> None:
    """Apply migrations, set the namespace's retention and search attributes, and write the registry without examples."""
    log_as_json()
    settings = Settings.from_environment()
    migrate(settings.database_url)
    asyncio.run(prepare(settings.temporal_address, settings.temporal_namespace))
    engine = connect(settings.database_url)
    try:
        registry.load(engine, with_examples=False)
    finally:
        engine.dispose()


if __name__ == "__main__":
    main()
