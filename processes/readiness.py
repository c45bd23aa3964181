"""Asking the API whether it can be used."""

import http.client

from processes.ports import LOOPBACK

_ANSWER_SECONDS = 5.0


def is_ready(port: int) -> bool:
    """Tell whether GET /readyz is answered with 200. No proxy is asked, whatever the environment says."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
