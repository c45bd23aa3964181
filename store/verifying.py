"""What anyone may know of a letter by its code: that it was issued, by whom, and what became of it. Nothing personal."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists
from sqlmodel import Session, col, select

from store.tables import EntryRow, LetterEndRow, LetterRow

ENDED = ("voided", "withdrawn")
"""What becomes of a letter that no longer stands."""


@dataclass(frozen=True)
class Issued:
    """A letter with the names of its issuers, the lead first, and what became of it."""

    letter: LetterRow
    issuer: str
    status: str


def letter_with(session: Session, code: str) -> Issued | None:
    """Return the letter with this code; why one has ended is not said."""
    found = session.exec(select(LetterRow, letter_status()).where(LetterRow.code == code)).first()
    if found is None:
        return None
    letter, status = found
    return Issued(letter, "、".join(letter.frame["issuers"]), status)


def letter_status() -> ColumnElement[str]:
    """Return what became of a letter as a column: it has ended, the addressee has acted since, it was served, or neither.

    To be selected together with the letter.
    """
    ended = (
        select(LetterEndRow.status)
        .where(LetterEndRow.letter_id == LetterRow.id)
        .correlate(LetterRow)
        .scalar_subquery()
    )
    return case(
        (ended.is_not(None), ended),
        (
            _followed(and_(col(EntryRow.org) == LetterRow.addressee, col(EntryRow.org) != LetterRow.issuer)),
            "answered",
        ),
        (_followed(col(EntryRow.action) == "serve"), "served"),
        else_="issued",
    )


def _followed(what: Any) -> ColumnElement[bool]:
    """Return whether the letter's case has a later entry of which this holds."""
    later = exists().where(
        col(EntryRow.case_id) == LetterRow.case_id, col(EntryRow.seq) > col(LetterRow.seq), what
    )
    return later.correlate(LetterRow)
