"""The page of a matter across departments: every task, what holds it up, what was found; and the page of one task."""

import itertools
import re
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from api.tasks import TaskOut
from api.web.graph import Graph, graph_of, nodes_of
from api.web.graph_lines import BOX_HEIGHT, BOX_WIDTH
from api.web.language import Language
from api.web.rendering import environment
from api.web.task_words import TaskLine
from domain.plan import Plan
from tests.api.matters import (
    LEAD,
    NIGHT_MARKET,
    TOWNSHIP,
    all_run,
    do_task,
    is_done,
    once,
    opened,
    task,
    whistled,
)
from tests.api.office import Json, Office
from tests.api.visitors import SignedIn, words

SVG = "{http://www.w3.org/2000/svg}"
CHECKER, STRANGER, FIRE = "yubei.scjgzd", "yubei.nyzd", "yubei.xf"


@pytest.fixture(scope="module")
async def matter(office: Office) -> Json:
    """A night market whose stalls are listed and whose patrol has found something; the other checks run."""
    case = await once(office, LEAD, await opened(office, LEAD, NIGHT_MARKET), all_run)
    await do_task(office, task(case, "register"), by=TOWNSHIP, lead=LEAD, outcome="listed")
    case = await once(office, LEAD, case, lambda seen: all_run(seen) and is_done("register")(seen))
    found = {"facts": "三处摊点使用未检定的电子秤", "item": "scales", "place": "龙山大道"}
    await do_task(office, task(case, "patrol"), by=LEAD, lead=LEAD, outcome="corrected", finds=found)
    return await once(
        office,
        LEAD,
        case,
        lambda seen: (
            is_done("patrol")(seen)
            and any(each["key"] == "rectify-1" for each in seen["tasks"])
            and all_run(seen)
        ),
    )


def rows(html: str) -> dict[str, str]:
    """What the page says of each task, by its key."""
    found = re.findall(r'<tr class="task [^"]*" id="task-([\w-]+)">(.*?)</tr>', html, flags=re.DOTALL)
    return {key: words(row) for key, row in found}


async def test_every_task_is_listed_with_how_it_stands(signed_in: SignedIn, matter: Json) -> None:
    listed = rows(await (await signed_in(LEAD)).page(f"/cases/{matter['id']}"))

    assert list(listed) == [each["key"] for each in matter["tasks"]]
    assert listed["register"].startswith("已办结 摊点登记 RW-")
    assert "双龙湖街道 已登记" in listed["register"]
    assert "区市场监管执法支队 待签收 剩" in listed["food"]
    assert listed["order"].startswith("不需办理 现场秩序处置")
    assert "等待：食品检查、消防和燃气检查、夜间噪声油烟监测、问题整改" in listed["recheck"]


async def test_the_counts_say_how_far_the_matter_is(signed_in: SignedIn, matter: Json) -> None:
    said = words(await (await signed_in(LEAD)).page(f"/cases/{matter['id']}"))

    assert "任务 共14项 5 办理中 0 其中逾期 2 已办结 6 未开始 1 不需办理" in said


async def test_what_holds_the_matter_up_is_told_with_who_and_until_when(
    signed_in: SignedIn, matter: Json
) -> None:
    first = task(matter, matter["critical"][0])
    html = await (await signed_in(LEAD)).page(f"/cases/{matter['id']}")

    assert matter["critical"] == ["cards", "clear-unlisted", "rectify-1", "recheck", "case", "season"]
    line = re.search(r'<p class="critical.*?</p>', html, flags=re.DOTALL)
    assert line
    assert words(line[0]).startswith(f"当前堵点 食品摊贩登记卡 {first['doer']['name']} 待签收 到期")


async def test_what_was_found_names_who_and_the_task_that_deals_with_it(
    signed_in: SignedIn, matter: Json
) -> None:
    html = await (await signed_in(LEAD)).page(f"/cases/{matter['id']}")
    found = re.search(r'<section class="card case-findings">.*?</section>', html, flags=re.DOTALL)

    assert found
    said = words(found[0])
    assert "三处摊点使用未检定的电子秤 使用不合格计量器具 龙山大道" in said
    assert "由谁发现 夜间巡查 · 区城管执法支队 责任单位 区市场监管执法支队 处理任务 问题整改 1 办理中" in said


async def test_a_task_leads_to_its_case_only_for_those_who_may_read_it(
    signed_in: SignedIn, matter: Json
) -> None:
    visitor = await signed_in(CHECKER)
    html = await visitor.page(f"/cases/{matter['id']}")
    own, other = task(matter, "food")["case_id"], task(matter, "fire-and-gas")["case_id"]

    assert f'href="/cases/{own}"' in html
    assert f'href="/cases/{other}"' not in html
    assert "消防和燃气检查" in rows(html)["fire-and-gas"]
    assert (await visitor.get(f"/cases/{other}")).status_code == 404


