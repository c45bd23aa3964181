"""What the operating system knows about running programs."""

import psutil  # type: ignore[import-untyped]  # ships no types

# Start times are derived from the boot time, which moves a little when the clock is set.
_SAME_START_SECONDS = 3.0


def started_at(pid: int) -> float | None:
    """Return when this program started, in seconds since the epoch; None if it does not run (any more)."""
    try:
        program = psutil.Process(pid)
        if program.status() == psutil.STATUS_ZOMBIE:
            return None
        return float(program.create_time())
    except psutil.NoSuchProcess:
        return None


def is_running(pid: int, *, since: float) -> bool:
    """Tell whether the program that got this pid at that time still runs; a reused pid is somebody else."""
    started = started_at(pid)
    return started is not None and abs(started - since) < _SAME_START_SECONDS


def command_of(pid: int) -> str:
    """Return the command line of a program, empty when it is gone or may not be read."""
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""


def listener_on(port: int) -> str | None:
    """Name the program that listens on a TCP port; None when the system does not tell us."""
    try:
        sockets = psutil.net_connections("tcp")
    except psutil.AccessDenied:  # macOS tells only root.
        return None
    for entry in sockets:
        if entry.status == psutil.CONN_LISTEN and entry.laddr.port == port and entry.pid:
            try:
                return f"{psutil.Process(entry.pid).name()} (pid {entry.pid})"
            except psutil.Error:
                return None
    return None
