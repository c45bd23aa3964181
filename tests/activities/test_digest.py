"""The daily digest: who is reminded of which cases, on which days."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import col, delete, select

from activities.digest import DigestActivities
from domain.light import Light
from domain.organisation import Role
from domain.procedure import Definition
from messages.digest import WriteDigests
from store.connection import connect, transaction
from store.definitions import publish
from store.digests import DueSoon
from store.tables import CaseRow, DigestRow, OfficerRow
from tests.store.ledgers import Databases
from worker import calendars

BODY, OTHER_BODY = "500112-cg", "500112-sthjzd"
HANDLER, SECOND_HANDLER, LEGAL, LEADER = "cg.handler", "cg.second", "cg.legal", "cg.leader"
OFFICERS = {
    HANDLER: (BODY, Role.HANDLER),
    SECOND_HANDLER: (BODY, Role.HANDLER),
    LEGAL: (BODY, Role.LEGAL),
    LEADER: (BODY, Role.LEADER),
    "sthjzd.handler": (OTHER_BODY, Role.HANDLER),
}
# A Tuesday. Spring Festival 2026: 15 to 23 February are off, the Saturdays 14 and 28 February are worked.
TUESDAY = "2026-03-03T08:30+08:00"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


@pytest.fixture(scope="module")
def ledger(databases: Databases, pattern: str) -> Iterator[Engine]:
    """A ledger with officers of two bodies and no others."""
    url = databases.new(like=pattern)
    engine = connect(url)
    with transaction(engine) as session:
        for row in session.exec(select(OfficerRow)).all():
            row.is_active = False
        for login, (org, role) in OFFICERS.items():
            session.add(
                OfficerRow(login=login, name=login, org=org, roles=[role.value], password_hash="none")
            )
    yield engine
    engine.dispose()
    databases.drop(url)


class Register:
    """Open cases that stand as a test says, and the digests that come of them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.activities = DigestActivities(engine, calendars())
        with transaction(engine) as session:
            # Whatever else is open is far from its date.
            for row in session.exec(select(CaseRow)).all():
                row.yellow_at = row.due_at = at("2027-01-04T18:00+08:00")
            self._like = session.exec(select(CaseRow)).first()

    def open(self, case_id: str, **said: Any) -> None:
        """Have a case stand in the ledger: yellow since the day before, due on the Thursday."""
        assert self._like is not None
        usual = {
            "id": case_id,
            "number": f"XS-{case_id}",
            "title": f"线索{case_id}",
            "holder": BODY,
            "due_at": at("2026-03-06T00:00+08:00"),
            "yellow_at": at("2026-03-02T00:00+08:00"),
            "suspended_until": None,
            "assignee": None,
        }
        with transaction(self.engine) as session:
            session.add(CaseRow(**(self._like.model_dump() | usual | said)))

    def write(self, moment: str = TUESDAY) -> int:
        """Write the digests of that morning and return how many are new."""
        return self.activities.write(WriteDigests(at=at(moment))).count

    def told(self) -> dict[str, list[str]]:
        """Return which cases are in each officer's digest."""
        with transaction(self.engine) as session:
            rows = session.exec(select(DigestRow)).all()
        return {row.login: [case["id"] for case in row.cases] for row in rows}


@pytest.fixture
def register(ledger: Engine) -> Iterator[Register]:
    register = Register(ledger)
    yield register
    with transaction(ledger) as session:
        session.exec(delete(DigestRow))
        session.exec(delete(CaseRow).where(col(CaseRow.title).startswith("线索")))


def test_what_nobody_has_is_told_to_the_handlers_and_the_leader(register: Register) -> None:
    register.open("a")
    register.write()

    assert register.told() == {HANDLER: ["a"], SECOND_HANDLER: ["a"], LEADER: ["a"]}


@pytest.mark.parametrize("assignee", [HANDLER, LEGAL])
def test_what_is_assigned_is_told_to_the_assignee_and_the_leader(register: Register, assignee: str) -> None:
    register.open("a", assignee=assignee)
    register.write()

    assert register.told() == {assignee: ["a"], LEADER: ["a"]}


@pytest.mark.parametrize("assignee", ["yubei.cg", "sthjzd.handler", "nobody"])
def test_what_is_assigned_to_somebody_who_is_no_longer_there_is_nobody_s(
    register: Register, assignee: str
) -> None:
    register.open("a", assignee=assignee)
    register.write()

    assert register.told() == {HANDLER: ["a"], SECOND_HANDLER: ["a"], LEADER: ["a"]}


def test_a_body_is_told_of_its_own_cases_only(register: Register) -> None:
    register.open("a", holder=OTHER_BODY)
    register.write()

    assert register.told() == {"sthjzd.handler": ["a"]}


