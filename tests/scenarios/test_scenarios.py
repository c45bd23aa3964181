"""The scenarios that ship: all are there, name their sources, find somebody for each task and carry a walk."""

import re
from collections.abc import Iterator, Mapping

import pytest

from domain.form import Choice
from domain.guard import paths, texts
from domain.limit import Confidence
from domain.outcome_soundness import results_of
from domain.plan import Department, Plan
from domain.procedure import Definition, Procedure
from scenarios.load import SCENARIOS, load_definition, load_definitions
from scenarios.organisations import load_registry
from scenarios.walks import load_walks

ONE_THINGS = (
    "parking",
    "night-market",
    "street-shops",
    "construction-site",
    "road-occupation",
    "illegal-building",
    "restaurant-fumes",
    "waste-transport",
    "river-dumping",
    "open-burning",
    "fireworks",
    "dog-keeping",
    "refined-oil",
    "homestays",
    "criminal-referral",
)
WHISTLES = ("whistle-emergency", "whistle-enforcement", "whistle-key-work", "whistle-public-demand")
REGISTRY = load_registry(with_examples=False)
EXAMPLE_REGIONS = ("500112", "500153")
SHIPPED = [load_definition(file) for folder in SCENARIOS for file in sorted(folder.glob("*.yaml"))]
EACH_SCENARIO = pytest.mark.parametrize("scenario", SHIPPED, ids=lambda each: each.procedure.procedure)
# The lead of a joint inspection calls by name whom it wants there; these plans call departments by themselves.
AT_WORK_UNASKED = [
    each for each in SHIPPED if each.procedure.plan and each.procedure.plan.kind != "joint-inspection"
]
_RESULTS = r"tasks(?:\.\w+|\['[\w-]+'\])\.results"
_SUM = rf"\(?{_RESULTS}(?: \+ {_RESULTS})*\)?"
_ASKED = re.compile(
    rf"'([\w-]+)' in ({_SUM})|({_SUM})\.(?:exists|filter)\(\w+, \w+ (?:in|==) (\[[^\]]*\]|'[\w-]+')\)"
)
_HOW_MANY = re.compile(rf"size\({_RESULTS}\)")


def plan_of(definition: Definition) -> Plan:
    assert definition.procedure.plan is not None
    return definition.procedure.plan


@pytest.mark.parametrize("name", [*ONE_THINGS, *WHISTLES])
def test_a_scenario_of_the_catalogue_ships(name: str) -> None:
    assert name in {each.procedure.procedure for each in SHIPPED}


def test_every_scenario_carries_a_walk_that_expects_something() -> None:
    walks = load_walks()

    assert len(walks) == len(SHIPPED)
    assert all(walk.steps and walk.tasks for walk in walks.values())


@EACH_SCENARIO
def test_an_item_names_its_source_or_is_customary(scenario: Definition) -> None:
    items = plan_of(scenario).items

    wrong = [
        name for name, item in items.items() if (item.basis is None) is not (item.confidence is Confidence.C)
    ]
    assert wrong == []


@EACH_SCENARIO
def test_everything_has_a_title_in_both_languages(scenario: Definition) -> None:
    assert [where for where, title, title_en in titles(scenario.procedure) if not (title and title_en)] == []


def titles(procedure: Procedure) -> Iterator[tuple[str, str, str]]:
    """Yield what people read of a scenario: where it stands, in Chinese and in English."""
    plan = procedure.plan
    assert plan is not None
    yield "title", procedure.title, procedure.title_en
    yield "summary", procedure.summary, procedure.summary_en
    yield "field", plan.field, plan.field_en
    for name, item in plan.items.items():
        yield f"item {name}", item.title, item.title_en
    for name, department in plan.departments.items():
        yield f"department {name}", department.title, department.title_en
    for name, field in procedure.opens.form.items():
        yield f"field {name}", field.title, field.title_en
    for name, task in plan.tasks.items():
        yield f"task {name}", task.title, task.title_en
        yield from (choices(name, task.codes))
    yield from choices("codes", procedure.codes)


