"""One task of a matter in words: where it stands, what has come of it, what it waits for, and how urgent that looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.tasks import TaskOut
from api.web.language import Language
from api.web.lights import light_words, time_left
from api.web.plan_words import doer_words
from domain.light import Light
from domain.plan import Plan
from domain.procedure import Procedure

WAITING, BLOCKED, LEFT_OUT, DONE = "waiting", "blocked", "left-out", "done"
_SETTLED = (DONE, LEFT_OUT)


@dataclass(frozen=True)
class TaskLine:
    """A task as a page shows it. `tone` is the colour that goes with `mark`; `address` leads to its own case.

    `who` does it; before it has begun, that is the line of work which the plan names.
    """

    key: str
    title: str
    number: str
    address: str | None
    who: str
    tone: str
    mark: str
    stage: str
    due_at: datetime | None
    left: str
    result: str
    reason: str
    waits: str


def task_title(language: Language, task: TaskOut) -> str:
    """Return what a task is called; one of several of a rule is told apart by its finding."""
    title = language.title(task)
    return title if task.finding is None else f"{title} {task.finding + 1}"


def tone_of(task: TaskOut) -> str:
    """Return the colour in which a task is shown: that of its light while it runs."""
    if task.status == "running" and task.light is not None:
        return task.light.value
    return Light.GREEN.value if task.status in ("started", "running") else task.status


def is_given(task: TaskOut) -> bool:
    """Return whether somebody was to do a task; one that was raised to the lead waits for whom the lead names."""
    return task.rule is not None or task.doer is not None


def mark_of(language: Language, task: TaskOut, at: datetime) -> str:
    """Return in a word or two how a task stands, so that nobody has to know the colours."""
    match task.status:
        case "started":
            return language.say("正在派出")
        case "done":
            return language.say("已办结")
        case "left-out":
            return language.say("已取消") if task.reason else language.say("不需办理")
        case "blocked":
            return language.say("未能派出") if is_given(task) else language.say("待派单位")
        case "waiting":
            return language.say("未开始")
        case _:
            return _running(language, task, at)


def _running(language: Language, task: TaskOut, at: datetime) -> str:
    if task.light in (Light.RED, Light.DARK_RED) and task.due_at is not None:
        return time_left(language, task.due_at, at)
    return language.say("办理中") if task.light is Light.GREEN else light_words(language, task.light)


def settled_rules(tasks: Sequence[TaskOut]) -> set[str]:
    """Return the rules of which every task has come about and is settled."""
    rules = {task.rule for task in tasks if task.rule}
    return {rule for rule in rules if all(task.status in _SETTLED for task in tasks if task.rule == rule)}


def waits_words(language: Language, plan: Plan, task: TaskOut, settled: set[str]) -> str:
    """Return for what a task waits that has not begun: the tasks before it, or a stage of the matter."""
    if task.status != WAITING or task.rule is None:
        return ""
    before = [language.title(plan.tasks[name]) for name in task.waits_for if name not in settled]
    if before:
        return language.say("等待：%(tasks)s", tasks=language.say("、").join(before))
    return language.say("等待牵头单位转入下一环节") if plan.tasks[task.rule].during else ""


def who_words(language: Language, procedure: Procedure, task: TaskOut) -> str:
    """Return who does a task, or who will by the plan."""
    if task.doer is not None:
        return task.doer.name
    if task.department is not None:
        return doer_words(language, procedure, task.department)
    rule = procedure.plan.tasks.get(task.rule or "") if procedure.plan else None
    return doer_words(language, procedure, rule.by) if rule and task.status == WAITING else ""


def task_line(
    language: Language,
    procedure: Procedure,
    task: TaskOut,
    at: datetime,
    known: Mapping[str, str],
    settled: set[str],
) -> TaskLine:
    """Return a task in words; `known` gives the address of each case that the visitor may read."""
    plan = procedure.plan
    assert plan is not None  # noqa: S101  (only a case with a plan has tasks)
    runs = task.status == "running" and task.due_at is not None
    return TaskLine(
        key=task.key,
        title=task_title(language, task),
        number=task.number or "",
        address=known.get(task.case_id or ""),
        who=who_words(language, procedure, task),
        tone=tone_of(task),
        mark=mark_of(language, task, at),
        stage=language.pick(task.stage or "", task.stage_en or "") if task.status == "running" else "",
        due_at=task.due_at if runs else None,
        left=time_left(language, task.due_at, at) if runs and task.due_at else "",
        result=language.pick(task.result_title or "", task.result_title_en or ""),
        reason=language.pick(task.reason or "", task.reason_en or ""),
        waits=waits_words(language, plan, task, settled),
    )
