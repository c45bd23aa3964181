"""The visits that objects receive: booked, made and given up in the transaction of the step, counted when one is approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, func, text
from sqlmodel import Session, col, select

from domain.act import Act
from domain.act_code import INSPECTION, act_code, act_code_stem
from domain.case import Case
from domain.guard import is_met, value_of
from domain.made_step import Step
from domain.office_time import local_day, start_of
from domain.procedure import Definition
from domain.visits import NOT_COUNTED, Counted, VisitRule, object_code
from domain.work_calendar import WorkCalendar
from store.dating import window_end
from store.numbers import next_number
from store.tables import CaseRow, EntryRow, OrganisationRow, VisitRow
from store.visibility import within

_ONE_OBJECT_AT_A_TIME = 7_265_003
_TOKEN_BYTES = 12


def recounted(session: Session, definition: Definition, case: Case, act: Act, *, at: datetime) -> Act:
    """Return an act that books a visit with what the ledger counts now; every other act as it is.

    Whoever books a visit of the same object waits until this transaction ends, so that two approvals at the same
    moment see one another.
    """
    rule = definition.procedure.visits
    if rule is None or act.action != rule.books:
        return act
    code = object_code(rule, case.opening)
    key = {"kind": _ONE_OBJECT_AT_A_TIME, "code": code}
    session.execute(text("SELECT pg_advisory_xact_lock(:kind, hashtext(:code))"), key)
    return act.model_copy(update={"visits": counted(session, code, at=at, besides=case.id)})


def counted_for(session: Session, definition: Definition, case: Case, *, at: datetime) -> Counted:
    """Return how many visits the object of a case has had beside this one; nothing for a case that makes none."""
    rule = definition.procedure.visits
    if rule is None:
        return NOT_COUNTED
    return counted(session, object_code(rule, case.opening), at=at, besides=case.id)


def counted(session: Session, code: str, *, at: datetime, besides: str = "") -> Counted:
    """Return how many visits an object has in the year and month of a moment, by the days of China.

    A visit belongs to the year in which it began, and before that to the one in which it was booked. All procedures
    and regions count; a visit that was given up does not.
    """
    today = local_day(at)
    this_month = _in(today.replace(day=1), _next_month(today))
    statement = select(
        func.count().filter(col(VisitRow.is_planned)),
        func.count().filter(~col(VisitRow.is_planned)),
        func.count().filter(this_month),
    ).where(
        VisitRow.object_code == code,
        VisitRow.case_id != besides,
        col(VisitRow.freed_at).is_(None),
        _in(date(today.year, 1, 1), date(today.year + 1, 1, 1)),
    )
    planned, triggered, month = session.exec(statement).one()
    return Counted(planned=planned, triggered=triggered, this_month=month)


def _in(first: date, end: date) -> ColumnElement[bool]:
    """Return the condition that a visit was made, or else booked, from one day until before another."""
    when = func.coalesce(col(VisitRow.begun_at), col(VisitRow.booked_at))
    return (when >= start_of(first)) & (when < start_of(end))


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def follow(
    session: Session, definition: Definition, step: Step, entry: EntryRow, calendar: WorkCalendar
) -> list[str]:
    """Write down what a step says of the visit of its case: booked, begun, given up, or how many bodies came.

    Returns what the entry notes of it, so that the chain covers the code.
    """
    rule = definition.procedure.visits
    if rule is None or step.stage_from is None:
        return []
    if step.action == rule.books:
        return [f"检查码 {_booked(session, definition, rule, step, entry).code}"]
    row = visit_of(session, step.case.id)
    if row is None:
        return []
    if step.action in rule.begins and row.begun_at is None:
        row.begun_at = entry.at
        row.rated_until = window_end(definition.limits[rule.rated_within], calendar, at=entry.at)
    if step.action in rule.frees and row.begun_at is None:
        row.freed_at = entry.at
    if step.action == rule.counts_with and row.begun_at is not None:
        row.bodies = int(value_of(rule.bodies, step.case.facts(definition, step.form)))
    return []


def _booked(
    session: Session, definition: Definition, rule: VisitRule, step: Step, entry: EntryRow
) -> VisitRow:
    """Book the visit with a new code; one that was given up and is booked again keeps the code that it has."""
    known = visit_of(session, step.case.id)
    if known is not None:
        known.booked_at, known.freed_at = entry.at, None
        return known
    opening = {"opening": step.case.opening}
    lead = session.get_one(OrganisationRow, step.case.parties[definition.procedure.opens.who])
    row = VisitRow(
        case_id=step.case.id,
        object_code=object_code(rule, step.case.opening),
        object_name=str(value_of(rule.name, opening)),
        region=lead.region,
        lead=lead.code,
        definition=definition.procedure.procedure,
        is_planned=is_met(rule.planned, opening),
        code=_new_code(session, lead, local_day(entry.at)),
        token=token_urlsafe(_TOKEN_BYTES),
        booked_at=entry.at,
    )
    session.add(row)
    return row


def _new_code(session: Session, lead: OrganisationRow, on: date) -> str:
    body = lead.code.removeprefix(f"{lead.region}-")
    stem = act_code_stem(region=lead.region, body=body, kind=INSPECTION, on=on)
    return act_code(stem, next_number(session, stem, on.year))


def visit_of(session: Session, case_id: str) -> VisitRow | None:
    """Return the visit of a case, also one that this transaction has just booked."""
    if any(isinstance(row, VisitRow) for row in session.new):
        session.flush()
    return session.get(VisitRow, case_id)


@dataclass(frozen=True)
class Saved:
    """The joint visits that a region has seen in a year, and how many visits they spared the firms."""

    year: int
    visits: int
    bodies: int
    spared: int


def saved(session: Session, region: str, year: int) -> Saved:
    """Return what joint visits spared in a region, a municipality with its districts: the bodies that came, less the visits.

    A visit of which the results are not yet gathered is counted as made and spares nothing so far.
    """
    bodies = col(VisitRow.bodies)
    statement = select(
        func.count(),
        func.sum(bodies),
        func.sum(func.greatest(bodies - 1, 0)),
    ).where(
        within(col(VisitRow.region), region),
        col(VisitRow.begun_at) >= start_of(date(year, 1, 1)),
        col(VisitRow.begun_at) < start_of(date(year + 1, 1, 1)),
    )
    visits, came, spared = session.exec(statement).one()
    return Saved(year=year, visits=visits, bodies=int(came or 0), spared=int(spared or 0))


def history(
    session: Session, region: str, code: str, *, most: int
) -> Sequence[tuple[VisitRow, OrganisationRow, str]]:
    """Return the visits of an object that bodies of the region have led, the latest first, with the lead and the case's number."""
    statement = (
        select(VisitRow, OrganisationRow, CaseRow.number)
        .join(OrganisationRow, col(OrganisationRow.code) == VisitRow.lead)
        .join(CaseRow, col(CaseRow.id) == VisitRow.case_id)
        .where(within(col(VisitRow.region), region), VisitRow.object_code == code)
    )
    return session.exec(statement.order_by(col(VisitRow.booked_at).desc()).limit(most)).all()
