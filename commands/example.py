"""`onething example`: opens the examples through the public API, as their officers would."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

from domain.refusal import Refusal
from scenarios.bodies import EXAMPLE_PASSWORD
from scenarios.example_clues import ExampleClue, ExampleFile, load_example_clues
from scenarios.example_matters import ExampleMatter, load_example_matters

_AT_ONCE = 4
_SECONDS = 30.0
_KEY_USED = 422


class ExampleNotOpened(Refusal):
    """The server did not take an example as it stands in the file."""

    code = "example-not-opened"

    def __init__(self, key: str, answer: httpx.Response) -> None:
        said = answer.text[:500]
        super().__init__(f"示例 {key} 未能载入：{said}", f"The example {key} was not taken: {said}")


class _Officers:
    """The sign-ins of the example officers, one for each."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._tokens: dict[str, asyncio.Task[str]] = {}

    async def headers(self, login: str, key: str) -> dict[str, str]:
        """Return the headers of a request of this officer under an idempotency key."""
        if login not in self._tokens:
            self._tokens[login] = asyncio.create_task(self._sign_in(login))
        return {"Authorization": f"Bearer {await self._tokens[login]}", "Idempotency-Key": key}

    async def _sign_in(self, login: str) -> str:
        credentials = {"username": login, "password": EXAMPLE_PASSWORD}
        answer = await self._client.post("/api/v1/token", data=credentials)
        if answer.is_error:
            raise ExampleNotOpened(login, answer)
        return str(answer.json()["access_token"])


def open_examples(url: str, *, today: date) -> int:
    """Open every example and move the clues to their places; started again it goes on where it was."""
    clues, matters = load_example_clues(today=today), load_example_matters()
    try:
        asyncio.run(_open_all(url, clues, matters))
    except ExceptionGroup as failed:
        # Several clues are under way at a time; the first that failed says what is the matter.
        error = failed.exceptions[0]
        if not isinstance(error, httpx.HTTPError):
            raise error from failed
        said = str(error) or type(error).__name__
        Console(stderr=True).print(f"示例载入中断：{said}\nLoading the examples was interrupted: {said}")
        return 1
    return 0


async def _open_all(url: str, clues: tuple[ExampleClue, ...], matters: tuple[ExampleMatter, ...]) -> None:
    places = asyncio.Semaphore(_AT_ONCE)
    with Progress() as progress:
        task = progress.add_task("载入示例 · loading examples", total=len(clues) + len(matters))
        async with httpx.AsyncClient(base_url=url, timeout=_SECONDS, trust_env=False) as client:
            officers = _Officers(client)

            async def one(open_it: Callable[[], Awaitable[None]]) -> None:
                async with places:
                    await open_it()
                progress.advance(task)

            async with asyncio.TaskGroup() as group:
                for clue in clues:
                    group.create_task(one(partial(_open_one, client, officers, clue)))
                for matter in matters:
                    group.create_task(one(partial(_open_matter, client, officers, matter)))


async def _open_matter(client: httpx.AsyncClient, officers: _Officers, matter: ExampleMatter) -> None:
    body = matter.model_dump(include={"definition", "title", "parties", "form"})
    headers = await officers.headers(matter.opener, f"example/{matter.key}")
    _case_id(matter.key, await client.post("/api/v1/cases", json=body, headers=headers))


async def _open_one(client: httpx.AsyncClient, officers: _Officers, clue: ExampleClue) -> None:
    evidence = await _store(client, officers, clue.sender, clue.evidence)
    body = {
        "definition": "clue-transfer",
        "title": clue.title,
        "parties": {"receiver": clue.receiver},
        "form": clue.opening | ({"evidence": evidence} if evidence else {}),
    }
    headers = await officers.headers(clue.sender, f"example/{clue.key}")
    case_id = _case_id(clue.key, await client.post("/api/v1/cases", json=body, headers=headers))
    for number, act in enumerate(clue.script, start=1):
        headers = await officers.headers(act.login, f"example/{number}")
        current = _taken(clue.key, await client.get(f"/api/v1/cases/{case_id}", headers=headers))
        files = await _store(client, officers, act.login, act.evidence)
        form = act.form | ({"evidence": files} if files else {})
        path = f"/api/v1/cases/{case_id}/actions/{act.action}"
        answer = await client.post(path, json={"seq": current["seq"], "form": form}, headers=headers)
        _case_id(f"{clue.key} {number} {act.action}", answer)


async def _store(
    client: httpx.AsyncClient, officers: _Officers, login: str, files: tuple[ExampleFile, ...]
) -> list[str]:
    headers = await officers.headers(login, "file")
    hashes = []
    for file in files:
        content = {"file": (file.name, file.text.encode(), "text/plain")}
        answer = await client.post("/api/v1/evidence", files=content, headers=headers)
        hashes.append(str(_taken(file.name, answer)["hash"]))
    return hashes


def _case_id(key: str, answer: httpx.Response) -> str:
    """Return the case that was opened or moved, now or on another day, when the dates in the form were others."""
    said = answer.json() if answer.status_code == _KEY_USED else {}
    if said.get("code") == "idempotency-key-used":
        return str(said["case_id"])
    return str(_taken(key, answer)["id"])


def _taken(key: str, answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise ExampleNotOpened(key, answer)
    taken: dict[str, Any] = answer.json()
    return taken
