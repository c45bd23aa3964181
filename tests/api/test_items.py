"""The item list over API and pages: whose an item is and why, and whom a whistle is proposed to call."""

import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from scenarios.load import load_definitions
from scenarios.organisations import load_registry
from scenarios.walks import Walk, WalkStep
from tests.api.office import Json, Office
from tests.api.visitors import Visitor, words
from tests.api.walking import Walker

YUBEI, RONGCHANG = "500112", "500153"
WHISTLE = "whistle-emergency"
BLOCKED = "小区消防车通道被堵死"


async def route(office: Office, login: str = "yubei.sfj", **body: str) -> tuple[int, Json]:
    answer = await office.call(login, "POST", "/route", json={"region": YUBEI} | body)
    return answer.status_code, answer.json()


async def test_the_district_says_who_has_an_item(office: Office) -> None:
    status, said = await route(office, item="night-market.fumes")

    assert status == 200
    assert said["item"] == {
        "code": "night-market.fumes",
        "title": "油烟超标或者未净化",
        "title_en": "fumes",
        "basis": "大气污染防治法第八十一条、第一百一十八条第一款",
        "confidence": "H",
    }
    assert said["organisation"] == {"code": "500112-cg", "name": "区城管执法支队"}
    assert (said["department"], said["authority"]) == ("CG", "centralised")
    assert said["ground_zh"].startswith("渝北区执法事项清单：“油烟超标或者未净化”由区城管执法支队行使")
    assert "customary" in said["ground_en"]
    assert said["why"] == [{"zh": said["ground_zh"], "en": said["ground_en"]}]


async def test_without_the_district_the_scenario_says_it_step_by_step(office: Office) -> None:
    status, said = await route(office, item="未安装燃气报警装置", region=RONGCHANG)

    assert (status, said["authority"], said["department"]) == (200, None, "YJ")
    assert [each["zh"] for each in said["why"]] == [
        "《夜市执法监管一件事》：“未安装燃气报警装置”由应急管理承办（安全生产法第三十六条、第九十九条第八项）",
        f"荣昌区的应急管理是{said['organisation']['name']}",
    ]


async def test_what_townships_exercise_is_that_of_the_place(office: Office) -> None:
    asked = {"item": "night-market.stall-outside", "region": RONGCHANG}
    _, own = await route(office, "rongchang.changyuan", **asked)
    _, named = await route(office, **asked, township="500153-wanling")
    _, none = await route(office, **asked)
    status, elsewhere = await route(office, **asked, township="500112-longxi")

    assert own["organisation"]["code"] == "500153-changyuan"
    assert (named["organisation"]["code"], named["authority"]) == ("500153-wanling", "empowered")
    assert none["organisation"]["code"] == "500153-cg"
    assert "没有指明镇街" in none["why"][0]["zh"]
    assert (status, elsewhere["code"]) == (422, "parties-wrong")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"item": "nothing"}, 404, "item-unknown"),
        ({"item": "无证无照经营"}, 409, "item-ambiguous"),
        ({"item": "street-shops.waste"}, 404, "nobody-to-do"),
        ({"item": "night-market.scales", "region": "500156"}, 404, "nobody-to-do"),
        ({"item": "night-market.scales", "region": "999999"}, 404, "not-found"),
        ({"item": ""}, 422, "request-invalid"),
        ({"item": "night-market.scales", "since": "2026"}, 422, "request-invalid"),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    office: Office, body: dict[str, str], status: int, code: str
) -> None:
    found, said = await route(office, **body)

    assert (found, said["code"]) == (status, code)


async def test_a_refusal_names_the_candidates_or_the_line_of_work(office: Office) -> None:
    _, several = await route(office, item="无证无照经营")
    _, nobody = await route(office, item="night-market.scales", region="500156")

    assert {each["code"] for each in several["candidates"]} == {
        "homestays.no-licence",
        "street-shops.no-licence",
    }
    assert nobody["line_of_work"] == "SCJG"
    assert "市场监管" in nobody["detail"]


async def test_the_list_has_every_item_and_finds_by_any_word(office: Office) -> None:
    plans = [each.procedure.plan for each in load_definitions().values()]
    whole = await office.get("yubei.sfj", "/items")
    found = await office.get("yubei.sfj", "/items", q="占用消防通道")
    by_owner = await office.get("yubei.sfj", "/items", q="夜市 区城管执法支队")

    assert len(whole) == sum(len(plan.items) for plan in plans if plan)
    assert {each["code"] for each in found} == {"parking.fire-lane", "night-market.fire-lane"}
    assert found[0]["owner"]["organisation"]["code"] == "500112-xf"
    assert {each["code"] for each in by_owner} >= {"night-market.fumes", "night-market.stall-outside"}
    assert all(each["owner"] is None or each["nobody"] is None for each in whole)
    assert all(each["owner"] or each["nobody"] for each in whole)


async def proposals(office: Office, login: str, said: str, definition: str = WHISTLE) -> Json:
    return {
        each["organisation"]["code"]: [reason["zh"] for reason in each["reasons"]]
        for each in await office.get(login, "/proposals", definition=definition, words=said)
    }


async def test_a_whistle_is_proposed_bodies_by_the_items_it_speaks_of(office: Office) -> None:
    found = await proposals(office, "yubei.shuanglonghu", BLOCKED)

    reasons = found["500112-xf"]
    assert reasons[0] == "占用、堵塞消防车通道或者安全出口：消防法第二十八条、第六十条"
    assert len(found) <= 5
    assert await proposals(office, "yubei.shuanglonghu", "   ") == {}
    elsewhere = await proposals(office, "rongchang.changyuan", BLOCKED)
    assert "500153-xf" in elsewhere


