"""Statistics in the ledger: taken once when a case ends, whatever fails; and counted over what one may read."""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from domain.act import Act, Actor, by_engine
from domain.organisation import OrganisationKind, Person
from domain.procedure import Definition
from domain.statistics import Kept
from messages.case import ActAt, RecordSteps
from store.connection import transaction
from store.definitions import publish
from store.statistics import Asked, Counts, Statistic, counts, statistics
from store.tables import CaseRow, KeptRow
from tests.api.office import COORDINATOR, RECEIVER, SENDER
from tests.store.files import AT, LEDGER, opening_of, step_of, write_file

YEAR = Asked("clue-transfer", 2026)


def kept(value: str, as_: str = "sum", **said: str) -> Kept:
    return Kept.model_validate({"title": "数", "title-en": "number", "value": value, "as": as_} | said)


KEEPS = {
    "late": kept("late", "rate", by="receiver"),
    "hours": kept("days * 24.0", "mean"),
    "withdrawn": kept("stage == 'withdrawn'", by="sender"),
    "signed": kept("days_to.sign", "mean"),
}


@pytest.fixture
def keeping(scratch: Engine, clue_transfer: Definition) -> Definition:
    """Clue transfer with statistics of which one can be taken of signed cases only."""
    procedure = clue_transfer.procedure.model_copy(update={"keeps": KEEPS})
    definition = Definition(procedure=procedure, limits=clue_transfer.limits, ladders=clue_transfer.ladders)
    with transaction(scratch) as session:
        publish(session, [definition], at=AT)
    return definition


def person(code: str, kind: OrganisationKind, region: str = "500112") -> Person:
    return Person(login="x", name="x", org_code=code, org_name="x", kind=kind, region=region, roles=())


SENDING = person(SENDER, OrganisationKind.REGULATOR)
SUPERVISOR = person(COORDINATOR, OrganisationKind.SUPERVISION)
STRANGER = person("500112-xf", OrganisationKind.ENFORCEMENT)
ELSEWHERE = person("500153-sfj", OrganisationKind.SUPERVISION, "500153")
MUNICIPAL = person("500000-sfj", OrganisationKind.SUPERVISION, "500000")


def rows(session: Session, case_id: str) -> dict[str, KeptRow]:
    found = session.exec(select(KeptRow).where(KeptRow.case_id == case_id)).all()
    return {row.name: row for row in found}


def values(session: Session, case_id: str) -> dict[str, float | None]:
    return {name: row.value for name, row in rows(session, case_id).items()}


def test_they_are_taken_with_the_step_that_ends_the_case(scratch: Engine, keeping: Definition) -> None:
    with transaction(scratch) as session:
        open_case = write_file(session, keeping, ("sign",))
        ended = write_file(session, keeping, ("sign", "withdraw"))
    with transaction(scratch) as session:
        assert rows(session, open_case) == {}
        # The acts of these files are an hour apart.
        assert values(session, ended) == {"late": 0.0, "hours": 2.0, "withdrawn": 1.0, "signed": 1 / 24}
        row = rows(session, ended)["withdrawn"]
        assert (row.definition, row.region, row.closed_on, row.org) == (
            "clue-transfer",
            "500112",
            date(2026, 3, 2),
            SENDER,
        )


def record_and_die(engine: Engine, order: RecordSteps) -> None:
    with transaction(engine) as session:
        LEDGER.record(session, order)
        assert rows(session, order.case_id)
        raise ConnectionError("the process dies before it commits")


def test_they_are_taken_with_the_case_or_not_at_all(scratch: Engine, keeping: Definition) -> None:
    with transaction(scratch) as session:
        case_id = write_file(session, keeping, ("sign",))
    with pytest.raises(ConnectionError):
        record_and_die(scratch, step_of(keeping, case_id, 2, "withdraw"))

    with transaction(scratch) as session:
        assert session.get_one(CaseRow, case_id).outcome is None
        assert rows(session, case_id) == {}


def test_recorded_again_they_are_taken_once(scratch: Engine, keeping: Definition) -> None:
    case_id = str(uuid4())
    order = step_of(keeping, case_id, 1, "sign", "withdraw")
    for each in (opening_of(keeping, case_id), order, order, order):
        with transaction(scratch) as session:
            LEDGER.record(session, each)

    with transaction(scratch) as session:
        assert len(rows(session, case_id)) == len(KEEPS)


def test_a_value_that_fails_keeps_no_case_from_ending(
    scratch: Engine, keeping: Definition, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), transaction(scratch) as session:
        case_id = write_file(session, keeping, ("withdraw",))

    assert "signed of clue-transfer could not be taken" in caplog.text
    with transaction(scratch) as session:
        assert session.get_one(CaseRow, case_id).outcome == "withdrawn"
        found = rows(session, case_id)
        assert (found["signed"].value, found["late"].value) == (None, 0.0)
        assert "sign" in (found["signed"].why or "")


def overdue(case_id: str, seq: int, moved_seq: int, *, at: datetime) -> RecordSteps:
    act = by_engine("overdue", seq=moved_seq, nth=seq)
    return RecordSteps(case_id=case_id, digest=None, seq=seq, acts=(ActAt(at=at, act=act),))


