"""The ladder of the stage on a case: what has been climbed, what comes next and when, and on what each rung rests."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from fastapi import FastAPI

from domain.office_time import local_day
from scenarios.load import load_definitions
from tests.api.eventually import eventually
from tests.api.office import Json, Office
from tests.api.test_supervision import DRAFT, OPINION, SERVICE, step
from tests.api.visitors import Visitor, words
from tests.lateness import lately_late

SENDER, BODY, BODY_CODE = "rongchang.zjw", "rongchang.wlzd", "500153-wlzd"
CLERK, LEADER = "rongchang.sfj", "rongchang.sfj.leader"
RUNGS = load_definitions()["clue-transfer"].ladders["standard"].rungs


def by_level(case: Json) -> dict[str, Json]:
    return {rung["level"]: rung for rung in case["ladder"]}


async def late_case(office: Office, title: str, paper: dict[str, str], rungs: int) -> Json:
    """Open a case whose paper lay, and wait until so many rungs have fired."""
    case = await office.open(SENDER, receiver=BODY_CODE, title=title, **paper)

    async def climbed() -> Json | None:
        seen: Json = await office.get(CLERK, f"/cases/{case['id']}")
        fired = [rung for rung in seen["ladder"] if rung["sets_off"] == "clock" and rung["fired_at"]]
        return seen if len(fired) == rungs else None

    found = await eventually(climbed)
    assert found
    return found


@pytest.fixture(scope="module")
async def long_late(office: Office) -> Json:
    """A case so late that every rung of the clock has fired."""
    received_on = local_day(datetime.now(UTC)) - timedelta(days=60)
    paper = {"paper_received_on": received_on.isoformat(), "paper_reason": "补录"}
    return await late_case(office, "梯次用完的线索", paper, 2)


async def test_a_case_in_time_shows_the_whole_ladder_before_it(office: Office) -> None:
    case = await office.open(SENDER, receiver=BODY_CODE, title="未到期的线索")
    rungs = case["ladder"]

    assert [(rung["level"], rung["title"], rung["effect"], rung["basis"]) for rung in rungs] == [
        (rung.level, rung.title, rung.effect, rung.basis) for rung in RUNGS
    ]
    assert [rung["sets_off"] for rung in rungs] == ["reminder", "clock", "clock", *["people"] * 5]
    assert [rung["level"] for rung in rungs if rung["is_next"]] == ["L1"]
    assert all(rung["fired_at"] is None for rung in rungs)
    urging, letter = by_level(case)["L1"], by_level(case)["L2"]
    assert urging["at"] == case["due_at"] == case["next_rung"]["at"]
    # When the second one fires is counted once the first has.
    assert (letter["at"], letter["after"]) == (None, {"value": 5, "unit": "WD"})


async def test_what_is_customary_is_never_shown_as_law(app: FastAPI, office: Office) -> None:
    case = await office.open(SENDER, receiver=BODY_CODE, title="依据分明的线索")
    visitor = Visitor(app)
    await visitor.sign_in(BODY)
    rows = re.findall(
        r'<tr class="rung is-.*?</tr>', await visitor.page(f"/cases/{case['id']}"), flags=re.DOTALL
    )

    assert [rung["is_customary"] for rung in case["ladder"]] == [rung.confidence == "C" for rung in RUNGS]
    assert len(rows) == len(RUNGS)
    for row, rung in zip(rows, RUNGS, strict=True):
        said = words(row)
        assert f"{rung.level} {rung.title}" in said
        assert ("工作惯例" in said) is (rung.confidence == "C")
        assert ("有依据" in said) is (rung.confidence != "C")
        assert (rung.basis or "") in said


async def test_the_page_says_what_sets_each_rung_off_and_who_is_told(app: FastAPI, office: Office) -> None:
    case = await office.open(SENDER, receiver=BODY_CODE, title="何时触发的线索")
    visitor = Visitor(app)
    await visitor.sign_in(BODY)
    said = words(await visitor.page(f"/cases/{case['id']}"))

    assert re.search(r"L0 系统提醒 \d{4}年\d+月\d+日起，每个工作日提醒 告知 区\S+", said)
    assert re.search(
        r"L1 催办单 下一梯次 (\d{4}年)?\d+月\d+日 \d\d:\d\d 到点 告知 区\S+、区司法局 签发 区司法局", said
    )
    assert "L2 督办函 到期后5个工作日" in said
    assert "L6 通报批评 由监督机构办理 告知" in said
    assert re.search(r"L7 移送问责 由监督机构办理 告知 \S*(监委|监察)", said)


async def test_a_rung_that_has_fired_shows_its_entry_and_the_next_its_moment(office: Office) -> None:
    case = await late_case(office, "刚刚逾期的线索", lately_late(), 1)
    rungs = by_level(case)
    entries = await office.get(CLERK, f"/cases/{case['id']}/entries")
    fired = next(entry for entry in entries if entry["action"] == "overdue")

    assert (rungs["L1"]["fired_at"], rungs["L1"]["seq"]) == (fired["at"], fired["seq"])
    assert rungs["L1"]["case_id"] == case["id"]
    assert [level for level, rung in rungs.items() if rung["is_next"]] == ["L2"]
    assert rungs["L2"]["at"] == case["next_rung"]["at"]


async def test_when_the_case_moves_its_new_stage_has_a_ladder_of_its_own(office: Office) -> None:
    case = await late_case(office, "逾期后签收的线索", lately_late(), 1)
    signed = await office.done(BODY, case, "sign")

    assert all(rung["fired_at"] is None for rung in signed["ladder"])
    assert [rung["level"] for rung in signed["ladder"] if rung["is_next"]] == ["L1"]


async def test_when_the_clock_has_done_its_part_people_take_the_next_rung(
    app: FastAPI, office: Office, long_late: Json
) -> None:
    (tied,) = await eventually(partial(supervisions, office, long_late["id"]))
    assert long_late["next_rung"] is None
    assert [level for level, rung in by_level(long_late).items() if rung["is_next"]] == ["L3"]

    await step(office, CLERK, tied, "draft", DRAFT)
    await step(office, LEADER, tied, "check")
    await step(office, LEADER, tied, "issue")
    await step(office, CLERK, tied, "serve", SERVICE)
    await step(office, BODY, tied, "sign-for")
    await step(office, BODY, tied, "report", {"summary": "仍在核查"})
    await step(office, LEADER, tied, "step-up", {"reason": "未按要求办理"})
    after = await step(office, CLERK, tied, "draft-opinion", OPINION)
    rungs = by_level(await office.get(CLERK, f"/cases/{long_late['id']}"))

    assert (rungs["L4"]["case_id"], rungs["L4"]["seq"]) == (tied["id"], after["seq"])
    assert [level for level, rung in rungs.items() if rung["is_next"]] == ["L5"]
    # The sender has no part in the supervision, so its page does not tell what was done there.
    assert by_level(await office.get(SENDER, f"/cases/{long_late['id']}"))["L4"]["fired_at"] is None
    visitor = Visitor(app)
    await visitor.sign_in(CLERK)
    html = await visitor.page(f"/cases/{long_late['id']}")
    assert f'href="/cases/{tied["id"]}#entry-{after["seq"]}"' in html


async def supervisions(office: Office, case_id: str) -> list[Json]:
    found: list[Json] = (await office.get(CLERK, f"/cases/{case_id}"))["tied"]
    return found


async def test_a_closed_case_stands_on_no_ladder(app: FastAPI, office: Office) -> None:
    case = await office.done(
        SENDER, await office.open(SENDER, receiver=BODY_CODE, title="撤回的线索"), "withdraw"
    )
    visitor = Visitor(app)
    await visitor.sign_in(SENDER)

    assert case["ladder"] == []
    assert "case-ladder" not in await visitor.page(f"/cases/{case['id']}")
