"""Every part is killed in turn while people act: nothing acknowledged is lost, nothing is done twice."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.domain.transfers import OPENING, RECEIVER
from tests.running.onething import PASSWORD, RunningOnething

PARTS = ("worker", "api", "temporal", "postgres")
_TRIES = 120


@pytest.fixture
def onething() -> Iterator[RunningOnething]:
    with TemporaryDirectory(prefix="onething-test-") as folder:
        running = RunningOnething(Path(folder) / "data")
        running.start()
        running.load_accounts()
        yield running
        running.stop()


class Clerk:
    """A person whose page tries again, with the same key, until it has an answer."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.acknowledged: list[str] = []

    async def sign_in(self, login: str) -> None:
        answer = await self._again("POST", "/api/v1/token", data={"username": login, "password": PASSWORD})
        self._client.headers["Authorization"] = f"Bearer {answer['access_token']}"

    async def open(self, title: str) -> str:
        body = {
            "definition": "clue-transfer",
            "title": title,
            "parties": {"receiver": RECEIVER},
            "form": OPENING,
        }
        return str((await self._again("POST", "/api/v1/cases", json=body))["id"])

    async def comment(self, case_id: str) -> None:
        text = str(uuid4())
        body = {"seq": 1, "form": {"text": text}}
        path = f"/api/v1/cases/{case_id}/actions/comment"
        await self._again("POST", path, json=body, headers={"Idempotency-Key": text})
        self.acknowledged.append(text)

    async def comments_of(self, case_id: str) -> list[str]:
        entries: Any = await self._again("GET", f"/api/v1/cases/{case_id}/entries")
        return [entry["form"]["text"] for entry in entries if entry["action"] == "comment"]

    async def _again(self, method: str, path: str, **request: Any) -> Any:
        for _ in range(_TRIES):
            try:
                answer = await self._client.request(method, path, **request)
            except httpx.TransportError:
                await asyncio.sleep(0.25)
                continue
            if answer.status_code < 500:
                assert answer.is_success, answer.text
                return answer.json()
            assert answer.json()["code"] in ("engine-away", "ledger-away"), answer.text
            await asyncio.sleep(0.25)
        raise AssertionError(f"no answer to {method} {path}")


async def test_no_act_is_lost_or_doubled_when_any_part_or_all_are_killed(onething: RunningOnething) -> None:
    async with httpx.AsyncClient(base_url=onething.url, timeout=30, trust_env=False) as client:
        clerk = Clerk(client)
        await clerk.sign_in("yubei.scjg")
        case_id = await clerk.open("杀掉任何一个进程")
        stop = asyncio.Event()

        async def keep_commenting() -> None:
            while not stop.is_set():
                await clerk.comment(case_id)

        async with asyncio.TaskGroup() as people:
            for _ in range(3):
                people.create_task(keep_commenting())
            for part in PARTS:
                before = len(clerk.acknowledged)
                await asyncio.to_thread(onething.kill, part)
                while len(clerk.acknowledged) < before + 10:
                    await asyncio.sleep(0.2)
            await asyncio.to_thread(onething.kill_all)
            await asyncio.to_thread(onething.start)
            before = len(clerk.acknowledged)
            while len(clerk.acknowledged) < before + 10:
                await asyncio.sleep(0.2)
            stop.set()
        recorded = await clerk.comments_of(case_id)

    assert sorted(recorded) == sorted(clerk.acknowledged)
    assert await asyncio.to_thread(onething.stop) == 0
