"""How long lists and pages take with many cases in the ledger, as a client on the same machine sees it."""

import re
import time
from dataclasses import dataclass

import httpx
from sqlalchemy import Engine

from api.identity import COOKIE, PAGE, TOKEN
from bench import ledger
from bench.figures import Figures
from bench.officers import RECEIVER, SENDER, SUPERVISOR

_ID = re.compile(r"/cases/[0-9a-f-]+$")


@dataclass(frozen=True)
class Page:
    """One address as one officer asks for it."""

    login: str
    path: str
    is_web: bool = False

    @property
    def name(self) -> str:
        """Return what the report calls it; the id of the one case that is looked at says nothing."""
        return f"{_ID.sub('/cases/…', self.path)} ({self.login})"


def pages(case_id: str) -> tuple[Page, ...]:
    """Return everything that is looked at."""
    api = (
        Page(RECEIVER, "/api/v1/cases?box=todo"),
        Page(RECEIVER, "/api/v1/cases?box=todo&light=red"),
        Page(RECEIVER, "/api/v1/cases?box=all&q=商户99"),
        Page(SENDER, "/api/v1/cases?box=opened"),
        Page(SUPERVISOR, "/api/v1/cases?box=overdue"),
        Page(ledger.CITY, "/api/v1/cases?box=overdue"),
        Page(ledger.CITY, "/api/v1/cases?box=all"),
        Page(RECEIVER, f"/api/v1/cases/{case_id}"),
    )
    web = (
        Page(RECEIVER, "/", is_web=True),
        Page(SUPERVISOR, "/overdue", is_web=True),
        Page(ledger.CITY, "/overdue", is_web=True),
        Page(RECEIVER, f"/cases/{case_id}", is_web=True),
        Page(RECEIVER, "/scenarios", is_web=True),
        Page(SUPERVISOR, "/scenarios/clue-transfer", is_web=True),
        Page(ledger.CITY, "/scenarios/clue-transfer", is_web=True),
    )
    return api + web


def sign_in_all(engine: Engine, shown: tuple[Page, ...]) -> dict[tuple[str, bool], dict[str, str]]:
    """Return the headers with which each officer asks, as a program and as a page."""
    kinds = {(page.login, page.is_web) for page in shown}
    secrets = {
        (login, is_web): ledger.sign_in(engine, login, PAGE if is_web else TOKEN) for login, is_web in kinds
    }
    return {
        key: {"Cookie": f"{COOKIE}={secret}"} if key[1] else {"Authorization": f"Bearer {secret}"}
        for key, secret in secrets.items()
    }


async def measure(
    client: httpx.AsyncClient, engine: Engine, figures: Figures, shown: tuple[Page, ...], *, times: int
) -> None:
    """Ask for every page in turns, the first time for nothing; one that does not exist is left out."""
    headers = sign_in_all(engine, shown)
    for number in range(times + 1):
        for page in shown:
            started = time.perf_counter()
            answer = await client.get(page.path, headers=headers[page.login, page.is_web])
            took = (time.perf_counter() - started) * 1000
            if number and answer.status_code == httpx.codes.OK:
                figures.note(page.name, took)