async def test_who_has_no_part_in_it_sees_neither_matter_nor_tasks(signed_in: SignedIn, matter: Json) -> None:
    visitor = await signed_in(STRANGER)

    assert (await visitor.get(f"/cases/{matter['id']}")).status_code == 404
    assert (await visitor.get(f"/cases/{task(matter, 'food')['case_id']}")).status_code == 404


async def test_a_tasks_page_tells_of_its_matter_and_of_the_other_tasks(
    signed_in: SignedIn, matter: Json
) -> None:
    html = await (await signed_in(CHECKER)).page(f"/cases/{task(matter, 'food')['case_id']}")
    part = re.search(r'<details class="card case-matter">.*?</details>', html, flags=re.DOTALL)

    assert part
    said = words(part[0])
    assert said.startswith(f"所属事项 {matter['title']} {matter['number']} 14项任务已结束3项")
    assert "食品检查 本任务" in said
    assert "已办结 摊点登记 双龙湖街道 已登记" in said
    assert f'href="/cases/{task(matter, "fire-and-gas")["case_id"]}"' not in part[0]


async def test_a_case_without_a_plan_shows_no_tasks(signed_in: SignedIn, office: Office) -> None:
    case = await office.open()
    html = await (await signed_in("yubei.cg")).page(f"/cases/{case['id']}")

    assert 'class="card case-tasks"' not in html
    assert 'class="card case-matter"' not in html


async def test_a_whistle_is_one_task_for_each_department(signed_in: SignedIn, office: Office) -> None:
    case = await opened(office, TOWNSHIP, whistled("500112-xf", "500112-cg"))
    case = await once(office, TOWNSHIP, case, all_run)
    html = await (await signed_in(TOWNSHIP)).page(f"/cases/{case['id']}")

    assert all("应哨报到" in said and "待应哨" in said for said in rows(html).values())
    assert html.count('<g class="node ') == 2


async def test_what_is_raised_is_shown_with_its_reason_and_what_the_lead_may_do(
    signed_in: SignedIn, office: Office
) -> None:
    case = await opened(office, TOWNSHIP, whistled("500112-xf"))
    case = await once(office, TOWNSHIP, case, all_run)
    answering = await office.get(FIRE, f"/cases/{task(case, 'answer-500112-xf')['case_id']}")
    for action, form in (("answer", {}), ("arrive", {"people": "两人"}), ("find", {"facts": "违法搭建"})):
        answering = await office.done(FIRE, answering, action, form)
    await once(office, TOWNSHIP, case, lambda seen: any(each["key"] == "finding-1" for each in seen["tasks"]))
    township, fire = await signed_in(TOWNSHIP), await signed_in(FIRE)
    address = f"/cases/{case['id']}"
    html = await township.page(address)

    said = rows(html)["finding-1"]
    assert said.startswith(
        "待派单位 处理发现的问题 1 — 没有规定由谁处理此问题，请派给有关单位，或者说明理由后取消"
    )
    assert said.endswith("改派任务 取消任务 —")
    for action in ("reassign-task", "leave-out-task"):
        link = f"{address}/actions/{action}?task=finding-1"
        assert f'href="{link}"' in html
        assert '<option value="finding-1" selected>' in await township.page(link)
    assert "改派任务" not in rows(await fire.page(address))["finding-1"]
    await township.post("/language", {"to": "en"})
    assert rows(await township.page(address))["finding-1"].startswith(
        "Needs a body Deal with the finding 1 — No task deals with this finding; give it to a body,"
    )


# ---- the picture ---------------------------------------------------------------------------------------------------

ZH = Language("zh")


def plan(tasks: Mapping[str, Mapping[str, Any]]) -> Plan:
    made = {name: {"title": f"任务{name}", "title-en": name, **rule} for name, rule in tasks.items()}
    return Plan.model_validate({"kind": "one-thing", "field": "试", "field-en": "try", "tasks": made})


def drawn(of: Plan, copies: int = 1) -> Graph:
    """Draw a plan with so many tasks of each rule, all of them waiting."""
    tasks, lines = [], []
    for name, rule in of.tasks.items():
        for nth in range(copies):
            key = f"{name}-{nth}"
            known = {"rule": name, "title": rule.title, "title_en": rule.title_en}
            tasks.append(TaskOut(key=key, status="waiting", **known))
            lines.append(
                TaskLine(key, rule.title, "", None, "某单位", "waiting", "未开始", "", None, "", "", "", "")
            )
    graph = graph_of(of, ZH, nodes_of(ZH, tasks, lines))
    assert graph is not None
    return graph


