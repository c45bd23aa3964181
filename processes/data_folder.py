"""Where things are in the data folder."""

import json
from collections.abc import Mapping
from pathlib import Path

from messages.settings import ADDRESSES_FILE
from processes import leftover

_SERVERS = ("postgres", "temporal")


class DataFolder:
    """The folder that holds all state of one onething, `.onething` by default.

    `lock`, `logs/`, `run/` (pid records), `postgres/`, `temporal/`, `addresses.json` while it runs, and the
    marker `examples-loaded`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def examples_marker(self) -> Path:
        """The file that says that all examples are loaded."""
        return self.path / "examples-loaded"

    def log(self, name: str) -> Path:
        """Return where a program writes."""
        return self.path / "logs" / f"{name}.log"

    def record(self, name: str) -> Path:
        """Return where the pid of a program is kept."""
        return self.path / "run" / f"{name}.json"

    def stop_leftovers(self) -> list[str]:
        """Stop what a killed run left behind, users of the servers first, and return the names."""
        records = sorted((self.path / "run").glob("*.json"), key=lambda record: record.stem in _SERVERS)
        return [record.stem for record in records if leftover.stop(record) is not None]

    def note_addresses(self, addresses: Mapping[str, str]) -> None:
        """Leave the addresses for other commands of ours that are run beside us; only we may read them."""
        note = self.path / ADDRESSES_FILE
        note.touch(mode=0o600)
        note.write_text(json.dumps(dict(addresses), indent=2))

    def forget_addresses(self) -> None:
        """Take them back."""
        (self.path / ADDRESSES_FILE).unlink(missing_ok=True)
