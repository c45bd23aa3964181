"""Fields that choose several organisations or a task of the case, on pages that need no script."""

import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from scenarios.organisations import load_registry
from tests.api.matters import LEAD, NIGHT_MARKET, TOWNSHIP, all_run, once, opened, whistled
from tests.api.office import Office
from tests.api.visitors import Visitor, hidden, words

NEW = "/cases/new/whistle-emergency"
FILLED = {
    "title": "小区消防通道被堵",
    "form.place": "双龙湖街道锦程苑",
    "form.asks": "通道被车辆堵死，楼上有烟。",
    "form.contact": "值班长 023-00000000",
}


@pytest.fixture
async def township(app: FastAPI) -> AsyncIterator[Visitor]:
    visitor = Visitor(app)
    await visitor.sign_in(TOWNSHIP)
    yield visitor
    await visitor.post(f"{NEW}/draft/drop", {})


def ticked(html: str, *, is_ticked: bool) -> set[str]:
    found = re.findall(r'type="checkbox" name="form.departments" value="([\w-]+)"( checked)?', html)
    return {code for code, mark in found if bool(mark) is is_ticked}


async def test_the_own_districts_bodies_of_the_fields_kinds_are_offered(township: Visitor) -> None:
    offered = ticked(await township.page(NEW), is_ticked=False)

    bodies = load_registry(with_examples=True)
    own = {each.code for each in bodies.in_region("500112") if each.kind in ("enforcement", "regulator")}
    assert offered == own


@pytest.mark.parametrize(
    ("asked", "there", "not_there"),
    [
        pytest.param({"region": "500153"}, "500153-cg", "500112-cg", id="another district"),
        pytest.param({"words": "荣昌区城市管理"}, "500153-cg", "500112-cg", id="anywhere by name"),
        pytest.param({"form.departments": "500112-xf"}, "500112-cg", "500112-xf", id="without those ticked"),
        pytest.param({"kinds": "township"}, "500112-longxi", "500112-cg", id="of other kinds"),
    ],
)
async def test_others_are_found(township: Visitor, asked: dict[str, str], there: str, not_there: str) -> None:
    params = {"kinds": "enforcement,regulator", "field": "form.departments"} | asked
    answer = await township.client.get("/organisations/boxes", params=params)

    found = ticked(answer.text, is_ticked=False)
    assert there in found
    assert not_there not in found


async def test_a_field_of_another_name_is_not_made(township: Visitor) -> None:
    answer = await township.client.get("/organisations/boxes", params={"field": '"><script>'})

    assert answer.status_code == 422


async def test_what_was_ticked_stays_ticked_when_something_is_missing(township: Visitor) -> None:
    chosen = ["500112-xf", "500153-cg"]
    sent = FILLED | {"key": hidden(await township.page(NEW), "key"), "form.departments": chosen}
    answer = await township.post(NEW, {**sent, "form.contact": ""}, htmx=True)

    assert answer.status_code == 422
    assert ticked(answer.text, is_ticked=True) == set(chosen)
    assert not ticked(answer.text, is_ticked=False) & set(chosen)


async def test_without_any_the_gap_shows_at_the_field(township: Visitor) -> None:
    sent = FILLED | {"key": hidden(await township.page(NEW), "key")}
    answer = await township.post(NEW, sent, htmx=True)

    assert answer.status_code == 422
    assert re.search(r"several is-invalid.*?必填", answer.text, flags=re.DOTALL)


async def test_a_body_of_another_kind_is_refused_at_the_field(township: Visitor) -> None:
    sent = FILLED | {"key": hidden(await township.page(NEW), "key"), "form.departments": "500112-zf"}
    answer = await township.post(NEW, sent, htmx=True)

    assert answer.status_code == 422
    assert "单位不存在或不能选" in answer.text


async def test_several_are_chosen_said_in_words_and_called(township: Visitor, office: Office) -> None:
    chosen = ["500112-xf", "500112-cg"]
    sent = FILLED | {"key": hidden(await township.page(NEW), "key"), "form.departments": chosen}
    address = (await township.post(NEW, sent)).headers["location"]
    case_id = address.removeprefix("/cases/").partition("?")[0]

    assert "吹哨部门 重庆市渝北区消防救援局、重庆市渝北区城市管理综合行政执法支队" in words(
        await township.page(address)
    )
    case = await office.get(TOWNSHIP, f"/cases/{case_id}")
    assert case["form"]["departments"] == chosen
    assert {task["key"] for task in case["tasks"]} == {f"answer-{code}" for code in chosen}


