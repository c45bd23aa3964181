"""Does something come of whatever a task may come to? Every outcome settles it, is asked for, or is raised to the lead."""

import re
from collections.abc import Iterator, Mapping

from domain.finding import Finding, Path
from domain.form import Choice
from domain.near import or_meant
from domain.open_ends import asked_for, settling_of
from domain.plan import Plan, TaskRule
from domain.procedure import OUTCOMES, Definition, Procedure

_IN_RESULTS = re.compile(r"['\"]([\w-]+)['\"] in tasks(?:\.(\w+)|\[['\"]([\w-]+)['\"]\])\.results")
_CODE = re.compile(r"['\"]([a-z][a-z0-9-]*)['\"]")


def in_outcomes(definition: Definition, definitions: Mapping[str, Definition]) -> Iterator[Finding]:
    """Find outcomes and findings from which nothing follows, and conditions that ask for what never comes."""
    procedure, plan = definition.procedure, definition.procedure.plan
    if plan is None:
        return
    for name, task in plan.tasks.items():
        other = definitions.get(task.procedure)
        if other is not None:
            yield from _settling(task, other.procedure, ("plan", "tasks", name))
            if plan.open_ends == "kept":
                yield from _lost(procedure, plan, name, other.procedure)
    yield from _never_come(procedure, plan, definitions)


def left_to_lead(
    procedure: Procedure, definitions: Mapping[str, Definition]
) -> Iterator[tuple[TaskRule, tuple[str, ...], bool]]:
    """Yield each task of which something is raised to the lead: which outcomes, and whether what it finds."""
    plan = procedure.plan
    if plan is None or plan.open_ends == "kept":
        return
    for name, task in plan.tasks.items():
        other = definitions.get(task.procedure)
        if other is None:
            continue
        outcomes = _open_outcomes(procedure, name, task, other.procedure)
        finds = _finds(other.procedure) and name not in plan.dealt_with and task.findings == "raised"
        if outcomes or finds:
            yield task, outcomes, finds


def outcomes_of(task: TaskRule, other: Procedure) -> dict[str, Choice]:
    """Return the outcomes of a task: its own, or else those of its procedure."""
    return task.codes.get(OUTCOMES, other.codes.get(OUTCOMES, {}))


def results_of(task: TaskRule, other: Procedure) -> frozenset[str]:
    """Return what a task may come to: its outcomes, what its procedure yields besides, how that ends."""
    return frozenset((*outcomes_of(task, other), *_CODE.findall(other.yields or ""), *other.closed))


def _settling(task: TaskRule, other: Procedure, path: Path) -> Iterator[Finding]:
    results = results_of(task, other)
    for wrong in (name for name in task.settles or () if name not in results):
        yield Finding(
            (*path, "settles"), f"it never comes to {wrong!r}; it comes to {', '.join(sorted(results))}"
        )
    if OUTCOMES in task.codes and other.settles is not None and task.settles is None:
        own = ", ".join(task.codes[OUTCOMES])
        yield Finding(path, f"its own outcomes need 'settles': which of {own} leave nothing to do")


def _lost(procedure: Procedure, plan: Plan, name: str, other: Procedure) -> Iterator[Finding]:
    """Find what gets lost where open ends are not raised to the lead."""
    task, path = plan.tasks[name], ("plan", "tasks", name)
    if lost := sorted(_open_outcomes(procedure, name, task, other)):
        yield Finding(path, f"nothing follows from its outcomes {lost}")
    if _finds(other) and name not in plan.dealt_with and task.findings == "raised":
        yield Finding(path, "no task deals with what it finds")


def _open_outcomes(procedure: Procedure, name: str, task: TaskRule, other: Procedure) -> tuple[str, ...]:
    """Return the outcomes of a task that neither settle it nor are asked for."""
    outcomes = outcomes_of(task, other)
    settling = settling_of(other, outcomes, task.settles)
    dealt_with = {*outcomes} if settling is None else {*settling, *asked_for(procedure, name)}
    return tuple(each for each in outcomes if each not in dealt_with)


def _finds(other: Procedure) -> bool:
    return any(action.finds for stage in other.stages.values() for action in stage.actions.values())


def _never_come(procedure: Procedure, plan: Plan, definitions: Mapping[str, Definition]) -> Iterator[Finding]:
    for path, source in _conditions(procedure, plan):
        for code, dotted, bracketed in _IN_RESULTS.findall(source):
            task = plan.tasks.get(dotted or bracketed)
            other = definitions.get(task.procedure) if task else None
            if task is None or other is None or code in (results := results_of(task, other.procedure)):
                continue
            name = dotted or bracketed
            yield Finding(path, f"the task {name!r} never comes to {code!r}{or_meant(code, results)}")


def _conditions(procedure: Procedure, plan: Plan) -> Iterator[tuple[Path, str]]:
    for name, task in plan.tasks.items():
        if task.when is not None:
            yield ("plan", "tasks", name, "when"), task.when
    for stage_name, stage in procedure.stages.items():
        for name, action in stage.actions.items():
            if action.when is not None:
                yield ("stages", stage_name, "actions", name, "when"), action.when
