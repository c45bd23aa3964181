"""The catalogue: every definition by kind, found by its words, and each explained with limits and their basis."""

import re
from urllib.parse import quote

import pytest

from api.web.condition_words import condition_words
from api.web.language import Language
from domain.procedure import Definition
from domain.ways import longest_way_of_tasks, working_days
from scenarios.load import load_definitions
from tests.api.office import Office
from tests.api.visitors import SignedIn, words

DEFINITIONS = load_definitions()
PLANNED = {name: each for name, each in DEFINITIONS.items() if each.procedure.plan}
NIGHT_MARKET = DEFINITIONS["night-market"]


def named(html: str, prefix: str) -> list[str]:
    return re.findall(rf'<a class="card choice" href="{prefix}/([\w-]+)"', html)


async def test_every_definition_is_listed_once(signed_in: SignedIn) -> None:
    html = await (await signed_in("yubei.cg")).page("/scenarios")

    assert sorted(named(html, "/scenarios")) == sorted(DEFINITIONS)
    kinds = re.findall(r'<section class="kind kind-([\w-]+)">', html)
    assert kinds == [
        kind for kind in ("one-thing", "joint-inspection", "whistle", "procedure") if kind in kinds
    ]


async def test_a_township_finds_its_whistles_first(signed_in: SignedIn) -> None:
    html = await (await signed_in("yubei.shuanglonghu")).page("/cases/new")

    assert named(html, "/cases/new")[0].startswith("whistle-")
    assert "supervision" not in named(html, "/cases/new")


@pytest.mark.parametrize(
    ("asked", "found", "not_found"),
    [
        pytest.param("夜市", "night-market", "clue-transfer", id="a title"),
        pytest.param("night MARKET", "night-market", "clue-transfer", id="in English"),
        pytest.param("露天烧烤", "night-market", "whistle-emergency", id="an item"),
        pytest.param("夜间巡查 燃气", "night-market", "whistle-emergency", id="a task and a department"),
    ],
)
async def test_a_definition_is_found_by_its_words(
    signed_in: SignedIn, asked: str, found: str, not_found: str
) -> None:
    answer = await (await signed_in("yubei.cg")).client.get("/scenarios", params={"q": asked})

    listed = named(answer.text, "/scenarios")
    assert found in listed
    assert not_found not in listed


async def test_a_matter_is_listed_with_its_picture_its_departments_and_its_field(signed_in: SignedIn) -> None:
    html = await (await signed_in("yubei.cg")).page("/scenarios")
    card = html.partition('href="/scenarios/night-market"')[2].partition("</a>")[0]
    plan = NIGHT_MARKET.procedure.plan
    assert plan is not None

    assert card.count("<rect") == len(plan.tasks)
    assert "、".join(each.title for each in plan.departments.values()) in card
    assert f'href="/scenarios?q={quote(plan.field)}"' in html


async def test_nothing_found_is_said(signed_in: SignedIn) -> None:
    assert "没有符合条件的事项" in await (await signed_in("yubei.cg")).page("/cases/new?q=没有这样的事")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_definition_has_its_page(signed_in: SignedIn, language: str) -> None:
    visitor = await signed_in("yubei.cg")
    visitor.client.cookies.set("onething_language", language)
    for name, definition in DEFINITIONS.items():
        html = await visitor.page(f"/scenarios/{name}")
        assert Language("en" if language == "en" else "zh").title(definition.procedure) in words(html), name


async def test_a_page_explains_tasks_limits_items_and_duties(signed_in: SignedIn) -> None:
    said = words(await (await signed_in("yubei.cg")).page("/scenarios/night-market"))

    assert "夜间巡查 城市管理 会同镇街每晚巡查出摊经营" in said
    assert "在摊点登记之后 待签收 1个工作日 工作惯例 办理中 3个工作日 工作惯例" in said
    assert "各任务发现的每个问题各一项" in said
    assert "条件：紧急程度为紧急" in said
    assert "禁止区域露天烧烤 城市管理 有依据 大气污染防治法第一百一十八条" in said
    assert "问题涉及的事项为社会生活噪声扰民 公安" in said
    assert "其他情形 城市管理" in said


async def test_the_longest_way_is_told_in_working_days(signed_in: SignedIn) -> None:
    plan = NIGHT_MARKET.procedure.plan
    assert plan is not None
    said = words(await (await signed_in("yubei.cg")).page("/scenarios/night-market"))

    days = working_days(longest_way_of_tasks(plan, DEFINITIONS).hours)
    assert f"8个部门 {len(plan.tasks)}项任务 总时限258个工作日 最长约{days}个工作日" in said


@pytest.mark.parametrize(
    ("login", "offered"),
    [pytest.param("yubei.cg", True, id="who leads"), pytest.param("yubei.sfj", False, id="who supervises")],
)
async def test_only_who_may_open_it_is_offered_to(signed_in: SignedIn, login: str, *, offered: bool) -> None:
    html = await (await signed_in(login)).page("/scenarios/night-market")

    assert ('href="/cases/new/night-market"' in html) is offered


async def test_what_does_not_exist_has_no_page(signed_in: SignedIn) -> None:
    assert (await (await signed_in("yubei.cg")).get("/scenarios/nothing")).status_code == 404


async def test_programs_learn_kind_and_field(office: Office) -> None:
    listed = {each["id"]: each for each in await office.get("yubei.cg", "/definitions")}

    assert (listed["clue-transfer"]["kind"], listed["clue-transfer"]["field"]) == ("procedure", None)
    night_market = listed["night-market"]
    assert (night_market["kind"], night_market["field"], night_market["field_en"]) == (
        "one-thing",
        "城市管理",
        "urban management",
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("opening.urgency != 'urgent'", "紧急程度不为紧急"),
        ("opening.source in ['grid', 'patrol']", "事项来源为网格上报、日常巡查"),
        ("'unlisted' in tasks.register.results", "“摊点登记”的结果是存在未登记摊点"),
        ("!('ok' in tasks.food.results)", "“食品检查”的结果不是未发现问题"),
        ("tasks['fire-and-gas'].done > 0", "“消防和燃气检查”已经办结"),
        (
            "(opening.urgency == 'urgent' || tasks.food.open == 0) && 'case' in tasks.patrol.results",
            "（紧急程度为紧急，或者“食品检查”全部结束），且“夜间巡查”的结果是立案查处",
        ),
        ("has(finding.item) && finding.item in ['fumes']", "问题涉及的事项为油烟超标或者未净化"),
        ("tasks.food.results.exists(r, r in ['ok', 'case'])", "“食品检查”的结果是未发现问题或者立案查处"),
        ("size(findings) > 3", None),
        ("opening.nothing == 'x'", None),
    ],
)
def test_a_condition_is_said_in_words_or_not_at_all(source: str, said: str | None) -> None:
    assert condition_words(Language("zh"), NIGHT_MARKET.procedure, DEFINITIONS, source) == said


def _conditions(definition: Definition) -> list[str]:
    plan = definition.procedure.plan
    assert plan is not None
    conditions = [*(task.when for task in plan.tasks.values()), *(rule.when for rule in plan.boundary)]
    return [each for each in conditions if each is not None]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_nearly_all_conditions_that_ship_are_said_in_words(code: str) -> None:
    language = Language("en" if code == "en" else "zh")
    said = [
        condition_words(language, definition.procedure, DEFINITIONS, source)
        for definition in PLANNED.values()
        for source in _conditions(definition)
    ]

    assert said.count(None) <= len(said) / 10
