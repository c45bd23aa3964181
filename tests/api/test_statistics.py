"""What programs and pages are told of a year's cases: whose numbers they are, and what ended cases come to."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from api.web.statistics import number_words
from scenarios.load import SCENARIOS, load_definition
from scenarios.organisations import load_registry
from scenarios.walks import load_walks
from store.connection import transaction
from store.tables import KeptRow
from tests.api.matters import all_run, is_done, once, opened, task, whistled
from tests.api.office import Json, Office, problem
from tests.api.visitors import SignedIn, words
from tests.api.walking import Walker

TOWNSHIP, SUPERVISOR = "yubei.shuanglonghu", "yubei.sfj"
ANSWERING: tuple[tuple[str, Json], ...] = (
    ("answer", {}),
    ("arrive", {"people": "两人"}),
    ("report", {"outcome": "resolved", "measures": "已清空通道。"}),
)


def kept_of(engine: Engine, case_id: str) -> dict[str, float | None]:
    with transaction(engine) as session:
        rows = session.exec(select(KeptRow).where(KeptRow.case_id == case_id)).all()
    return {row.name: row.value for row in rows}


async def told(office: Office, login: str, name: str, **params: object) -> Json:
    found: Json = await office.get(login, f"/definitions/{name}/statistics", **params)
    return found | {"kept": {each["id"]: each for each in found["kept"]}}


async def file_of(office: Office, case_id: str) -> list[Json]:
    found: list[Json] = await office.get(TOWNSHIP, f"/cases/{case_id}/entries")
    return found


def late_stages(file: list[Json]) -> set[str]:
    """Return in which stages a rung fired: tasks of these tests run where time is skipped."""
    return {entry["stage_from"] for entry in file if entry["action"] == "overdue"}


def minutes_to(file: list[Json], action: str) -> float:
    moments = {entry["action"]: datetime.fromisoformat(entry["at"]) for entry in reversed(file)}
    return (moments[action] - moments["open"]).total_seconds() / 60


async def answer(office: Office, whistle: Json, body: str, *, login: str, rating: int) -> str:
    """Have a department answer a whistle and the township rate it; return the department's case."""
    called = task(whistle, f"answer-{body}")
    for action, form in ANSWERING:
        seen = await office.get(login, f"/cases/{called['case_id']}")
        await office.done(login, seen, action, form)
    seen = await office.get(TOWNSHIP, f"/cases/{called['case_id']}")
    await office.done(TOWNSHIP, seen, "accept", {"rating": rating})
    return str(called["case_id"])


async def test_a_whistle_that_ended_is_counted_with_its_answers(office: Office, engine: Engine) -> None:
    before = await told(office, TOWNSHIP, "report-in")
    whistle = await opened(office, TOWNSHIP, whistled("500112-xf", "500112-cg", "500112-jj"))
    whistle = await once(office, TOWNSHIP, whistle, all_run)
    answers = [
        await answer(office, whistle, "500112-xf", login="yubei.xf", rating=5),
        await answer(office, whistle, "500112-cg", login="yubei.cg", rating=2),
    ]
    spared = task(whistle, "answer-500112-jj")
    seen = await office.get(TOWNSHIP, f"/cases/{spared['case_id']}")
    await office.done(TOWNSHIP, seen, "call-off", {"reason": "已经解决"})
    whistle = await once(office, TOWNSHIP, whistle, is_done(*(each["key"] for each in whistle["tasks"])))
    await office.done(TOWNSHIP, whistle, "end-whistle", {"summary": "已核验"})

    files = {each["case_id"]: await file_of(office, each["case_id"]) for each in whistle["tasks"]}
    late = {case_id: late_stages(file) for case_id, file in files.items()}
    whole = kept_of(engine, whistle["id"])
    assert whole.pop("days") == pytest.approx(0, abs=0.1)
    on_time = sum(not stages for stages in late.values())
    assert whole == {"came": pytest.approx(2 / 3), "in-time": pytest.approx(on_time / 3), "on-time": 1.0}
    for case_id, rating in zip(answers, (5.0, 2.0), strict=True):
        kept = kept_of(engine, case_id)
        assert kept.pop("arrival") == pytest.approx(minutes_to(files[case_id], "arrive"))
        assert kept == {
            "answered-in-time": float("whistled" not in late[case_id]),
            "came-in-time": float("coming" not in late[case_id]),
            "disposed-in-time": float("on-site" not in late[case_id]),
            "returned": 0.0,
            "rating": rating,
        }
    # Whoever was called off counts as called when it was late with it.
    was_due = bool(late[spared["case_id"]] & {"whistled", "coming"})
    assert len(kept_of(engine, spared["case_id"])) == (2 if was_due else 0)
    after = await told(office, TOWNSHIP, "report-in")
    assert after["ended"] - before["ended"] == 3
    rating, was = after["kept"]["rating"], before["kept"]["rating"]
    assert (rating["as"], rating["n"] - was["n"], rating["by"]["id"]) == ("mean", 2, "doer")
    assert {"500112-xf", "500112-cg"} <= {each["body"]["code"] for each in rating["bodies"]}


