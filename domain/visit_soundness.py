"""Does what a procedure says of its visits make sense? The actions exist, and each expression knows what it needs."""

from collections.abc import Iterator

from domain.finding import Finding, Path, in_guard, in_limit
from domain.plan import EACH
from domain.procedure import Definition

CHECKS = "checks"
"""The field of the task's opening form that lists what a body checks; the firm reads it."""


def in_visits(definition: Definition) -> Iterator[Finding]:
    """Find everything that keeps visits from being counted."""
    procedure = definition.procedure
    rule, path = procedure.visits, ("visits",)
    if rule is None:
        return
    for key, source in rule.of_opening.items():
        yield from in_guard(procedure, source, {}, (*path, key), ("opening",))
    yield from in_guard(procedure, rule.bodies, {}, (*path, "bodies"))
    yield from in_limit(definition, rule.rated_within, (*path, "rated-within"))
    named = {
        "books": (rule.books,),
        "begins": rule.begins,
        "frees": rule.frees,
        "counts-with": (rule.counts_with,),
    }
    known = {name for stage in procedure.stages.values() for name in stage.actions}
    for key, actions in named.items():
        for name in actions:
            if name not in known:
                yield Finding((*path, key), f"{name!r} is not an action")
    yield from _task(definition, rule.task, (*path, "task"))


def _task(definition: Definition, name: str, path: Path) -> Iterator[Finding]:
    plan = definition.procedure.plan
    task = plan.tasks.get(name) if plan else None
    if task is None:
        yield Finding(path, f"{name!r} is not a task")
    elif task.by != EACH or CHECKS not in task.form:
        yield Finding(path, f"{name!r} is not done by each body with a list of {CHECKS!r}")
