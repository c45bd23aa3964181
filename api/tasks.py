"""The tasks of a matter as its readers see them: who does what, until when, and what each waits for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from api.light import light_of
from domain.case import Case
from domain.light import Light
from domain.model import Model
from domain.procedure import Definition
from domain.task_acts import waiting_rules
from domain.tasks import TaskState
from store.cases import names_of
from store.definitions import DefinitionShelf
from store.tables import CaseRow

WAITING = "waiting"


class BodyOut(Model):
    """An organisation by code and short name."""

    code: str
    name: str


class TaskOut(Model):
    """A task of a matter across departments; `waits_for` are the tasks before one that has not begun.

    `finding` is the place of the finding that it deals with among the matter's findings, `department` the plan's line of work
    for which it is made; one that was raised to the lead
    `follows` a task, or those of a rule.
    """

    key: str
    rule: str | None
    title: str
    title_en: str
    status: str
    case_id: str | None = None
    number: str | None = None
    doer: BodyOut | None = None
    department: str | None = None
    stage: str | None = None
    stage_en: str | None = None
    result: str | None = None
    result_title: str | None = None
    result_title_en: str | None = None
    finding: int | None = None
    follows: str | None = None
    reason: str | None = None
    reason_en: str | None = None
    due_at: datetime | None = None
    light: Light | None = None
    is_overdue: bool = False
    waits_for: list[str] = []


def tasks_out(
    session: Session, shelf: DefinitionShelf, definition: Definition, case: Case, *, at: datetime
) -> list[TaskOut]:
    """Return each task of the plan in its order, with those that the lead has added at the end.

    Whoever reads the matter sees how far every task is; the task's own case is open to its parties only.
    """
    plan = definition.procedure.plan
    if plan is None:
        return []
    ids = [state.case_id for state in case.tasks.values()]
    rows = {row.id: row for row in session.exec(select(CaseRow).where(col(CaseRow.id).in_(ids))).all()}
    names = names_of(
        session,
        {org for state in case.tasks.values() for org in (state.doer, state.holder, state.org) if org},
    )
    order: dict[str | None, int] = {name: place for place, name in enumerate(plan.tasks)}
    begun = []
    for key, state in case.tasks.items():
        row = rows.get(state.case_id)
        task = _begun(key, state, row, names, at)
        begun.append(task.model_copy(update=_result(session, shelf, state, row)))
    waiting = (
        [] if case.is_closed else [_waiting(definition, rule) for rule in waiting_rules(definition, case)]
    )
    return sorted((*begun, *waiting), key=lambda task: order.get(task.rule, len(order)))


def _begun(
    key: str, state: TaskState, row: CaseRow | None, names: Mapping[str, str], at: datetime
) -> TaskOut:
    doer = state.doer or state.org
    return TaskOut(
        key=key,
        rule=state.rule,
        title=state.title,
        title_en=state.title_en or state.title,
        status=state.status,
        case_id=row.id if row else None,
        number=row.number if row else None,
        doer=BodyOut(code=doer, name=names.get(doer, doer)) if doer else None,
        department=state.department,
        stage=state.stage or None,
        stage_en=state.stage_en or None,
        result=state.result or state.outcome,
        finding=state.finding,
        follows=state.follows,
        reason=state.reason or None,
        reason_en=state.reason_en or None,
        due_at=row.due_at if row else None,
        light=light_of(row, at) if row else None,
        is_overdue=row is not None and row.overdue_at is not None,
    )


def _result(
    session: Session, shelf: DefinitionShelf, state: TaskState, row: CaseRow | None
) -> dict[str, Any]:
    """Return what has come of a task in words: a code of its procedure, or how its case has ended."""
    code = state.result or state.outcome
    if code is None or row is None:
        return {}
    found = shelf.definition(session, row.digest).procedure.result_title(code)
    return {"result_title": found.title, "result_title_en": found.title_en} if found else {}


def _waiting(definition: Definition, rule_id: str) -> TaskOut:
    plan = definition.procedure.plan
    assert plan is not None  # noqa: S101  (asked only for a matter with a plan)
    rule = plan.tasks[rule_id]
    return TaskOut(
        key=rule_id,
        rule=rule_id,
        title=rule.title,
        title_en=rule.title_en,
        status=WAITING,
        waits_for=list(plan.before(rule_id)),
    )
