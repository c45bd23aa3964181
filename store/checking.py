"""Who comes to a visit, and what each body checks: for the firm, and for the letters of the visit."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from domain.case import Case
from domain.guard import value_of
from domain.procedure import Definition
from domain.tasks import TaskState, would_begin
from domain.visit_soundness import CHECKS
from domain.whose import NobodyToDo
from store.tables import CaseRow, OrganisationRow
from store.tasking import doer_of, facts_of_task

_CALLED_OFF = "cancelled"


@dataclass(frozen=True)
class Coming:
    """A body that comes, with its list."""

    name: str
    checks: Sequence[str]


def who_comes(session: Session, definition: Definition, row: CaseRow, case: Case, task: str) -> list[Coming]:
    """Return the bodies that do this task of a plan: as it was given out, or as it would be before it begins."""
    plan = definition.procedure.plan
    if plan is None or task not in plan.tasks:
        return []
    given_out = [state for state in case.tasks.values() if state.rule == task]
    states = [state for state in given_out if state.status != "left-out" and state.result != _CALLED_OFF]
    states = states if given_out else would_begin(definition, case, task)
    order = {name: nth for nth, name in enumerate(plan.departments)}  # the ledger keeps tasks in no order
    states.sort(key=lambda state: order.get(state.department or "", len(order)))
    return [_coming(session, definition, row, case, state) for state in states]


def _coming(session: Session, definition: Definition, row: CaseRow, case: Case, state: TaskState) -> Coming:
    facts = facts_of_task(session, definition, row, case, state)
    plan = definition.procedure.plan
    assert plan is not None and state.rule is not None  # noqa: S101, PT018  (it is a task of the plan)
    checks = value_of(plan.tasks[state.rule].form[CHECKS], facts)
    try:
        code = state.doer or doer_of(session, definition, case, state, facts)[0]
        name = session.get_one(OrganisationRow, code).name
    except NobodyToDo:
        name = plan.departments[state.department].title if state.department in plan.departments else ""
    return Coming(name, [str(check) for check in checks])
