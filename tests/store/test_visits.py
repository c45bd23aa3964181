"""Visits in the ledger: which of them count in which year, what is spared, and what the database refuses."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from domain.visits import Counted, RatedAlready, RatingClosed, VisitNotBegun
from store.connection import transaction
from store.ratings import rate, rating_of, visit_with
from store.tables import CaseRow, NoticeRow, VisitRow
from store.visits import Saved, counted, saved

FIRM = "91500112MA5U0015X5"
NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
BEGUN: dict[str, Any] = {"begun_at": NOW, "rated_until": datetime(2026, 3, 17, 16, tzinfo=UTC)}


def moment(text_: str) -> datetime:
    return datetime.fromisoformat(f"{text_}:00+08:00")


def visit(engine: Engine, nth: int = 0, **changes: Any) -> str:
    """Put a visit into the ledger, of one of its case files; return the case's id."""
    with transaction(engine) as session:
        cases = session.exec(select(CaseRow.id).order_by(CaseRow.number)).all()
        row: dict[str, Any] = {
            "case_id": cases[nth],
            "object_code": FIRM,
            "object_name": "某酒店",
            "region": "500112",
            "lead": "500112-ga",
            "definition": "hotels",
            "is_planned": True,
            "code": f"code {nth}",
            "token": f"token {nth}",
            "booked_at": NOW,
        }
        session.add(VisitRow(**row | changes))
    return cases[nth]


def seen(engine: Engine, *, at: datetime = NOW, besides: str = "", firm: str = FIRM) -> Counted:
    with Session(engine) as session:
        return counted(session, firm, at=at, besides=besides)


def test_planned_and_triggered_visits_are_counted_apart(scratch: Engine) -> None:
    first = visit(scratch)
    visit(scratch, 1, is_planned=False)
    visit(scratch, 2, object_code="another")

    assert seen(scratch) == Counted(planned=1, triggered=1, this_month=2)
    assert seen(scratch, besides=first) == Counted(planned=0, triggered=1, this_month=1)
    assert seen(scratch, firm="nobody") == Counted()


def test_one_that_was_given_up_does_not_count(scratch: Engine) -> None:
    visit(scratch, freed_at=NOW)

    assert seen(scratch) == Counted()


@pytest.mark.parametrize(
    ("booked", "begun", "asked", "planned", "this_month"),
    [
        pytest.param("2026-12-31 23:59", None, "2026-12-01 00:00", 1, 1, id="the last minute of the year"),
        pytest.param("2027-01-01 00:00", None, "2026-12-31 23:59", 0, 0, id="the first of the next"),
        pytest.param("2027-01-01 00:00", None, "2027-01-01 00:00", 1, 1, id="counts in that one"),
        pytest.param("2026-12-30 10:00", "2027-01-04 10:00", "2026-12-31 10:00", 0, 0, id="made next year"),
        pytest.param("2026-12-30 10:00", "2027-01-04 10:00", "2027-06-01 10:00", 1, 0, id="it counts there"),
        pytest.param("2026-01-31 23:59", None, "2026-02-01 00:00", 1, 0, id="another month"),
        pytest.param("2026-12-01 00:00", None, "2026-12-31 23:59", 1, 1, id="the same month"),
    ],
)
def test_a_visit_counts_in_the_year_of_its_day_in_china(
    scratch: Engine, booked: str, begun: str | None, asked: str, planned: int, this_month: int
) -> None:
    made: dict[str, Any] = {"begun_at": moment(begun), "rated_until": moment(begun)} if begun else {}
    visit(scratch, booked_at=moment(booked), **made)

    found = seen(scratch, at=moment(asked))

    assert (found.planned, found.this_month) == (planned, this_month)


def test_what_joint_visits_spare(scratch: Engine) -> None:
    visit(scratch, **BEGUN, bodies=4)
    visit(scratch, 1, **BEGUN, bodies=0, region="500153")
    visit(scratch, 2, **BEGUN)

    with Session(scratch) as session:
        assert saved(session, "500112", 2026) == Saved(year=2026, visits=2, bodies=4, spared=3)
        assert saved(session, "500153", 2026) == Saved(year=2026, visits=1, bodies=0, spared=0)
        assert saved(session, "500000", 2026) == Saved(year=2026, visits=3, bodies=4, spared=3)
        assert saved(session, "500112", 2025) == Saved(year=2025, visits=0, bodies=0, spared=0)


def test_a_visit_is_rated_once(scratch: Engine) -> None:
    case_id = visit(scratch, **BEGUN)

    def rated(score: int, comment: str, *, at: datetime = NOW) -> None:
        with transaction(scratch) as session:
            row = visit_with(session, "token 0")
            assert row is not None
            rate(session, row, score, comment, at=at)

    with pytest.raises(RatingClosed):
        rated(2, "慢", at=datetime(2026, 3, 17, 16, 1, tzinfo=UTC))
    rated(2, "慢")
    rated(2, "慢", at=datetime(2027, 1, 1, tzinfo=UTC))
    with pytest.raises(RatedAlready):
        rated(2, "很慢")

    with Session(scratch) as session:
        row = rating_of(session, case_id)
        assert row is not None
        assert (row.score, row.comment) == (2, "慢")
        told = session.exec(select(NoticeRow).where(NoticeRow.kind == "low-rating")).all()
        assert [(notice.org, "慢" in notice.text) for notice in told] == [("500112-sfj", False)]


def test_a_visit_that_has_not_begun_is_not_rated(scratch: Engine) -> None:
    visit(scratch)
    with transaction(scratch) as session:
        row = visit_with(session, "token 0")
        assert row is not None
        with pytest.raises(VisitNotBegun):
            rate(session, row, 5, "", at=NOW)


RATE = "INSERT INTO rating (case_id, score, comment, at) SELECT case_id, {score}, '', now() FROM visit"


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        pytest.param(RATE.format(score=0), "score_from_1_to_5", id="a score of 0"),
        pytest.param(RATE.format(score=6), "score_from_1_to_5", id="a score of 6"),
        pytest.param("UPDATE visit SET freed_at = now()", "freed_before_it_began", id="freed after it began"),
        pytest.param("UPDATE visit SET rated_until = NULL", "rated_once_begun", id="begun without a limit"),
        pytest.param(
            "UPDATE visit SET begun_at = NULL, rated_until = NULL, bodies = 2",
            "bodies_of_a_visit_made",
            id="bodies at a visit that nobody made",
        ),
        pytest.param("INSERT INTO visit SELECT * FROM visit", "visit_pkey", id="two for a case"),
    ],
)
def test_what_the_database_refuses(scratch: Engine, statement: str, constraint: str) -> None:
    visit(scratch, **BEGUN)

    with pytest.raises(IntegrityError, match=constraint), scratch.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("change", ["UPDATE rating SET score = 5", "DELETE FROM rating"])
def test_a_rating_never_changes(scratch: Engine, change: str) -> None:
    visit(scratch, **BEGUN)
    with scratch.begin() as connection:
        connection.execute(text(RATE.format(score=1)))

    with pytest.raises(IntegrityError, match="never changes"), scratch.begin() as connection:
        connection.execute(text(change))


@pytest.mark.parametrize("same", ["code", "token"])
def test_a_code_belongs_to_one_visit(scratch: Engine, same: str) -> None:
    visit(scratch)

    with pytest.raises(IntegrityError, match=f"visit_{same}_key"):
        visit(scratch, 1, **{same: f"{same} 0"})
