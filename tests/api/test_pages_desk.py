"""The desk, the inbox and the supervisor's list."""

import re
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI

from tests.api.eventually import eventually
from tests.api.office import Office
from tests.api.visitors import Visitor, words

HOLDER, SENDER, SUPERVISOR = "rongchang.nyzd", "rongchang.scjg", "rongchang.sfj"


@pytest.fixture(scope="module")
async def overdue(office: Office) -> str:
    """A case whose paper lay for a month, once the engine has noticed; its title is unique."""
    title = f"纸质线索{uuid4().hex[:8]}"
    paper = {"paper_received_on": "2026-01-05", "paper_reason": "补录"}
    case = await office.open(SENDER, receiver="500153-nyzd", title=title, **paper)

    async def noticed() -> bool:
        seen = await office.get(HOLDER, f"/cases/{case['id']}")
        return bool(seen["is_overdue"])

    assert await eventually(noticed)
    return title


@pytest.fixture
async def holder(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(HOLDER)
    return visitor


@pytest.fixture
async def supervisor(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(SUPERVISOR)
    return visitor


async def test_the_desk_says_what_to_do_first(holder: Visitor, overdue: str) -> None:
    said = words(await holder.page("/"))

    assert re.search(rf"先办这一件 {overdue} 严重逾期 待签收 来自 区市场监管局", said)
    assert re.search(r"逾期\d+天", said)


async def test_a_list_is_narrowed_by_light_and_words(holder: Visitor, overdue: str) -> None:
    assert overdue in await holder.page(f"/?box=todo&q={overdue}&light=dark-red&overdue=1")
    assert overdue not in words(await holder.page("/?box=todo&light=green"))
    assert "没有符合条件的事项" in await holder.page("/?box=todo&q=没有这样的事项")


async def test_a_long_list_goes_on_on_the_next_page(app: FastAPI, office: Office) -> None:
    titles = [f"分页{n:02}" for n in range(21)]
    for title in titles:
        await office.open("rongchang.zjw", receiver="500153-sthjzd", title=title)
    visitor = Visitor(app)
    await visitor.sign_in("rongchang.sthjzd")
    first = await visitor.page("/?box=todo&q=分页")
    found = re.search(r'rel="next" href="([^"]+)"', first)

    assert found
    second = await visitor.page(found[1].replace("&amp;", "&"))
    shown = re.findall(r"分页\d\d", words(first)) + re.findall(r"分页\d\d", words(second))
    assert sorted(set(shown)) == titles
    assert 'rel="next"' not in second


async def test_what_is_watched_is_listed(holder: Visitor, office: Office, overdue: str) -> None:
    case = (await office.get(HOLDER, "/cases", q=overdue))["items"][0]
    await holder.post(f"/cases/{case['id']}/watch", {})

    assert overdue in await holder.page("/?box=watch")

    await holder.post(f"/cases/{case['id']}/watch", {})

    assert overdue not in await holder.page("/?box=watch")


async def test_a_notice_is_read_once(holder: Visitor, overdue: str) -> None:
    unread = re.findall(r'action="(/inbox/\d+/read)"', await holder.page("/inbox"))
    assert unread
    await holder.post(unread[0], {})

    assert unread[0] not in await holder.page("/inbox")
    assert (await holder.post("/inbox/0/read", {})).status_code == 404


async def test_the_supervisor_sees_who_is_late_and_how_late(supervisor: Visitor, overdue: str) -> None:
    html = await supervisor.page("/overdue?holder=500153-nyzd")

    assert overdue in html
    assert "的逾期事项" in html
    for drawing in re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL):
        bars = ET.fromstring(drawing).findall("{http://www.w3.org/2000/svg}rect")
        assert sum(int(bar.attrib["width"]) for bar in bars) > 0


async def test_the_supervisor_urges_from_the_list(supervisor: Visitor, office: Office, overdue: str) -> None:
    case = (await office.get(SUPERVISOR, "/cases", box="overdue", q=overdue))["items"][0]
    sent = await supervisor.acting(case["id"], "urge", text="请于今日签收") | {"stays": "1"}
    answer = await supervisor.post(f"/cases/{case['id']}/actions/urge", sent, htmx=True)

    assert answer.status_code == 200
    assert "催办" in words(answer.text)
    entries = await office.get(SUPERVISOR, f"/cases/{case['id']}/entries")
    assert [entry["form"] for entry in entries if entry["action"] == "urge"] == [{"text": "请于今日签收"}]


async def test_the_supervisors_list_is_for_supervisors(holder: Visitor) -> None:
    answer = await holder.get("/overdue")

    assert answer.status_code == 403
    assert "无权访问" in answer.text
    assert "not-entitled" in answer.text
