"""A small onething for trying `up`: its worker, API and commands are stand-ins, its servers are real.

Run as a module: `up` starts it all; the other words are what `up` runs.
"""

import http.server
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg

from processes.service import Child
from processes.up import up
from processes.up_options import PROJECT, UpOptions

_SELF = (sys.executable, "-m", "tests.processes.stand_in")


def _children(options: UpOptions, environment: Mapping[str, str]) -> Sequence[Child]:
    worker = Child(name="worker", command=[*_SELF, "worker"], environment=environment, folder=PROJECT)
    api = Child(
        name="api", command=[*_SELF, "api", str(options.port)], environment=environment, folder=PROJECT
    )
    return worker, api


def _migrate(database_url: str) -> None:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS starts (n serial)")
        connection.execute("INSERT INTO starts DEFAULT VALUES")


class _Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
        self.wfile.write(str(os.getpid()).encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def _note(words: Sequence[str]) -> None:
    """Leave a line about a command that was run, for the test to read."""
    with (Path(os.environ["ONETHING_DATA"]) / "commands").open("a") as notes:
        notes.write(" ".join(words) + "\n")


def main(words: Sequence[str]) -> int:
    match words:
        case ["up"]:
            return up(UpOptions.from_environment(children=_children, migrate=_migrate, cli=_SELF))
        case ["worker"]:
            time.sleep(600)
        case ["api", port]:
            http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), _Api).serve_forever()
        case _:
            _note(words)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
