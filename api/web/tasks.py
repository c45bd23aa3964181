"""The tasks of a matter on its page: each with how it stands, what holds the matter up, and what was found."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from api.clock import now
from api.shapes import CaseOut
from api.tasks import TaskOut, tasks_out
from api.web.bodies_at_work import bodies_at_work
from api.web.graph import graph_of, nodes_of
from api.web.language import Language
from api.web.task_words import BLOCKED, DONE, LEFT_OUT, WAITING, TaskLine, settled_rules, task_line
from api.web.visit import Facts, Visit
from domain.case import Case
from domain.light import Light
from domain.plan import Plan
from domain.procedure import Definition, Procedure
from domain.task_acts import may_be_left_out, may_be_reassigned, waiting_rules
from store.cases import names_of
from store.links import has_task, tied_for
from store.tables import CaseRow
from store.timeline import readable_among

_SETTLED = (DONE, LEFT_OUT)
_LATE = (Light.RED, Light.DARK_RED)


@dataclass(frozen=True)
class Counts:
    """How many tasks there are, and how they stand; those that are overdue run, too."""

    total: int
    running: int
    overdue: int
    done: int
    waiting: int
    blocked: int
    left_out: int


@dataclass(frozen=True)
class FindingLine:
    """What was found, where and by which task; whose it is and which task deals with it."""

    nth: int
    facts: str
    item: str
    place: str
    suspect: str
    found_by: str
    owner: str
    dealt_with: TaskLine | None


def counted(tasks: Sequence[TaskOut]) -> Counts:
    """Return how many tasks stand how."""
    by = Counter(task.status for task in tasks)
    return Counts(
        total=len(tasks),
        running=by["running"] + by["started"],
        overdue=sum(task.status == "running" and task.light in _LATE for task in tasks),
        done=by[DONE],
        waiting=by[WAITING],
        blocked=by[BLOCKED],
        left_out=by[LEFT_OUT],
    )


def lines_of_tasks(
    session: Session, visit: Visit, procedure: Procedure, tasks: Sequence[TaskOut], at: datetime
) -> list[TaskLine]:
    """Return the tasks in words, in the order of the plan; only a case that the visitor may read has an address."""
    ids = [task.case_id for task in tasks if task.case_id]
    known = {case_id: f"/cases/{case_id}" for case_id in readable_among(session, visit.person, ids)}
    settled = settled_rules(tasks)
    return [task_line(visit.language, procedure, task, at, known, settled) for task in tasks]


def matter_facts(session: Session, visit: Visit, definition: Definition, seen: CaseOut) -> Facts:
    """Return what the page of a case shows of the matter's tasks, or of the matter of which it is a task itself."""
    plan = definition.procedure.plan
    if plan is None:
        return {"tasks": [], "tied_cases": seen.tied, "matter": _matter_of(session, visit, seen)}
    lines = lines_of_tasks(session, visit, definition.procedure, seen.tasks, now())
    by_key = {line.key: line for line in lines}
    of_tasks = {task.case_id for task in seen.tasks}
    return {
        "tasks": lines,
        "tied_cases": [tied for tied in seen.tied if tied.id not in of_tasks],
        "matter": None,
        "counts": counted(seen.tasks),
        "bodies": bodies_at_work(seen.tasks),
        "critical": by_key.get(seen.critical[0]) if seen.critical else None,
        "findings": _findings(session, visit.language, plan, seen, by_key),
        "graph": graph_of(plan, visit.language, nodes_of(visit.language, seen.tasks, lines)),
    }


def _findings(
    session: Session, language: Language, plan: Plan, seen: CaseOut, lines: Mapping[str, TaskLine]
) -> list[FindingLine]:
    named = {str(each["owner"]) for each in seen.findings if each.get("owner")}
    names = names_of(session, named)
    dealing = {task.finding: lines[task.key] for task in seen.tasks if task.finding is not None}
    return [
        _finding(language, plan, seen.tasks, nth, each, dealing.get(nth), names)
        for nth, each in enumerate(seen.findings)
    ]


def _finding(
    language: Language,
    plan: Plan,
    tasks: Sequence[TaskOut],
    nth: int,
    said: Mapping[str, Any],
    dealing: TaskLine | None,
    names: Mapping[str, str],
) -> FindingLine:
    code, owner = str(said.get("item", "")), str(said.get("owner", ""))
    source = str(said.get("task", ""))
    found_in = [task for task in tasks if source in (task.rule, task.key)]
    item = plan.items.get(code)
    return FindingLine(
        nth=nth + 1,
        facts=str(said.get("facts", "")),
        item=language.title(item) if item else code,
        place=str(said.get("place", "")),
        suspect=str(said.get("suspect", "")),
        found_by=_found_by(language, found_in),
        owner=dealing.who if dealing and dealing.who else names.get(owner, owner),
        dealt_with=dealing,
    )


def _found_by(language: Language, tasks: Sequence[TaskOut]) -> str:
    """Return the task that found it, with its body unless several of the same rule may have."""
    if not tasks:
        return ""
    bodies = {task.doer.name for task in tasks if task.doer}
    title = language.title(tasks[0])
    return f"{title} · {bodies.pop()}" if len(bodies) == 1 else title


def tasks_to_choose(
    definition: Definition, case: Case, action: str, language: Language
) -> list[tuple[str, str]]:
    """Return the tasks, by key and title, among which a field of an action may choose."""
    plan = definition.procedure.plan
    if plan is None:
        return []
    rules = {name: language.title(rule) for name, rule in plan.tasks.items()}
    titles = rules | {key: language.title(state) for key, state in case.tasks.items()}
    match action:
        case "leave-out-task":
            keys = may_be_left_out(definition, case)
        case "reassign-task":
            keys = may_be_reassigned(case)
        case _:
            keys = [*case.tasks, *waiting_rules(definition, case)]
    return [(key, titles[key]) for key in keys]


def _matter_of(session: Session, visit: Visit, seen: CaseOut) -> Facts | None:
    """Return the matter of which a case is a task, as far as the visitor may read it, with the other tasks."""
    tied = tied_for(session, visit.person, seen.id) if seen.tied else ()
    row = next((row for row in tied if has_task(row, seen.id)), None)
    return _matter(session, visit, row, seen.id) if row is not None else None


def _matter(session: Session, visit: Visit, row: CaseRow, case_id: str) -> Facts:
    shelf, at = visit.resources.shelf, now()
    definition = shelf.definition(session, row.digest)
    tasks = tasks_out(session, shelf, definition, Case.model_validate(row.state), at=at)
    return {
        "row": row,
        "procedure": definition.procedure,
        "settled": sum(task.status in _SETTLED for task in tasks),
        "total": len(tasks),
        "own": next(task.key for task in tasks if task.case_id == case_id),
        "lines": lines_of_tasks(session, visit, definition.procedure, tasks, at),
    }