@pytest.mark.parametrize(
    ("changes", "is_told"),
    [
        pytest.param({"yellow_at": at(TUESDAY)}, True, id="yellow at this moment"),
        pytest.param({"yellow_at": at("2026-03-03T08:31+08:00")}, False, id="yellow only later this day"),
        pytest.param(
            {"yellow_at": at("2026-03-04T12:00+08:00"), "due_at": at("2026-03-04T18:00+08:00")},
            True,
            id="green, but due on the next working day",
        ),
        pytest.param(
            {"yellow_at": at("2026-03-04T12:00+08:00"), "due_at": at("2026-03-05T00:00:01+08:00")},
            False,
            id="green, and due a second after the next working day",
        ),
        pytest.param({"due_at": at("2026-03-03T08:30:01+08:00")}, True, id="due in a second"),
        pytest.param({"due_at": at(TUESDAY)}, False, id="due at this moment: overdue"),
        pytest.param({"overdue_at": at("2026-03-02T18:00+08:00")}, False, id="a rung has fired"),
        pytest.param({"suspended_until": at("2026-03-05T00:00+08:00")}, False, id="suspended"),
        pytest.param({"suspended_until": at(TUESDAY)}, True, id="suspended until now"),
        pytest.param(
            {
                "outcome": "withdrawn",
                "closed_at": at("2026-03-02T09:00+08:00"),
                "holder": None,
                "due_at": None,
            },
            False,
            id="closed",
        ),
    ],
)
def test_who_is_told_depends_on_where_the_case_stands(
    register: Register, changes: dict[str, Any], *, is_told: bool
) -> None:
    register.open("a", **changes)
    register.write()

    assert register.told() == ({HANDLER: ["a"], SECOND_HANDLER: ["a"], LEADER: ["a"]} if is_told else {})


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        pytest.param("2026-02-13T08:30+08:00", 3, id="Friday"),
        pytest.param("2026-02-14T08:30+08:00", 3, id="Saturday worked for Spring Festival"),
        pytest.param("2026-02-16T08:30+08:00", 0, id="Monday within Spring Festival"),
        pytest.param("2026-03-07T08:30+08:00", 0, id="ordinary Saturday"),
    ],
)
def test_only_working_days_have_a_digest(register: Register, moment: str, count: int) -> None:
    register.open("a", yellow_at=at("2026-02-10T00:00+08:00"), due_at=at("2026-03-10T00:00+08:00"))

    assert register.write(moment) == count


@pytest.mark.parametrize(
    ("due_at", "count"),
    [
        pytest.param("2026-02-24T18:00+08:00", 3, id="due on the first day after the holiday"),
        pytest.param("2026-02-25T18:00+08:00", 0, id="due on the second"),
    ],
)
def test_the_next_working_day_may_be_ten_days_off(register: Register, due_at: str, count: int) -> None:
    register.open("a", yellow_at=at("2026-02-24T12:00+08:00"), due_at=at(due_at))

    assert register.write("2026-02-14T08:30+08:00") == count


def test_twice_is_once(register: Register) -> None:
    register.open("a")

    assert register.write() == 3
    register.open("b")
    assert register.write() == 0
    assert register.told()[LEADER] == ["a"]
    assert register.write("2026-03-04T08:30+08:00") == 3


def test_a_digest_holds_what_a_reader_needs_soonest_first(register: Register) -> None:
    register.open("b", due_at=at("2026-03-05T00:00+08:00"))
    register.open("a")
    register.open(
        "c",
        yellow_at=at("2026-03-04T12:00+08:00"),
        due_at=at("2026-03-04T18:00+08:00"),
        assignee=LEADER,
    )
    register.write()

    with transaction(register.engine) as session:
        row = session.get_one(DigestRow, (LEADER, date(2026, 3, 3)))
    cases = [DueSoon.model_validate(case) for case in row.cases]
    assert [case.id for case in cases] == ["c", "b", "a"]
    assert [case.light for case in cases] == [Light.GREEN, Light.YELLOW, Light.YELLOW]
    assert (row.at, row.read_at) == (at(TUESDAY), None)
    assert (cases[2].number, cases[2].title, cases[2].due_at) == (
        "XS-a",
        "线索a",
        at("2026-03-06T00:00+08:00"),
    )
    assert (cases[2].stage, cases[2].stage_title, cases[2].stage_title_en) == (
        "verifying",
        "核查中",
        "being verified",
    )


def test_a_stage_whose_ladder_has_no_reminder_is_not_reminded_of(
    register: Register, clue_transfer: Definition
) -> None:
    ladders = {
        name: ladder.model_copy(update={"rungs": ladder.timed})
        for name, ladder in clue_transfer.ladders.items()
    }
    silent = Definition(procedure=clue_transfer.procedure, limits=clue_transfer.limits, ladders=ladders)
    with transaction(register.engine) as session:
        publish(session, [silent], at=at(TUESDAY))
    register.open("a", digest=silent.digest)
    register.write()

    assert register.told() == {}


def test_the_ledger_is_not_asked_for_each_officer(register: Register) -> None:
    register.open("a")
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: Any) -> None:
        asked.append(statement)

    event.listen(register.engine, "before_cursor_execute", note)
    try:
        register.write()
    finally:
        event.remove(register.engine, "before_cursor_execute", note)

    # Officers, cases, the definition of the cases, and the digests: for three officers one statement each.
    assert len(asked) == 4
    assert len(register.told()) == 3