async def test_when_every_task_runs_none_can_be_left_out_or_given_to_another(
    township: Visitor, office: Office
) -> None:
    case = await opened(office, TOWNSHIP, whistled("500112-xf"))
    await once(office, TOWNSHIP, case, all_run)
    html = await township.page(f"/cases/{case['id']}")

    assert "/actions/add-task" in html
    assert "/actions/leave-out-task" not in html
    assert "/actions/reassign-task" not in html


async def test_what_waits_is_left_out_and_said_by_its_title(app: FastAPI, office: Office) -> None:
    lead = Visitor(app)
    await lead.sign_in(LEAD)
    case = await opened(office, LEAD, NIGHT_MARKET)
    await once(office, LEAD, case, all_run)
    address = f"/cases/{case['id']}/actions/leave-out-task"
    html = await lead.page(address)
    offered = re.findall(r'<option value="([\w-]+)">', html)
    assert "noise-and-fumes" in offered
    assert not {"register", "order"} & set(offered)

    sent = await lead.acting(case["id"], "leave-out-task", task="noise-and-fumes", reason="本季不监测")
    done = await lead.post(address, sent)

    assert "任务 夜间噪声油烟监测 理由 本季不监测" in words(await lead.page(done.headers["location"]))


# ---- in a hurry ----------------------------------------------------------------------------------------------------


async def test_a_whistle_takes_its_title_from_its_first_sentence(township: Visitor, office: Office) -> None:
    sent = FILLED | {"key": hidden(await township.page(NEW), "key"), "form.departments": "500112-xf"}
    answer = await township.post(NEW, {**sent, "title": ""})

    case_id = answer.headers["location"].removeprefix("/cases/").partition("?")[0]
    assert (await office.get(TOWNSHIP, f"/cases/{case_id}"))["title"] == "通道被车辆堵死，楼上有烟"


async def test_a_draft_keeps_the_title_empty_until_it_is_sent(township: Visitor) -> None:
    key = hidden(await township.page(NEW), "key")
    await township.post(f"{NEW}/draft", {"key": key, "form.asks": "刚写了一半。"}, htmx=True)
    html = await township.page(NEW)

    assert "刚写了一半。" in html
    assert re.search(r'name="title" value=""', html)


async def test_only_what_is_required_is_asked_for_at_first(township: Visitor) -> None:
    html = await township.page(NEW)
    first, _, more = html.partition('<details class="more-fields">')

    assert set(re.findall(r'name="form\.(\w+)"', first)) == {"place", "asks", "departments", "contact"}
    assert {"risk", "coordinates"} <= set(re.findall(r'name="form\.(\w+)"', more))


async def test_a_gap_in_what_is_optional_is_shown(township: Visitor) -> None:
    sent = FILLED | {"key": hidden(await township.page(NEW), "key"), "form.departments": "500112-xf"}
    answer = await township.post(NEW, {**sent, "form.risk": "unheard-of"}, htmx=True)

    assert answer.status_code == 422
    assert '<details class="more-fields" open>' in answer.text


async def test_whom_one_calls_most_is_proposed_first(app: FastAPI, office: Office) -> None:
    for called in (["500112-xf"], ["500112-cg", "500112-yj"], ["500112-cg"]):
        await opened(office, "yubei.longxi", whistled(*called))
    visitor = Visitor(app)
    await visitor.sign_in("yubei.longxi")
    group = re.search(r"以往选过</span>(.*?)</div>", await visitor.page(NEW), flags=re.DOTALL)

    assert group
    proposed = re.findall(r'value="([\w-]+)"', group[1])
    assert proposed[0] == "500112-cg"
    assert set(proposed) == {"500112-cg", "500112-yj", "500112-xf"}


async def test_where_days_count_every_field_is_asked_for(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("yubei.scjg")

    assert "more-fields" not in await visitor.page("/cases/new/clue-transfer")