def choices(where: str, codes: Mapping[str, Mapping[str, Choice]]) -> Iterator[tuple[str, str, str]]:
    """Yield each choice of some code lists."""
    for values in codes.values():
        for code, choice in values.items():
            yield f"{where} {code}", choice.title, choice.title_en


@pytest.mark.parametrize("region", EXAMPLE_REGIONS)
@pytest.mark.parametrize("scenario", AT_WORK_UNASKED, ids=lambda each: each.procedure.procedure)
def test_each_department_is_somebody(scenario: Definition, region: str) -> None:
    plan = plan_of(scenario)

    nobody = [name for name in plan.departments if not is_somebody(scenario.procedure, plan, name, region)]
    assert nobody == []


def is_somebody(procedure: Procedure, plan: Plan, name: str, region: str) -> bool:
    """Return whether a department, or what stands in for it, is a party or exists in the region."""
    seen: set[str] = set()
    while name not in procedure.parties:
        department = plan.departments[name]
        if exists(department, region):
            return True
        seen.add(name)
        if department.otherwise is None or department.otherwise in seen:
            return False
        name = department.otherwise
    return True


def exists(department: Department, region: str) -> bool:
    """Return whether the region has a body of this line of work and of these kinds."""
    return any(body.kind in department.kinds for body in REGISTRY.in_region(region, department.department))


@EACH_SCENARIO
def test_a_condition_reads_only_tasks_that_are_settled_by_then(scenario: Definition) -> None:
    """What a task finds starts others as it is recorded, so they know nothing of its result; a stage is its own order."""
    plan = plan_of(scenario)
    early = {
        name: sorted(read)
        for name, task in plan.tasks.items()
        if task.during is None and (read := tasks_read(task.when) - settled_before(plan, name))
    }

    assert early == {}
    assert [rule for rule in plan.boundary if tasks_read(rule.when)] == []


def tasks_read(source: str | None) -> set[str]:
    """Return the tasks of which a condition speaks."""
    return {name for root, name, _ in paths(source or "") if root == "tasks"}


def settled_before(plan: Plan, name: str) -> set[str]:
    """Return the tasks that are settled whenever this one begins; one made for findings begins with the first."""
    task = plan.tasks[name]
    return {known for each in task.after if task.join == "all" for known in known_with(plan, each)}


def known_with(plan: Plan, name: str) -> set[str]:
    """Return a task with all that is settled once it is."""
    sources = {known for each in plan.sources(name) for known in known_with(plan, each)}
    return {name} | settled_before(plan, name) | sources


@EACH_SCENARIO
def test_a_condition_asks_for_results_that_one_of_its_tasks_can_come_to(scenario: Definition) -> None:
    """What a condition asks of one task alone the load itself refuses; here it asks several, or for several results."""
    plan = plan_of(scenario)
    conditions = [task.when or "" for task in plan.tasks.values()]
    conditions += [
        action.when or "" for stage in scenario.procedure.stages.values() for action in stage.actions.values()
    ]
    asked = [each for condition in conditions for each in asked_of(condition)]

    assert [(code, names) for code, names in asked if code not in can_come(plan, names)] == []
    assert [each for each in conditions if ".results" in _HOW_MANY.sub("", _ASKED.sub("", each))] == []


def asked_of(condition: str) -> Iterator[tuple[str, set[str]]]:
    """Yield each result for which a condition asks, with the tasks of which it asks it."""
    for code, of_these, these, codes in _ASKED.findall(condition):
        names = {name for root, name, _ in paths(of_these or these) if root == "tasks"}
        yield from ((each, names) for each in ([code] if code else texts(codes)))


def can_come(plan: Plan, names: set[str]) -> set[str]:
    """Return what any of some tasks may come to."""
    tasks = [plan.tasks[name] for name in names]
    return {code for task in tasks for code in results_of(task, load_definitions()[task.procedure].procedure)}


@EACH_SCENARIO
def test_statistics_ask_for_results_that_can_come(scenario: Definition) -> None:
    plan = plan_of(scenario)
    said = [source for kept in scenario.procedure.keeps.values() for source in (kept.value, kept.when or "")]
    asked = [each for source in said for each in asked_of(source)]

    assert [(code, names) for code, names in asked if code not in can_come(plan, names) | {"cancelled"}] == []
