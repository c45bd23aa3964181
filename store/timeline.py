"""What was done in a matter and in its tasks, as one file: the entries of every case of it that a reader may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, tuple_
from sqlmodel import Session, col, select

from domain.built_in import TIED
from domain.organisation import Person
from store.tables import CaseRow, EntryRow
from store.visibility import visible_to

_CASE, _DOER = "case_id", "doer"

After = tuple[datetime, str, int]
"""The last entry of the page before: when, of which case, and its number there."""


@dataclass(frozen=True)
class TimelineAsked:
    """A page of the timeline: of one organisation only, and after the last entry of the page before."""

    org: str | None = None
    after: After | None = None
    limit: int = 20


def readable_among(session: Session, person: Person, ids: Collection[str]) -> dict[str, CaseRow]:
    """Return those of the cases that the person's organisation may read, by their ids."""
    found = session.exec(select(CaseRow).where(col(CaseRow.id).in_(ids), visible_to(person))).all()
    return {row.id: row for row in found}


def timeline(
    session: Session, case_id: str, task_ids: Collection[str], asked: TimelineAsked
) -> Sequence[EntryRow]:
    """Return one page of entries, the newest first, and one more if there are older ones.

    `task_ids` are the tasks that may be read; of the others the matter's own file tells that they have moved.
    """
    entry_case, form, is_news = col(EntryRow.case_id), col(EntryRow.form), col(EntryRow.action) == TIED
    # What a task's own file says is not said again by the matter's.
    twice = and_(entry_case == case_id, is_news, form[_CASE].as_string().in_(sorted(task_ids)))
    statement = select(EntryRow).where(entry_case.in_([case_id, *task_ids]), ~func.coalesce(twice, False))
    if asked.org:
        told = and_(is_news, form[_DOER].as_string() == asked.org)
        statement = statement.where(or_(col(EntryRow.org) == asked.org, func.coalesce(told, False)))
    key = tuple_(col(EntryRow.at), entry_case, col(EntryRow.seq))
    if asked.after is not None:
        statement = statement.where(key < asked.after)
    newest = (col(EntryRow.at).desc(), entry_case.desc(), col(EntryRow.seq).desc())
    return session.exec(statement.order_by(*newest).limit(asked.limit + 1)).all()
