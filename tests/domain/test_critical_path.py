"""What holds a matter up: the chain of unsettled tasks that still takes longest, and the longest way through a plan."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.case import Case
from domain.critical_path import critical_path, longest_chain
from domain.limit import Unit
from domain.plan import Period, Plan
from domain.procedure import Definition
from domain.tasks import TaskState
from domain.ways import longest_way, longest_way_of_tasks, way_from, way_of_task, working_days
from scenarios.load import load_definitions

DEFINITIONS = load_definitions()


def plan(**tasks: Mapping[str, Any]) -> Plan:
    """A plan of these tasks; each says only what it waits for."""
    made = {name: {"title": name, "title-en": name, **rule} for name, rule in tasks.items()}
    return Plan.model_validate({"kind": "one-thing", "field": "试", "field-en": "try", "tasks": made})


FORKED = plan(
    list_stalls={},
    patrol={"after": ["list_stalls"]},
    food={"after": ["list_stalls"]},
    rectify={"for-each": "findings.patrol"},
    recheck={"after": ["patrol", "food", "rectify"]},
)
WHOLE = {"list_stalls": 5.0, "patrol": 3.0, "food": 4.0, "rectify": 8.0, "recheck": 7.0}


def case(**statuses: str) -> Case:
    """A matter with one task of each rule named, or of the rule before the double underscore."""
    tasks = {
        key: TaskState.model_validate({"rule": key.partition("__")[0], "title": key, "status": status})
        for key, status in statuses.items()
    }
    return Case(id="m", title="m", stage="running", parties={}, tasks=tasks)


def test_a_task_waits_for_those_before_it_and_for_whose_findings_it_deals_with() -> None:
    assert FORKED.before("rectify") == ("patrol",)
    assert FORKED.before("recheck") == ("patrol", "food", "rectify")


@pytest.mark.parametrize(
    ("tasks", "left", "path"),
    [
        pytest.param({}, {}, ("list_stalls", "patrol", "rectify", "recheck"), id="nothing has begun"),
        pytest.param(
            {"list_stalls": "done", "patrol": "running", "food": "running"},
            {"patrol": 1.0, "food": 4.0},
            ("patrol", "rectify", "recheck"),
            id="what may be found weighs more than the other check",
        ),
        pytest.param(
            {"list_stalls": "done", "patrol": "done", "food": "running"},
            {"food": 4.0},
            ("food", "recheck"),
            id="nothing was found",
        ),
        pytest.param(
            {
                "list_stalls": "done",
                "patrol": "done",
                "food": "running",
                "rectify__1": "running",
                "rectify__2": "running",
            },
            {"food": 4.0, "rectify__1": 2.0, "rectify__2": 6.0},
            ("rectify__2", "recheck"),
            id="of several of a rule the one with most left",
        ),
        pytest.param(
            {"list_stalls": "done", "patrol": "left-out", "food": "blocked"},
            {"food": 4.0},
            ("food", "recheck"),
            id="what could not be given holds up too",
        ),
        pytest.param(
            {"list_stalls": "done", "patrol": "running", "rectify__1": "done", "food": "done"},
            {"patrol": 1.0},
            ("patrol", "recheck"),
            id="a rule whose tasks are settled so far is not named",
        ),
        pytest.param(dict.fromkeys(FORKED.tasks, "done"), {}, (), id="all is settled"),
    ],
)
def test_the_longest_chain_of_unsettled_tasks_is_critical(
    tasks: dict[str, str], left: dict[str, float], path: tuple[str, ...]
) -> None:
    assert critical_path(FORKED, case(**tasks), WHOLE, left) == path


def test_a_task_that_the_lead_has_added_can_be_what_holds_the_matter_up() -> None:
    matter = case(list_stalls="done", patrol="left-out", food="done", recheck="running")
    added = TaskState(title="增派", status="running")
    matter = matter.model_copy(update={"tasks": matter.tasks | {"added-9": added}})

    assert critical_path(FORKED, matter, WHOLE, {"recheck": 2.0, "added-9": 30.0}) == ("added-9",)
    assert critical_path(FORKED, matter, WHOLE, {"recheck": 2.0, "added-9": 1.0}) == ("recheck",)


@pytest.mark.parametrize(
    ("join", "hours"),
    [
        pytest.param("all", 9.0 + 20.0, id="all: the slowest decides"),
        pytest.param("any", 2.0 + 20.0, id="any: the quickest decides"),
        pytest.param(2, 5.0 + 20.0, id="two: the second decides"),
    ],
)
def test_a_join_decides_which_of_those_before_is_waited_for(join: str | int, hours: float) -> None:
    joined = plan(one={}, two={}, three={}, last={"after": ["one", "two", "three"], "join": join})
    taken = {"one": 2.0, "two": 5.0, "three": 9.0, "last": 20.0}

    assert longest_chain(joined, taken)[0] == hours


def test_what_nobody_waits_for_can_still_take_longest() -> None:
    joined = plan(one={}, two={}, last={"after": ["one", "two"], "join": "any"})

    assert longest_chain(joined, {"one": 2.0, "two": 90.0, "last": 20.0}) == (90.0, ("two",))


def test_a_plan_sets_the_limits_of_its_tasks_anew() -> None:
    task = DEFINITIONS["task"]

    assert longest_way(task).limits == "8 WD"
    assert longest_way(task, anew={"TASK_DO": Period(value=3, unit=Unit.WD)}).limits == "6 WD"


def test_from_a_stage_on_only_what_is_still_to_come_counts() -> None:
    task = DEFINITIONS["task"]

    assert way_from(task, "checking").stages == ("checking",)
    assert way_from(task, "objected").stages[0] == "objected"


@pytest.mark.parametrize("name", [name for name, each in DEFINITIONS.items() if each.procedure.plan])
def test_the_longest_way_of_tasks_is_a_chain_of_the_plan_and_no_task_takes_longer(name: str) -> None:
    matter = DEFINITIONS[name].procedure.plan
    assert matter is not None
    way = longest_way_of_tasks(matter, DEFINITIONS)

    for before, after in zip(way.stages, way.stages[1:], strict=False):
        assert before in matter.before(after)
    assert all(way_of_task(matter, task, DEFINITIONS).hours <= way.hours for task in matter.tasks)
    assert working_days(way.hours) >= 1


def test_what_a_stage_hears_leads_on_too(clue_transfer: Definition) -> None:
    hears = {"procedure": "competence", "outcome": "released", "to": "aside"}
    source = DEFINITIONS["report-in"].model_dump(by_alias=True, exclude_defaults=True)
    stages = source["procedure"]["stages"]
    stages["aside"] = stages["checking"] | {"limit": "WHISTLE_DISPOSE", "actions": {}}
    stages["checking"]["hears"] = [hears]
    changed = Definition.model_validate(source)

    assert longest_way(changed).stages[-1] == "aside"
