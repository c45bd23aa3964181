"""What anyone may know of a letter by its code: that it was issued, by whom, and what became of it. Nothing personal."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from store.tables import EntryRow, LetterRow, OrganisationRow


@dataclass(frozen=True)
class Issued:
    """A letter with its issuer's name, and whether it was served or answered since."""

    letter: LetterRow
    issuer: str
    status: str


def letter_with(session: Session, code: str) -> Issued | None:
    """Return the letter with this code; its status is issued, served or answered."""
    row = session.exec(select(LetterRow).where(LetterRow.code == code)).first()
    if row is None:
        return None
    later = session.exec(
        select(EntryRow.action, EntryRow.org).where(
            EntryRow.case_id == row.case_id, col(EntryRow.seq) > row.seq
        )
    ).all()
    status = "issued"
    if any(action == "serve" for action, _ in later):
        status = "served"
    if any(org == row.addressee for _, org in later):
        status = "answered"
    return Issued(row, session.get_one(OrganisationRow, row.issuer).name, status)
