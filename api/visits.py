"""A visit as its readers see it: the officers of its case, and the firm that holds its code."""

from datetime import date, datetime

from sqlmodel import Session

from api.away import NotFound
from api.clock import now
from api.resources import Resources
from domain.case import Case
from domain.guard import is_met, value_of
from domain.model import Model
from domain.office_time import local_day
from domain.organisation import Person
from domain.procedure import Definition
from domain.visits import CheckResult, VisitRule, check_result
from store.checking import who_comes
from store.ratings import rating_of, visit_with
from store.tables import CaseRow, OrganisationRow, VisitRow
from store.visibility import supervises
from store.visits import visit_of


class RatingOut(Model):
    """What the firm says of the visit."""

    score: int
    comment: str
    at: datetime


class VisitOut(Model):
    """The visit of a case. `check_url` is the firm's own page, once the firm may know of the visit.

    Everybody sees whether the firm has rated it; `rating` is for the supervision office of the region alone.
    """

    code: str
    object_code: str
    object_name: str
    is_planned: bool
    booked_at: datetime
    begun_at: datetime | None
    bodies: int | None
    freed_at: datetime | None
    rated_until: datetime | None
    is_rated: bool
    rating: RatingOut | None
    check_url: str | None


class ComingOut(Model):
    """A body that comes, and what it checks."""

    name: str
    checks: list[str]


class RightOut(Model):
    """What the firm may ask for, and the rule that says so."""

    text: str
    text_en: str
    basis: str


class CheckedOut(Model):
    """What the holder of a visit's code may know of it; nothing personal.

    `result` says whether a visit may be made under it today, `status` how far it has come: approved, begun, over, or
    withdrawn.
    """

    result: CheckResult
    status: str
    code: str
    object_code: str
    object_name: str
    lead: str
    is_planned: bool
    is_announced: bool
    bodies: list[ComingOut]
    first_day: date
    last_day: date
    begun_at: datetime | None
    rated_until: datetime | None
    is_rated: bool
    may_rate: bool
    rights: list[RightOut]


_RIGHTS = [
    RightOut(
        text="执法人员不得少于两人，应当具有行政执法资格（法律另有规定的除外）。",
        text_en="At least two officers come, qualified to enforce, unless a law says otherwise.",
        basis="行政处罚法第四十二条",
    ),
    RightOut(
        text="执法人员应当主动出示执法证件；不出示的，您有权拒绝接受检查。",
        text_en="The officers show their certificates unasked; if they do not, you may refuse the inspection.",
        basis="行政处罚法第五十五条",
    ),
]


def visit_out(
    resources: Resources, session: Session, person: Person, definition: Definition, case: Case
) -> VisitOut | None:
    """Return the visit of a case as this person sees it; nothing while none is booked."""
    rule = definition.procedure.visits
    row = visit_of(session, case.id) if rule is not None else None
    if row is None or rule is None:
        return None
    rated = rating_of(session, case.id)
    reads_it = supervises(person, [row.region])
    return VisitOut(
        **row.model_dump(include=set(VisitOut.model_fields)),
        is_rated=rated is not None,
        rating=RatingOut(**rated.model_dump(exclude={"case_id"})) if rated is not None and reads_it else None,
        check_url=check_url(resources, row) if _may_be_known(rule, case, row) else None,
    )


def check_url(resources: Resources, row: VisitRow) -> str:
    """Return the address of the firm's own page."""
    return f"{resources.settings.public_url.rstrip('/')}/check/{row.token}"


def _may_be_known(rule: VisitRule, case: Case, row: VisitRow) -> bool:
    """Return whether the firm may know of the visit: it is announced, or has begun."""
    return row.begun_at is not None or is_met(rule.announced, {"opening": case.opening})


def checked(resources: Resources, session: Session, token: str) -> CheckedOut:
    """Return what the holder of a token may know.

    Raises:
        NotFound: No visit has it, or none of which the firm may know yet.
    """
    row = visit_with(session, token)
    if row is None:
        raise NotFound(token)
    whole = session.get_one(CaseRow, row.case_id)
    definition = resources.shelf.definition(session, whole.digest)
    case, rule = Case.model_validate(whole.state), definition.procedure.visits
    if rule is None or not _may_be_known(rule, case, row):
        raise NotFound(token)
    at, opening = now(), {"opening": case.opening}
    first_day, last_day = (
        date.fromisoformat(str(value_of(source, opening))) for source in (rule.first_day, rule.last_day)
    )
    is_over = row.bodies is not None or case.is_closed
    result = check_result(
        is_freed=row.freed_at is not None,
        is_over=is_over,
        first_day=first_day,
        last_day=last_day,
        today=local_day(at),
    )
    is_rated = rating_of(session, row.case_id) is not None
    return CheckedOut(
        **row.model_dump(
            include={"code", "object_code", "object_name", "is_planned", "begun_at", "rated_until"}
        ),
        result=result,
        status=_status(row, is_over=is_over),
        lead=session.get_one(OrganisationRow, row.lead).name,
        is_announced=is_met(rule.announced, opening),
        bodies=[
            ComingOut(name=each.name, checks=list(each.checks))
            for each in who_comes(session, definition, whole, case, rule.task)
        ],
        first_day=first_day,
        last_day=last_day,
        is_rated=is_rated,
        may_rate=not is_rated and row.rated_until is not None and at <= row.rated_until,
        rights=_RIGHTS,
    )


def _status(row: VisitRow, *, is_over: bool) -> str:
    if row.freed_at is not None:
        return "withdrawn"
    if is_over:
        return "over"
    return "begun" if row.begun_at is not None else "approved"
