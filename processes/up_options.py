"""What `onething up` can be told, by option or by environment, and the child programs it runs by default."""

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from messages.settings import (
    DATA,
    DATABASE_URL,
    DEFAULT_DATA,
    DEFAULT_NAMESPACE,
    TEMPORAL_ADDRESS,
    TEMPORAL_NAMESPACE,
)
from processes.ports import LOOPBACK
from processes.refusals import SettingUnreadable
from processes.service import Child

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8080
DEFAULT_TEMPORAL_PORT = 7233
DEFAULT_UI_PORT = 8233


def migrate_ledger(database_url: str) -> None:
    """Bring the ledger's tables to the newest shape. Imported only when needed: it is slow to import."""
    importlib.import_module("store.migrate").migrate(database_url)


def worker_and_api(options: "UpOptions", environment: Mapping[str, str]) -> Sequence[Child]:
    """Return the two programs that use the servers, in the order they are started."""
    serve = [
        "-m",
        "uvicorn",
        "api.app:create_app",
        "--factory",
        "--host",
        LOOPBACK,
        "--port",
        str(options.port),
    ]
    calm = ["--no-access-log", "--timeout-graceful-shutdown", "2"]
    return (
        Child(name="worker", command=[sys.executable, "worker.py"], environment=environment, folder=PROJECT),
        Child(name="api", command=[sys.executable, *serve, *calm], environment=environment, folder=PROJECT),
    )


def _read(name: str, text: str, kind: Callable[[str], Any]) -> Any:
    """Read one variable."""
    try:
        return kind(text)
    except ValueError:
        raise SettingUnreadable(name, text) from None


@dataclass(frozen=True, kw_only=True)
class UpOptions:
    """Where things are and which parts are ours to run.

    A `database_url` or `temporal_address` means that server is somebody else's, and it is not started here.
    A `ui_port` of 0 or None means no pages for Temporal.
    """

    data: Path = Path(DEFAULT_DATA)
    port: int = DEFAULT_PORT
    temporal_port: int = DEFAULT_TEMPORAL_PORT
    ui_port: int | None = DEFAULT_UI_PORT
    examples: bool = True
    namespace: str = DEFAULT_NAMESPACE
    database_url: str | None = None
    temporal_address: str | None = None
    children: Callable[["UpOptions", Mapping[str, str]], Sequence[Child]] = worker_and_api
    migrate: Callable[[str], None] = migrate_ledger
    cli: Sequence[str] = (sys.executable, "-m", "cli")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **given: Any) -> "UpOptions":
        """Read the environment; an option that is given and not None wins over it.

        Raises:
            SettingUnreadable: naming the variable that does not hold what it should.
        """
        variables = os.environ if environment is None else environment
        readers: dict[str, tuple[str, Callable[[str], Any]]] = {
            "data": (DATA, Path),
            "port": ("ONETHING_PORT", int),
            "temporal_port": ("ONETHING_TEMPORAL_PORT", int),
            "ui_port": ("ONETHING_UI_PORT", int),
            "database_url": (DATABASE_URL, str),
            "temporal_address": (TEMPORAL_ADDRESS, str),
            "namespace": (TEMPORAL_NAMESPACE, str),
        }
        read = {
            field: _read(name, variables[name], kind)
            for field, (name, kind) in readers.items()
            if variables.get(name) and given.get(field) is None
        }
        return cls(**(read | {field: value for field, value in given.items() if value is not None}))

    @property
    def url(self) -> str:
        """Where the pages and the API are."""
        return f"http://{LOOPBACK}:{self.port}"
