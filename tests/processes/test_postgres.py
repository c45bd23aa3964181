"""The embedded PostgreSQL: real servers on real folders."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
import sqlalchemy

from processes.postgres import EmbeddedPostgres
from processes.refusals import DidNotStart, StateVersionMismatch
from tests.processes.waiting import eventually


@pytest.fixture
def make() -> Iterator[Callable[[Path], EmbeddedPostgres]]:
    """Make servers that are stopped at the end."""
    servers: list[EmbeddedPostgres] = []

    def make_one(folder: Path) -> EmbeddedPostgres:
        servers.append(EmbeddedPostgres(folder))
        return servers[-1]

    yield make_one
    for server in servers:
        server.stop()


def one(server: EmbeddedPostgres, question: LiteralString) -> object:
    with server.connect() as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def test_the_address_serves_sqlalchemy_and_keeps_chinese(
    folder: Path, make: Callable[[Path], EmbeddedPostgres]
) -> None:
    server = make(folder)
    server.start()

    engine = sqlalchemy.create_engine(server.url)
    with engine.connect() as connection:
        answer = connection.execute(sqlalchemy.text("SELECT upper('线索移送 é'), current_database()")).one()
    engine.dispose()

    assert tuple(answer) == ("线索移送 É", "onething")


def test_the_only_way_in_is_a_private_socket(folder: Path, make: Callable[[Path], EmbeddedPostgres]) -> None:
    server = make(folder)
    server.start()

    assert one(server, "SHOW listen_addresses") == ""
    assert (folder / "socket").stat().st_mode & 0o077 == 0
    assert server.cluster.stat().st_mode & 0o077 == 0
    assert one(server, "SHOW fsync") == "on"


def test_committed_rows_outlive_kill_9_of_the_server(
    folder: Path, make: Callable[[Path], EmbeddedPostgres]
) -> None:
    server = make(folder)
    server.start()
    with server.connect() as connection:
        connection.execute("CREATE TABLE entries (n integer)")
        for n in range(200):
            connection.execute("INSERT INTO entries VALUES (%s)", [n])
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT pg_sleep(30)")
    address = server.url
    assert eventually(lambda: server.exit_code() is not None)

    server.start()

    assert one(server, "SELECT count(*) FROM entries") == 200
    assert server.url == address


def test_a_pid_file_that_names_another_program_is_no_obstacle(
    folder: Path, make: Callable[[Path], EmbeddedPostgres]
) -> None:
    server = make(folder)
    server.start()
    left_behind = (server.cluster / "postmaster.pid").read_text().splitlines()
    server.stop()
    (server.cluster / "postmaster.pid").write_text("\n".join([str(os.getpid()), *left_behind[1:]]) + "\n")

    server.start()

    assert one(server, "SELECT 1") == 1


def test_a_later_start_stops_the_server_that_a_killed_run_left(
    folder: Path, make: Callable[[Path], EmbeddedPostgres]
) -> None:
    forgotten, later = make(folder), make(folder)
    forgotten.start()

    later.start()

    assert forgotten.exit_code() == 0
    assert one(later, "SELECT 1") == 1


def test_a_server_that_is_not_ours_is_left_alone(
    folder: Path, make: Callable[[Path], EmbeddedPostgres]
) -> None:
    foreign, ours = make(folder), make(folder)
    foreign.start()
    foreign.record.unlink()

    with pytest.raises(DidNotStart, match=f"pid {foreign.pid}"):
        ours.start()

    assert one(foreign, "SELECT 1") == 1


def test_a_cluster_of_another_major_version_is_refused(
    folder: Path, make: Callable[[Path], EmbeddedPostgres]
) -> None:
    (folder / "cluster").mkdir()
    (folder / "cluster" / "PG_VERSION").write_text("17\n")

    with pytest.raises(StateVersionMismatch) as refusal:
        make(folder).start()

    assert refusal.value.facts["written_by"] == "17"


@pytest.mark.parametrize(
    "name", ["long-" * 20, "一件事, 数据"], ids=["path over the limit", "path to be quoted"]
)
def test_the_socket_moves_to_a_short_folder(
    folder: Path, make: Callable[[Path], EmbeddedPostgres], name: str
) -> None:
    server = make(folder / name)
    server.start()
    noted = Path((folder / name / "socket-folder").read_text().strip())

    assert one(server, "SELECT 1") == 1
    assert (noted / ".s.PGSQL.5432").exists()
    server.stop()
    assert not noted.exists()


def test_the_end_of_the_log_is_shown_when_it_cannot_start(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings={"shared_buffers": "nonsense"})

    with pytest.raises(DidNotStart, match="shared_buffers"):
        server.start()
