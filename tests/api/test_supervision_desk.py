"""The desk of the supervision letters, and the letters that a body finds first on its own desk."""

import re
from collections import Counter
from html import unescape
from uuid import uuid4

import pytest
from fastapi import FastAPI

from scenarios.load import load_definitions
from tests.api.office import Json, Office, problem
from tests.api.supervising import DRAFT, SERVICE, step
from tests.api.visitors import Visitor, words

CLERK, LEADER = "rongchang.sfj", "rongchang.sfj.leader"
BODY, BODY_CODE = "rongchang.gz", "500153-gz"
STAGES = load_definitions()["supervision"].procedure.stages
TO_SERVED: tuple[tuple[str, str, Json], ...] = (
    (CLERK, "draft", DRAFT),
    (LEADER, "check", {}),
    (LEADER, "issue", {}),
    (CLERK, "serve", SERVICE),
)


async def supervised(office: Office, title: str, *, acts: int = 0) -> Json:
    """Open a supervision case by hand and take so many of the acts that lead to its service."""
    facts = {"origin": "complaint", "facts": "投诉久未办理。", "basis": "行政执法监督条例"}
    body = {
        "definition": "supervision",
        "title": title,
        "parties": {"body": BODY_CODE},
        "form": facts,
    }
    answer = await office.call(CLERK, "POST", "/cases", key=str(uuid4()), json=body)
    assert answer.status_code == 201, answer.text
    case: Json = answer.json()
    for login, action, form in TO_SERVED[:acts]:
        case = await step(office, login, case, action, form)
    return case


@pytest.fixture(scope="module")
async def cases(office: Office) -> list[Json]:
    """One supervision case after each of the acts to its service."""
    return [await supervised(office, f"督办环节{acts}", acts=acts) for acts in range(len(TO_SERVED) + 1)]


@pytest.fixture
async def clerk(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(CLERK)
    return visitor


async def everything(office: Office, login: str = CLERK, **params: str) -> list[Json]:
    found: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        page = await office.get(login, "/cases", box="supervision", limit=2, **params, **more)
        found += page["items"]
        cursor = page["cursor"]
    return found


async def test_each_stage_of_the_definition_is_counted(office: Office, cases: list[Json]) -> None:
    stages = await office.get(CLERK, "/supervision")
    counted = Counter(case["stage"]["id"] for case in await everything(office))

    assert [each["stage"]["id"] for each in stages] == list(STAGES)
    assert [each["stage"]["title"] for each in stages] == [stage.title for stage in STAGES.values()]
    assert {each["stage"]["id"]: each["total"] for each in stages if each["total"]} == counted
    assert {"drafting", "checking", "signing", "serving", "served"} <= set(counted)


async def test_the_box_holds_what_this_office_conducts(office: Office, cases: list[Json]) -> None:
    ids = {case["id"] for case in cases}

    assert ids <= {case["id"] for case in await everything(office)}
    assert not ids & {case["id"] for case in await everything(office, "yubei.sfj")}
    assert not ids & {case["id"] for case in await everything(office, BODY)}
    problem(await office.call(BODY, "GET", "/supervision"), 403, "not-entitled")


async def test_what_has_ended_waits_in_no_stage(office: Office) -> None:
    case = await supervised(office, "不予督办的案件")
    assert case["id"] in {each["id"] for each in await everything(office)}
    await step(office, LEADER, case, "close-unissued", {"reason": "重复"})

    assert case["id"] not in {each["id"] for each in await everything(office)}


async def test_each_tile_leads_to_the_cases_behind_it(clerk: Visitor, cases: list[Json]) -> None:
    html = await clerk.page("/supervision")
    tiles = re.findall(
        r'<a class="work-tile[^"]*" href="([^"]+)"[^>]*>\s*<span class="work-words">([^<]+)</span>\s*'
        r'<span class="count-number">(\d+)<',
        html,
    )

    assert [title for _, title, _ in tiles[1:]] == [stage.title for stage in STAGES.values()]
    for address, _, number in tiles:
        shown, more = 0, unescape(address)
        while more:
            page = await clerk.page(more)
            shown += page.count('<tr class="case-row')
            found = re.search(r'rel="next" href="([^"]+)"', page)
            more = unescape(found[1]) if found else ""
        assert shown == int(number), address


async def test_the_list_names_body_and_last_letter(clerk: Visitor, office: Office, cases: list[Json]) -> None:
    serving = await office.get(CLERK, f"/cases/{cases[3]['id']}")
    said = words(await clerk.page("/supervision?stage=serving"))
    drafting = words(await clerk.page("/supervision?stage=drafting"))

    letter = serving["letters"][-1]
    assert f"{serving['number']} 区规划自然资源局 {letter['number']} 督办函" in said
    assert "到点" in said
    assert f"{cases[0]['number']} 区规划自然资源局 尚未发文" in drafting


async def test_a_letter_that_was_voided_is_not_the_last_one(clerk: Visitor, office: Office) -> None:
    case = await supervised(office, "作废后重拟的案件", acts=3)
    number = case["letters"][-1]["number"]
    assert number in await clerk.page("/supervision?stage=serving")
    await step(office, LEADER, case, "void-letter", {"reason": "文字有误"})

    assert number not in await clerk.page("/supervision?stage=drafting")


async def test_nothing_is_marked_late_that_is_in_time(clerk: Visitor, cases: list[Json]) -> None:
    html = await clerk.page("/supervision?overdue=1")

    assert not [case for case in cases if case["number"] in html]


async def test_the_navigation_leads_supervision_offices_to_it(app: FastAPI, clerk: Visitor) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(BODY)

    assert 'href="/supervision"' in await clerk.page("/")
    assert 'href="/supervision"' not in await visitor.page("/")
    assert (await visitor.get("/supervision")).status_code == 403


async def test_a_body_finds_its_letters_first(app: FastAPI, office: Office, cases: list[Json]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(BODY)
    served = await office.get(BODY, f"/cases/{cases[4]['id']}")
    html = await visitor.page("/")
    card = re.search(r'<section class="card letters-first.*?</section>', html, flags=re.DOTALL)

    assert card
    assert html.index("letters-first") < html.index('class="counts"')
    said = words(card[0])
    letter = next(each for each in served["letters"] if each["kind"] == "urging-letter")
    assert "督办文书待办" in said
    assert letter["number"] in said
    assert "立即签收" in said
    assert "待签收" in said
    assert f'href="/cases/{served["id"]}"' in card[0]
    # What the supervisor still drafts is none of the body's letters.
    assert cases[0]["number"] not in said
    # The card changes nothing about the list below it.
    listed = (await office.get(BODY, "/cases", box="todo"))["items"]
    assert [case["due_at"] for case in listed] == sorted(case["due_at"] for case in listed)


async def test_the_card_goes_when_the_letter_is_answered(app: FastAPI, office: Office) -> None:
    case = await supervised(office, "已经回复的督办", acts=4)
    visitor = Visitor(app)
    await visitor.sign_in(BODY)
    assert case["id"] in _card(await visitor.page("/"))

    await step(office, BODY, case, "sign-for")
    assert case["id"] in _card(await visitor.page("/"))
    await step(office, BODY, case, "report", {"summary": "已整改"})
    assert case["id"] not in _card(await visitor.page("/"))


async def test_the_supervisor_has_no_such_card(clerk: Visitor, cases: list[Json]) -> None:
    assert _card(await clerk.page("/")) == ""


def _card(html: str) -> str:
    found = re.search(r'<section class="card letters-first.*?</section>', html, flags=re.DOTALL)
    return found[0] if found else ""
