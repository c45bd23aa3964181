"""One timeline of a matter and its tasks: what each reader may know of it, by department, page by page."""

import re
from html import unescape

import pytest

from tests.api.matters import LEAD, NIGHT_MARKET, TOWNSHIP, all_run, do_task, is_done, once, opened, task
from tests.api.office import Json, Office
from tests.api.visitors import SignedIn, Visitor, words

CHECKER, STRANGER = "yubei.scjgzd", "yubei.nyzd"


@pytest.fixture(scope="module")
async def matter(office: Office) -> Json:
    """A night market with two tasks done: one of them by the lead itself, with what it found."""
    case = await once(office, LEAD, await opened(office, LEAD, NIGHT_MARKET), all_run)
    await do_task(office, task(case, "register"), by=TOWNSHIP, lead=LEAD, outcome="listed")
    case = await once(office, LEAD, case, lambda seen: all_run(seen) and is_done("register")(seen))
    found = {"facts": "三处摊点使用未检定的电子秤", "item": "scales"}
    await do_task(office, task(case, "patrol"), by=LEAD, lead=LEAD, outcome="corrected", finds=found)
    return await once(office, LEAD, case, lambda seen: is_done("patrol")(seen) and all_run(seen))


def lines(html: str) -> list[str]:
    """What the timeline says, line by line."""
    found = re.findall(r'<li class="line(?: is-engine)?">(.*?)</li>', html, flags=re.DOTALL)
    return [words(each) for each in found]


def leads_to(html: str) -> list[str]:
    return re.findall(r'<div class="line-who">.*?href="([^"]+)"', html)


async def whole(visitor: Visitor, case: Json, **asked: str) -> list[str]:
    """Return every line, following the way to the older ones."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    address: str | None = f"/cases/{case['id']}/timeline?{query}"
    said: list[str] = []
    while address:
        html = await visitor.page(address)
        said += lines(html)
        onward = re.search(r'rel="next" href="([^"]+)"', html)
        address = unescape(onward[1]) if onward else None
    return said


async def test_the_lead_sees_what_was_done_in_every_task(signed_in: SignedIn, matter: Json) -> None:
    said = await whole(await signed_in(LEAD), matter)

    assert said[-1].startswith("发起 协同办理中 区城管执法支队")
    assert any(line.startswith("摊点登记 报告结果 待验收 双龙湖街道") for line in said)
    assert any(line.startswith("夜间巡查 登记问题 区城管执法支队") for line in said)
    # What a task's own file says is not said again by the matter's; a supervision (DB) is no task.
    assert [line for line in said if "有进展" in line and not line.startswith("DB-")] == []


async def test_of_a_task_that_may_not_be_read_only_its_stages_are_told(
    signed_in: SignedIn, matter: Json
) -> None:
    said = await whole(await signed_in(CHECKER), matter)

    patrol = [line for line in said if line.startswith("夜间巡查")]
    assert any(line.startswith("夜间巡查 有进展 办理中 区城管执法支队") for line in patrol)
    assert not any("登记问题" in line or "龚光辉" in line for line in patrol)
    assert any(line.startswith("食品检查 发起 待签收") for line in said)


async def test_the_newest_comes_first_and_each_line_once(signed_in: SignedIn, matter: Json) -> None:
    visitor = await signed_in(LEAD)
    html = await visitor.page(f"/cases/{matter['id']}/timeline")
    moments = re.findall(r'<time datetime="([^"]+)"', html)
    assert moments == sorted(moments, reverse=True)

    first = leads_to(html)
    assert len(first) == 15
    onward = re.search(r'rel="next" href="([^"]+)"', html)
    assert onward
    older = leads_to((await visitor.get(unescape(onward[1]), htmx=True)).text)
    assert older
    assert not set(first) & set(older)


async def test_it_is_narrowed_to_one_department(signed_in: SignedIn, matter: Json) -> None:
    said = await whole(await signed_in(LEAD), matter, org="500112-shuanglonghu")

    assert [line.split(" 双龙湖街道")[0] for line in said] == [
        "摊点登记 报告结果 待验收",
        "摊点登记 签收 办理中",
    ]
    told = await whole(await signed_in(CHECKER), matter, org="500112-shuanglonghu")
    assert told
    assert all(line.startswith("摊点登记 有进展") for line in told)


async def test_the_matters_page_begins_with_it(signed_in: SignedIn, matter: Json) -> None:
    html = await (await signed_in(LEAD)).page(f"/cases/{matter['id']}")

    assert len(lines(html)) == 15
    assert "本事项案卷" in html


async def test_nobody_else_reads_it(signed_in: SignedIn, matter: Json, office: Office) -> None:
    assert (await (await signed_in(STRANGER)).get(f"/cases/{matter['id']}/timeline")).status_code == 404
    clue = await office.open()
    assert (await (await signed_in(LEAD)).get(f"/cases/{clue['id']}/timeline")).status_code == 404


@pytest.mark.parametrize("cursor", ["nonsense", "MjAyNi0wMS0wMQ==", "%00"])
async def test_a_wrong_cursor_is_refused(signed_in: SignedIn, matter: Json, cursor: str) -> None:
    answer = await (await signed_in(LEAD)).get(f"/cases/{matter['id']}/timeline?cursor={cursor}")

    assert answer.status_code == 422
