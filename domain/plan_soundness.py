"""Does a plan make sense? Every task can start and none waits for itself, somebody does it, every reference resolves."""

from collections.abc import Collection, Iterator, Mapping

from domain.finding import Finding, Path, in_guard
from domain.form import FieldType
from domain.guard import NAMES
from domain.near import or_meant
from domain.organisation import OrganisationKind
from domain.plan import BOUNDARY, EACH, FINDINGS, OF_FINDINGS, Plan, TaskRule
from domain.procedure import Definition, Procedure

OF_FINDING = (*NAMES, "finding", "each", "number", "title")
"""What an expression of a plan may speak of: also the finding or the department at hand, and the matter's number and title."""
OF_TASK = (*OF_FINDING, "items", "inspection_code")
"""What the opening form of a task may be filled in with: also the check list of the department at hand and the code of
the visit, which is empty before one is booked."""
_DEPARTMENTS, _OPENING = "departments", "opening."
_TOLD = frozenset({"matter", "task", "asks", "finding"})
"""Fields of an opening form that every task is told."""
_MANY = frozenset({FieldType.ORGANISATIONS, FieldType.LIST})


def in_plan(procedure: Procedure) -> Iterator[Finding]:
    """Find everything in a plan that cannot work, whatever the procedures of its tasks are."""
    plan = procedure.plan
    if plan is None:
        return
    path: Path = ("plan",)
    yield from _departments(procedure, plan, (*path, "departments"))
    yield from _boundary(procedure, plan, (*path, "boundary"))
    for name, item in plan.items.items():
        if item.owner is not None and not _is_somebody(procedure, plan, item.owner):
            yield Finding((*path, "items", name), _nobody(procedure, plan, item.owner))
    for name, task in plan.tasks.items():
        yield from _task(procedure, plan, task, (*path, "tasks", name))
    for source in plan.added.form.values():
        yield from in_guard(procedure, source, {}, (*path, "added"), OF_FINDING)
    yield from _never_begun(plan, (*path, "tasks"))


def _departments(procedure: Procedure, plan: Plan, path: Path) -> Iterator[Finding]:
    for name, department in plan.departments.items():
        if department.region_of not in procedure.parties:
            yield Finding((*path, name), f"{department.region_of!r} is not a party")
        if not _is_somebody(procedure, plan, department.otherwise or name):
            yield Finding((*path, name), _nobody(procedure, plan, department.otherwise or ""))


def _is_somebody(procedure: Procedure, plan: Plan, name: str) -> bool:
    return name in procedure.parties or name in plan.departments


def _nobody(procedure: Procedure, plan: Plan, name: str) -> str:
    return f"{name!r} is nobody{or_meant(name, (*procedure.parties, *plan.departments))}"


def unresolved(procedure: Procedure, bodies: Collection[tuple[str, OrganisationKind]]) -> list[str]:
    """Return the departments of a plan for which a region has nobody, not even another one that stands in.

    `bodies` are the lines of work that the region has, each with the kind of body that does it.
    """
    plan = procedure.plan
    return [name for name in plan.departments if not _is_found(procedure, plan, name, bodies)] if plan else []


def _is_found(
    procedure: Procedure, plan: Plan, name: str, bodies: Collection[tuple[str, OrganisationKind]]
) -> bool:
    seen: set[str] = set()
    while name in plan.departments and name not in seen:
        seen.add(name)
        rule = plan.departments[name]
        if any((rule.department, kind) in bodies for kind in rule.kinds):
            return True
        name = rule.otherwise or name
    return name in procedure.parties


def _boundary(procedure: Procedure, plan: Plan, path: Path) -> Iterator[Finding]:
    for rule in plan.boundary:
        if not _is_somebody(procedure, plan, rule.owner):
            yield Finding(path, _nobody(procedure, plan, rule.owner))
        yield from in_guard(procedure, rule.when, {}, path, OF_FINDING)
    if plan.boundary and plan.boundary[-1].when is not None:
        yield Finding(path, "the last rule must have no condition, or a finding may be nobody's")
    if any(rule.when is None for rule in plan.boundary[:-1]):
        yield Finding(path, "a rule without condition hides those after it")


