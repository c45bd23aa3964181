"""Clocks that span stages: 90 days to decide, not counting the hearing (PPL 60)."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from domain import clocks
from domain.act import Act, Actor, OpeningAct
from domain.case import Case, NotNow
from domain.clock import ClockAlreadySuspended
from domain.due_date import due_date
from domain.organisation import Role
from domain.procedure import Definition
from domain.step import open_case, take
from domain.work_calendar import WorkCalendar
from scenarios.load import load_definition
from tests.domain.dates import at
from worker import calendars

LEADER = Actor(login="yubei.cg.leader", org="500112-cg", roles=(Role.LEADER,))


@pytest.fixture
def penalty() -> Definition:
    return load_definition(Path(__file__).parents[1] / "scenarios" / "good" / "penalty.yaml")


@pytest.fixture
def calendar() -> WorkCalendar:
    return calendars()("500112", "500112-cg")


def opened(penalty: Definition, opened_at: datetime) -> Case:
    act = OpeningAct(id="x", actor=LEADER, title="某案", parties={"enforcer": "500112-cg"})
    return open_case(penalty, act, case_id="case", at=opened_at).case


def after(penalty: Definition, case: Case, *steps: tuple[str, str], **form: Any) -> Case:
    """Take each action at its moment."""
    for moment, action in steps:
        act = Act(id=f"{action}-{case.seq}", action=action, actor=LEADER, form=form)
        case = take(penalty, case, act, at=at(moment)).case
    return case


def decision_due(case: Case, calendar: WorkCalendar) -> datetime:
    return due_date(case.case_clocks["decision"], calendar).due_at


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        pytest.param((), "2026-06-02", id="ninety days end on Sunday 31 May and roll to Monday"),
        pytest.param(
            (("2026-03-12 10:00", "call-hearing"), ("2026-03-22 10:00", "close-hearing")),
            "2026-06-11",
            id="ten days of hearing are not counted",
        ),
        pytest.param(
            (
                ("2026-03-12 10:00", "call-hearing"),
                ("2026-03-22 10:00", "close-hearing"),
                ("2026-04-01 10:00", "call-hearing"),
                ("2026-04-06 10:00", "close-hearing"),
            ),
            "2026-06-16",
            id="nor is a second hearing",
        ),
        pytest.param(
            (("2026-03-12 10:00", "call-hearing"), ("2026-03-12 16:00", "close-hearing")),
            "2026-06-02",
            id="a hearing within a day takes no day",
        ),
    ],
)
def test_the_hearing_is_not_counted(
    penalty: Definition, calendar: WorkCalendar, steps: tuple[tuple[str, str], ...], due: str
) -> None:
    case = after(penalty, opened(penalty, at("2026-03-02 10:00")), *steps)

    assert decision_due(case, calendar) == at(due)


def test_the_earliest_clock_sets_the_date_but_not_one_that_stands_still(penalty: Definition) -> None:
    case = opened(penalty, at("2026-03-02 10:00"))
    hearing = after(penalty, case, ("2026-03-12 10:00", "call-hearing"))
    concluding = after(penalty, hearing, ("2026-03-22 10:00", "close-hearing"))

    assert clocks.running(penalty, case) == (case.clock, case.case_clocks["decision"])
    assert clocks.running(penalty, hearing) == (hearing.clock,)
    assert clocks.running(penalty, concluding) == (concluding.clock, concluding.case_clocks["decision"])


def test_the_clock_stops_where_it_says(penalty: Definition) -> None:
    case = after(penalty, opened(penalty, at("2026-03-02 10:00")), ("2026-03-12 10:00", "decide"))
    served = after(penalty, case, ("2026-03-13 10:00", "serve"))

    assert (case.stage, case.case_clocks) == ("serving", {})
    assert clocks.running(penalty, served) == ()


def suspended(penalty: Definition, case: Case, moment: str) -> Case:
    return after(
        penalty, case, (moment, "suspend"), until="2026-04-01", reason="等待鉴定", basis="行政处罚法第六十条"
    )


def test_a_suspension_holds_the_spanning_clock_too(penalty: Definition, calendar: WorkCalendar) -> None:
    case = suspended(penalty, opened(penalty, at("2026-03-02 10:00")), "2026-03-12 10:00")
    resumed = after(penalty, case, ("2026-03-22 10:00", "resume"))

    assert decision_due(case, calendar) == at("2026-06-23")  # Saturday 20 June rolls
    assert decision_due(resumed, calendar) == at("2026-06-11")


def test_a_suspension_in_the_hearing_leaves_the_standing_clock_alone(
    penalty: Definition, calendar: WorkCalendar
) -> None:
    hearing = after(penalty, opened(penalty, at("2026-03-02 10:00")), ("2026-03-12 10:00", "call-hearing"))
    concluding = after(
        penalty, suspended(penalty, hearing, "2026-03-13 10:00"), ("2026-03-22 10:00", "close-hearing")
    )

    assert decision_due(concluding, calendar) == at("2026-06-11")


def test_a_case_that_moves_on_runs_again(penalty: Definition, calendar: WorkCalendar) -> None:
    """A stated end that lies ahead must not keep the case from leaving the hearing, nor stop its clock."""
    case = suspended(penalty, opened(penalty, at("2026-03-02 10:00")), "2026-03-12 10:00")
    hearing = after(penalty, case, ("2026-03-14 10:00", "call-hearing"))
    concluding = after(penalty, hearing, ("2026-03-22 10:00", "close-hearing"))
    again = suspended(penalty, concluding, "2026-03-22 12:00")

    assert decision_due(concluding, calendar) == at("2026-06-11")
    assert again.case_clocks["decision"].is_suspended(at("2026-03-25"))


def test_a_clock_is_not_suspended_twice(penalty: Definition) -> None:
    case = suspended(penalty, opened(penalty, at("2026-03-02 10:00")), "2026-03-12 10:00")

    with pytest.raises(ClockAlreadySuspended):
        suspended(penalty, case, "2026-03-13 10:00")


def test_a_limit_that_has_passed_is_not_suspended(penalty: Definition) -> None:
    case = opened(penalty, at("2026-03-02 10:00")).model_copy(update={"rung": 1})

    with pytest.raises(NotNow, match="limit has passed"):
        suspended(penalty, case, "2026-06-02 10:00")
