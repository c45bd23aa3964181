"""The register of numbers: every letter with its number and status, who reads whose, and gaps that are counted."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event, text

from domain.office_time import local_day
from store.connection import reading
from store.register import Register, register_rows
from tests.api.office import Json, Office, problem
from tests.api.supervising import CLERK, LEADER, issue, serve, step, supervise
from tests.api.visitors import Visitor, words

YEAR = local_day(datetime.now(UTC)).year
OWN = "500112-sfj"


async def urging(office: Office, **params: object) -> Json:
    register: Json = await office.get(CLERK, "/register", kind="urging-letter", **params)
    return register


@pytest.fixture(scope="module")
async def letters(office: Office) -> dict[str, Json]:
    """Letters of one office: voided, served and answered, and one that was only issued."""
    voided = await supervise(office)
    served = await supervise(office)
    issued = await supervise(office)
    made = {
        "voided": await issue(office, voided),
        "answered": await issue(office, served),
        "issued": await issue(office, issued),
    }
    await step(office, LEADER, voided, "void-letter", {"reason": "文号录入有误"})
    await serve(office, served)
    return made | {"case": served}


async def test_each_number_stands_with_its_letter_and_what_became_of_it(
    office: Office, letters: dict[str, Json]
) -> None:
    lines = {line["id"]: line for line in (await urging(office, limit=100))["items"]}

    for status in ("voided", "answered", "issued"):
        line = lines[letters[status]["id"]]
        assert (line["status"], line["number"]) == (status, letters[status]["number"])
    assert lines[letters["voided"]["id"]]["reason"] == "文号录入有误"
    assert lines[letters["issued"]["id"]]["reason"] is None
    answered = lines[letters["answered"]["id"]]
    assert answered["addressee"] == {"code": "500112-cg", "name": "渝北城管"} | answered["addressee"]
    assert answered["case_number"] == letters["case"]["number"]


@pytest.mark.parametrize("status", ["voided", "answered", "issued"])
async def test_it_is_narrowed_to_a_status(office: Office, letters: dict[str, Json], status: str) -> None:
    found = (await urging(office, status=status, limit=100))["items"]

    assert letters[status]["id"] in {line["id"] for line in found}
    assert {line["status"] for line in found} == {status}


async def test_pages_follow_one_another_without_a_letter_twice(
    office: Office, letters: dict[str, Json]
) -> None:
    whole = [line["number"] for line in (await urging(office, limit=100))["items"]]
    seen, cursor = [], None
    while True:
        page = await urging(office, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [line["number"] for line in page["items"]]
        cursor = page["cursor"]
        if cursor is None:
            break

    assert seen == whole
    assert len(seen) == len(set(seen)) >= 3


async def test_the_numbers_of_a_sequence_are_counted(office: Office, letters: dict[str, Json]) -> None:
    register = await urging(office, limit=100)
    (sequence,) = register["sequences"]

    assert sequence["title"] == "督办函"
    assert sequence["last"] == sequence["issued"] == len(register["items"])
    assert sequence["ended"] == len([line for line in register["items"] if line["reason"]])
    assert (sequence["is_whole"], sequence["missing"]) == (True, [])
    assert register["years"][0] == YEAR
    assert (await urging(office, year=1999))["sequences"] == []


@pytest.fixture
def without_a_number(engine: Engine, letters: dict[str, Json]) -> Iterator[int]:
    """Take a letter out of the register for a while, as somebody with the database's own rights could."""
    letter_id = letters["issued"]["id"]

    def moved(year: int) -> int:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            done = connection.execute(
                text("UPDATE letter SET year = :year WHERE id = :id RETURNING serial"),
                {"year": year, "id": letter_id},
            )
            return int(done.scalar_one())

    yield moved(1900)
    moved(YEAR)


async def test_a_gap_is_named(app: FastAPI, office: Office, without_a_number: int) -> None:
    (sequence,) = (await urging(office))["sequences"]
    clerk = Visitor(app)
    await clerk.sign_in(CLERK)
    said = words(await clerk.page("/register?kind=urging-letter"))

    assert (sequence["is_whole"], sequence["missing"]) == (False, [without_a_number])
    assert f"缺号：{without_a_number}" in said
    assert "无缺号" not in said


async def test_who_reads_whose_register(office: Office, letters: dict[str, Json]) -> None:
    own = await office.get("yubei.cg", "/register")
    assert own["issuer"]["code"] == "500112-cg"
    assert all(line["kind"] not in ("urging-letter", "service-proof") for line in own["items"])
    supervised = await office.get(CLERK, "/register", issuer="500112-cg")
    assert supervised["items"] == own["items"]
    problem(await office.call("yubei.cg", "GET", "/register", params={"issuer": OWN}), 403, "not-entitled")
    problem(
        await office.call("rongchang.sfj", "GET", "/register", params={"issuer": OWN}), 403, "not-entitled"
    )
    problem(await office.call(CLERK, "GET", "/register", params={"issuer": "nobody"}), 403, "not-entitled")
    problem(await office.call(CLERK, "GET", "/register", params={"cursor": "x"}), 422, "request-invalid")


async def test_the_page_shows_the_register_to_everyone(
    app: FastAPI, office: Office, letters: dict[str, Json]
) -> None:
    clerk = Visitor(app)
    await clerk.sign_in(CLERK)
    said = words(await clerk.page("/register?kind=urging-letter"))
    last = (await urging(office))["sequences"][0]["last"]

    assert f"督办函 第1号至第{last}号，文书{last}件，其中作废、撤销" in said
    assert "无缺号、无重号" in said
    assert f"{letters['voided']['number']} 督办函" in said
    assert "已作废 理由：文号录入有误" in said
    officer = Visitor(app)
    await officer.sign_in("yubei.cg")
    assert 'href="/register"' in await officer.page("/")
    assert "督办函 第1号" not in words(await officer.page("/register"))


@pytest.mark.parametrize("narrowed", [{}, {"kinds": ("urging-letter",)}], ids=["all", "one kind"])
def test_a_page_comes_from_an_index(engine: Engine, narrowed: dict[str, tuple[str, ...]]) -> None:
    """The plan is asked for without sorting and scanning, as on a ledger of many years."""
    said: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        said.append((statement, values))

    asked = Register(issuer=OWN, year=YEAR, after=(datetime.now(UTC), "x"), **narrowed)  # type: ignore[arg-type]  # only kinds
    with reading(engine) as session:
        event.listen(engine, "before_cursor_execute", note)
        register_rows(session, asked)
        event.remove(engine, "before_cursor_execute", note)
        connection = session.connection()
        connection.exec_driver_sql("SET enable_seqscan = off")
        connection.exec_driver_sql("SET enable_sort = off")
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {said[-1][0]}", said[-1][1]))  # type: ignore[arg-type]  # as it was sent
        connection.exec_driver_sql("RESET enable_seqscan")
        connection.exec_driver_sql("RESET enable_sort")

    assert "ix_letter_issuer" in plan
    assert "Sort" not in plan, plan
