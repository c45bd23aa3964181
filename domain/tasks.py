"""The tasks of a plan as they come about: which may begin, what was heard of them, what is settled."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid5

from domain.form import Choice
from domain.guard import is_met
from domain.limit import Confidence
from domain.model import Model
from domain.plan import Item, Plan, TaskRule

if TYPE_CHECKING:
    from domain.case import Case
    from domain.procedure import Definition, Procedure

_TASKS = UUID("7f1b54f0-3c0e-4f6f-9d3e-58f0c2a1d6b4")
_OPENING, _DEPARTMENTS = "opening.", "departments"

ITEMS = "items"
"""The code list of a task's procedure that the items of the plan replace."""
Status = Literal["started", "running", "done", "left-out", "blocked"]


class TaskState(Model):
    """One task of a running matter. `since` is the entry with which it began; `rule` is absent for an ad-hoc one.

    `org` or `department` says who does it when the rule makes one task for each; `finding` is the finding's number. One that
    was raised to the lead `follows` the task, or the tasks of the rule, that left something to do.
    `reason` says why it waits for a body or was left out; the lead's own words have no English.
    What the task's own case tells is kept: its number, `doer`, holder, stage, outcome and `result`, whether that `is_open_end`
    (something is left to do), and whether it was ever `late`.
    """

    rule: str | None = None
    title: str
    title_en: str = ""
    asks: str = ""
    days: int | None = None
    status: Status = "started"
    since: int = 0
    org: str | None = None
    department: str | None = None
    finding: int | None = None
    follows: str | None = None
    case_id: str = ""
    number: str = ""
    doer: str | None = None
    holder: str | None = None
    stage: str = ""
    stage_en: str = ""
    outcome: str | None = None
    result: str | None = None
    result_title: str = ""
    is_open_end: bool = False
    late: bool = False
    reason: str = ""
    reason_en: str = ""

    @property
    def is_settled(self) -> bool:
        """Return whether nothing more is waited for."""
        return self.status in ("done", "left-out")


def task_case_id(case_id: str, key: str) -> str:
    """Return the id of the case that a task is; the same task always has the same."""
    return str(uuid5(_TASKS, f"{case_id}/{key}"))


def task_facts(plan: Plan | None, tasks: Mapping[str, TaskState]) -> dict[str, Any]:
    """Return what a condition may know of the tasks: of each rule how many there are, open, done, late, and their results."""
    if plan is None:
        return {}
    return {rule: counted([each for each in tasks.values() if each.rule == rule]) for rule in plan.tasks}


def counted(states: list[TaskState]) -> dict[str, Any]:
    """Return how many tasks there are, open, done and ever late, and what the done ones have yielded."""
    done = [state for state in states if state.status == "done"]
    return {
        "count": len(states),
        "open": sum(not state.is_settled for state in states),
        "done": len(done),
        "late": sum(state.late for state in states),
        "results": [state.result or state.outcome or "" for state in done],
        "by": {who: state.result or "" for state in done if (who := state.department or state.org)},
    }


def check_list(plan: Plan, owner: str) -> list[str]:
    """Return the items of a plan that a department or party owns, each with the rule it rests on."""
    return [item_words(item) for item in plan.items.values() if item.owner == owner]


def item_words(item: Item) -> str:
    """Write an item with the rule it rests on.

    A rule that was not read in the text is marked, and a customary one is not shown as law.
    """
    bases = {
        Confidence.H: "（{basis}）",
        Confidence.M: "（{basis}，条款待核对）",
        Confidence.C: "",
    }
    return item.title + (bases[item.confidence].format(basis=item.basis) if item.basis else "")


def item_codes(plan: Plan, procedure: "Procedure") -> dict[str, dict[str, Choice]]:
    """Return the plan's items as the code list `items` of a task's procedure, if that has one."""
    if ITEMS not in procedure.codes or not plan.items:
        return {}
    return {
        ITEMS: {name: Choice(title=item.title, title_en=item.title_en) for name, item in plan.items.items()}
    }


def open_tasks(case: "Case") -> int:
    """Return how many tasks of a case are not settled."""
    return sum(not state.is_settled for state in case.tasks.values())


