"""Records the histories anew: `python -m tests.workflows.record [STORY …]`, from the root of the project.

Each story of `stories.py` is lived on the real servers; its histories go to `tests/histories`, its commands to
`tests/workflows/commands.json`. A history is kept as long as cases of its time may still be open: add new ones
beside the old (`--as NAME` puts a name before them) and record over an old one only before a first release.
"""

import asyncio
import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.client import Client

from commands import registry
from messages.wire import data_converter
from scenarios.load import load_definitions
from store.connection import connect, transaction
from store.definitions import publish
from store.migrate import migrate
from tests.servers import start_test_postgres, start_test_temporal
from tests.workflows.cases import Desk
from tests.workflows.histories import COMMANDS, commands, runs_of, write
from tests.workflows.stories import STORIES
from worker import case_worker


async def _live(desk: Desk, names: Sequence[str], prefix: str) -> None:
    told = json.loads(COMMANDS.read_text(encoding="utf-8")) if COMMANDS.exists() else {}
    for name in names:
        case = await STORIES[name](desk)
        runs = [run async for run in runs_of(case)]
        told[name] = [commands(run) for run in runs]
        for number, run in enumerate(runs, start=1):
            file = write(f"{prefix}{name}-{number}", run)
            sys.stdout.write(f"{file} {file.stat().st_size} bytes, {len(run.events)} events\n")
    COMMANDS.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


async def main(names: Sequence[str], prefix: str) -> None:
    """Start the servers, live each story, write what happened."""
    with TemporaryDirectory(prefix="onething-record-") as folder:
        postgres = start_test_postgres(Path(folder))
        temporal = await start_test_temporal()
        try:
            migrate(postgres.url)
            engine = connect(postgres.url)
            registry.load(engine, with_examples=True)
            with transaction(engine) as session:
                publish(session, load_definitions().values(), at=datetime.now(UTC))
            config = temporal.client.config() | {"data_converter": data_converter, "interceptors": []}
            client = Client(**config)
            async with case_worker(client, engine, is_rehearsal=True):
                await _live(Desk(client, engine, load_definitions()["clue-transfer"]), names, prefix)
            engine.dispose()
        finally:
            await temporal.shutdown()
            postgres.stop()


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument(
        "story", nargs="*", choices=[*STORIES, []], help="which to record; all if none is named"
    )
    parser.add_argument("--as", dest="prefix", default="", help="what stands before the name of each history")
    asked = parser.parse_args()
    asyncio.run(main(asked.story or list(STORIES), asked.prefix))
