"""The boxes: who finds what in which, page by page, and what narrows a list."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.office_time import local_day
from tests.api.office import Json, Office, problem

# Bodies that no other test uses, so that their boxes hold only what stands here.
DESK, DESK_CODE = "rongchang.wjzd", "500153-wjzd"
OPENER = "rongchang.wj"


async def pages(office: Office, login: str, **params: Any) -> list[list[str]]:
    """Return the titles of a box, page by page."""
    found: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await office.get(login, "/cases", **params, **({"cursor": cursor} if cursor else {}))
        found.append([case["title"] for case in page["items"]])
        cursor = page["cursor"]
    return found


async def titles(office: Office, login: str, **params: Any) -> set[str]:
    """Return the titles of the clues in a box; what is late for long is under supervision too, as another case."""
    wanted = {"definition": "clue-transfer"} | params
    found = [title for page in await pages(office, login, **wanted) for title in page]
    assert len(found) == len(set(found))
    return set(found)


@pytest.fixture(scope="module")
async def five(office: Office) -> list[Json]:
    """Five cases on one desk: a plain one, an urgent one, one overdue for long, one suspended, one closed."""
    return [
        await office.open(OPENER, receiver=DESK_CODE, title="一 100%_\\ 普通", suspect_name="甲店"),
        await office.open(OPENER, receiver=DESK_CODE, title="二 紧急", urgency="urgent"),
        await office.open(OPENER, receiver=DESK_CODE, title="三 逾期", **_long_ago()),
        await _suspended(office, await office.open(OPENER, receiver=DESK_CODE, title="四 中止")),
        await _withdrawn(office, await office.open(OPENER, receiver=DESK_CODE, title="五 撤回")),
    ]


def _long_ago() -> dict[str, str]:
    received_on = local_day(datetime.now(UTC)) - timedelta(days=60)
    return {"paper_received_on": received_on.isoformat(), "paper_reason": "补录"}


async def _suspended(office: Office, case: Json) -> Json:
    until = local_day(datetime.now(UTC)) + timedelta(days=300)
    form = {"until": until.isoformat(), "reason": "鉴定", "basis": "行政强制法"}
    return await office.done(f"{DESK}.leader", case, "suspend", form)


async def _withdrawn(office: Office, case: Json) -> Json:
    return await office.done(OPENER, case, "withdraw")


ALL = {"一 100%_\\ 普通", "二 紧急", "三 逾期", "四 中止", "五 撤回"}
OPEN = ALL - {"五 撤回"}


async def test_each_box_holds_what_it_says(office: Office, five: list[Json]) -> None:
    assert await titles(office, DESK, box="todo") == OPEN
    assert await titles(office, DESK, box="all") == ALL
    assert await titles(office, DESK, box="opened") == set()
    assert await titles(office, OPENER, box="opened") == ALL
    assert await titles(office, OPENER, box="todo") == set()
    assert await titles(office, "rongchang.ny", box="all") == set()


async def test_the_box_without_a_name_is_what_waits_for_us(office: Office, five: list[Json]) -> None:
    assert await titles(office, DESK) == OPEN


async def test_the_desk_shows_first_what_is_due_first(office: Office, five: list[Json]) -> None:
    found = (await office.get(DESK, "/cases", box="todo"))["items"]

    assert [case["due_at"] for case in found] == sorted(case["due_at"] for case in found)
    assert found[0]["title"] == "三 逾期"


async def test_following_a_case_is_ones_own_affair(office: Office, five: list[Json]) -> None:
    path = f"/cases/{five[0]['id']}/watch"
    for _ in range(2):
        assert (await office.call(DESK, "PUT", path)).status_code == 204
    assert await titles(office, DESK, box="watch") == {five[0]["title"]}
    assert await titles(office, f"{DESK}.leader", box="watch") == set()

    for _ in range(2):
        assert (await office.call(DESK, "DELETE", path)).status_code == 204
    assert await titles(office, DESK, box="watch") == set()


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"overdue": True}, {"三 逾期"}),
        ({"overdue": False}, ALL - {"三 逾期"}),
        ({"light": "dark-red"}, {"三 逾期"}),
        ({"light": "grey"}, {"四 中止"}),
        ({"light": "red"}, set()),
        ({"holder": DESK_CODE}, OPEN),
        ({"holder": "500153-wj"}, set()),
        ({"holder": "nobody"}, set()),
        ({"definition": "clue-transfer"}, ALL),
        ({"definition": "no-such-thing"}, set()),
        ({"q": "普通"}, {"一 100%_\\ 普通"}),
        ({"q": "甲店"}, {"一 100%_\\ 普通"}),
        ({"q": "%"}, {"一 100%_\\ 普通"}),
        ({"q": "_"}, {"一 100%_\\ 普通"}),
        ({"q": "\\"}, {"一 100%_\\ 普通"}),
        ({"q": "/"}, set()),
        ({"q": "' OR 1=1 --"}, set()),
        ({"q": "xs-500153"}, ALL),
        ({"q": ""}, ALL),
        ({"q": "三", "overdue": True, "light": "dark-red"}, {"三 逾期"}),
    ],
)
async def test_a_list_is_narrowed(
    office: Office, five: list[Json], params: dict[str, Any], expected: set[str]
) -> None:
    assert await titles(office, DESK, box="all", **params) == expected


async def test_every_open_case_shows_exactly_one_light(office: Office, five: list[Json]) -> None:
    lights = ("green", "yellow", "red", "dark-red", "grey")
    by_light = [await titles(office, DESK, box="todo", light=light) for light in lights]

    assert sum(len(found) for found in by_light) == len(OPEN)
    for light, found in zip(lights, by_light, strict=True):
        shown = {
            case["title"]
            for case in (await office.get(DESK, "/cases", box="todo"))["items"]
            if case["light"] == light
        }
        assert shown == found


async def test_the_overdue_list_is_the_supervisors(office: Office, five: list[Json]) -> None:
    assert "三 逾期" in await titles(office, "rongchang.sfj", box="overdue")
    assert "三 逾期" not in await titles(office, "yubei.sfj", box="overdue")
    assert await titles(office, DESK, box="overdue") == set()


@pytest.mark.parametrize(("login", "box"), [(DESK, "todo"), (DESK, "all"), (OPENER, "opened")])
async def test_no_case_is_lost_or_doubled_while_others_come_in(
    office: Office, five: list[Json], login: str, box: str
) -> None:
    before = await titles(office, login, box=box)
    seen: list[str] = []
    cursor: str | None = None
    for number in range(30):
        params = {"box": box, "limit": 1} | ({"cursor": cursor} if cursor else {})
        page = await office.get(login, "/cases", **params)
        seen += [case["title"] for case in page["items"]]
        cursor = page["cursor"]
        if cursor is None:
            break
        if number < 2:
            case = await office.open(OPENER, receiver=DESK_CODE, title=f"新 {box} {number}")
            await office.done(OPENER, case, "withdraw")

    assert cursor is None
    assert len(seen) == len(set(seen))
    assert before <= set(seen)


async def test_a_whole_page_that_is_the_last_has_no_cursor(office: Office, five: list[Json]) -> None:
    assert [len(page) for page in await pages(office, DESK, box="todo", limit=2)] == [2, 2]


@pytest.mark.parametrize(
    "params",
    [
        {"cursor": "x"},
        {"cursor": "bm90IGEgY3Vyc29y"},
        {"cursor": "MjAyNi0wMy0wMg=="},
        {"cursor": "////"},
        {"cursor": "线索"},
        {"box": "secret"},
        {"light": "blue"},
        {"overdue": "maybe"},
        {"limit": 0},
        {"limit": 101},
        {"q": "x" * 101},
        {"q": "a\x00b"},
        {"holder": "a\x00b"},
        {"definition": "\x00"},
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(office: Office, params: dict[str, Any]) -> None:
    answer = await office.call(DESK, "GET", "/cases", params={"box": "all"} | params)

    problem(answer, 422, "request-invalid")
