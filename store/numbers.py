"""Numbers are taken in the transaction that uses them: no gap, no double."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from store.tables import SequenceRow


def next_number(session: Session, name: str, year: int) -> int:
    """Take the next number, from 1, of a sequence and year; others wait until this transaction ends."""
    last = col(SequenceRow.last)
    taken = (
        insert(SequenceRow)
        .values(name=name, year=year, last=1)
        .on_conflict_do_update(index_elements=["name", "year"], set_={"last": last + 1})
        .returning(last)
    )
    return int(session.execute(taken).scalar_one())
