"""The servers and programs under measurement: started as `onething up` does, in a folder that goes afterwards."""

import contextlib
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import registry
from messages.settings import DATABASE_URL, Settings
from processes import folder_lock, ports
from processes.data_folder import DataFolder
from processes.program import tail_of
from processes.readiness import is_ready
from processes.refusals import DidNotStart
from processes.servers import Servers
from processes.service import Child, ChildService
from processes.supervisor import Supervisor
from processes.up_options import PROJECT, UpOptions, migrate_ledger, worker_and_api
from store.connection import connect

_READY_SECONDS = 120.0


@dataclass(frozen=True)
class House:
    """Where everything is."""

    url: str
    settings: Settings


@contextlib.contextmanager
def running() -> Iterator[House]:
    """Start PostgreSQL, Temporal, the worker, the API and the bare worker; stop them all at the end."""
    with TemporaryDirectory(prefix="onething-bench-") as path:
        folder = DataFolder(Path(path))
        port, temporal_port = _free_ports(2)
        options = UpOptions(data=folder.path, port=port, temporal_port=temporal_port, ui_port=None)
        supervisor = Supervisor(lambda _zh, en: print(en, file=sys.stderr))
        servers = Servers(options, folder, time.sleep)
        with folder_lock.hold(folder.path):
            try:
                supervisor.launch(*servers.embedded)
                _prepare(servers.addresses[DATABASE_URL])
                environment = dict(os.environ) | servers.addresses | {"PYTHONUNBUFFERED": "1"}
                programs = _programs(options, environment, folder)
                supervisor.launch(*programs)
                _wait_for_api(options, programs)
                yield House(options.url, Settings.from_environment(servers.addresses))
            finally:
                supervisor.stop_all()


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody has at the moment."""
    with contextlib.ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((ports.LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _prepare(database_url: str) -> None:
    migrate_ledger(database_url)
    engine = connect(database_url)
    registry.load(engine, with_examples=True)
    engine.dispose()


def _programs(
    options: UpOptions, environment: Mapping[str, str], folder: DataFolder
) -> Sequence[ChildService]:
    bare = Child(
        name="bare",
        command=[sys.executable, "-m", "bench.bare_worker"],
        environment=environment,
        folder=PROJECT,
    )
    children = (*worker_and_api(options, environment), bare)
    return [
        ChildService(each, log=folder.log(each.name), record=folder.record(each.name)) for each in children
    ]


def _wait_for_api(options: UpOptions, programs: Sequence[ChildService]) -> None:
    ends = time.monotonic() + _READY_SECONDS
    while not is_ready(options.port):
        for program in programs:
            if program.exit_code() is not None:
                raise DidNotStart(program.name, f"it ended with {program.exit_code()}", tail_of(program.log))
        if time.monotonic() > ends:
            raise DidNotStart("api", "GET /readyz is not answered with 200")
        time.sleep(0.1)
