"""Recording: the same order twice is once, also at the same time, and a case elsewhere is not written over."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from domain.procedure import Definition
from messages.case import Recorded, RecordSteps
from store.connection import transaction
from store.entries import LedgerDisagrees
from store.tables import CasePartyRow, CaseRow, EntryRow, LetterRow, NoticeRow
from tests.store.files import LEDGER, opening_of, step_of, write_file


def record(engine: Engine, order: RecordSteps) -> Recorded:
    with transaction(engine) as session:
        return LEDGER.record(session, order)


def actions(engine: Engine, case_id: str) -> list[str]:
    with transaction(engine) as session:
        entries = select(EntryRow.action).where(EntryRow.case_id == case_id).order_by(col(EntryRow.seq))
        return list(session.exec(entries).all())


def test_an_opening_recorded_twice_is_one_case(scratch: Engine, clue_transfer: Definition) -> None:
    order = opening_of(clue_transfer, str(uuid4()))

    assert record(scratch, order) == record(scratch, order)
    assert actions(scratch, order.case_id) == ["open"]


def test_acts_recorded_twice_are_once(scratch: Engine, clue_transfer: Definition) -> None:
    case_id = record_opening(scratch, clue_transfer)
    order = step_of(clue_transfer, case_id, 1, "sign", "comment", "accept")

    first, second = record(scratch, order), record(scratch, order)

    assert (first, second.seq, second.stage) == (second, 4, "verifying")
    assert actions(scratch, case_id) == ["open", "sign", "comment", "accept"]
    with transaction(scratch) as session:
        kinds = session.exec(select(LetterRow.kind).where(LetterRow.case_id == case_id)).all()
    assert sorted(kinds) == ["acceptance", "receipt", "transfer-letter"]


def record_opening(engine: Engine, definition: Definition) -> str:
    order = opening_of(definition, str(uuid4()))
    record(engine, order)
    return order.case_id


def test_the_same_acts_by_eight_at_once_are_once(scratch: Engine, clue_transfer: Definition) -> None:
    case_id = record_opening(scratch, clue_transfer)
    order = step_of(clue_transfer, case_id, 1, "sign")

    with ThreadPoolExecutor(8) as workers:
        recorded = list(workers.map(lambda _: record(scratch, order), range(8)))

    assert {each.seq for each in recorded} == {2}
    assert actions(scratch, case_id) == ["open", "sign"]


def test_an_act_on_a_case_that_stands_elsewhere_is_not_written(
    scratch: Engine, clue_transfer: Definition
) -> None:
    case_id = record_opening(scratch, clue_transfer)
    record(scratch, step_of(clue_transfer, case_id, 1, "sign"))

    for seq in (1, 3):
        with pytest.raises(LedgerDisagrees):
            record(scratch, step_of(clue_transfer, case_id, seq, "comment"))
    assert actions(scratch, case_id) == ["open", "sign"]


def test_an_act_on_a_case_that_never_opened_is_not_written(
    scratch: Engine, clue_transfer: Definition
) -> None:
    with pytest.raises(LedgerDisagrees):
        record(scratch, step_of(clue_transfer, str(uuid4()), 1, "sign"))


def test_all_acts_of_an_order_are_recorded_or_none(scratch: Engine, clue_transfer: Definition) -> None:
    case_id = record_opening(scratch, clue_transfer)

    with pytest.raises(Exception, match="does not offer"):
        record(scratch, step_of(clue_transfer, case_id, 1, "sign", "sign"))

    assert actions(scratch, case_id) == ["open"]
    with transaction(scratch) as session:
        row = session.get_one(CaseRow, case_id)
        assert (row.seq, row.stage) == (1, "sent")
        assert session.exec(select(NoticeRow).where(NoticeRow.case_id == case_id)).all() == []


def test_a_closed_case_has_no_holder_and_no_date(scratch: Engine, clue_transfer: Definition) -> None:
    with transaction(scratch) as session:
        case_id = write_file(session, clue_transfer, ("withdraw",))
        row = session.get_one(CaseRow, case_id)
        parties = session.exec(select(CasePartyRow).where(CasePartyRow.case_id == case_id)).all()

    assert (row.outcome, row.holder, row.due_at, row.derivation) == ("withdrawn", None, None, None)
    assert row.closed_at is not None
    assert len(parties) == 3