def _task(procedure: Procedure, plan: Plan, task: TaskRule, path: Path) -> Iterator[Finding]:
    yield from _doer(procedure, plan, task, path)
    yield from _each(procedure, plan, task, (*path, "for-each"))
    if task.during is not None and task.during not in procedure.stages:
        yield Finding(
            (*path, "during"),
            f"{task.during!r} is not an open stage{or_meant(task.during, procedure.stages)}",
        )
    for name in task.after:
        if name not in plan.tasks:
            yield Finding((*path, "after"), f"{name!r} is not a task{or_meant(name, plan.tasks)}")
    if task.join != "all" and not task.after:
        yield Finding((*path, "join"), "a join needs tasks in 'after'")
    for name in task.items:
        if name not in plan.items:
            yield Finding((*path, "items"), f"{name!r} is not an item{or_meant(name, plan.items)}")
    yield from in_guard(procedure, task.when, {}, (*path, "when"), OF_FINDING)
    for source in task.form.values():
        yield from in_guard(procedure, source, {}, (*path, "form"), OF_TASK)


def _doer(procedure: Procedure, plan: Plan, task: TaskRule, path: Path) -> Iterator[Finding]:
    if task.by == EACH:
        if task.for_each is None or task.is_for_findings:
            yield Finding((*path, "by"), "'each' needs 'for-each' over departments or organisations")
    elif task.by == BOUNDARY:
        if not task.is_for_findings or not plan.boundary:
            yield Finding((*path, "by"), "'boundary' needs 'for-each' over findings, and boundary rules")
    elif not _is_somebody(procedure, plan, task.by):
        yield Finding((*path, "by"), _nobody(procedure, plan, task.by))


def _each(procedure: Procedure, plan: Plan, task: TaskRule, path: Path) -> Iterator[Finding]:
    each = task.for_each
    if each is None or each == _DEPARTMENTS:
        return
    if task.is_for_findings:
        if each != FINDINGS and (source := each.removeprefix(OF_FINDINGS)) not in plan.tasks:
            yield Finding(path, f"{source!r} is not a task{or_meant(source, plan.tasks)}")
        return
    field = procedure.opens.form.get(each.removeprefix(_OPENING)) if each.startswith(_OPENING) else None
    if field is None or field.type not in _MANY:
        yield Finding(path, f"{each!r} is no field of several organisations or departments")


def _never_begun(plan: Plan, path: Path) -> Iterator[Finding]:
    """Find tasks that wait for themselves, or for one that does."""
    waits = {name: set(plan.before(name)) for name in plan.tasks}
    can_begin: set[str] = set()
    while new := {name for name, before in waits.items() if name not in can_begin and before <= can_begin}:
        can_begin |= new
    for name in plan.tasks:
        if name not in can_begin and waits[name] <= set(plan.tasks):
            yield Finding((*path, name), "waits for itself, so it can never start")


def tasks_of(definition: Definition, definitions: Mapping[str, Definition]) -> Iterator[Finding]:
    """Find tasks whose procedure does not exist, or has not what the plan sets anew."""
    plan = definition.procedure.plan
    if plan is None:
        return
    added = definitions.get(plan.added.procedure)
    if added is None or plan.added.limit not in added.limits:
        yield Finding(("plan", "added"), f"there is no {plan.added.procedure!r} with {plan.added.limit!r}")
    else:
        yield from _filled(plan.added.form, added.procedure, ("plan", "added", "form"))
    for name, task in plan.tasks.items():
        other = definitions.get(task.procedure)
        path = ("plan", "tasks", name)
        if other is None:
            yield Finding(
                path, f"there is no procedure {task.procedure!r}{or_meant(task.procedure, definitions)}"
            )
        else:
            yield from _set_anew(task, other, path)


def _set_anew(task: TaskRule, other: Definition, path: Path) -> Iterator[Finding]:
    if not {"lead", "doer"} <= other.procedure.parties.keys():
        yield Finding(path, f"the procedure {task.procedure!r} has no parties 'lead' and 'doer'")
    if wrong := sorted(task.limits.keys() - other.limits.keys()):
        yield Finding((*path, "limits"), f"the procedure {task.procedure!r} has no limits {wrong}")
    if wrong := sorted(task.codes.keys() - other.procedure.codes.keys()):
        yield Finding((*path, "codes"), f"the procedure {task.procedure!r} has no code lists {wrong}")
    yield from _filled(task.form, other.procedure, (*path, "form"))


def _filled(form: Mapping[str, str], other: Procedure, path: Path) -> Iterator[Finding]:
    """Find what the opening of a task's procedure does not know, and what it asks for in vain."""
    fields = other.opens.form
    if wrong := sorted(form.keys() - fields.keys()):
        yield Finding(path, f"the opening of {other.procedure!r} has no fields {wrong}")
    required = {name for name, field in fields.items() if field.required}
    if missing := sorted(required - _TOLD - form.keys()):
        yield Finding(path, f"the opening of {other.procedure!r} needs {missing}")
