"""Bring onething up on one machine: servers, migrations, worker and API, examples; then watch until told to stop."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from domain.refusal import Refusal
from messages.settings import DATABASE_URL
from processes import commands, folder_lock
from processes.data_folder import DataFolder
from processes.program import tail_of
from processes.progress import Progress
from processes.readiness import is_ready
from processes.refusals import DidNotStart
from processes.servers import Servers
from processes.service import ChildService, Service
from processes.stop_switch import StopRequested, StopSwitch
from processes.supervisor import Supervisor
from processes.up_options import PROJECT, UpOptions

_READY_SECONDS = 120.0
_LOOK_SECONDS = 0.5
_KILLED = 130  # what a shell reports after SIGINT


def up(options: UpOptions) -> int:
    """Run onething until SIGINT, SIGTERM or SIGHUP, and return the exit code of the command.

    0 after an orderly stop, 1 when something refused to start or died too often, 130 after a second SIGINT.
    """
    progress = Progress()
    supervisor = Supervisor(progress.tell)
    switch = StopSwitch(impatient=supervisor.kill_all)
    with switch.listening():
        try:
            folder = DataFolder(options.data)
            with folder_lock.hold(folder.path):
                _Run(options, progress, supervisor, switch, folder).until_stopped()
        except StopRequested:
            return _KILLED if switch.is_impatient else 0
        except Refusal as refusal:
            print(f"{refusal.zh}\n{refusal}", file=sys.stderr, flush=True)
        return 1


class _Run:
    """One run of `onething up`."""

    def __init__(
        self,
        options: UpOptions,
        progress: Progress,
        supervisor: Supervisor,
        switch: StopSwitch,
        folder: DataFolder,
    ) -> None:
        self._options = options
        self._progress = progress
        self._supervisor = supervisor
        self._switch = switch
        self._folder = folder
        self._servers = Servers(options, folder, switch.pause)

    def until_stopped(self) -> None:
        """Start everything in order and watch it.

        Raises:
            StopRequested: when we were told to stop, and everything is stopped.
            Refusal: when something cannot be started or kept running, and everything is stopped.
        """
        with self._stopping_at_the_end():
            self._start_servers()
            self._prepare_ledger()
            self._start_children()
            self._load_examples()
            self._announce()
            while True:
                self._pause(_LOOK_SECONDS)

    @contextlib.contextmanager
    def _stopping_at_the_end(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._folder.forget_addresses()
            with self._progress.step("正在停止", "stopping"):
                self._supervisor.stop_all()

    def _pause(self, seconds: float) -> None:
        """Wait, and start again what died; ends early when we are told to stop."""
        self._switch.pause(seconds)
        self._supervisor.look()

    def _start_servers(self) -> None:
        for name in self._folder.stop_leftovers():
            self._progress.tell(f"已停止上次遗留的 {name}", f"stopped {name}, left by a run that was killed")
        self._servers.require_free_ports()
        self._launch(*self._servers.embedded)
        for folder in self._servers.opened_folders:
            self._progress.tell(
                f"已允许数据库用户经过 {folder}（chmod o+x）",
                f"the database's user may now pass through {folder} (chmod o+x)",
            )
        self._folder.note_addresses(self._servers.addresses)

    def _launch(self, *services: Service) -> None:
        """Start services side by side; each is watched from its start."""
        names = " + ".join(service.name for service in services)
        if services:
            with self._progress.step(f"启动 {names}", f"starting {names}"):
                self._supervisor.launch(*services)

    def _prepare_ledger(self) -> None:
        with self._progress.step("更新台账结构", "migrating the ledger"):
            self._options.migrate(self._servers.addresses[DATABASE_URL])
        self._pause(0)
        with self._progress.step("载入机构名录", "loading the registry"):
            examples = ("--examples",) if self._options.examples else ()
            self._command("registry", "load", *examples, log=self._folder.log("registry"))

    def _start_children(self) -> None:
        children = self._options.children(self._options, self._environment)
        self._launch(
            *(
                ChildService(child, log=self._folder.log(child.name), record=self._folder.record(child.name))
                for child in children
            )
        )
        with self._progress.step("等待接口就绪", "waiting for the API"):
            self._wait_for_api()

    def _wait_for_api(self) -> None:
        ends = time.monotonic() + _READY_SECONDS
        while not (self._supervisor.all_run() and is_ready(self._options.port)):
            if time.monotonic() > ends:
                raise DidNotStart(
                    "api", "GET /readyz is not answered with 200", tail_of(self._folder.log("api"))
                )
            self._pause(0.1)

    def _load_examples(self) -> None:
        """Load the example cases once; a load that was interrupted goes on at the next start."""
        if not self._options.examples or self._folder.examples_marker.exists():
            return
        self._progress.tell("载入示例事项", "loading the example cases")
        try:
            self._command("example", "--url", self._options.url, log=None)
        except DidNotStart as failure:
            self._progress.tell(
                "示例未全部载入，下次启动将继续", f"the examples are not all loaded: {failure}"
            )
            return
        self._folder.examples_marker.touch()

    def _announce(self) -> None:
        """Say that all answers; programs wait for this very line."""
        self._progress.say(f"ready {self._options.url}")
        if not self._options.examples:
            return
        if self._servers.ui_address:
            self._progress.say(f"Temporal 界面 · Temporal UI {self._servers.ui_address}")
        with contextlib.suppress(DidNotStart):  # The table is a convenience; onething runs without it.
            self._command("accounts", log=None)

    @property
    def _environment(self) -> dict[str, str]:
        return dict(os.environ) | self._servers.addresses | {"PYTHONUNBUFFERED": "1"}

    def _command(self, name: str, *arguments: str, log: Path | None) -> None:
        """Run one of our own commands to its end, while the supervisor watches the rest."""
        commands.run_command(
            name,
            [*self._options.cli, name, *arguments],
            environment=self._environment,
            folder=PROJECT,
            record=self._folder.record(name),
            log=log,
            pause=self._pause,
        )
