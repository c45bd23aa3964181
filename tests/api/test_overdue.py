"""What is overdue, in numbers: each number is that of the cases behind it, whatever is chosen besides."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from temporalio.testing import WorkflowEnvironment

from api.app import create_app
from api.resources import Resources
from domain.office_time import local_day
from messages.settings import Settings
from scenarios.load import load_definitions
from store.connection import connect
from tests.api.eventually import eventually
from tests.api.namespaces import new_namespace
from tests.api.office import Json, Office, problem
from tests.api.visitors import Visitor, words
from tests.lateness import lately_late
from tests.store.ledgers import Databases, databases, pattern
from worker import case_worker

__all__ = ["databases", "pattern"]

SENDER, BODY, BODY_CODE, SUPERVISOR = "rongchang.wl", "rongchang.wlzd", "500153-wlzd", "rongchang.sfj"
DAYS_AGO = (12, 13, 40, 41, 42, 80)


def age_of(case: Json) -> str:
    """Say how old a delay is, by the calendar alone."""
    days = (datetime.now(UTC) - datetime.fromisoformat(case["due_at"])).days
    return "up-to-5" if days <= 5 else "6-20" if days <= 20 else "over-20"


@pytest.fixture(scope="module")
async def app(
    databases: Databases,
    pattern: str,
    environment: WorkflowEnvironment,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[FastAPI]:
    """An app on a ledger of its own: what other tests let run late would count here."""
    engine = connect(databases.new(like=pattern))
    client = await new_namespace(environment)
    folder = tmp_path_factory.mktemp("overdue")
    settings = Settings(database_url="unused", temporal_address="unused", data_dir=folder)
    resources = Resources(settings=settings, engine=engine, definitions=load_definitions())
    resources.use(client)
    app = create_app(resources)
    async with case_worker(client, engine, is_rehearsal=True), app.router.lifespan_context(app):
        yield app
    engine.dispose()


@pytest.fixture(scope="module")
async def office(app: FastAPI) -> AsyncIterator[Office]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://onething.test") as client:
        yield Office(client)


@pytest.fixture(scope="module")
async def late(office: Office) -> list[Json]:
    """Cases that wait for a signature since different days, one of them only just late."""
    papers = [lately_late()]
    for days in DAYS_AGO:
        received_on = local_day(datetime.now(UTC)) - timedelta(days=days)
        papers.append({"paper_received_on": received_on.isoformat(), "paper_reason": "补录"})
    opened = [
        await office.open(SENDER, receiver=BODY_CODE, title=f"逾期清单{n}", **paper)
        for n, paper in enumerate(papers)
    ]

    async def all_noticed() -> list[Json] | None:
        seen = [await office.get(BODY, f"/cases/{case['id']}") for case in opened]
        return seen if all(case["is_overdue"] for case in seen) else None

    found = await eventually(all_noticed)
    assert found
    return found


async def listed(office: Office, **params: Any) -> list[Json]:
    """Return every case of the supervisor's list, page by page."""
    found: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = await office.get(SUPERVISOR, "/cases", box="overdue", limit=3, **params, **more)
        found += page["items"]
        cursor = page["cursor"]
    assert len(found) == len({case["id"] for case in found})
    return found


async def test_the_list_is_narrowed_by_stage_and_age(office: Office, late: list[Json]) -> None:
    expected = Counter(age_of(case) for case in late)
    assert len(expected) > 1

    for age in ("up-to-5", "6-20", "over-20"):
        found = await listed(office, holder=BODY_CODE, age=age)
        assert len(found) == expected[age]
        assert {age_of(case) for case in found} <= {age}
    assert len(await listed(office, holder=BODY_CODE, stage="sent")) == len(late)
    assert await listed(office, holder=BODY_CODE, stage="reviewing") == []


async def test_the_oldest_comes_first_on_every_page(office: Office, late: list[Json]) -> None:
    dates = [case["due_at"] for case in await listed(office, holder=BODY_CODE)]

    assert dates == sorted(dates)
    assert len(dates) == len(late)


