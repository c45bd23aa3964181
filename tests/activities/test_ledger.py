"""Recording: once, in one transaction, and never so that one act keeps a case from all others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from temporalio.exceptions import ApplicationError

from activities.ledger import LedgerActivities
from domain.act import Act, OpeningAct, by_engine
from domain.built_in import OVERDUE
from domain.procedure import Definition
from letters.public import PublicLetters
from messages.case import ActAt, Recorded, RecordSteps
from messages.settings import DEFAULT_PUBLIC_URL
from store.connection import transaction
from store.ledger import Ledger
from store.tables import CaseRow, EntryRow, LetterRow, NoticeRow, SequenceRow
from tests.domain.transfers import FORMS, OPENING, PARTIES, PEOPLE
from worker import calendars

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def activities(engine: Engine) -> LedgerActivities:
    return LedgerActivities(engine, Ledger(calendars(), PublicLetters(DEFAULT_PUBLIC_URL, token_hex)))


@pytest.fixture
def opening(clue_transfer: Definition) -> RecordSteps:
    case_id = str(uuid4())
    act = OpeningAct(id=case_id, actor=PEOPLE["yubei.scjg"], title="线索", parties=PARTIES, form=OPENING)
    return RecordSteps(
        case_id=case_id, digest=clue_transfer.digest, seq=0, acts=(ActAt(at=NOW, opening=act),)
    )


def then(opening: RecordSteps, seq: int, *acts: Act, at: datetime = NOW) -> RecordSteps:
    """Return the order to record these acts next."""
    return opening.model_copy(update={"seq": seq, "acts": tuple(ActAt(at=at, act=act) for act in acts)})


def act(login: str, action: str, *, act_id: str | None = None, **form: Any) -> Act:
    return Act(
        id=act_id or str(uuid4()), action=action, actor=PEOPLE[login], form=form or FORMS.get(action, {})
    )


def count(engine: Engine, case_id: str) -> tuple[int, int]:
    """Return how many entries and letters a case has."""
    with transaction(engine) as session:
        entries = session.exec(select(EntryRow).where(EntryRow.case_id == case_id)).all()
        letters = session.exec(select(LetterRow).where(LetterRow.case_id == case_id)).all()
    return len(entries), len(letters)


def code_of(recorded: Callable[[], Recorded]) -> str:
    with pytest.raises(ApplicationError) as refused:
        recorded()
    assert refused.value.non_retryable
    return refused.value.type or ""


def test_the_same_order_twice_is_once(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    first = activities.write(opening)
    again = activities.write(opening)
    order = then(opening, 1, act("yubei.cg", "sign"), act("yubei.cg", "comment", text="已签收。"))
    done = activities.write(order)

    assert first == again
    assert activities.write(order) == done
    assert (done.seq, done.stage) == (3, "reviewing")
    assert count(engine, opening.case_id) == (3, 2)


def test_two_tries_of_one_opening_at_once_are_once(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    def tried() -> str:
        try:
            return str(activities.write(opening).seq)
        except IntegrityError as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: tried(), range(4)))

    # What lost the race is tried again by Temporal, and then finds the case.
    assert set(answers) <= {"1", "IntegrityError"}
    assert activities.write(opening).seq == 1
    assert count(engine, opening.case_id) == (1, 1)


def test_an_order_that_does_not_begin_where_the_ledger_stands_is_refused(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    activities.write(opening)
    ahead = then(opening, 5, act("yubei.cg", "sign"))

    assert code_of(lambda: activities.write(ahead)) == "ledger-disagrees"
    assert count(engine, opening.case_id) == (1, 1)


def test_an_act_on_a_case_that_nobody_opened_is_refused(
    activities: LedgerActivities, opening: RecordSteps
) -> None:
    assert code_of(lambda: activities.write(then(opening, 0, act("yubei.cg", "sign")))) == "ledger-disagrees"


def test_a_refusal_leaves_nothing_of_its_batch(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    activities.write(opening)
    with transaction(engine) as session:
        numbers = _numbers(session)
    bad = act("yubei.cg", "add-evidence", files=["0" * 64])
    order = then(opening, 1, act("yubei.cg", "sign"), bad)

    assert code_of(lambda: activities.write(order)) == "evidence-missing"
    assert count(engine, opening.case_id) == (1, 1)
    with transaction(engine) as session:
        assert _numbers(session) == numbers


def _numbers(session: Session) -> dict[tuple[str, int], int]:
    return {(row.name, row.year): row.last for row in session.exec(select(SequenceRow)).all()}


def test_an_act_id_stands_once_in_a_file(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    """A workflow forgets old ids; the ledger does not, and says so instead of trying for ever."""
    activities.write(opening)
    first = act("yubei.cg", "comment", act_id="one", text="第一次")
    activities.write(then(opening, 1, first))
    activities.write(then(opening, 2, act("yubei.cg", "comment", text="第二次")))

    assert code_of(lambda: activities.write(then(opening, 3, first))) == "act-recorded-before"
    assert count(engine, opening.case_id)[0] == 3


def test_a_body_that_nobody_knows_cannot_be_named(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    activities.write(opening)
    activities.write(then(opening, 1, act("yubei.cg", "sign"), act("yubei.cg", "refuse")))
    order = then(opening, 3, act("yubei.scjg", "redirect", receiver="500112-nobody"))

    assert code_of(lambda: activities.write(order)) == "not-recordable"
    assert count(engine, opening.case_id)[0] == 3


def test_rules_that_nobody_published_are_refused(activities: LedgerActivities, opening: RecordSteps) -> None:
    order = opening.model_copy(update={"digest": "0" * 64})

    assert code_of(lambda: activities.write(order)) == "definition-not-published"


def test_a_workflow_ahead_of_the_machine_is_refused(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    activities.write(opening)
    ahead = datetime.now(UTC) + timedelta(minutes=6)

    order = then(opening, 1, act("yubei.cg", "sign"), at=ahead)
    assert code_of(lambda: activities.write(order)) == "clock-ahead"
    assert count(engine, opening.case_id)[0] == 1


def test_an_act_that_waited_long_is_recorded(activities: LedgerActivities, opening: RecordSteps) -> None:
    first = opening.acts[0].model_copy(update={"at": NOW - timedelta(days=40)})
    activities.write(opening.model_copy(update={"acts": (first,)}))

    order = then(opening, 1, act("yubei.cg", "sign"), at=NOW - timedelta(days=39))
    assert activities.write(order).seq == 2


def test_the_engine_s_own_entry_tells_each_recipient_once(
    engine: Engine, activities: LedgerActivities, opening: RecordSteps
) -> None:
    opened = activities.write(opening)
    order = then(opening, 1, by_engine(OVERDUE, seq=1, nth=0))
    late = activities.write(order)
    activities.write(order)

    assert opened.alarm_at is not None
    assert late.seq == 2
    assert late.alarm_at is not None
    assert late.alarm_at > opened.alarm_at
    with transaction(engine) as session:
        told = session.exec(
            select(NoticeRow).where(NoticeRow.case_id == opening.case_id).order_by(col(NoticeRow.org))
        ).all()
        row = session.get_one(CaseRow, opening.case_id)
        entry = session.get_one(EntryRow, (opening.case_id, 2))
    assert [notice.org for notice in told] == ["500112-cg", "500112-sfj"]
    assert all(row.number in notice.text for notice in told)
    assert (row.overdue_at, entry.actor, entry.actor_name) == (row.due_at, "system", "系统")