def test_a_rung_that_fired_in_an_earlier_stage_still_counts(scratch: Engine, keeping: Definition) -> None:
    late_at = AT + timedelta(days=20)
    signing = Act(id=str(uuid4()), action="sign", actor=Actor(login="yubei.cg", org=RECEIVER))
    ending = Act(
        id=str(uuid4()),
        action="withdraw",
        actor=Actor(login="yubei.scjg", org=SENDER),
        form={"reason": "重复移送"},
    )
    with transaction(scratch) as session:
        case_id = write_file(session, keeping)
        LEDGER.record(session, overdue(case_id, 1, 1, at=late_at))
        acts = tuple(ActAt(at=late_at + timedelta(days=1), act=act) for act in (signing, ending))
        LEDGER.record(session, RecordSteps(case_id=case_id, digest=None, seq=2, acts=acts))

    with transaction(scratch) as session:
        assert session.get_one(CaseRow, case_id).state["rung"] == 0
        assert values(session, case_id) == {"late": 1.0, "hours": 504.0, "withdrawn": 1.0, "signed": 21.0}


def named(found: Sequence[Statistic], name: str) -> Statistic:
    return next(each for each in found if each.name == name)


def test_they_are_counted_with_those_that_failed_beside_them(scratch: Engine, keeping: Definition) -> None:
    with transaction(scratch) as session:
        for actions in ((), ("sign",), ("withdraw",), ("sign", "withdraw")):
            write_file(session, keeping, actions)
        found = statistics(session, SENDING, YEAR, KEEPS)
        counted = counts(session, SENDING, YEAR)

    # Three more open cases stand in the ledger of these tests.
    assert counted == Counts(opened=7, ended=2, open=5, overdue=0)
    signed, hours, late = (named(found, name) for name in ("signed", "hours", "late"))
    assert (signed.sum.n, signed.sum.failed, signed.value) == (1, 1, 1 / 24)
    assert (hours.sum.n, hours.sum.failed, hours.value) == (2, 0, 1.5)
    assert [(each.org, each.sum.n, each.sum.value("rate")) for each in late.bodies] == [(RECEIVER, 2, 0.0)]
    assert named(found, "withdrawn").value == 2


def test_nothing_is_no_number(scratch: Engine, keeping: Definition) -> None:
    with transaction(scratch) as session:
        found = statistics(session, SENDING, YEAR, KEEPS)

    assert [(each.name, each.sum.n, each.value, each.bodies) for each in found] == [
        (name, 0, None, []) for name in KEEPS
    ]


def test_open_and_overdue_are_those_of_now(scratch: Engine, keeping: Definition) -> None:
    with transaction(scratch) as session:
        case_id = write_file(session, keeping)
        LEDGER.record(session, overdue(case_id, 1, 1, at=AT + timedelta(days=20)))

        assert counts(session, SENDING, YEAR) == Counts(opened=4, ended=0, open=4, overdue=1)
        assert counts(session, SENDING, Asked("clue-transfer", 2025)) == Counts(0, 0, 4, 1)


@pytest.mark.parametrize(
    ("who", "ended"),
    [
        pytest.param(SENDING, 1, id="a party"),
        pytest.param(SUPERVISOR, 1, id="the supervision office of the region"),
        pytest.param(MUNICIPAL, 1, id="that of the municipality"),
        pytest.param(STRANGER, 0, id="a body that takes no part"),
        pytest.param(ELSEWHERE, 0, id="the supervision office of another region"),
    ],
)
def test_one_counts_what_one_may_read(scratch: Engine, keeping: Definition, who: Person, ended: int) -> None:
    with transaction(scratch) as session:
        write_file(session, keeping, ("sign", "withdraw"))

        assert counts(session, who, YEAR).ended == ended
        assert [each.sum.n for each in statistics(session, who, YEAR, KEEPS)] == [ended] * len(KEEPS)


@pytest.mark.parametrize(
    ("asked", "ended"),
    [
        pytest.param(Asked("clue-transfer", 2026, "500112"), 1, id="the region where it was opened"),
        pytest.param(Asked("clue-transfer", 2026, "500000"), 1, id="the municipality around it"),
        pytest.param(Asked("clue-transfer", 2026, "500153"), 0, id="another region"),
        pytest.param(Asked("clue-transfer", 2025), 0, id="another year"),
        pytest.param(Asked("assist", 2026), 0, id="another definition"),
    ],
)
def test_numbers_are_of_one_definition_region_and_year(
    scratch: Engine, keeping: Definition, asked: Asked, ended: int
) -> None:
    with transaction(scratch) as session:
        write_file(session, keeping, ("sign", "withdraw"))

        assert counts(session, MUNICIPAL, asked).ended == ended
        assert [each.sum.n for each in statistics(session, MUNICIPAL, asked, KEEPS)] == [ended] * len(KEEPS)


def test_a_year_begins_at_midnight_in_china(scratch: Engine, keeping: Definition) -> None:
    at = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    case_id = str(uuid4())
    order = step_of(keeping, case_id, 1, "withdraw")
    acts = tuple(each.model_copy(update={"at": at + timedelta(minutes=1)}) for each in order.acts)
    with transaction(scratch) as session:
        LEDGER.record(session, opening_of(keeping, case_id, at=at))
        LEDGER.record(session, order.model_copy(update={"acts": acts}))

        assert session.exec(select(col(KeptRow.closed_on)).distinct()).all() == [date(2026, 1, 1)]
        assert counts(session, SENDING, YEAR).ended == 1
        assert named(statistics(session, SENDING, YEAR, KEEPS), "withdrawn").value == 1
