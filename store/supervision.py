"""Supervision by numbered letters: what waits in which stage at an office, and what a supervised body has received."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from domain.organisation import Person
from store.facts import CHAIN
from store.tables import CasePartyRow, CaseRow, EntryRow, LetterEndRow, LetterRow, LinkRow

PROCEDURE = "supervision"
"""The procedure whose letters these are; its stages are read from its definition."""
BODY = "body"
ISSUERS = ("supervisor", "joint")
"""The parties that issue its letters, alone or together."""


@dataclass(frozen=True)
class Heading:
    """A letter by its number."""

    id: str
    title: str
    number: str


@dataclass(frozen=True)
class StageCount:
    """How many supervision cases stand in a stage, and how many of them are overdue."""

    total: int
    overdue: int


def issued_by(person: Person) -> ColumnElement[bool]:
    """Return the condition that a case is a supervision which the person's office conducts and which is open."""
    return and_(
        col(CaseRow.definition) == PROCEDURE,
        col(CaseRow.outcome).is_(None),
        _is_party(col(CaseRow.id), person.org_code, ISSUERS),
    )


def stage_counts(session: Session, person: Person) -> dict[str, StageCount]:
    """Return how much stands in each stage of the supervision that the person's office conducts."""
    overdue = func.count().filter(col(CaseRow.overdue_at).is_not(None))
    statement = select(CaseRow.stage, func.count(), overdue).where(issued_by(person))
    rows = session.exec(statement.group_by(col(CaseRow.stage))).all()
    return {stage: StageCount(total, late) for stage, total, late in rows}


def received(session: Session, person: Person, *, most: int) -> Sequence[CaseRow]:
    """Return the supervision cases in which the person's organisation has to act as the supervised body."""
    statement = select(CaseRow).where(
        CaseRow.definition == PROCEDURE,
        CaseRow.holder == person.org_code,
        col(CaseRow.outcome).is_(None),
        _is_party(col(CaseRow.id), person.org_code, (BODY,)),
    )
    return session.exec(statement.order_by(col(CaseRow.due_at), col(CaseRow.id)).limit(most)).all()


def supervised_by(session: Session, cases: Collection[str]) -> dict[str, str]:
    """Return the open supervision case that is tied to each of these cases, the newest one where there are several."""
    ties = (
        select(LinkRow.other_id, CaseRow.id)
        .join(CaseRow, col(CaseRow.id) == LinkRow.case_id)
        .where(
            col(LinkRow.other_id).in_(cases),
            CaseRow.definition == PROCEDURE,
            col(CaseRow.outcome).is_(None),
        )
    )
    return dict(session.exec(ties.order_by(col(CaseRow.opened_at))).all())


def bodies_of(session: Session, cases: Collection[str]) -> dict[str, str]:
    """Return the code of the supervised body of each of these cases."""
    parties = select(CasePartyRow.case_id, CasePartyRow.org).where(
        col(CasePartyRow.case_id).in_(cases),
        CasePartyRow.role == BODY,
        col(CasePartyRow.until_seq).is_(None),
    )
    return dict(session.exec(parties).all())


def last_letters(session: Session, cases: Collection[str]) -> dict[str, Heading]:
    """Return the last letter of the chain that still stands, of each of these cases that has one."""
    ended = exists().where(col(LetterEndRow.letter_id) == col(LetterRow.id))
    chain = select(LetterRow.case_id, LetterRow.id, LetterRow.title, LetterRow.number).where(
        col(LetterRow.case_id).in_(cases), col(LetterRow.kind).in_(CHAIN), ~ended
    )
    rows = session.exec(chain.order_by(col(LetterRow.seq))).all()
    return {case_id: Heading(letter_id, title, number) for case_id, letter_id, title, number in rows}


def last_demands(session: Session, cases: Collection[str]) -> dict[str, list[str]]:
    """Return what was last demanded in each of these cases, as the entry says that drafted it."""
    form: Any = col(EntryRow.form)
    demanding = select(EntryRow.case_id, EntryRow.form).where(
        col(EntryRow.case_id).in_(cases), form.has_key("demands")
    )
    rows = session.exec(demanding.order_by(col(EntryRow.seq))).all()
    return {case_id: list(said["demands"]) for case_id, said in rows}


def _is_party(case_id: Mapped[str], org: str, roles: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(
        and_(
            col(CasePartyRow.case_id) == case_id,
            col(CasePartyRow.org) == org,
            col(CasePartyRow.role).in_(roles),
            col(CasePartyRow.until_seq).is_(None),
        )
    )
