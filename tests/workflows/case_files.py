"""What the ledger holds about a case, and what must hold there."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from domain.case import Case, holder
from domain.procedure import read_definition
from letters.render import Letters
from store.chain import GENESIS, entry_hash
from store.connection import transaction
from store.tables import CasePartyRow, CaseRow, DefinitionRow, EntryRow, LetterRow, NoticeRow
from tests.workflows.cases import OpenedCase


def entries(case: OpenedCase) -> Sequence[EntryRow]:
    """Return the case file in its order."""
    with transaction(case.engine) as session:
        return _entries(session, case.case_id)


def _entries(session: Session, case_id: str) -> Sequence[EntryRow]:
    return session.exec(select(EntryRow).where(EntryRow.case_id == case_id).order_by(col(EntryRow.seq))).all()


def actions(case: OpenedCase) -> list[str]:
    """Return the actions of the case file in their order."""
    return [entry.action for entry in entries(case)]


def letters(case: OpenedCase) -> Sequence[LetterRow]:
    """Return the letters of a case in the order of their entries."""
    with transaction(case.engine) as session:
        return session.exec(
            select(LetterRow).where(LetterRow.case_id == case.case_id).order_by(col(LetterRow.seq))
        ).all()


def notices(case: OpenedCase, kind: str) -> list[tuple[int, str]]:
    """Return the notices of a kind: the entry that caused each, and whose inbox it is in."""
    with transaction(case.engine) as session:
        rows = session.exec(
            select(NoticeRow).where(NoticeRow.case_id == case.case_id, NoticeRow.kind == kind)
        ).all()
    return sorted((row.seq, row.org) for row in rows)


def parties(case: OpenedCase) -> set[tuple[str, str, bool]]:
    """Return who is or was party: the role, the organisation, and whether it still is."""
    with transaction(case.engine) as session:
        rows = session.exec(select(CasePartyRow).where(CasePartyRow.case_id == case.case_id)).all()
    return {(row.role, row.org, row.until_seq is None) for row in rows}


async def check(case: OpenedCase, *, is_running: bool = True) -> None:
    """Check all that must hold between the workflow, the case's line and its file."""
    with transaction(case.engine) as session:
        row = session.get_one(CaseRow, case.case_id)
        definition = read_definition(session.get_one(DefinitionRow, row.digest).canonical)
        file = _entries(session, case.case_id)
    state = Case.model_validate(row.state)
    _check_file(row, file)
    assert (state.seq, state.stage, state.outcome) == (row.seq, row.stage, row.outcome)
    assert row.holder == holder(state, definition)
    if row.outcome is None:
        assert row.holder in state.parties.values()
        assert row.due_at is not None
        assert row.derivation is not None
        assert (row.overdue_at is not None) == (state.rung > 0)
    if is_running:
        seen = await case.caught_up(row.seq)
        assert seen.case == state
        rungs = definition.ladders[definition.procedure.stages[state.stage].overdue].timed
        if state.rung == 0:
            assert seen.alarm_at == row.due_at
        elif state.rung < len(rungs):
            assert row.due_at is not None
            assert seen.alarm_at is not None
            assert seen.alarm_at > row.due_at
        else:
            assert seen.alarm_at is None


def _check_file(row: CaseRow, file: Sequence[EntryRow]) -> None:
    assert [entry.seq for entry in file] == list(range(1, row.seq + 1))
    assert file[0].previous_hash == GENESIS
    assert all(entry.hash == entry_hash(entry) for entry in file)
    assert all(later.previous_hash == earlier.hash for earlier, later in pairwise(file))
    assert row.head_hash == file[-1].hash
    assert len({entry.act_id for entry in file}) == len(file)
    assert all(later.stage_from == earlier.stage_to for earlier, later in pairwise(file))
    assert all(later.at >= earlier.at for earlier, later in pairwise(file))
    assert file[-1].stage_to == row.stage
    assert (file[-1].due_at, file[-1].stage_from is None) == (row.due_at, row.seq == 1)


def check_numbers(engine: Engine) -> None:
    """Check that the numbers of each issuer, sequence and year have no gap and no double."""
    desk = Letters()
    with transaction(engine) as session:
        issued = session.exec(select(LetterRow)).all()
    serials: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for letter in issued:
        serials[letter.issuer, desk.sequence(letter.kind), letter.year].append(letter.serial)
    assert serials
    assert all(sorted(taken) == list(range(1, len(taken) + 1)) for taken in serials.values())
