"""What a matter of ten tasks costs beside ten single cases, and how long the page of a hundred tasks takes."""

import asyncio
import time
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select
from temporalio.client import Client

from api.identity import COOKIE, PAGE
from bench import ledger
from bench.figures import Figures, timed
from bench.histories import history_size
from bench.officers import LEAD, SENDER, Officers, OpenedCase
from store.connection import transaction
from store.tables import CaseRow, LinkRow

TASKS, MANY = 10, 100
_DEPARTMENTS = (
    "500112-scjg",
    "500112-cgj",
    "500112-sthj",
    "500112-wl",
    "500112-jt",
    "500112-yj",
    "500112-ny",
    "500112-wj",
    "500112-xf",
    "500112-ga",
)
_WHISTLE: dict[str, Any] = {
    "place": "双龙湖街道",
    "asks": "小区消防通道被堵，需要联合处置。",
    "departments": list(_DEPARTMENTS),
    "contact": "值班长 023-00000000",
}
_A_LOOK_SECONDS, _LOOKS, _PAGES = 0.02, 6000, 20
_SETTLES_SECONDS = 2.0


async def measure(
    client: Client, officers: Officers, engine: Engine, figures: Figures, *, rounds: int
) -> None:
    """Open ten cases one by one and one matter with ten tasks, in turns; then look at a matter of a hundred."""
    matters = [await _round(client, officers, engine, figures) for _ in range(rounds)]
    for matter in matters:
        await _step(client, officers, engine, figures, matter)
    await _hundred(officers, engine, figures, matters[-1])


async def _round(client: Client, officers: Officers, engine: Engine, figures: Figures) -> OpenedCase:
    singles, took = await _singles(officers)
    figures.note("ten cases ms", took)
    matter, took = await _matter(officers, engine)
    figures.note("matter ms", took)
    for name, ids in (
        ("ten cases", [single.id for single in singles]),
        ("matter", [matter.id, *_tasks(engine, matter.id)]),
    ):
        sizes = [await history_size(client, each) for each in ids]
        figures.note(f"{name} events", sum(events for events, _ in sizes))
        figures.note(f"{name} bytes", sum(size for _, size in sizes))
    return matter


async def _step(
    client: Client, officers: Officers, engine: Engine, figures: Figures, matter: OpenedCase
) -> None:
    """Let a department answer, and note what that leaves in its own history and in the matter's, which hears of it."""
    own = next(
        case_id for case_id in _tasks(engine, matter.id) if _holder(engine, case_id) == _DEPARTMENTS[0]
    )
    before = [await history_size(client, each) for each in (own, matter.id)]
    await officers.act(SENDER, OpenedCase(own, 1), "answer", {})
    await asyncio.sleep(_SETTLES_SECONDS)
    after = [await history_size(client, each) for each in (own, matter.id)]
    for name, (then, _), (now, _) in zip(("task step", "matter hears"), before, after, strict=True):
        figures.note(f"{name} events", now - then)


def _holder(engine: Engine, case_id: str) -> str | None:
    with transaction(engine) as session:
        return session.get_one(CaseRow, case_id).holder


async def _hundred(officers: Officers, engine: Engine, figures: Figures, matter: OpenedCase) -> None:
    """Let a matter have a hundred tasks, and read it as a program and as a page."""
    for number in range(MANY - TASKS):
        form = {"name": f"任务{number}", "to": _DEPARTMENTS[number % TASKS], "asks": "处置", "days": 5}
        await officers.act(LEAD, matter, "add-task", form)
    await _until(engine, matter.id, MANY)
    for _ in range(_PAGES):
        figures.note("hundred tasks api", await timed(officers.get(LEAD, f"/api/v1/cases/{matter.id}")))
    await _look_at_page(officers, engine, figures, matter)


async def _singles(officers: Officers) -> tuple[list[OpenedCase], float]:
    started = time.perf_counter()
    cases = [await officers.open() for _ in range(TASKS)]
    return cases, (time.perf_counter() - started) * 1000


async def _matter(officers: Officers, engine: Engine) -> tuple[OpenedCase, float]:
    """Open a matter; returns when the ledger has every one of its tasks."""
    started = time.perf_counter()
    matter = await officers.open_matter("whistle-emergency", "消防通道被堵", _WHISTLE)
    await _until(engine, matter.id, TASKS)
    return matter, (time.perf_counter() - started) * 1000


async def _until(engine: Engine, case_id: str, tasks: int) -> None:
    for _ in range(_LOOKS):
        if len(_tasks(engine, case_id)) >= tasks:
            return
        await asyncio.sleep(_A_LOOK_SECONDS)


def _tasks(engine: Engine, case_id: str) -> list[str]:
    with transaction(engine) as session:
        return list(session.exec(select(LinkRow.case_id).where(col(LinkRow.other_id) == case_id)).all())


async def _look_at_page(officers: Officers, engine: Engine, figures: Figures, matter: OpenedCase) -> None:
    headers = {"Cookie": f"{COOKIE}={ledger.sign_in(engine, LEAD, PAGE)}"}
    for _ in range(_PAGES):
        figures.note("hundred tasks page", await timed(officers.page(f"/cases/{matter.id}", headers)))
