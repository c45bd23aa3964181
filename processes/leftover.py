"""What an earlier run that was killed may have left running: found by pid and start time, never by name."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path

from processes import machine

_GRACE_SECONDS = 8.0
_KILL_SECONDS = 5.0


def _gone_within(seconds: float, pid: int, since: float) -> bool:
    """Wait for a program that is not our child to end."""
    ends = time.monotonic() + seconds
    while machine.is_running(pid, since=since):
        if time.monotonic() > ends:
            return False
        time.sleep(0.05)
    return True


def _read(record: Path) -> tuple[int, float, int] | None:
    """Return pid, start time and stop signal of a record; None when the record says nothing usable."""
    try:
        facts = json.loads(record.read_text())
        return int(facts["pid"]), float(facts["started"]), int(facts["stop"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def stop(record: Path) -> int | None:
    """Stop the program of this record if it still runs, and forget the record.

    Returns its pid if there was something to stop.
    """
    facts = _read(record)
    record.unlink(missing_ok=True)
    if facts is None:
        return None
    pid, started, sign = facts
    if not machine.is_running(pid, since=started):
        return None
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)
    if not _gone_within(_GRACE_SECONDS, pid, started):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        _gone_within(_KILL_SECONDS, pid, started)
    return pid
