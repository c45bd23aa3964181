"""What the supervisor asks of everything it watches, and the plain child program that offers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from processes import leftover
from processes.program import Launch, Program


class Service(Protocol):
    """Something that is started, watched and stopped: an embedded server or a child program."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def log(self) -> Path:
        """Where it writes."""

    @property
    def record(self) -> Path:
        """Where its pid is kept."""

    def launch(self) -> None:
        """Start its process, and return without waiting for it to be of use."""

    def wait_until_ready(self) -> None:
        """Wait until it is of use."""

    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""

    def stop(self) -> None:
        """Stop it in order."""

    def kill(self) -> None:
        """End it at once."""


@dataclass(frozen=True, kw_only=True)
class Child:
    """A program of ours that is to be kept running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    stop_seconds: float = 3.0


class ChildService:
    """A child program as a service; it counts as ready once it runs."""

    def __init__(self, child: Child, *, log: Path, record: Path) -> None:
        self._child = child
        self._program: Program | None = None
        self.name = child.name
        self.log = log
        self.record = record

    def launch(self) -> None:
        """Start it."""
        self.stop()
        leftover.stop(self.record)
        child = self._child
        self._program = Program(
            Launch(
                name=child.name,
                command=child.command,
                record=self.record,
                log=self.log,
                environment=child.environment,
                folder=child.folder,
            )
        )

    def wait_until_ready(self) -> None:
        """Nothing to wait for: whoever needs its answers asks for them."""

    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self._program.exit_code() if self._program else -1

    def stop(self) -> None:
        """Stop it in order."""
        if self._program is not None:
            self._program.stop(self._child.stop_seconds)

    def kill(self) -> None:
        """End it at once."""
        if self._program is not None:
            self._program.kill()
