"""What keeps a plan from working is named, with its place; a region that lacks a department is told of it."""

from typing import Any

import pytest

from domain.organisation import OrganisationKind
from domain.plan import Boundary, Department, Plan, TaskRule
from domain.plan_soundness import in_plan, tasks_of, unresolved
from domain.procedure import Definition, Procedure
from scenarios.load import load_definitions


def rule(**said: Any) -> TaskRule:
    return TaskRule(title="任务", title_en="task", **said)


def with_plan(**parts: Any) -> Procedure:
    shipped = load_definitions()["night-market"].procedure
    assert shipped.plan is not None
    return shipped.model_copy(update={"plan": Plan(**(dict(shipped.plan) | parts))})


def reasons(procedure: Procedure) -> list[str]:
    return [f"{'.'.join(found.path)}: {found.reason}" for found in in_plan(procedure)]


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        pytest.param(
            {"a": rule(after=("a",))}, "plan.tasks.a: waits for itself, so it can never start", id="itself"
        ),
        pytest.param(
            {"a": rule(after=("b",)), "b": rule(after=("a",))},
            "plan.tasks.b: waits for itself, so it can never start",
            id="in a circle",
        ),
        pytest.param(
            {"a": rule(for_each="findings.a", by="boundary")},
            "plan.tasks.a: waits for itself, so it can never start",
            id="its own findings",
        ),
        pytest.param({"a": rule(after=("z",))}, "plan.tasks.a.after: 'z' is not a task", id="nothing"),
        pytest.param({"a": rule(by="mayor")}, "plan.tasks.a.by: 'mayor' is nobody", id="done by nobody"),
        pytest.param(
            {"a": rule(by="each")},
            "plan.tasks.a.by: 'each' needs 'for-each' over departments or organisations",
            id="each of nothing",
        ),
        pytest.param(
            {"a": rule(by="boundary")},
            "plan.tasks.a.by: 'boundary' needs 'for-each' over findings, and boundary rules",
            id="boundary of nothing",
        ),
        pytest.param(
            {"a": rule(for_each="opening.place", by="each")},
            "plan.tasks.a.for-each: 'opening.place' is no field of several organisations or departments",
            id="each of a text",
        ),
        pytest.param(
            {"a": rule(during="moon")}, "plan.tasks.a.during: 'moon' is not an open stage", id="no stage"
        ),
        pytest.param(
            {"a": rule(join=2)}, "plan.tasks.a.join: a join needs tasks in 'after'", id="join of nothing"
        ),
        pytest.param({"a": rule(items=("x",))}, "plan.tasks.a.items: 'x' is not an item", id="no item"),
        pytest.param(
            {"a": rule(when="tasks.z.done > 0")},
            "plan.tasks.a.when: the condition 'tasks.z.done > 0' speaks of 'z', which 'tasks' has not",
            id="condition over no task",
        ),
    ],
)
def test_a_task_that_cannot_work_is_named(tasks: dict[str, TaskRule], said: str) -> None:
    assert said in reasons(with_plan(tasks=tasks))


@pytest.mark.parametrize(
    ("boundary", "said"),
    [
        pytest.param((Boundary(owner="mayor"),), "plan.boundary: 'mayor' is nobody", id="nobody"),
        pytest.param(
            (Boundary(owner="urban", when="findings.size() > 0"),),
            "plan.boundary: the last rule must have no condition, or a finding may be nobody's",
            id="open end",
        ),
        pytest.param(
            (Boundary(owner="urban"), Boundary(owner="market")),
            "plan.boundary: a rule without condition hides those after it",
            id="hidden",
        ),
    ],
)
def test_a_boundary_that_leaves_something_open_is_named(boundary: tuple[Boundary, ...], said: str) -> None:
    assert said in reasons(with_plan(boundary=boundary))


@pytest.mark.parametrize(
    ("task", "said"),
    [
        pytest.param(rule(procedure="dance"), "there is no procedure 'dance'", id="procedure"),
        pytest.param(
            rule(procedure="clue-transfer"),
            "the procedure 'clue-transfer' has no parties 'lead' and 'doer'",
            id="parties",
        ),
        pytest.param(
            rule(limits={"MOON": {"value": 1, "unit": "WD"}}),
            "the procedure 'task' has no limits ['MOON']",
            id="limit",
        ),
        pytest.param(
            rule(codes={"moods": {}}), "the procedure 'task' has no code lists ['moods']", id="codes"
        ),
        pytest.param(rule(form={"mood": "'x'"}), "the opening of 'task' has no fields ['mood']", id="field"),
    ],
)
def test_a_task_that_its_procedure_cannot_do_is_named(task: TaskRule, said: str) -> None:
    shipped = load_definitions()
    definition = Definition(
        procedure=with_plan(tasks={"a": task}), limits=shipped["night-market"].limits, ladders={}
    )

    assert said in [found.reason for found in tasks_of(definition, shipped)]


def test_a_department_is_found_by_its_kind_or_by_what_stands_in_for_it() -> None:
    procedure = with_plan(
        departments={
            "fire": Department(title="消防", title_en="fire", department="XF", otherwise="rescue"),
            "rescue": Department(title="应急", title_en="rescue", department="YJ", otherwise="lead"),
            "space": Department(title="航天", title_en="space", department="HT"),
            "round": Department(title="甲", title_en="a", department="A", otherwise="about"),
            "about": Department(title="乙", title_en="b", department="B", otherwise="round"),
        },
        boundary=(),
        items={},
        tasks={"a": rule()},
    )

    assert unresolved(procedure, {("XF", OrganisationKind.REGULATOR)}) == ["space", "round", "about"]
    assert unresolved(procedure, {("HT", OrganisationKind.GOVERNMENT)}) == ["space", "round", "about"]
    assert (
        unresolved(procedure, {("HT", OrganisationKind.ENFORCEMENT), ("B", OrganisationKind.REGULATOR)}) == []
    )
