"""A data folder belongs to one supervisor at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from processes.refusals import FolderInUse


def _holder(lock: Path) -> int | None:
    """Return the pid that the holder left in the lock file."""
    text = lock.read_text().strip()
    return int(text) if text.isdigit() else None


@contextlib.contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep the folder for ourselves until the end of the block, or until we die, however we die.

    Raises:
        FolderInUse: if somebody else has it.
    """
    lock = folder / "lock"
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise FolderInUse(folder, _holder(lock)) from None
    try:
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)  # The lock goes with it; the file stays, as removing it would race.