def beginning(definition: "Definition", plan: Plan, case: "Case") -> dict[str, TaskState]:
    """Return every task that may begin now, and those to be left out because their condition does not hold."""
    new: dict[str, TaskState] = {}
    facts = case.facts(definition, {})
    for rule_id, rule in plan.tasks.items():
        if not _may_begin(plan, case, rule):
            continue
        for key, state in _instances(definition, case, rule_id, rule, facts):
            if key not in case.tasks:
                known = {"since": case.seq, "case_id": task_case_id(case.id, key)}
                new[key] = state.model_copy(update=known)
    return new


def _may_begin(plan: Plan, case: "Case", rule: TaskRule) -> bool:
    if rule.during is not None and case.stage != rule.during:
        return False
    if rule.join == "all":
        return all(is_settled(plan, case, name) for name in rule.after)
    done = sum(state.status == "done" for state in case.tasks.values() if state.rule in rule.after)
    return done >= (1 if rule.join == "any" else rule.join)


def is_settled(plan: Plan, case: "Case", name: str) -> bool:
    """Return whether every task of a rule has come about and is settled."""
    rule = plan.tasks[name]
    states = [state for state in case.tasks.values() if state.rule == name]
    if rule.is_for_findings:
        sources = plan.sources(name)
        found = sum(finding["task"] in sources for finding in case.findings)
        return (
            all(is_settled(plan, case, source) for source in sources)
            and len(states) == found
            and all(state.is_settled for state in states)
        )
    return bool(states) and all(state.is_settled for state in states)


def _instances(
    definition: "Definition", case: "Case", rule_id: str, rule: TaskRule, facts: dict[str, Any]
) -> Iterator[tuple[str, TaskState]]:
    """Yield each task that a rule makes, with its key."""
    made = TaskState(rule=rule_id, title=rule.title, title_en=rule.title_en, asks=rule.asks)
    left_out = made.model_copy(update={"status": "left-out"})
    if rule.is_for_findings and definition.procedure.plan is not None:
        yield from _for_findings(definition.procedure.plan, case, rule_id, made, facts)
    elif rule.for_each is None:
        yield rule_id, made if is_met(rule.when, facts) else left_out
    elif not (values := _values(definition, case, rule.for_each)):
        yield rule_id, left_out
    else:
        departments = definition.procedure.plan.departments if definition.procedure.plan else {}
        for value in values:
            who = "department" if value in departments else "org"
            state = made if is_met(rule.when, facts | {"each": value}) else left_out
            yield f"{rule_id}-{value}", state.model_copy(update={who: value})


def would_begin(definition: "Definition", case: "Case", name: str) -> list[TaskState]:
    """Return the tasks that a rule makes of the case as it stands, without those that it leaves out."""
    plan = definition.procedure.plan
    if plan is None:
        return []
    made = _instances(definition, case, name, plan.tasks[name], case.facts(definition, {}))
    return [state for _, state in made if state.status != "left-out"]


def _for_findings(
    plan: Plan, case: "Case", rule_id: str, made: TaskState, facts: dict[str, Any]
) -> Iterator[tuple[str, TaskState]]:
    sources, when = plan.sources(rule_id), plan.tasks[rule_id].when
    for nth, finding in enumerate(case.findings):
        if finding["task"] not in sources:
            continue
        status = "started" if is_met(when, facts | {"finding": finding}) else "left-out"
        yield f"{rule_id}-{nth + 1}", made.model_copy(update={"finding": nth, "status": status})


def _values(definition: "Definition", case: "Case", for_each: str) -> list[str]:
    plan = definition.procedure.plan
    if for_each == _DEPARTMENTS:
        return list(plan.departments) if plan else []
    given = case.opening.get(for_each.removeprefix(_OPENING), [])
    return list(dict.fromkeys(given))


def heard(case: "Case", news: Mapping[str, Any]) -> "Case":
    """Return the case after news of one of its tasks; news of a case that is none of them changes nothing."""
    key = next((key for key, state in case.tasks.items() if state.case_id == news.get("case_id")), None)
    if key is None:
        return case
    state = case.tasks[key]
    told = {
        name: news[name]
        for name in (
            "number",
            "doer",
            "holder",
            "stage",
            "stage_en",
            "result",
            "result_title",
            "is_open_end",
            "late",
        )
        if name in news
    }
    if news.get("outcome"):
        told |= {"outcome": news["outcome"], "status": "done", "holder": None}
    else:
        told |= {"status": "running"}
    found = tuple({**finding, "task": state.rule or key} for finding in news.get("findings", ()))
    return case.model_copy(
        update={
            "tasks": {**case.tasks, key: state.model_copy(update=told)},
            "findings": (*case.findings, *found),
        }
    )
