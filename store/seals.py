"""The seals of letters: what the seal service answered, kept so that a letter is sealed once."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from store.tables import SealRow


def seals_on(session: Session, letter_id: str) -> dict[str, SealRow]:
    """Return what is known of the seals of a letter, by issuer; empty when nobody was asked yet."""
    rows = session.exec(select(SealRow).where(SealRow.letter_id == letter_id)).all()
    return {row.issuer: row for row in rows}


def keep_seals(session: Session, seals: Sequence[SealRow]) -> dict[str, SealRow]:
    """Keep the seals of a letter and return those that are kept: whoever was first has sealed it."""
    if seals:
        rows = [seal.model_dump() for seal in seals]
        session.execute(insert(SealRow).values(rows).on_conflict_do_nothing())
    return seals_on(session, seals[0].letter_id) if seals else {}
