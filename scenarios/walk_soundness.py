"""Does the acceptance walk of a scenario speak of what there is? Tasks, outcomes, actions and ends, by their names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from domain.built_in import BUILT_IN
from domain.near import or_meant
from domain.outcome_soundness import results_of
from domain.plan import Plan
from domain.procedure import Definition, Procedure
from scenarios.errors import DefinitionWrong
from scenarios.rule_file import line_of
from scenarios.walks import Walk, WalkStep, load_walk, walk_node

Placed = tuple[tuple[str | int, ...], str]
"""Where in the walk something is wrong, and what."""

_RAISED = re.compile(r"^finding-\d+$|-next$|^added-\d+$")
"""How the keys of tasks look that no rule makes."""
_NEVER_BEGUN = ("left-out", "blocked", "started", "running")


def check_walk(file: Path, definitions: Mapping[str, Definition], definition: Definition) -> None:
    """Check the walk of a scenario's file.

    Raises:
        DefinitionWrong: It has none, or one of the wrong shape, or that speaks of what there is not.
    """
    node = walk_node(file)
    wrong = list(in_walk(load_walk(file), definition, definitions))
    if wrong:
        raise DefinitionWrong(file, [(line_of(node, path), f"walk: {reason}") for path, reason in wrong])


def in_walk(walk: Walk, definition: Definition, definitions: Mapping[str, Definition]) -> Iterator[Placed]:
    """Find what a walk names and the scenario has not."""
    procedure, plan = definition.procedure, definition.procedure.plan
    if plan is None:
        return
    if walk.ends not in procedure.closed:
        yield ("ends",), f"{walk.ends!r} is no outcome of the matter{or_meant(walk.ends, procedure.closed)}"
    for number, step in enumerate(walk.steps):
        yield from _step(procedure, plan, definitions, step, ("steps", number))
    for name, result in walk.tasks.items():
        yield from _task(plan, name, ("tasks", name))
        if result not in _NEVER_BEGUN:
            yield from _result(plan, definitions, name, result, ("tasks", name))


def _step(
    procedure: Procedure,
    plan: Plan,
    definitions: Mapping[str, Definition],
    step: WalkStep,
    path: tuple[str | int, ...],
) -> Iterator[Placed]:
    if (step.do is None) is (step.act is None):
        yield path, "a step does a task ('do') or takes an act ('act')"
    if (name := step.do or step.task) is not None:
        yield from _task(plan, name, path)
    if step.do is not None and step.outcome is not None:
        yield from _result(plan, definitions, step.do, step.outcome, path)
    own = {*BUILT_IN, *(name for stage in procedure.stages.values() for name in stage.actions)}
    if step.task is None and step.act is not None and step.act not in own:
        yield path, f"{step.act!r} is no action of the matter{or_meant(step.act, own)}"


def _task(plan: Plan, name: str, path: tuple[str | int, ...]) -> Iterator[Placed]:
    if _rule_of(plan, name) is None and _RAISED.search(name) is None:
        yield path, f"{name!r} is not a task{or_meant(name, plan.tasks)}"


def _result(
    plan: Plan, definitions: Mapping[str, Definition], name: str, result: str, path: tuple[str | int, ...]
) -> Iterator[Placed]:
    rule = plan.tasks.get(_rule_of(plan, name) or "")
    other = definitions.get(rule.procedure) if rule else None
    if rule and other and result not in (known := results_of(rule, other.procedure)):
        yield path, f"{name!r} never comes to {result!r}{or_meant(result, known)}"


def _rule_of(plan: Plan, name: str) -> str | None:
    """Return the rule that a name stands for: its id, or the key of one of its tasks; a raised one has none."""
    if name in plan.tasks:
        return name
    if _RAISED.search(name) is not None:
        return None
    of_many: Iterable[str] = (key for key, rule in plan.tasks.items() if rule.for_each is not None)
    return max((key for key in of_many if name.startswith(f"{key}-")), key=len, default=None)
