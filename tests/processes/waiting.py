"""Waiting for what happens in other programs."""

import socket
import time
from collections.abc import Callable


def eventually(what: Callable[[], bool], *, within: float = 30.0) -> bool:
    """Tell whether it comes true; the limit only bounds a test that has failed already."""
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        if what():
            return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
