"""The first moments of every child: it binds its life to its parent's, then becomes the real program.

Run as `python child.py PARENT SIGNAL UID GID COMMAND…` (UID and GID are `-` to stay who we are). It is a
script of its own, with nothing but the standard library, because it has to run before the child's program
and after the child's process exists.
"""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_ABANDONED = 70  # EX_SOFTWARE of sysexits(3)


def _become(uid: str, gid: str) -> None:
    """Give up root for an ordinary system user, for good."""
    if uid == "-":
        return
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))


def _die_with_parent(parent: int, sign: int) -> None:
    """Ask the kernel to signal us when our parent is gone.

    Only Linux can do this; elsewhere the next start finds the child by its pid record and stops it.
    A change of user clears the wish, so this comes after `_become`.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_PARENT_DEATH_SIGNAL, sign, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    if os.getppid() != parent:  # The parent died before the wish was made.
        sys.exit(_ABANDONED)


def main(arguments: list[str]) -> None:
    """Bind, change user, and become the command; this never returns."""
    parent, sign, uid, gid, *command = arguments
    _become(uid, gid)
    _die_with_parent(int(parent), int(sign))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it and the ignorance is inherited.
    os.execvp(command[0], command)  # noqa: S606 - the command is our own, and no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
