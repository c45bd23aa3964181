"""Which cases belong together: those that an opening form names by their numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.form import FieldType, Form
from domain.made_step import Step
from domain.organisation import Person
from domain.procedure import Definition
from domain.refusal import Refusal
from store.tables import CaseRow, EntryRow, LinkRow
from store.visibility import visible_to


class CaseUnknown(Refusal):
    """A form names a case that does not exist."""

    code = "case-unknown"

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(f"没有编号为{'、'.join(numbers)}的事项", f"There is no case {', '.join(numbers)}.")


def numbers_in(form: Form, values: Mapping[str, Any]) -> list[str]:
    """Return the numbers of the cases that the values of a form name."""
    fields = (name for name, field in form.items() if field.type is FieldType.CASES)
    return list(dict.fromkeys(number for name in fields for number in values.get(name) or ()))


def cases_numbered(session: Session, numbers: Sequence[str]) -> Sequence[CaseRow]:
    """Return the cases with these numbers.

    Raises:
        CaseUnknown: One of them does not exist.
    """
    if not numbers:
        return ()
    found = session.exec(select(CaseRow).where(col(CaseRow.number).in_(numbers))).all()
    missing = sorted(set(numbers) - {row.number for row in found})
    if missing:
        raise CaseUnknown(missing)
    return found


def check_readable(session: Session, person: Person, numbers: Sequence[str]) -> None:
    """Check that each of these cases exists and may be read by the person's organisation.

    Raises:
        CaseUnknown: One does not, or may not; which of them is not said.
    """
    if not numbers:
        return
    named = select(CaseRow.number).where(col(CaseRow.number).in_(numbers), visible_to(person))
    missing = sorted(set(numbers) - set(session.exec(named).all()))
    if missing:
        raise CaseUnknown(missing)


def tie(session: Session, definition: Definition, step: Step, entry: EntryRow, ties: Sequence[str]) -> None:
    """Tie a case that is being opened to those that its form names and to those that it follows from.

    Raises:
        CaseUnknown: One of them does not exist.
    """
    if step.stage_from is not None:
        return
    numbers = list(dict.fromkeys((*ties, *numbers_in(definition.procedure.opens.form, step.form))))
    for other in cases_numbered(session, numbers):
        session.add(LinkRow(case_id=entry.case_id, other_id=other.id, since_seq=entry.seq))


def tied_and_open(session: Session, case_id: str) -> list[str]:
    """Return the open cases that are tied to this one, in a fixed order."""
    still_open = _tied(case_id).where(col(CaseRow.outcome).is_(None))
    return sorted(session.scalars(still_open.with_only_columns(col(CaseRow.id))).all())


def matter_of(session: Session, case_id: str) -> CaseRow | None:
    """Return the matter of which a case is a task."""
    tied = (
        select(CaseRow)
        .join(LinkRow, col(LinkRow.other_id) == CaseRow.id)
        .where(LinkRow.case_id == case_id)
        .order_by(col(CaseRow.number))
    )
    return next((row for row in session.exec(tied).all() if has_task(row, case_id)), None)


def has_task(row: CaseRow, case_id: str) -> bool:
    """Return whether a case is one of the tasks of a matter."""
    return any(state.get("case_id") == case_id for state in row.state.get("tasks", {}).values())


def tied_for(session: Session, person: Person, case_id: str) -> Sequence[CaseRow]:
    """Return the tied cases that the person's organisation may read, oldest first."""
    return session.exec(_tied(case_id).where(visible_to(person))).all()


def _tied(case_id: str) -> SelectOfScalar[CaseRow]:
    return (
        select(CaseRow)
        .join(
            LinkRow,
            or_(
                and_(col(LinkRow.case_id) == case_id, col(LinkRow.other_id) == CaseRow.id),
                and_(col(LinkRow.other_id) == case_id, col(LinkRow.case_id) == CaseRow.id),
            ),
        )
        .order_by(col(CaseRow.number))
    )
