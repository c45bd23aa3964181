"""The rungs of a ladder: which the clock sets off, what each does, and that a case which has moved stands on none."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.act import by_engine
from domain.built_in import OVERDUE
from domain.case import Case, NotNow, NotOpenHere, OldPage
from domain.ladder import Ladder, Recipient, Rung
from domain.made_step import Step
from domain.office_time import OFFICE_ZONE
from domain.procedure import Definition
from domain.step import take
from scenarios.load import load_definitions, load_ladders
from tests.domain import supervisions
from tests.domain.dates import at
from tests.domain.transfers import FORMS, RECEIVER, acted, opened, walked

NOW = at("2026-03-02 10:00")
ALL = ["L0", "L1", "L2", "L3", "L4", "L5", "L6", "L7"]


@pytest.fixture
def definition() -> Definition:
    return load_definitions()["clue-transfer"]


@pytest.fixture
def standard() -> Ladder:
    return load_ladders()["standard"]


def fired(definition: Definition, case: Case, *, now: datetime = NOW) -> Step:
    """Have the engine fire the next rung."""
    return take(definition, case, by_engine(OVERDUE, seq=case.moved_seq, nth=case.seq), at=now)


def levels(rungs: tuple[Rung, ...]) -> list[str]:
    return [rung.level for rung in rungs]


def test_the_standard_ladder_has_every_level_of_the_trade(standard: Ladder) -> None:
    assert levels(standard.rungs) == ALL


def test_each_rung_has_its_own_trigger(standard: Ladder) -> None:
    assert standard.reminder is not None
    assert standard.reminder.level == "L0"
    assert levels(standard.timed) == ["L1", "L2"]
    assert levels(standard.by_hand) == ["L3", "L4", "L5", "L6", "L7"]


def test_the_later_rungs_are_actions_of_a_supervision(standard: Ladder) -> None:
    (opens,) = {rung.opens for rung in standard.timed if rung.opens}
    stages = load_definitions()[opens].procedure.stages.values()

    assert {rung.action for rung in standard.by_hand} <= {name for stage in stages for name in stage.actions}


@pytest.mark.parametrize(
    ("level", "basis"),
    [
        pytest.param("L1", None, id="the urging notice is customary"),
        pytest.param("L2", None, id="the urging letter is customary"),
        pytest.param("L3", "参照", id="the interview follows another province's rule"),
        pytest.param("L4", "重庆市行政执法监督条例", id="the opinion has a rule of its own"),
    ],
)
def test_what_is_customary_is_never_shown_as_law(standard: Ladder, level: str, basis: str | None) -> None:
    (rung,) = (rung for rung in standard.rungs if rung.level == level)

    assert (rung.basis is None) if basis is None else (basis in (rung.basis or ""))


@pytest.mark.parametrize(
    ("nth", "level", "letter", "opens"),
    [
        pytest.param(0, "L1", "reminder", None, id="first an urging notice"),
        pytest.param(1, "L2", None, "supervision", id="then supervision is opened"),
    ],
)
def test_a_rung_does_what_it_says(
    definition: Definition, nth: int, level: str, letter: str | None, opens: str | None
) -> None:
    case = opened(definition, at=NOW).case
    for _ in range(nth):
        case = fired(definition, case).case
    step = fired(definition, case)

    assert (step.form["level"], step.letter, step.form.get("opens")) == (level, letter, opens)
    assert step.signs is (Recipient.HOLDER_SUPERVISOR if letter else step.signs)
    assert [(notice.org, notice.recipient) for notice in step.notices] == [
        (RECEIVER, Recipient.HOLDER),
        (RECEIVER, Recipient.HOLDER_SUPERVISOR),
    ]
    assert (step.stage_from, step.stage_to, step.case.rung) == ("sent", "sent", nth + 1)
    assert step.case.moved_seq == case.moved_seq


def test_no_rung_is_left_when_the_clock_has_set_off_all(definition: Definition) -> None:
    case = opened(definition, at=NOW).case
    for _ in range(2):
        case = fired(definition, case).case

    with pytest.raises(NotNow, match="No rung is left"):
        fired(definition, case)


@pytest.mark.parametrize("rungs", [0, 1, 2], ids=["before any rung", "after L1", "after L2"])
@pytest.mark.parametrize(
    ("login", "action"),
    [
        pytest.param("yubei.cg", "sign", id="signed"),
        pytest.param("yubei.scjg", "withdraw", id="withdrawn"),
    ],
)
def test_a_case_that_has_moved_stands_on_no_rung(
    definition: Definition, rungs: int, login: str, action: str
) -> None:
    case = opened(definition, at=NOW).case
    for _ in range(rungs):
        case = fired(definition, case).case
    late = by_engine(OVERDUE, seq=case.moved_seq, nth=case.seq)
    moved = acted(definition, case, login, action, at=NOW, **FORMS[action]).case

    assert moved.rung == 0
    if not moved.is_closed:
        with pytest.raises(OldPage):
            take(definition, moved, late, at=NOW)


@pytest.mark.parametrize(
    ("login", "action", "form"),
    [
        pytest.param("yubei.cg", "assign", {"officer": "yubei.cg"}, id="assigned"),
        pytest.param("yubei.scjg", "comment", {"text": "请抓紧"}, id="commented on"),
        pytest.param("yubei.scjg", "urge", {"text": "请尽快"}, id="urged"),
    ],
)
def test_what_does_not_move_a_case_keeps_its_rung(
    definition: Definition, login: str, action: str, form: dict[str, Any]
) -> None:
    case = fired(definition, opened(definition, at=NOW).case).case
    after = acted(definition, case, login, action, at=NOW, **form).case

    assert (after.rung, fired(definition, after).form["level"]) == (1, "L2")


def test_a_stage_begins_at_the_foot_of_its_ladder(definition: Definition) -> None:
    case = opened(definition, at=NOW).case
    for _ in range(2):
        case = fired(definition, case).case
    signed = acted(definition, case, "yubei.cg", "sign", at=NOW, **FORMS["sign"]).case

    assert fired(definition, signed).form["level"] == "L1"


def test_a_rung_fires_whoever_is_assigned_or_nobody(definition: Definition) -> None:
    case = opened(definition, at=NOW).case
    assigned = acted(definition, case, "yubei.cg", "assign", at=NOW, officer="yubei.cg").case

    assert case.assignee is None
    assert fired(definition, case).notices == fired(definition, assigned).notices


def test_only_the_engine_fires_a_rung(definition: Definition) -> None:
    case = opened(definition, at=NOW).case

    with pytest.raises(NotOpenHere):
        acted(definition, case, "yubei.sfj", OVERDUE, at=NOW)


def test_the_basis_of_a_customary_limit_says_so(definition: Definition) -> None:
    customary = fired(definition, opened(definition, at=NOW).case).form["basis"]
    of_law = fired(definition, walked(definition, ("yubei.cg", "sign"), ("yubei.cg", "accept"), at=NOW))

    assert "工作惯例，非法定时限" in customary
    assert "惯例" not in of_law.form["basis"]


def test_a_supervision_that_runs_late_is_urged_once() -> None:
    definition = load_definitions()["supervision"]
    case = supervisions.opened(definition, at=NOW).case
    step = fired(definition, case, now=NOW + timedelta(days=9))

    assert (step.form["level"], step.letter, step.form.get("opens")) == ("L1", None, None)
    with pytest.raises(NotNow):
        fired(definition, step.case)


@pytest.mark.parametrize(
    ("by_engine", "unattended", "stage", "letter"),
    [
        pytest.param(True, True, "serving", "urging-letter", id="the engine, where the district says so"),
        pytest.param(True, False, "drafting", None, id="the engine elsewhere"),
        pytest.param(True, None, "drafting", None, id="the engine, when nothing is said"),
        pytest.param(False, True, "drafting", None, id="a person cannot say so"),
        pytest.param(False, False, "drafting", None, id="a person who does not"),
    ],
)
def test_where_a_supervision_begins(
    by_engine: bool, unattended: bool | None, stage: str, letter: str | None
) -> None:
    said = {} if unattended is None else {"unattended": unattended}
    definition = load_definitions()["supervision"]
    step = supervisions.opened(
        definition, at=datetime(2026, 3, 2, tzinfo=OFFICE_ZONE), by_engine=by_engine, **said
    )

    assert (step.case.stage, step.letter) == (stage, letter)
