"""The static files: our own, and the components that `make env` puts into node_modules."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from domain.refusal import Refusal

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = {
    "own": Path(__file__).parent / "static",
    "letters": _ROOT / "letters/style",
    "tabler": _ROOT / "node_modules/@tabler/core/dist/css",
    "icons": _ROOT / "node_modules/bootstrap-icons/font",
    "htmx": _ROOT / "node_modules/htmx.org/dist",
}
"""The folders that are served, each under /static/ and its name; nothing else of a package is."""

_FOREVER = "public, max-age=31536000, immutable"


class ComponentsMissing(Refusal):
    """The page's components are not installed."""

    code = "page-components-missing"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"页面组件未安装（缺少 {folder}），请先运行 make env",
            f"The page's components are not installed ({folder} is missing); run `make env` first.",
        )


class _Versioned(StaticFiles):
    """Files whose address names their version, so that a browser asks for each version once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if scope["query_string"] and response.status_code == 200:
            response.headers["Cache-Control"] = _FOREVER
        return response


def serve_files(app: FastAPI) -> None:
    """Have the app serve the static files.

    Raises:
        ComponentsMissing: `make env` did not run.
    """
    for name, folder in _FOLDERS.items():
        if not folder.is_dir():
            raise ComponentsMissing(folder)
        app.mount(f"/static/{name}", GZipMiddleware(_Versioned(directory=folder)), name=f"static-{name}")


@cache
def address(name: str, path: str) -> str:
    """Return the address of a static file, with the hash of its content as its version."""
    content = (_FOLDERS[name] / path).read_bytes()
    return f"/static/{name}/{path}?v={sha256(content).hexdigest()[:12]}"