async def test_a_whistle_is_proposed_those_that_answered_similar_ones(office: Office) -> None:
    asks = "共享单车淤积成堆，盲道无法通行"
    registry = load_registry(with_examples=True)
    definition = await office.get("rongchang.changyuan", f"/definitions/{WHISTLE}")
    walker = Walker(office, registry, definition)
    for _ in range(2):
        await walker.walk(
            Walk(
                opener="500153-changyuan",
                title="共享单车淤积",
                form={
                    "departments": ["500153-cg", "500153-jj"],
                    "place": "昌元街道",
                    "asks": asks,
                    "contact": "值班长",
                },
                steps=(
                    WalkStep(do="answer-500153-cg", outcome="resolved"),
                    WalkStep(task="answer-500153-jj", act="call-off", form={"reason": "已清走"}),
                ),
                tasks={},
                ends="ended",
            )
        )
    found = await proposals(office, "rongchang.wanling", "路边共享单车淤积，堆满盲道")

    assert found["500153-cg"][-1] == "2件类似吹哨"
    assert "500153-jj" not in found
    assert "500153-cg" not in await proposals(office, "yubei.longxi", "路边共享单车淤积，堆满盲道")


@pytest.mark.parametrize("definition", ["night-market", "clue-transfer", "nothing"])
async def test_only_a_whistle_is_proposed_anybody(office: Office, definition: str) -> None:
    answer = await office.call(
        "yubei.longxi", "GET", "/proposals", params={"definition": definition, "words": BLOCKED}
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


# ---- pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def township(app: FastAPI) -> AsyncIterator[Visitor]:
    visitor = Visitor(app)
    await visitor.sign_in("yubei.longxi")
    yield visitor
    await visitor.post(f"/cases/new/{WHISTLE}/draft/drop", {})


async def test_the_page_says_what_an_item_rests_on_and_who_has_it(township: Visitor) -> None:
    assert 'href="/items"' in await township.page("/scenarios")
    said = words(await township.page("/items?q=night-market"))

    assert (
        "油烟超标或者未净化 night-market.fumes 有依据 大气污染防治法第八十一条、第一百一十八条第一款" in said
    )
    assert "区城管执法支队 集中行使 为什么 渝北区执法事项清单：“油烟超标或者未净化”" in said
    assert "没有符合条件的事项" in words(await township.page("/items?q=没有这样的事"))


async def test_the_page_says_why_the_district_has_nobody(township: Visitor) -> None:
    said = words(await township.page("/items?q=restaurant-fumes.no-flue"))

    assert "由牵头单位承办，有了具体事项才能确定是哪个单位" in said
    township.client.cookies.set("onething_language", "en")
    assert "known only when there is one" in words(await township.page("/items?q=restaurant-fumes.no-flue"))


def boxes(html: str) -> list[tuple[str, bool]]:
    """Return each box for a department, and whether it is a proposed one."""
    found = re.findall(
        r'<label class="pick( pick-proposed)?"><input type="checkbox" name="form.departments" value="([\w-]+)"',
        html,
    )
    return [(code, bool(mark)) for mark, code in found]


async def test_while_the_form_is_filled_in_bodies_are_proposed_and_none_is_ticked(township: Visitor) -> None:
    sent = {"form.asks": BLOCKED, "form.place": "龙溪街道"}
    answer = await township.post(f"/cases/new/{WHISTLE}/proposals", sent, htmx=True)
    found = boxes(answer.text)

    assert answer.status_code == 200
    assert ("500112-xf", True) in found
    assert ("500112-xf", False) not in found
    assert len({code for code, _ in found}) == len(found)
    assert "checked" not in answer.text
    assert "占用、堵塞消防车通道或者安全出口：消防法第二十八条、第六十条" in words(answer.text)
    assert 'id="form-departments-offered" hx-swap-oob="innerHTML"' in answer.text


async def test_who_is_ticked_is_not_proposed_and_a_search_stays(township: Visitor) -> None:
    sent = {"form.asks": BLOCKED, "form.departments": "500112-xf", "region": RONGCHANG}
    found = boxes((await township.post(f"/cases/new/{WHISTLE}/proposals", sent, htmx=True)).text)
    params = {"field": "form.departments", "kinds": "enforcement", "proposed": "500112-cg"}
    searched = boxes((await township.client.get("/organisations/boxes", params=params)).text)

    assert "500112-xf" not in dict(found)
    assert all(code.startswith(RONGCHANG) for code, is_proposed in found if not is_proposed)
    assert "500112-cg" not in dict(searched)
    assert searched


async def test_without_a_script_a_form_that_is_shown_again_proposes_too(township: Visitor) -> None:
    sent = {"key": "k", "form.asks": BLOCKED, "form.place": "龙溪街道"}
    again = await township.post(f"/cases/new/{WHISTLE}", sent)

    assert again.status_code == 422
    assert ("500112-xf", True) in boxes(again.text)


@pytest.mark.parametrize("name", ["night-market", "nothing"])
async def test_other_forms_propose_nobody(township: Visitor, name: str) -> None:
    assert (await township.post(f"/cases/new/{name}/proposals", {}, htmx=True)).status_code == 404