def chain(length: int) -> dict[str, Mapping[str, Any]]:
    return {f"t{n}": {"after": [f"t{n - 1}"] if n else []} for n in range(length)}


def layered(width: int, depth: int) -> dict[str, Mapping[str, Any]]:
    return {
        f"t{layer}x{n}": {"after": [f"t{layer - 1}x{each}" for each in range(width)] if layer else []}
        for layer in range(depth)
        for n in range(width)
    }


@pytest.mark.parametrize(
    ("of", "copies"),
    [
        pytest.param(chain(3), 1, id="three in a row"),
        pytest.param(chain(40), 1, id="forty in a row"),
        pytest.param({f"t{n}": {} for n in range(40)}, 1, id="forty side by side"),
        pytest.param(layered(8, 5), 1, id="five layers of eight"),
        pytest.param({"find": {}, "deal": {"for-each": "findings.find"}}, 12, id="many of a rule"),
    ],
)
def test_boxes_stand_apart_inside_the_picture(of: dict[str, Mapping[str, Any]], copies: int) -> None:
    graph = drawn(plan(of), copies)
    corners = sorted((box.x, box.y) for box in graph.boxes)

    assert len(corners) == len(of) * copies
    assert all(
        abs(x1 - x2) > BOX_WIDTH or abs(y1 - y2) > BOX_HEIGHT
        for (x1, y1), (x2, y2) in itertools.pairwise(corners)
    )
    assert max(x for x, _ in corners) + BOX_WIDTH < graph.width
    assert max(y for _, y in corners) + BOX_HEIGHT < graph.height


def test_each_task_stands_behind_those_it_waits_for() -> None:
    of = plan(layered(3, 4))
    at = dict(zip(of.tasks, drawn(of).boxes, strict=True))

    assert all(at[before].x < at[name].x for name, rule in of.tasks.items() for before in rule.after)


def test_who_is_waited_for_anyway_has_no_arrow_of_its_own() -> None:
    of = plan({"a": {}, "b": {"after": ["a"]}, "c": {"after": ["a", "b"]}, "d": {"after": ["a"]}})

    assert len(drawn(of).edges) == 3


def test_too_many_of_a_rule_become_a_pile() -> None:
    graph = drawn(plan({"find": {}, "deal": {"for-each": "findings.find"}}), 30)

    assert sorted(box.count for box in graph.boxes) == [30, 30]
    assert "共30项" in graph.said


def test_a_single_task_needs_no_picture() -> None:
    of = plan({"alone": {}})
    only = TaskOut(key="alone", rule="alone", title="x", title_en="x", status="waiting")
    line = TaskLine("alone", "x", "", None, "", "waiting", "未开始", "", None, "", "", "", "")

    assert graph_of(of, ZH, nodes_of(ZH, [only], [line])) is None


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_picture_says_in_words_what_it_shows(code: str) -> None:
    graph = drawn(plan(chain(3)))
    drawing = environment("en" if code == "en" else "zh").get_template("partials/case_graph.svg")
    picture = ET.fromstring(drawing.render(graph=graph))

    assert picture.attrib["aria-labelledby"].split() == [
        picture.find(f"{SVG}title").attrib["id"],  # type: ignore[union-attr]  # it is there
        picture.find(f"{SVG}desc").attrib["id"],  # type: ignore[union-attr]  # it is there
    ]
    assert "任务t1，某单位，未开始，在任务t0之后" in (picture.findtext(f"{SVG}desc") or "")
    assert all(box.findtext(f"{SVG}title") for box in picture.findall(f"{SVG}g"))


def test_what_was_raised_stands_behind_what_it_follows() -> None:
    of = plan({"look": {}, "inspect": {}, "last": {"after": ["look"]}})
    known = {"status": "done", "title": "任务", "title_en": "task"}
    tasks = [
        TaskOut(key="look", rule="look", **known),
        TaskOut(key="inspect-fire", rule="inspect", **known),
        TaskOut(key="inspect-gas", rule="inspect", **known),
        TaskOut(key="look-next", rule=None, follows="look", **known),
        TaskOut(key="finding-1", rule=None, follows="inspect", **known),
        TaskOut(key="added-4", rule=None, **known),
    ]
    lines = [
        TaskLine(each.key, each.key, "", None, "", "done", "", "", None, "", "", "", "") for each in tasks
    ]
    graph = graph_of(of, ZH, nodes_of(ZH, tasks, lines))

    assert graph is not None
    columns = {box.lines[0]: box.x for box in graph.boxes}
    assert columns["look-next"] == columns["finding-1"] > columns["look"] == columns["added-4"]
    assert len(graph.edges) == 3
