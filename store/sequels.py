"""What has to follow a recorded step outside its own case: cases to open, tied cases to tell."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from domain.built_in import OVERDUE
from domain.procedure import Definition
from messages.supervision import OpenAgainst, TiedMoved
from store.links import tied_and_open
from store.tables import CaseRow, EntryRow

Sequels = tuple[tuple[OpenAgainst, ...], tuple[str, ...], TiedMoved | None]


def entries_after(session: Session, case_id: str, seq: int) -> Sequence[EntryRow]:
    """Return the entries of a case after one of them."""
    later = select(EntryRow).where(EntryRow.case_id == case_id, col(EntryRow.seq) > seq)
    return session.exec(later.order_by(col(EntryRow.seq))).all()


def sequels(session: Session, definition: Definition, row: CaseRow, entries: Sequence[EntryRow]) -> Sequels:
    """Return what follows these entries; asked again it says the same."""
    opens = tuple(
        OpenAgainst(case_id=row.id, seq=entry.seq, procedure=entry.form["opens"])
        for entry in entries
        if entry.action == OVERDUE and "opens" in entry.form
    )
    moves = [entry for entry in entries if entry.stage_from != entry.stage_to]
    if not moves:
        return opens, (), None
    session.flush()  # a tie that this very step made counts
    tells = tuple(tied_and_open(session, row.id))
    if not tells:
        return opens, (), None
    stage = definition.procedure.stage_title(moves[-1].stage_to)
    news = TiedMoved(number=row.number, seq=moves[-1].seq, stage=stage.title, stage_en=stage.title_en)
    return opens, tells, news
