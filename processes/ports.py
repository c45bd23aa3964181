"""TCP ports on the loopback interface: are they free, and if not, who has them."""

import socket
from collections.abc import Mapping

from processes import machine
from processes.refusals import PortTaken

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether we could listen on this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def accepts(port: int) -> bool:
    """Tell whether somebody answers on this port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def require_free(ports: Mapping[str, int]) -> None:
    """Check the ports that will be needed, given by the option that changes each.

    Raises:
        PortTaken: for the first one that is not to be had.
    """
    seen: dict[int, str] = {}
    for option, port in ports.items():
        if port in seen:
            raise PortTaken(port, f"onething itself ({seen[port]})", option)
        if not is_free(port):
            raise PortTaken(port, machine.listener_on(port), option)
        seen[port] = option
