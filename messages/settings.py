"""Where the database and Temporal are: read from the environment, or from a running `onething up`."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from domain.model import Model
from domain.refusal import Refusal

DATABASE_URL = "DATABASE_URL"
TEMPORAL_ADDRESS = "TEMPORAL_ADDRESS"
TEMPORAL_NAMESPACE = "TEMPORAL_NAMESPACE"
DATA = "ONETHING_DATA"
WORKER_METRICS = "ONETHING_WORKER_METRICS"
DEFAULT_NAMESPACE = "onething"
DEFAULT_DATA = ".onething"
PUBLIC_URL = "ONETHING_PUBLIC_URL"
DEFAULT_PUBLIC_URL = "http://127.0.0.1:8080"
SEALS = "ONETHING_SEALS"
SAMPLE_SEALS = "sample"
ADDRESSES_FILE = "addresses.json"


class SettingMissing(Refusal):
    """A program was not told where something is."""

    code = "setting-missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"缺少环境变量 {name}",
            f"the environment variable {name} is missing, and no `onething up` runs on the data folder "
            f"({DATA}) that would answer for it",
            name=name,
        )


def _noted_beside(data_dir: Path) -> dict[str, str]:
    """Return the addresses that a running `onething up` left in its data folder, by variable name."""
    try:
        noted = json.loads((data_dir / ADDRESSES_FILE).read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in noted.items()} if isinstance(noted, dict) else {}


class Settings(Model):
    """What a worker, an API process or a command has to know about its surroundings."""

    database_url: str
    temporal_address: str
    temporal_namespace: str = DEFAULT_NAMESPACE
    data_dir: Path = Path(DEFAULT_DATA)
    public_url: str = DEFAULT_PUBLIC_URL
    """Where people outside reach the pages; letters carry it, so that anyone can verify them."""
    seals: str = ""
    """Who seals letters: nobody (empty, the place stays free), `sample`, or a class as `package.module:Name`."""
    worker_metrics: str | None = None
    """Where a worker serves its own metrics, such as 127.0.0.1:9464; nowhere when absent."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; the environment wins over what a running `onething up` noted.

        Raises:
            SettingMissing: naming the variable that neither gives.
        """
        given = os.environ if environment is None else environment
        data_dir = Path(given.get(DATA) or DEFAULT_DATA)
        known = _noted_beside(data_dir) | {name: value for name, value in given.items() if value}
        for name in (DATABASE_URL, TEMPORAL_ADDRESS):
            if name not in known:
                raise SettingMissing(name)
        return cls(
            database_url=known[DATABASE_URL],
            temporal_address=known[TEMPORAL_ADDRESS],
            temporal_namespace=known.get(TEMPORAL_NAMESPACE, DEFAULT_NAMESPACE),
            data_dir=data_dir,
            public_url=known.get(PUBLIC_URL, DEFAULT_PUBLIC_URL),
            seals=known.get(SEALS, ""),
            worker_metrics=known.get(WORKER_METRICS),
        )
