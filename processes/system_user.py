"""The ordinary user that PostgreSQL runs as when we are root, and what that user has to be able to reach."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path
from typing import NamedTuple

from processes.refusals import NoSystemUser

NAME = "onething-ledger"
_USERADD_OPTIONS = (
    *("--system", "--user-group", "--no-create-home"),
    *("--home-dir", "/nonexistent", "--shell", "/bin/false"),
)


class SystemUser(NamedTuple):
    """A user of this machine, by number."""

    uid: int
    gid: int


def _named(name: str) -> SystemUser | None:
    """Look a user up by name."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return SystemUser(entry.pw_uid, entry.pw_gid)


def _create(name: str) -> SystemUser:
    """Make a system user without home, shell or password.

    Raises:
        NoSystemUser: if this machine has no useradd or it says no.
    """
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        raise NoSystemUser("useradd was not found")
    made = subprocess.run(  # noqa: S603 - the command is our own
        [useradd, *_USERADD_OPTIONS, name], capture_output=True, text=True, check=False
    )
    # Another start may have made it in the same moment; then useradd failed and all is well.
    user = _named(name)
    if user is None:
        raise NoSystemUser(made.stderr.strip())
    return user


def to_run_as(folder: Path) -> SystemUser | None:
    """Return the user that a server on this folder has to run as; None to run as ourselves.

    Only root needs another: the owner of an existing folder, else a system user made for the purpose.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        owner = folder.stat()
        return SystemUser(owner.st_uid, owner.st_gid)
    return _named(NAME) or _create(NAME)


def _may_pass(folder: os.stat_result, user: SystemUser) -> bool:
    """Tell whether the user may pass through a folder (search it, not list it)."""
    if folder.st_uid == user.uid:
        return bool(folder.st_mode & stat.S_IXUSR)
    if folder.st_gid == user.gid:
        return bool(folder.st_mode & stat.S_IXGRP)
    return bool(folder.st_mode & stat.S_IXOTH)


def open_the_way(target: Path, user: SystemUser) -> list[Path]:
    """Let the user pass through the folders above the target, and return those that had to be changed.

    Passing (x) is all that is granted: what is in those folders cannot be listed, and keeps its own rights.
    """
    changed = []
    for folder in reversed(target.resolve().parents):
        now = folder.stat()
        if not _may_pass(now, user):
            folder.chmod(stat.S_IMODE(now.st_mode) | stat.S_IXOTH)
            changed.append(folder)
    return changed


def open_tree(tree: Path) -> None:
    """Let everybody read a tree of public program files, and run what its owner may run."""
    for path in (tree, *tree.rglob("*")):
        mode = stat.S_IMODE(path.stat().st_mode)
        may_run = path.is_dir() or bool(mode & stat.S_IXUSR)
        path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | ((stat.S_IXGRP | stat.S_IXOTH) if may_run else 0))
