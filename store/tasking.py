"""The act that opens a task of a plan: whose it is by the registry and the boundary rules, under which limits."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from domain.act import SYSTEM, Actor, OpeningAct
from domain.case import Case
from domain.form import Choice
from domain.guard import is_met, value_of
from domain.limit import Confidence, Limit
from domain.open_ends import settling_of
from domain.plan import BOUNDARY, EACH, Added, Department, Period, Plan, TaskRule
from domain.procedure import OUTCOMES, Definition
from domain.refusal import Refusal
from domain.tasks import TaskState, check_list, item_codes
from store.definitions import DefinitionShelf
from store.organisations import all_parties, bodies_of, organisation
from store.tables import CaseRow, OrganisationRow
from store.visits import visit_of

LEAD, DOER = "lead", "doer"
_TITLE = 100


class NobodyToDo(Refusal):
    """The registry has no body for a task; the lead gives it to one."""

    code = "nobody-to-do"


def task_order(
    session: Session, procedure: Definition, row: CaseRow, key: str
) -> tuple[Definition, OpeningAct]:
    """Return the rules and the act with which a task of a case is opened.

    Raises:
        NobodyToDo: The registry has no body for it.
        Refusal: Its parties or its form do not fit its procedure.
    """
    rules = DefinitionShelf().definition(session, row.digest)
    plan = rules.procedure.plan
    case = Case.model_validate(row.state)
    state = case.tasks[key]
    rule = plan.tasks[state.rule] if plan and state.rule else None
    finding = case.findings[state.finding] if state.finding is not None else None
    facts = facts_of_task(session, rules, row, case, state)
    doer = doer_of(session, rules, case, state, facts)
    codes = (item_codes(plan, procedure.procedure) if plan else {}) | (rule.codes if rule else {})
    definition = specialised(
        procedure, _anew_for(plan, rule, procedure, state), codes, settles=rule.settles if rule else None
    )
    lead = case.parties[_lead(rules)]
    asked = definition.procedure.opens.form
    form = {"task": state.title, "asks": state.asks or state.title, "matter": row.title} | _said(
        rule or (plan.added if plan else None), facts
    )
    if finding is not None:
        form["finding"] = str(finding.get("facts", ""))
    parties = all_parties(
        session, definition.procedure, lead, {LEAD: lead, DOER: doer} | _others(definition, case)
    )
    return definition, OpeningAct(
        id=state.case_id,
        actor=Actor(login=SYSTEM, org=lead),
        title=f"{row.title}：{state.title}"[:_TITLE],
        parties=parties,
        form={name: value for name, value in form.items() if name in asked and value not in ("", [], None)},
        ties=(row.number,),
    )


def facts_of_task(
    session: Session, rules: Definition, row: CaseRow, case: Case, state: TaskState
) -> dict[str, Any]:
    """Return what the expressions of a task may speak of."""
    plan = rules.procedure.plan
    rule = plan.tasks[state.rule] if plan and state.rule else None
    visit = visit_of(session, row.id) if rules.procedure.visits else None
    return case.facts(rules, {}) | {
        "number": row.number,
        "title": row.title,
        "inspection_code": visit.code if visit else "",
        "finding": case.findings[state.finding] if state.finding is not None else {},
        "each": state.department or state.org or "",
        "items": check_list(plan, state.department or (rule.by if rule else LEAD)) if plan else [],
    }


def _said(rule: TaskRule | Added | None, facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value_of(source, facts) for name, source in rule.form.items()} if rule else {}


def _lead(rules: Definition) -> str:
    return rules.procedure.opens.who


def _others(definition: Definition, case: Case) -> dict[str, str]:
    """Return the parties that the task has in common with the case, such as its township or command centre."""
    asked = definition.procedure.parties
    return {
        role: org
        for role, org in case.parties.items()
        if role in asked and role not in (LEAD, DOER) and asked[role].resolve is None
    }


def doer_of(session: Session, rules: Definition, case: Case, state: TaskState, facts: dict[str, Any]) -> str:
    """Return the organisation that does a task.

    Raises:
        NobodyToDo: The registry has no body for it.
    """
    plan = rules.procedure.plan
    if state.org is not None:
        return state.org
    rule = plan.tasks[state.rule] if plan and state.rule else None
    if plan is None or rule is None:
        raise NobodyToDo("任务没有承办单位", "The task has nobody to do it.")
    if rule.by == EACH:
        return resolved(session, plan, case, state.department or "")
    if rule.by == BOUNDARY:
        return _by_boundary(session, plan, case, facts)
    return resolved(session, plan, case, rule.by)


def _by_boundary(session: Session, plan: Plan, case: Case, facts: dict[str, Any]) -> str:
    """Return whose a finding is: the body that whoever found it has named, else the first boundary rule that holds."""
    named = facts["finding"].get("owner")
    if named:
        return str(named)
    owner = next((each.owner for each in plan.boundary if is_met(each.when, facts)), None)
    if owner is None:
        raise NobodyToDo(
            "职责边界清单没有规定由谁办理", "No rule of the boundary list says whose this finding is."
        )
    return resolved(session, plan, case, owner)


def resolved(session: Session, plan: Plan, case: Case, name: str) -> str:
    """Return the organisation that a party or a department of the plan is in this case.

    Raises:
        NobodyToDo: The region has no such body, and nothing stands in for it.
    """
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        if name in case.parties:
            return case.parties[name]
        rule = plan.departments.get(name)
        found = _in_region(session, case, rule) if rule else None
        if found is not None:
            return found
        name = (rule.otherwise if rule else None) or name
    title = plan.departments[name].title if name in plan.departments else name
    raise NobodyToDo(
        f"辖区内没有{title}，请改派", f"The region has no {name!r}; give the task to another body."
    )


def _in_region(session: Session, case: Case, rule: Department) -> str | None:
    anchor = organisation(session, case.parties[rule.region_of])
    region = anchor.region if anchor else ""
    found: dict[str, OrganisationRow] = {
        row.kind: row for row in reversed(bodies_of(session, rule.department, region))
    }
    return next((found[kind].code for kind in rule.kinds if kind in found), None)


def _anew_for(
    plan: Plan | None, rule: TaskRule | None, procedure: Definition, state: TaskState
) -> dict[str, Period]:
    """Return the limits that are set anew for a task: by its rule, or by the lead who added it."""
    if rule is not None:
        return rule.limits
    if plan is None or state.days is None:
        return {}
    return {plan.added.limit: Period(value=state.days, unit=procedure.limits[plan.added.limit].unit)}


def specialised(
    procedure: Definition,
    periods: Mapping[str, Period],
    own_codes: Mapping[str, dict[str, Choice]],
    *,
    settles: tuple[str, ...] | None = None,
) -> Definition:
    """Return the procedure of a task with the limits, code lists and settling results that the plan sets anew for it."""
    limits = {code: _anew(limit, periods.get(code)) for code, limit in procedure.limits.items()}
    codes = {**procedure.procedure.codes, **own_codes}
    settling = settling_of(procedure.procedure, codes.get(OUTCOMES, {}), settles)
    # Built anew, not copied: a copy would keep the canonical text and the hash of the rules before.
    return Definition(
        procedure=procedure.procedure.model_copy(update={"codes": codes, "settles": settling}),
        limits=limits,
        ladders=procedure.ladders,
    )


def _anew(limit: Limit, period: Period | None) -> Limit:
    """Return a limit with another length; it then rests on the plan and no longer on its own source."""
    if period is None or (period.value, period.unit) == (limit.value, limit.unit):
        return limit
    changed = {"value": period.value, "unit": period.unit, "basis": None, "basis_en": None}
    return limit.model_copy(update=changed | {"confidence": Confidence.C})
