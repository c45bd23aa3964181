"""The Temporal server itself, one process on an SQLite file, as a child of ours on the loopback interface."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path

from temporalio.service import RPCError

from processes import leftover, ports, temporal_namespace, temporal_version
from processes.program import Launch, Program, tail_of
from processes.refusals import DidNotStart
from processes.temporal_namespace import SEARCH_ATTRIBUTES

NAMESPACE = "onething"
_READY_SECONDS = 60.0
_STOP_SECONDS = 4.0
# The server paces steady work by these; at the default of 20 one act takes 50 ms, at 200 it takes 15.
_DYNAMIC_SETTINGS = {
    "history.transferProcessorMaxPollRPS": "200",
    "history.timerProcessorMaxPollRPS": "200",
    "history.visibilityProcessorMaxPollRPS": "200",
    # How many acts may wait in one case at once; with the default of 10 the eleventh is sent back to try again
    # after a second. All that wait travel to the ledger in one payload: 25 of 64 KB stay below its 2 MB.
    "history.maxInFlightUpdates": "25",
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute": "2",
}


class EmbeddedTemporal:
    """One Temporal server on one state folder.

    Two servers on one file start without complaint and spoil it, so the caller holds the data folder's lock.

    Args:
        data_dir: the state folder; the database file, its version stamp and the pid record are in it.
        port: where it listens, on 127.0.0.1.
        ui_port: where its web pages are; None for no pages.
        pause: how to wait; may raise to abandon a start.
    """

    name = "Temporal"

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int,
        ui_port: int | None = None,
        namespace: str = NAMESPACE,
        log: Path | None = None,
        record: Path | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._state = data_dir.resolve()
        self._port = port
        self._ui_port = ui_port
        self._namespace = namespace
        self._pause = pause
        self._program: Program | None = None
        self.log = log or self._state / "server.log"
        self.record = record or self._state / "server.pid.json"

    @property
    def database(self) -> Path:
        """The SQLite file. Back it up with SQLite's backup command: copying it while it is open loses its WAL."""
        return self._state / "temporal.db"

    @property
    def address(self) -> str:
        """Where clients connect."""
        return f"{ports.LOOPBACK}:{self._port}"

    @property
    def ui_address(self) -> str | None:
        """Where a browser finds its pages."""
        return f"http://{ports.LOOPBACK}:{self._ui_port}" if self._ui_port else None

    @property
    def pid(self) -> int | None:
        """The process id of the server, while we have one."""
        return self._program.pid if self._program else None

    def start(self) -> None:
        """Start the server and wait until it is healthy; the same as `launch` and `wait_until_ready`."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start the server's process.

        Raises:
            StateVersionMismatch: if the file was written by another line of versions.
        """
        self.stop()
        leftover.stop(self.record)
        self._state.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporal_version.check(self.database, self._state / "written-by")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
        self._program = Program(
            Launch(
                name=self.name,
                command=self._command(),
                record=self.record,
                log=self.log,
                environment=environment,
                folder=self._state,
            )
        )

    def wait_until_ready(self) -> None:
        """Wait until the server is healthy and our namespace is as it should be.

        Raises:
            DidNotStart: if it ends or is not healthy within a minute.
        """
        ends = time.monotonic() + _READY_SECONDS
        while not self._is_prepared():
            if self.exit_code() is not None:
                raise DidNotStart(self.name, f"it ended with code {self.exit_code()}", tail_of(self.log))
            if time.monotonic() > ends:
                raise DidNotStart(self.name, f"not healthy in {_READY_SECONDS:.0f} s", tail_of(self.log))
            self._pause(0.05)

    def exit_code(self) -> int | None:
        """Return how the server ended, None while it runs."""
        return self._program.exit_code() if self._program else -1

    def stop(self) -> None:
        """Stop the server in order."""
        if self._program is not None:
            self._program.stop(_STOP_SECONDS)

    def kill(self) -> None:
        """End it at once; the next start recovers."""
        if self._program is not None:
            self._program.kill()

    def _is_prepared(self) -> bool:
        if not ports.accepts(self._port):
            return False
        try:
            asyncio.run(temporal_namespace.prepare(self.address, self._namespace))
        except (RPCError, ConnectionError):  # The port is open some time before the server is healthy.
            return False
        return True

    def _command(self) -> list[str]:
        pages = (
            ["--ui-port", str(self._ui_port), "--ui-disable-news-fetch"] if self._ui_port else ["--headless"]
        )
        attributes = [
            part for item in SEARCH_ATTRIBUTES.items() for part in ("--search-attribute", "=".join(item))
        ]
        dynamic = [
            part for item in _DYNAMIC_SETTINGS.items() for part in ("--dynamic-config-value", "=".join(item))
        ]
        where = ["--ip", ports.LOOPBACK, "--port", str(self._port), "--db-filename", str(self.database)]
        # WAL with FULL: what was acknowledged is on disk, at 70 % of the speed of no safety at all.
        durable = ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=FULL"]
        logs = ["--log-level", "warn", "--log-format", "json"]
        namespace = ["--namespace", self._namespace]
        command = [temporal_version.binary(), "server", "start-dev"]
        return [*command, *where, *pages, *logs, *durable, *namespace, *attributes, *dynamic]
