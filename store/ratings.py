"""How a firm rates the visit it has had: once, in time, and for the supervision office alone to read."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from domain.organisation import OrganisationKind
from domain.visits import RatedAlready, check_ratable
from store.organisations import candidates
from store.tables import CaseRow, NoticeRow, RatingRow, VisitRow

LOW = 2
"""A score up to this one is told to the supervision office at once."""


def visit_with(session: Session, token: str) -> VisitRow | None:
    """Return the visit that this token opens."""
    return session.exec(select(VisitRow).where(VisitRow.token == token)).first()


def rating_of(session: Session, case_id: str) -> RatingRow | None:
    """Return how the visit of a case was rated."""
    return session.get(RatingRow, case_id)


def rate(session: Session, visit: VisitRow, score: int, comment: str, *, at: datetime) -> None:
    """Write down a rating; the same one again changes nothing, also after its time.

    Raises:
        RatedAlready: The visit was rated otherwise.
        VisitNotBegun: Nobody has been there yet.
        RatingClosed: The time for it is over.
    """
    known = rating_of(session, visit.case_id)
    if known is None:
        check_ratable(begun_at=visit.begun_at, rated_until=visit.rated_until, at=at)
        if _is_first(session, visit, score, comment, at=at):
            _tell_if_low(session, visit, score, at=at)
            return
        known = session.get_one(RatingRow, visit.case_id)
    if (known.score, known.comment) != (score, comment):
        raise RatedAlready("本次检查已经评价，不能重复评价", "This visit has been rated; it is rated once.")


def _is_first(session: Session, visit: VisitRow, score: int, comment: str, *, at: datetime) -> bool:
    """Return whether this rating was written; another one at the same moment may have been quicker."""
    row = {"case_id": visit.case_id, "score": score, "comment": comment, "at": at}
    written = insert(RatingRow).values(row).on_conflict_do_nothing().returning(RatingRow.__table__.c.case_id)  # type: ignore[attr-defined]  # SQLModel adds it
    return session.execute(written).first() is not None


def _tell_if_low(session: Session, visit: VisitRow, score: int, *, at: datetime) -> None:
    """Tell the supervision office of the region of a low score; the notice says neither score nor comment."""
    offices = candidates(session, (OrganisationKind.SUPERVISION,), visit.region)
    if score > LOW or not offices:
        return
    case = session.get_one(CaseRow, visit.case_id)
    session.add(
        NoticeRow(
            case_id=case.id,
            seq=case.seq,
            kind="low-rating",
            org=offices[0].code,
            text=f"{case.number} 企业对本次检查评价较低，请查看",
            text_en=f"{case.number} the firm rates this visit low",
            at=at,
        )
    )