async def test_each_number_is_that_of_the_cases_behind_it(office: Office, late: list[Json]) -> None:
    counts = await office.get(SUPERVISOR, "/overdue")

    assert counts["total"] == len(await listed(office)) == sum(counts["ages"].values())
    for body in counts["bodies"]:
        assert body["total"] == len(await listed(office, holder=body["body"]["code"]))
    for stage in counts["stages"]:
        params = {"definition": stage["definition"]["id"], "stage": stage["stage"]["id"]}
        assert stage["total"] == len(await listed(office, **params))
        assert (await office.get(SUPERVISOR, "/overdue", **params))["total"] == stage["total"]
    assert next(s for s in counts["stages"] if s["stage"]["id"] == "sent")["stage"]["title"] == "待签收"


async def test_counts_keep_to_what_is_chosen_besides(office: Office, late: list[Json]) -> None:
    counts = await office.get(SUPERVISOR, "/overdue", holder=BODY_CODE, age="over-20")
    long = sum(age_of(case) == "over-20" for case in late)

    assert counts["total"] == long
    # The ages are those of the body, the bodies those of the age: what is chosen of a kind does not hide the others.
    assert counts["ages"] == {"up-to-5": 0, "6-20": 0} | Counter(age_of(case) for case in late)
    assert next(b for b in counts["bodies"] if b["body"]["code"] == BODY_CODE)["total"] == long
    assert (
        len(counts["bodies"]) > 1
        or (await office.get(SUPERVISOR, "/overdue", age="over-20"))["total"] == long
    )
    assert [(s["stage"]["id"], s["total"]) for s in counts["stages"]] == [("sent", long)]


async def test_an_age_that_does_not_exist_is_refused(office: Office) -> None:
    answer = await office.call(SUPERVISOR, "GET", "/overdue", params={"age": "old"})

    problem(answer, 422, "request-invalid")


async def test_the_numbers_are_the_regions_own(office: Office, late: list[Json]) -> None:
    elsewhere = await office.get("yubei.sfj", "/overdue")
    answer = await office.call(BODY, "GET", "/overdue")

    assert BODY_CODE not in {body["body"]["code"] for body in elsewhere["bodies"]}
    problem(answer, 403, "not-entitled")


async def test_every_number_of_the_page_leads_to_its_cases(app: FastAPI, late: list[Json]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(SUPERVISOR)
    html = await visitor.page(f"/overdue?holder={BODY_CODE}")
    ages = re.findall(r'<a class="age [^"]*" href="([^"]+)"><span class="count-number">(\d+)<', html)
    stages = re.findall(
        r'<a href="(/overdue\?[^"]*stage=[^"]+)">[^<]*</a>\s*<span class="body-total">(\d+)件', html
    )

    assert len(ages) == 3
    assert len(stages) == 1
    for address, number in ages + stages:
        shown = await visitor.page(unescape(address))
        assert shown.count('<tr class="case-row') == int(number)


async def test_a_long_list_goes_on_with_the_same_filters(
    app: FastAPI, office: Office, late: list[Json]
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(SUPERVISOR)
    address: str | None = "/overdue?stage=sent"
    seen: list[str] = []
    while address:
        html = await visitor.page(address)
        seen += re.findall(r'<a href="/cases/([0-9a-f-]+)">', html)
        found = re.search(r'rel="next" href="([^"]+)"', html)
        address = unescape(found[1]) if found else None
        assert address is None or "stage=sent" in address

    assert seen == [case["id"] for case in await listed(office, stage="sent")]
    assert {case["id"] for case in late} <= set(seen)


async def test_the_list_says_which_rung_comes_next(app: FastAPI, office: Office, late: list[Json]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(SUPERVISOR)
    said = words(await visitor.page(f"/overdue?holder={BODY_CODE}"))
    climbed = await listed(office, holder=BODY_CODE)
    waiting = [case for case in climbed if case["next_rung"]]

    assert waiting
    assert len(waiting) < len(climbed)
    assert said.count("L2 督办函") == len(waiting)
    assert said.count("定时梯次已用完") == len(climbed) - len(waiting)
    assert re.search(r"L2 督办函 \d+月\d+日 \d\d:\d\d 到点", said)
