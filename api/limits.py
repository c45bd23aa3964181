"""How large a request may be: an act is small, because it enters the history; a file is not."""

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_ACT_BYTES = 64 * 1024
_FILE_BYTES = 22 * 1024 * 1024
_FILES = "/evidence"


class BodyLimits:
    """Chooses the limit by the path: file uploads end with /evidence."""

    def __init__(self, app: ASGIApp) -> None:
        self._acts = RequestBodyLimitMiddleware(app, _ACT_BYTES)
        self._files = RequestBodyLimitMiddleware(app, _FILE_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its limit; a larger one is answered with 413."""
        is_file = scope["type"] == "http" and scope["path"].endswith(_FILES)
        await (self._files if is_file else self._acts)(scope, receive, send)
