"""`onething up` as a person runs it: a program of its own, with real servers and stand-ins for worker and API."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from messages.settings import Settings
from processes import machine
from processes.up_options import PROJECT
from tests.processes.waiting import eventually, free_port


class Running:
    """One `up` in a folder, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.ports = {
            name: free_port() for name in ("ONETHING_PORT", "ONETHING_TEMPORAL_PORT", "ONETHING_UI_PORT")
        }
        self._program: subprocess.Popen[str] | None = None

    @property
    def program(self) -> subprocess.Popen[str]:
        assert self._program is not None
        return self._program

    def start(self) -> list[str]:
        """Start it, wait for its `ready` line, and return the lines up to that one (or up to its end)."""
        self._program = self.launch()
        assert self._program.stdout is not None
        lines = []
        for line in self._program.stdout:
            lines.append(line.rstrip())
            if line.startswith("ready "):
                break
        return lines

    def launch(self) -> subprocess.Popen[str]:
        given = {name: str(port) for name, port in self.ports.items()} | {"ONETHING_DATA": str(self.data)}
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.processes.stand_in", "up"],
            cwd=PROJECT,
            env=inherited | given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, read to the end and return the exit code."""
        if self._program is None:
            return 0
        program, self._program = self._program, None
        program.send_signal(sign)
        program.communicate()
        return program.returncode

    def pids(self) -> dict[str, tuple[int, float]]:
        """Return pid and start time of each program it keeps, by name."""
        found = {}
        for record in (self.data / "run").glob("*.json"):
            with contextlib.suppress(FileNotFoundError):  # It is being started again.
                facts = json.loads(record.read_text())
                found[record.stem] = (facts["pid"], facts["started"])
        return found

    def api_pid(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["ONETHING_PORT"], timeout=5)
        try:
            connection.request("GET", "/readyz")
            return int(connection.getresponse().read())
        except OSError:
            return None
        finally:
            connection.close()

    def starts(self) -> int:
        """Return how many starts the ledger remembers."""
        settings = Settings.from_environment({"ONETHING_DATA": str(self.data)})
        with psycopg.connect(settings.database_url.replace("+psycopg", "")) as connection:
            row = connection.execute("SELECT count(*) FROM starts").fetchone()
        return int(row[0]) if row else 0

    def commands(self) -> list[str]:
        return (self.data / "commands").read_text().splitlines()


@pytest.fixture
def running(folder: Path) -> Iterator[Running]:
    one = Running(folder)
    yield one
    one.finish()


def none_runs(programs: dict[str, tuple[int, float]]) -> bool:
    return not any(machine.is_running(pid, since=started) for pid, started in programs.values())


def test_it_comes_up_keeps_its_folder_restarts_the_dead_and_goes_down_in_order(running: Running) -> None:
    lines = running.start()
    first_api = running.api_pid()
    programs = running.pids()
    rival = running.launch()
    refusal, _ = rival.communicate()

    assert lines[-1] == f"ready http://127.0.0.1:{running.ports['ONETHING_PORT']}"
    assert set(programs) >= {"postgres", "temporal", "worker", "api"}
    assert rival.returncode == 1
    assert f"pid {running.program.pid}" in refusal
    assert first_api is not None
    os.kill(first_api, signal.SIGKILL)
    assert eventually(lambda: running.api_pid() not in {None, first_api})
    os.kill(programs["postgres"][0], signal.SIGKILL)
    assert eventually(lambda: running.pids().get("postgres") not in {None, programs["postgres"]})
    programs |= running.pids()
    assert running.finish(signal.SIGINT) == 0
    assert none_runs(programs)
    assert not (running.data / "addresses.json").exists()


def test_kill_9_leaves_nothing_running_and_the_next_start_goes_on(running: Running) -> None:
    running.start()
    assert eventually(lambda: "accounts" in running.commands())
    programs = running.pids()
    running.finish(signal.SIGKILL)

    if sys.platform.startswith("linux"):  # Elsewhere the next start stops them.
        assert eventually(lambda: none_runs(programs))
    running.start()

    assert none_runs(programs)
    assert running.starts() == 2
    assert eventually(lambda: running.commands().count("accounts") == 2)
    example = f"example --url http://127.0.0.1:{running.ports['ONETHING_PORT']}"
    once, again = "registry load --examples", "registry load --examples"
    assert running.commands() == [once, example, "accounts", again, "accounts"]


def test_a_taken_port_is_named_with_its_holder_and_the_option(running: Running) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", running.ports["ONETHING_TEMPORAL_PORT"]))
        other.listen()
        lines = running.start()

    assert running.program.wait() == 1
    assert any("--temporal-port" in line and str(os.getpid()) in line for line in lines)
