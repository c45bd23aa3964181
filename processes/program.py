"""One started program: its pid record, its log, and how it is stopped."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from processes import machine
from processes.system_user import SystemUser

_CHILD = Path(__file__).with_name("child.py")
_LOG_LIMIT_BYTES = 10_000_000
_TAIL_LINES = 20


@dataclass(frozen=True, kw_only=True)
class Launch:
    """How a program is started and asked to stop."""

    name: str
    command: Sequence[str]
    record: Path  # where its pid is kept, for a later start to find it if we are killed
    log: Path | None  # None to write where we write
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path | None = None
    user: SystemUser | None = None
    stop_signal: signal.Signals = signal.SIGTERM


def _open_log(log: Path | None) -> int:
    """Open a log for appending; one that has grown large becomes `….1` first."""
    if log is None:
        return os.dup(sys.stdout.fileno())
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
        log.replace(log.with_name(log.name + ".1"))
    return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def tail_of(log: Path, lines: int = _TAIL_LINES) -> str:
    """Return the last lines of a log."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


class Program:
    """A child of ours, in a session of its own, bound to our life where the system can do that.

    Linux binds it to the thread that starts it, so start it from one that lasts: the main thread.
    """

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self._child = self._spawn()
        self._write_record()

    @property
    def pid(self) -> int:
        """Its process id, which is also the id of its process group."""
        return self._child.pid

    def exit_code(self) -> int | None:
        """Return how it ended, or None while it runs."""
        return self._child.poll()

    def stop(self, seconds: float = 5.0) -> None:
        """Ask it to stop, and after that many seconds make it."""
        if self.exit_code() is None:
            self._child.send_signal(self.launch.stop_signal)
            try:
                self._child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                self._child.wait()
        self.launch.record.unlink(missing_ok=True)

    def kill(self) -> None:
        """End it and what it started, at once, without waiting: a signal handler may call this."""
        if self._child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)

    def _spawn(self) -> subprocess.Popen[bytes]:
        launch = self.launch
        user = (str(launch.user.uid), str(launch.user.gid)) if launch.user else ("-", "-")
        preamble = [
            sys.executable,
            "-I",
            "-S",
            str(_CHILD),
            str(os.getpid()),
            str(int(launch.stop_signal)),
            *user,
        ]
        log = _open_log(launch.log)
        try:
            return subprocess.Popen(  # noqa: S603 - the command is our own
                [*preamble, *launch.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(launch.environment),
                cwd=launch.folder,
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _write_record(self) -> None:
        record = self.launch.record
        record.parent.mkdir(parents=True, exist_ok=True)
        facts = {
            "pid": self.pid,
            "started": machine.started_at(self.pid),
            "stop": int(self.launch.stop_signal),
        }
        draft = record.with_name(record.name + ".new")
        draft.write_text(json.dumps(facts))
        draft.replace(record)
