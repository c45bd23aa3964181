"""How large a request may be: an act is small, because it enters the history; a file is not."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ACT_BYTES = 64 * 1024
_FILE_BYTES = 22 * 1024 * 1024
_FILES = ("/evidence", "/compare")


class BodyLimits:
    """Refuses a body that is too large; the limit follows from the path: file uploads end with /evidence or /compare."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; whoever reads a body that is too large gets the failure 413 instead."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _FILE_BYTES if scope["path"].endswith(_FILES) else _ACT_BYTES
        stated = Headers(scope=scope).get("content-length", "")
        await self._app(scope, _counted(receive, most, stated=stated), send)


def _counted(receive: Receive, most: int, *, stated: str) -> Receive:
    """Return a `receive` that counts; a stated length is believed before anything is read."""
    read = int(stated) if stated.isdecimal() and int(stated) > most else 0

    async def counted() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most and message["type"] == "http.request":
            raise HTTPException(413)
        return message

    return counted
