"""A whole onething as a person starts it, `python -m cli up`, with the example accounts and no example cases."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from processes.up_options import PROJECT
from tests.processes.waiting import free_port

PASSWORD = "onething-demo"
_READY_SECONDS = 90


class RunningOnething:
    """One run on one data folder; it can be killed and started again."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port, self._temporal_port = free_port(), free_port()
        self._program: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait for its `ready` line."""
        ports = ["--port", str(self.port), "--temporal-port", str(self._temporal_port), "--ui-port", "0"]
        command = [sys.executable, "-m", "cli", "up", "--data", str(self.data), "--no-examples", *ports]
        self._program = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._program.stdout is not None
        said = []
        for line in self._program.stdout:
            said.append(line)
            if line.startswith("ready "):
                return
        raise AssertionError("".join(said))

    def load_accounts(self) -> None:
        """Load the example accounts, which `--no-examples` leaves out."""
        environment = os.environ | {"ONETHING_DATA": str(self.data)}
        command = [sys.executable, "-m", "cli", "registry", "load", "--examples"]
        subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)

    def kill(self, part: str) -> None:
        """Kill one part as a power cut would."""
        pid = json.loads((self.data / "run" / f"{part}.json").read_text())["pid"]
        os.kill(pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill the supervisor; its parts die with it."""
        assert self._program is not None
        self._program.kill()
        self._program.communicate()

    def stop(self) -> int:
        """Stop it in order and return its exit code."""
        if self._program is None or self._program.poll() is not None:
            return 0
        self._program.send_signal(signal.SIGINT)
        self._program.communicate(timeout=_READY_SECONDS)
        return self._program.returncode
