"""What the lead does with the tasks of a plan: adds one, leaves one out, gives one to another body."""

from dataclasses import replace
from typing import TYPE_CHECKING

from domain.case import Case, NotNow
from domain.procedure import Definition
from domain.tasks import TaskState, task_case_id

if TYPE_CHECKING:
    from domain.made_step import Step


class TaskUnknown(NotNow):
    """The case has no such task."""

    code = "task-unknown"


def plan_act(definition: Definition, step: "Step") -> "Step":
    """Return the step with the tasks as the lead's act leaves them.

    Raises:
        TaskUnknown: There is no such task.
        NotNow: The task runs or is settled; a running one is ended in its own case.
    """
    match step.action:
        case "add-task":
            return _with_task(step, *_added(step))
        case "leave-out-task":
            return _with_task(step, *_left_out(definition, step))
        case _:
            return _with_task(step, *_reassigned(step))


def block(step: "Step") -> "Step":
    """Return the step with a task marked that could not be opened, with the reason."""
    key = step.form["task"]
    state = step.case.tasks.get(key)
    if state is None or state.status != "started":
        return step
    return _with_task(
        step, key, state.model_copy(update={"status": "blocked", "reason": step.form["reason"]})
    )


def _with_task(step: "Step", key: str, state: TaskState) -> "Step":
    tasks = {**step.case.tasks, key: state}
    return replace(step, case=step.case.model_copy(update={"tasks": tasks}))


def _added(step: "Step") -> tuple[str, TaskState]:
    key = f"added-{step.case.seq}"
    form = step.form
    return key, TaskState(
        title=form["name"],
        title_en=form["name"],
        asks=form["asks"],
        days=form["days"],
        org=form["to"],
        since=step.case.seq,
        case_id=task_case_id(step.case.id, key),
    )


def _left_out(definition: Definition, step: "Step") -> tuple[str, TaskState]:
    key, reason = step.form["task"], step.form["reason"]
    state = step.case.tasks.get(key)
    plan = definition.procedure.plan
    if state is None:
        rule = plan.tasks.get(key) if plan else None
        if rule is None:
            raise _unknown(key)
        state = TaskState(rule=key, title=rule.title, title_en=rule.title_en, asks=rule.asks)
        return key, state.model_copy(update={"status": "left-out", "reason": reason, "since": step.case.seq})
    if state.status == "running" or state.is_settled:
        raise NotNow(
            f"任务“{state.title}”已在办理或者已结束，应在该任务事项中办理",
            f"The task {state.title!r} runs or has ended; act on it in its own case.",
        )
    return key, state.model_copy(update={"status": "left-out", "reason": reason, "reason_en": ""})


def _reassigned(step: "Step") -> tuple[str, TaskState]:
    key = step.form["task"]
    state = step.case.tasks.get(key)
    if state is None:
        raise _unknown(key)
    if state.status != "blocked":
        raise NotNow(f"任务“{state.title}”不需要改派", f"The task {state.title!r} has its body already.")
    told = {
        "status": "started",
        "org": step.form["to"],
        "since": step.case.seq,
        "reason": "",
        "reason_en": "",
    }
    return key, state.model_copy(update=told)


def waiting_rules(definition: Definition, case: Case) -> list[str]:
    """Return the rules of the plan of which no task has come about yet."""
    plan = definition.procedure.plan
    begun = {state.rule for state in case.tasks.values()}
    return [name for name in plan.tasks if name not in begun] if plan else []


def may_be_left_out(definition: Definition, case: Case) -> list[str]:
    """Return the tasks that the lead may leave out: those that have not begun and those that wait for a body."""
    begun = [key for key, state in case.tasks.items() if state.status in ("started", "blocked")]
    return [*begun, *(name for name in waiting_rules(definition, case) if name not in case.tasks)]


def may_be_reassigned(case: Case) -> list[str]:
    """Return the tasks for which no body was found."""
    return [key for key, state in case.tasks.items() if state.status == "blocked"]


def _unknown(key: str) -> TaskUnknown:
    return TaskUnknown(f"没有任务“{key}”", f"There is no task {key!r}.")
