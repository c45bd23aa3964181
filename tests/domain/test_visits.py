"""What a procedure says of its visits: unsound rules are found, and what is counted is read by conditions alone."""

from datetime import date
from typing import Any

import pytest

from domain.act import Act, Actor
from domain.procedure import Definition
from domain.soundness import findings
from domain.visits import (
    NOT_COUNTED,
    CheckResult,
    Counted,
    RatingClosed,
    VisitNotBegun,
    VisitRule,
    check_ratable,
    check_result,
    object_code,
    visit_facts,
)
from scenarios.load import PROCEDURES, SCENARIOS, load_definition
from tests.domain.dates import at

FOLDER = next(folder for folder in SCENARIOS if folder.name == "joint-inspection")


@pytest.fixture(scope="module")
def hotels() -> Definition:
    return load_definition(FOLDER / "hotels.yaml")


def rule_of(definition: Definition) -> VisitRule:
    rule = definition.procedure.visits
    assert rule is not None
    return rule


def with_visits(definition: Definition, **changes: Any) -> Definition:
    visits = rule_of(definition).model_copy(update=changes)
    procedure = definition.procedure.model_copy(update={"visits": visits})
    return Definition(procedure=procedure, limits=definition.limits, ladders=definition.ladders)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"object": "opening.nobody"}, "which 'opening' has not", id="an unknown field"),
        pytest.param({"object": "data.approve.opinion"}, "speaks of data", id="what is typed later"),
        pytest.param({"cap": "opening.yearly_cap"}, "may be left empty", id="an optional field"),
        pytest.param({"bodies": "size(visitors)"}, "speaks of visitors", id="an unknown name"),
        pytest.param({"books": "book"}, "'book' is not an action", id="who books it"),
        pytest.param({"begins": ("begin", "enter")}, "'enter' is not an action", id="what begins it"),
        pytest.param({"frees": ("forget",)}, "'forget' is not an action", id="what frees it"),
        pytest.param({"counts_with": "count"}, "'count' is not an action", id="what counts the bodies"),
        pytest.param({"task": "look"}, "'look' is not a task", id="an unknown task"),
        pytest.param({"task": "rectify"}, "not done by each body", id="a task that is not each body's"),
        pytest.param({"rated_within": "FOREVER"}, "there is no limit", id="an unknown limit"),
    ],
)
def test_an_unsound_rule_is_found(hotels: Definition, changes: dict[str, Any], reason: str) -> None:
    (finding,) = findings(with_visits(hotels, **changes))

    assert finding.path[0] == "visits"
    assert reason in finding.reason


def test_only_the_condition_of_an_action_may_ask_what_is_counted(hotels: Definition) -> None:
    procedure = hotels.procedure
    approving = procedure.stages["approving"]
    approve = approving.actions["approve"]

    def found(**changes: Any) -> list[str]:
        actions = approving.actions | {"approve": approve.model_copy(update=changes)}
        stages = procedure.stages | {"approving": approving.model_copy(update={"actions": actions})}
        changed = procedure.model_copy(update={"stages": stages})
        unsound = findings(Definition(procedure=changed, limits=hotels.limits, ladders=hotels.ladders))
        return [each.reason for each in unsound]

    assert found(when="visits.planned < 3") == []
    assert "which 'visits' has not" in found(when="visits.yesterday < 3")[0]
    leading = type(approve).model_validate(
        {
            "title": "a",
            "title-en": "a",
            "to": [{"when": "visits.planned < 3", "to": "noticing"}, {"to": "drafting"}],
        }
    )
    assert "speaks of visits" in found(to=leading.to)[0]


def test_without_a_rule_nothing_is_counted() -> None:
    assert rule_is_absent(load_definition(PROCEDURES / "clue-transfer.yaml"))
    assert set(visit_facts(None, NOT_COUNTED, {}).values()) == {0}


def rule_is_absent(definition: Definition) -> bool:
    return definition.procedure.visits is None


def test_a_code_is_the_same_however_it_was_typed(hotels: Definition) -> None:
    typed = {"credit_code": " 91500112ma5u 0015x5"}

    assert object_code(rule_of(hotels), typed) == "91500112MA5U0015X5"


def test_what_was_counted_is_no_part_of_what_an_act_says() -> None:
    actor = Actor(login="a", org="b")
    plain = Act(id="1", action="approve", actor=actor)

    assert plain.model_copy(update={"visits": Counted(planned=1)}).form == plain.form
    assert "visits" not in plain.model_dump(exclude_unset=True)
    assert Act.model_validate(plain.model_dump(exclude_unset=True)).visits == NOT_COUNTED


@pytest.mark.parametrize(
    ("today", "is_freed", "is_over", "result"),
    [
        pytest.param("2026-03-08", False, False, CheckResult.OUT_OF_TIME_WINDOW, id="the day before"),
        pytest.param("2026-03-09", False, False, CheckResult.OK, id="the first day"),
        pytest.param("2026-03-13", False, False, CheckResult.OK, id="the last day"),
        pytest.param("2026-03-14", False, False, CheckResult.OUT_OF_TIME_WINDOW, id="the day after"),
        pytest.param("2026-03-10", True, True, CheckResult.TASK_NOT_APPROVED, id="given up"),
        pytest.param("2026-03-10", False, True, CheckResult.VISIT_OVER, id="over"),
    ],
)
def test_what_whoever_scans_the_code_is_told(
    today: str, is_freed: bool, is_over: bool, result: CheckResult
) -> None:
    found = check_result(
        is_freed=is_freed,
        is_over=is_over,
        first_day=date(2026, 3, 9),
        last_day=date(2026, 3, 13),
        today=date.fromisoformat(today),
    )

    assert found is result


def test_a_visit_is_rated_from_its_beginning_until_the_limit_ends() -> None:
    begun, until = at("2026-03-09 10:00"), at("2026-03-25 00:00")

    check_ratable(begun_at=begun, rated_until=until, at=begun)
    check_ratable(begun_at=begun, rated_until=until, at=until)
    with pytest.raises(VisitNotBegun):
        check_ratable(begun_at=None, rated_until=None, at=begun)
    with pytest.raises(RatingClosed):
        check_ratable(begun_at=begun, rated_until=until, at=at("2026-03-25 00:01"))
