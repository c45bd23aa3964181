"""Something comes of whatever a task may come to, and nobody asks for what never comes: proved when a scenario loads."""

from typing import Any

import pytest

from domain.form import Choice
from domain.outcome_soundness import in_outcomes, results_of
from domain.plan import Plan, TaskRule
from domain.procedure import Action, Definition
from scenarios.load import load_definitions

DEFINITIONS = load_definitions()
OWN: dict[str, Any] = {
    "codes": {"outcomes": {name: Choice(title=name, title_en=name) for name in ("drained", "works-needed")}}
}


def rule(**said: Any) -> TaskRule:
    return TaskRule(title="任务", title_en="task", **said)


def reasons(
    tasks: dict[str, TaskRule], *, open_ends: str = "raised", finish_when: str | None = None
) -> list[str]:
    """Return what is found in night market's rules with these tasks."""
    shipped = DEFINITIONS["night-market"]
    assert shipped.procedure.plan is not None
    plan = Plan(**(dict(shipped.procedure.plan) | {"tasks": tasks, "open_ends": open_ends}))
    stages = {
        name: stage.model_copy(
            update={"actions": {each: _plain(action) for each, action in stage.actions.items()}}
        )
        for name, stage in shipped.procedure.stages.items()
    }
    running = next(name for name, stage in stages.items() if "finish" in stage.actions)
    finish = stages[running].actions["finish"].model_copy(update={"when": finish_when})
    stages[running].actions["finish"] = finish
    procedure = shipped.procedure.model_copy(update={"plan": plan, "stages": stages})
    definition = Definition(procedure=procedure, limits=shipped.limits, ladders=shipped.ladders)
    return [
        f"{'.'.join(map(str, each.path))}: {each.reason}" for each in in_outcomes(definition, DEFINITIONS)
    ]


def _plain(action: Action) -> Action:
    return action.model_copy(update={"when": None})


def test_all_that_ships_is_sound() -> None:
    assert {
        name: found for name, each in DEFINITIONS.items() if (found := list(in_outcomes(each, DEFINITIONS)))
    } == {}


@pytest.mark.parametrize(
    ("tasks", "found"),
    [
        pytest.param({"look": rule()}, [], id="the outcomes of the procedure"),
        pytest.param({"look": rule(**OWN, settles=("drained",))}, [], id="its own, and which of them settle"),
        pytest.param({"look": rule(**OWN, settles=())}, [], id="its own, and that none settles"),
        pytest.param({"look": rule(settles=("done", "cancelled"))}, [], id="fewer of the procedure's settle"),
        pytest.param(
            {"look": rule(**OWN)},
            [
                "plan.tasks.look: its own outcomes need 'settles': which of drained, works-needed leave nothing to do"
            ],
            id="its own, and nothing about settling",
        ),
        pytest.param(
            {"look": rule(**OWN, settles=("drained", "dry"))},
            [
                "plan.tasks.look.settles: it never comes to 'dry'; it comes to cancelled, done, drained, works-needed"
            ],
            id="a result that never comes",
        ),
        pytest.param(
            {
                "look": rule(**OWN, settles=("drained",)),
                "plan": rule(when="'works-neded' in tasks.look.results"),
            },
            [
                "plan.tasks.plan.when: the task 'look' never comes to 'works-neded'; did you mean 'works-needed'?"
            ],
            id="a condition asks for a result that never comes",
        ),
        pytest.param(
            {"look": rule(), "again": rule(when="'no-problm' in tasks['look'].results")},
            [
                "plan.tasks.again.when: the task 'look' never comes to 'no-problm'; did you mean 'no-problem' or 'problems'?"
            ],
            id="the same, written with brackets",
        ),
        pytest.param(
            {"look": rule(procedure="rectify"), "again": rule(when="'escalated' in tasks.look.results")},
            [],
            id="what a procedure yields besides its outcomes comes too",
        ),
    ],
)
def test_an_outcome_from_which_nothing_can_follow_is_named(
    tasks: dict[str, TaskRule], found: list[str]
) -> None:
    assert reasons(tasks) == found


def test_a_condition_of_an_action_may_ask_only_for_what_comes() -> None:
    assert reasons({"look": rule()}, finish_when="'done' in tasks.look.results") == []
    assert reasons({"look": rule()}, finish_when="'gone' in tasks.look.results") == [
        "stages.running.actions.finish.when: the task 'look' never comes to 'gone'; did you mean 'done'?"
    ]


@pytest.mark.parametrize(
    ("tasks", "found"),
    [
        pytest.param(
            {"look": rule(), "act": rule(for_each="findings", by="boundary")},
            ["plan.tasks.look: nothing follows from its outcomes ['not-done']"],
            id="an outcome that leaves something to do",
        ),
        pytest.param(
            {
                "look": rule(),
                "act": rule(for_each="findings", by="boundary", procedure="rectify"),
                "again": rule(when="'not-done' in tasks.look.results", procedure="rectify"),
            },
            [],
            id="it is asked for",
        ),
        pytest.param(
            {"look": rule(settles=("done", "no-problem", "problems", "not-done"))},
            ["plan.tasks.look: no task deals with what it finds"],
            id="findings that no task deals with",
        ),
        pytest.param(
            {"look": rule(settles=("done", "no-problem", "problems", "not-done"), findings="kept")},
            [],
            id="findings that are only kept",
        ),
    ],
)
def test_where_open_ends_are_kept_nothing_may_be_lost(tasks: dict[str, TaskRule], found: list[str]) -> None:
    assert [each for each in reasons(tasks, open_ends="kept") if "tasks.look" in each] == found


def test_a_task_comes_to_its_outcomes_and_to_how_its_case_may_end() -> None:
    task, inspect = DEFINITIONS["task"].procedure, DEFINITIONS["inspect"].procedure

    assert results_of(rule(**OWN), task) == {"drained", "works-needed", "done", "cancelled"}
    assert {"case", "not-inspected", "told", "cancelled"} <= results_of(rule(), inspect)
