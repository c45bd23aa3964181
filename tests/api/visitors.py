"""How tests use the pages: as a browser does, with a cookie, reading what the page says."""

import re
from collections.abc import Awaitable, Callable
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

from scenarios.bodies import EXAMPLE_PASSWORD
from tests.api.office import OPENING, RECEIVER

NEW = "/cases/new/clue-transfer"


class Visitor:
    """One browser. `htmx` sends a request as htmx does."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://onething.test")

    async def sign_in(self, login: str, password: str = EXAMPLE_PASSWORD, **sent: str) -> httpx.Response:
        """Send the sign-in form."""
        return await self.client.post("/sign-in", data={"login": login, "password": password} | sent)

    async def get(self, path: str, *, htmx: bool = False) -> httpx.Response:
        return await self.client.get(path, headers={"HX-Request": "true"} if htmx else {})

    async def page(self, path: str) -> str:
        """Return a page that is there."""
        answer = await self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def post(self, path: str, sent: dict[str, Any], *, htmx: bool = False) -> httpx.Response:
        return await self.client.post(path, data=sent, headers={"HX-Request": "true"} if htmx else {})

    async def opening(self, **changes: str | None) -> dict[str, Any]:
        """Return the opening form filled in; a field that is None stays empty."""
        sent = {"key": hidden(await self.page(NEW), "key"), "title": "红锦大道烧烤店油烟直排"}
        sent |= {"party.receiver": RECEIVER} | {f"form.{name}": value for name, value in OPENING.items()}
        sent |= {name.replace("__", "."): value for name, value in changes.items() if value is not None}
        return {
            name: value
            for name, value in sent.items()
            if changes.get(name.replace(".", "__"), "") is not None
        }

    async def acting(self, case_id: str, action: str, **form: Any) -> dict[str, Any]:
        """Return the form of an action as the page offers it, filled in."""
        html = await self.page(f"/cases/{case_id}/actions/{action}")
        sent = {"key": hidden(html, "key"), "seq": hidden(html, "seq")}
        return sent | {f"form.{name}": value for name, value in form.items()}


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden input."""
    found = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', html)
    assert found, html
    return unescape(found[1])


def words(html: str) -> str:
    """Return what a page says, without its marks."""
    plain = re.sub(r"<(style|script|title).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


SignedIn = Callable[[str], Awaitable[Visitor]]
"""Signs somebody in by their login, and returns their browser."""
