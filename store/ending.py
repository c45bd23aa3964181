"""Letters that no longer stand: their numbers stay in the register, with the reason."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from domain.actions import find_action
from domain.made_step import Step
from domain.procedure import Definition
from domain.refusal import Refusal
from store.chain import end_note
from store.tables import EntryRow, LetterEndRow, LetterRow


class NoLetterStands(Refusal):
    """An action ends a letter, and none of these kinds stands in the case."""

    code = "no-letter-stands"


def end_letters(session: Session, definition: Definition, step: Step, entry: EntryRow) -> list[str]:
    """Write down that the newest letter of the kinds which this action ends no longer stands.

    Returns what the entry notes of it, so that the chain covers it.

    Raises:
        NoLetterStands: There is none.
    """
    rule = find_action(definition, step.stage_from, step.action)
    if rule is None or rule.ends is None:
        return []
    session.flush()  # a letter of an act recorded together with this one counts
    letter = newest_standing(session, entry.case_id, rule.ends.letters)
    if letter is None:
        raise NoLetterStands("没有可作废或者撤回的文书", "There is no letter to void or withdraw.")
    session.add(
        LetterEndRow(
            letter_id=letter.id,
            status=rule.ends.status,
            reason=step.form["reason"],
            case_id=entry.case_id,
            seq=entry.seq,
            at=entry.at,
        )
    )
    return [end_note(letter.number, rule.ends.status)]


def newest_standing(
    session: Session, case_id: str, kinds: Sequence[str], *, at: datetime | None = None
) -> LetterRow | None:
    """Return the newest letter of these kinds that stands in a case now, or stood at a moment."""
    ended = select(LetterEndRow.letter_id).where(LetterEndRow.case_id == case_id)
    issued = select(LetterRow).where(LetterRow.case_id == case_id, col(LetterRow.kind).in_(kinds))
    if at is not None:
        ended = ended.where(col(LetterEndRow.at) <= at)
        issued = issued.where(col(LetterRow.issued_at) <= at)
    standing = issued.where(col(LetterRow.id).not_in(ended))
    return session.exec(standing.order_by(col(LetterRow.seq).desc()).limit(1)).first()


def ends_of(session: Session, case_id: str) -> dict[str, LetterEndRow]:
    """Return the letters of a case that no longer stand, by their ids."""
    rows = session.exec(select(LetterEndRow).where(LetterEndRow.case_id == case_id)).all()
    return {row.letter_id: row for row in rows}
