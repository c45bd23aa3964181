"""What a matter must not lose: findings that no task deals with, and results after which something is left to do."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from domain.guard import paths, texts
from domain.tasks import TaskState, task_case_id

if TYPE_CHECKING:
    from domain.case import Case
    from domain.plan import Plan
    from domain.procedure import Procedure

_TITLE = 40
_ASKED_EN = "give it to a body, or leave it out with a reason"


def raised(procedure: "Procedure", plan: "Plan", case: "Case") -> dict[str, TaskState]:
    """Return a task for each open end that has none: it waits until the lead gives it to a body or leaves it out."""
    if plan.open_ends == "kept":
        return {}
    return {
        key: state.model_copy(
            update={"status": "blocked", "since": case.seq, "case_id": task_case_id(case.id, key)}
        )
        for key, state in (*_of_results(procedure, case), *_of_findings(plan, case))
        if key not in case.tasks
    }


def settling_of(
    task: "Procedure", outcomes: Collection[str], own: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """Return the results after which nothing is left to do in a task whose plan names its own.

    How else its case may end, such as cancelled, stays as its procedure says.
    """
    if own is None:
        return task.settles
    ends = task.closed if task.settles is None else task.settles
    return (*own, *(name for name in ends if name in task.closed and name not in outcomes))


def asked_for(procedure: "Procedure", rule: str) -> frozenset[str]:
    """Return the results of a task for which a condition asks, so that something follows from them."""
    return frozenset(
        text
        for source in conditions(procedure)
        if any(root == "tasks" and name == rule for root, name, _ in paths(source))
        for text in texts(source)
    )


def conditions(procedure: "Procedure") -> Iterator[str]:
    """Yield every condition on which something in a procedure with a plan depends."""
    tasks = procedure.plan.tasks.values() if procedure.plan else ()
    yield from (rule.when for rule in tasks if rule.when)
    for stage in procedure.stages.values():
        yield from (choice.when for choice in stage.limits if choice.when)
        for action in stage.actions.values():
            led = (each.when for each in action.targets)
            written = (each.when for each in action.letters)
            yield from (source for source in (action.when, *led, *written) if source)


def _of_results(procedure: "Procedure", case: "Case") -> Iterator[tuple[str, TaskState]]:
    for key, state in case.tasks.items():
        if not state.is_open_end or state.status != "done":
            continue
        if state.rule is not None and state.result in asked_for(procedure, state.rule):
            continue
        said = state.result_title or state.result or ""
        yield (
            f"{key}-next",
            TaskState(
                title=f"后续处理：{state.title}"[:_TITLE],
                title_en=f"Follow up: {state.title_en}",
                follows=key,
                asks=f"“{state.title}”的结果为“{said}”，请继续处理。",
                reason=f"结果为“{said}”，没有规定后续任务，请派给有关单位，或者说明理由后取消",
                reason_en=f"No task follows from this result; {_ASKED_EN}.",
            ),
        )


def _of_findings(plan: "Plan", case: "Case") -> Iterator[tuple[str, TaskState]]:
    for nth, finding in enumerate(case.findings):
        rule = plan.tasks.get(finding["task"])
        if finding["task"] in plan.dealt_with or (rule is not None and rule.findings == "kept"):
            continue
        yield (
            f"finding-{nth + 1}",
            TaskState(
                title="处理发现的问题",
                title_en="Deal with the finding",
                asks=str(finding.get("facts", "")),
                finding=nth,
                follows=finding["task"],
                reason="没有规定由谁处理此问题，请派给有关单位，或者说明理由后取消",
                reason_en=f"No task deals with this finding; {_ASKED_EN}.",
            ),
        )