CATERING = next(folder / "catering.yaml" for folder in SCENARIOS if (folder / "catering.yaml").exists())


async def test_a_joint_inspection_that_ended_counts_the_visits_it_spared(
    office: Office, engine: Engine
) -> None:
    file: Path = CATERING
    walk = load_walks()[file]
    name = load_definition(file).procedure.procedure
    definition = await office.get(SUPERVISOR, f"/definitions/{name}")
    ended = await Walker(office, load_registry(with_examples=True), definition).walk(walk)

    results = [each["result"] for each in ended["tasks"] if each["rule"] == "inspect" and each["result"]]
    asked = [each["result"] for each in ended["tasks"] if each["rule"] == "join" and each["result"]]
    fixed = [each["result"] for each in ended["tasks"] if each["rule"] == "rectify" and each["result"]]
    kept = kept_of(engine, ended["id"])
    assert kept["saved"] == len(results) - 1 > 0
    assert kept["took-part"] == sum(each in ("joined", "entrusted") for each in asked) / len(asked)
    assert kept["corrected"] == sum(each == "passed" for each in fixed) / len(fixed)
    assert (kept["on-time"], kept["told-in-time"], kept["detected"]) == (1.0, 1.0, 1.0)
    numbers = await told(office, SUPERVISOR, name)
    assert numbers["ended"] >= 1
    assert numbers["kept"]["saved"]["value"] >= kept["saved"]
    assert numbers["kept"]["saved"]["unit"] == "次"


async def test_whoever_takes_no_part_is_told_of_nothing(office: Office) -> None:
    elsewhere = await told(office, "rongchang.sfj", "clue-transfer", region="500112")
    await office.open(stage="archived")

    sees = await told(office, "yubei.cg", "clue-transfer")
    assert sees["ended"] >= 1
    assert sees["kept"]["filed"]["n"] >= 1
    assert await told(office, "rongchang.sfj", "clue-transfer", region="500112") == elsewhere


async def test_another_year_has_no_numbers(office: Office) -> None:
    found = await told(office, SUPERVISOR, "clue-transfer", year=2001)

    assert (found["year"], found["opened"], found["ended"]) == (2001, 0, 0)
    assert {(each["n"], each["value"], each["failed"]) for each in found["kept"].values()} == {(0, None, 0)}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        pytest.param("/definitions/nothing/statistics", 404, "not-found", id="no such definition"),
        pytest.param("/definitions/task/statistics?year=26", 422, "request-invalid", id="no year"),
        pytest.param("/definitions/task/statistics?region=x", 422, "request-invalid", id="no region"),
    ],
)
async def test_what_cannot_be_asked_is_refused(office: Office, path: str, status: int, code: str) -> None:
    problem(await office.call(SUPERVISOR, "GET", path), status, code)


async def test_the_page_shows_the_numbers_and_nothing_as_nought(office: Office, signed_in: SignedIn) -> None:
    await office.open(stage="archived")
    visitor = await signed_in("yubei.cg")

    html = await visitor.page("/scenarios/clue-transfer")
    now = await told(office, "yubei.cg", "clue-transfer")
    said = words(html)
    assert f"本年发起 {now['opened']} 本年办结 {now['ended']} 目前在办 {now['open']}" in said
    assert re.search(r"按时签收率 [\d.]+% \d+件", said)
    assert "按承接单位" in said
    earlier = words(await visitor.page("/scenarios/clue-transfer?year=2001"))
    assert "2001年" in earlier
    assert "按时签收率 暂无 0件" in earlier
    assert "0%" not in earlier


async def test_the_page_of_whoever_takes_no_part_shows_no_organisation(signed_in: SignedIn) -> None:
    html = await (await signed_in("rongchang.sfj")).page("/scenarios/objection-review")

    assert "kept-list" in html
    assert "<details" not in html[html.index('id="statistics"') :]


@pytest.mark.parametrize(
    ("summary", "value", "unit", "said"),
    [
        ("rate", 2 / 3, "", "66.7%"),
        ("rate", 1.0, "", "100%"),
        ("rate", 0.0, "", "0%"),
        ("mean", 4.25, "分", "4.2 分"),
        ("sum", 12000.0, "次", "12,000 次"),
        ("sum", 3.0, "", "3"),
    ],
)
def test_a_number_is_written_as_people_read_it(summary: str, value: float, unit: str, said: str) -> None:
    assert number_words(summary, value, unit) == said  # type: ignore[arg-type]  # the table's words are those of the type
