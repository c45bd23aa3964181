"""Programs that a killed run left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from processes import leftover, machine


def note(record: Path, pid: int, started: float) -> None:
    record.write_text(json.dumps({"pid": pid, "started": started, "stop": 15}))


def test_a_leftover_is_stopped_once(tmp_path: Path) -> None:
    record = tmp_path / "worker.json"
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    started = machine.started_at(sleeper.pid)
    assert started is not None
    note(record, sleeper.pid, started)

    assert leftover.stop(record) == sleeper.pid
    assert sleeper.wait() == -15
    assert leftover.stop(record) is None


def test_a_program_that_got_the_same_pid_later_is_left_alone(tmp_path: Path) -> None:
    record = tmp_path / "worker.json"
    ours = machine.started_at(os.getpid())
    assert ours is not None
    note(record, os.getpid(), ours - 3600)

    assert leftover.stop(record) is None
    assert not record.exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"pid": null, "started": 1, "stop": 15}'])
def test_a_record_that_was_cut_short_stops_nothing(tmp_path: Path, text: str) -> None:
    record = tmp_path / "worker.json"
    record.write_text(text)

    assert leftover.stop(record) is None
