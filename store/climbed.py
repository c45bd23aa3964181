"""The ladder of the stage where a case stands: which rungs have been climbed, and which comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from domain.built_in import OVERDUE
from domain.case import Case
from domain.ladder import Ladder, Rung
from domain.procedure import Definition
from store.tables import CaseRow, EntryRow


@dataclass(frozen=True)
class Climbed:
    """A rung as it stands for one case.

    `at` is the moment at which the clock sets it off, as far as that is known: of the reminder, and of the rung that
    comes next. `entry` is the line that recorded it, in this case or, for what people do, in its supervision.
    """

    rung: Rung
    at: datetime | None = None
    entry: EntryRow | None = None
    is_next: bool = False

    @property
    def fired_at(self) -> datetime | None:
        """Return when it was climbed, if it was."""
        return self.entry.at if self.entry else None


def climbed(
    session: Session, definition: Definition, row: CaseRow, case: Case, tied: Sequence[CaseRow]
) -> list[Climbed]:
    """Return every rung of the ladder of the stage, the lowest first; a closed case stands on none.

    What people did is looked for in those of the tied cases that the ladder has opened since the stage was entered.
    """
    if case.is_closed:
        return []
    ladder = definition.ladders[definition.procedure.stages[case.stage].overdue]
    fired = _fired(session, row) if case.rung else {}
    taken = _taken(session, ladder, row, tied)
    rungs = [_standing(each, row, case, ladder, fired, taken) for each in ladder.rungs]
    if not any(each.is_next for each in rungs):
        rungs = _with_next_by_hand(rungs)
    return rungs


def _standing(
    rung: Rung,
    row: CaseRow,
    case: Case,
    ladder: Ladder,
    fired: dict[str, EntryRow],
    taken: dict[str, EntryRow],
) -> Climbed:
    if rung.at is not None:
        return Climbed(rung, at=row.yellow_at)
    if rung.action is not None:
        return Climbed(rung, entry=taken.get(rung.action))
    place = ladder.timed.index(rung)
    if place < case.rung:
        return Climbed(rung, entry=fired.get(rung.level))
    is_next = place == case.rung
    return Climbed(rung, at=row.next_rung_at if is_next else None, is_next=is_next)


def _with_next_by_hand(rungs: Sequence[Climbed]) -> list[Climbed]:
    """Return the rungs with the first one above all that were climbed as the next: the clock has done its part."""
    last = max((place for place, each in enumerate(rungs) if each.entry), default=-1)
    return [
        Climbed(each.rung, each.at, each.entry, is_next=True) if place == last + 1 and last >= 0 else each
        for place, each in enumerate(rungs)
    ]


def _fired(session: Session, row: CaseRow) -> dict[str, EntryRow]:
    """Return the last entry with which each rung has fired in this stage, by its level."""
    entries = select(EntryRow).where(
        EntryRow.case_id == row.id, EntryRow.action == OVERDUE, EntryRow.stage_to == row.stage
    )
    found = session.exec(entries.order_by(col(EntryRow.seq))).all()
    return {entry.form["level"]: entry for entry in found}


def _taken(session: Session, ladder: Ladder, row: CaseRow, tied: Sequence[CaseRow]) -> dict[str, EntryRow]:
    """Return the first entry with which people took each rung that is theirs, by its action."""
    opened = {rung.opens for rung in ladder.timed if rung.opens}
    cases = [each.id for each in tied if each.definition in opened and each.opened_at >= row.entered_at]
    actions = [rung.action for rung in ladder.by_hand]
    if not cases or not actions:
        return {}
    entries = select(EntryRow).where(col(EntryRow.case_id).in_(cases), col(EntryRow.action).in_(actions))
    found = session.exec(entries.order_by(col(EntryRow.at).desc(), col(EntryRow.seq).desc())).all()
    return {entry.action: entry for entry in found}
