"""Statistics are taken when a case ends, in the transaction that ends it."""

import logging
from datetime import timedelta

from sqlmodel import Session, col, select

from domain.built_in import OVERDUE
from domain.case import Case
from domain.office_time import local_day
from domain.procedure import Definition
from domain.statistics import Course, statistics_of
from store.tables import CaseRow, EntryRow, KeptRow, OrganisationRow

_DAY = timedelta(days=1)
_log = logging.getLogger(__name__)


def keep(session: Session, definition: Definition, case: Case, row: CaseRow) -> None:
    """Write what the definition keeps of a case that has just ended; of an open one there is nothing to keep."""
    if row.closed_at is None or not definition.procedure.keeps:
        return
    session.flush()  # the entries of this very step count
    region = session.get_one(OrganisationRow, row.opened_org).region
    for taken in statistics_of(definition, case, course_of(session, row)):
        if taken.why is not None:
            _log.warning("%s of %s could not be taken: %s", taken.name, row.definition, taken.why)
        session.add(
            KeptRow(
                case_id=row.id,
                name=taken.name,
                org=taken.org,
                value=taken.value,
                why=taken.why,
                definition=row.definition,
                region=region,
                closed_on=local_day(row.closed_at),
            )
        )


def course_of(session: Session, row: CaseRow) -> Course:
    """Return how a case went, from its file."""
    entries = session.exec(
        select(EntryRow.action, EntryRow.stage_from, EntryRow.at)
        .where(EntryRow.case_id == row.id)
        .order_by(col(EntryRow.seq).desc())
    ).all()
    return Course(
        days=((row.closed_at or row.opened_at) - row.opened_at) / _DAY,
        days_to={action: (at - row.opened_at) / _DAY for action, _, at in entries},  # the first comes last
        late_in=frozenset(stage for action, stage, _ in entries if action == OVERDUE and stage is not None),
    )


def was_late(session: Session, case_id: str) -> bool:
    """Return whether a rung of the case's ladders has ever fired."""
    fired = select(EntryRow.seq).where(EntryRow.case_id == case_id, EntryRow.action == OVERDUE)
    return session.exec(fired.limit(1)).first() is not None
