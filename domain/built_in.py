"""The actions that every procedure has without naming them: assign, comment, evidence, urge, time."""

from enum import StrEnum

from domain.form import FieldType, FormField
from domain.procedure import Action

OVERDUE = "overdue"
REDATE = "redate"
TIED = "tied"
TASK_BLOCKED = "task-blocked"
SUCCEED = "succeed"


class Who(StrEnum):
    """Who may use a built-in action.

    The granter answers for time: the holder's leader, or whom the stage names. The lead holds a case that has a plan.
    """

    HOLDER = "holder"
    INVOLVED = "involved"
    ONLOOKER = "onlooker"
    GRANTER = "granter"
    LEAD = "lead"


def _note(title: str, title_en: str, *, required: bool) -> FormField:
    return FormField(title=title, title_en=title_en, type=FieldType.LONG_TEXT, required=required)


def _reason() -> FormField:
    return _note("理由", "Reason", required=True)


BUILT_IN: dict[str, tuple[Who, Action]] = {
    "assign": (
        Who.HOLDER,
        Action(
            title="指派",
            title_en="Assign",
            form={
                "officer": FormField(
                    title="经办人", title_en="Officer", type=FieldType.OFFICER, required=True
                )
            },
        ),
    ),
    "comment": (
        Who.INVOLVED,
        Action(title="留言", title_en="Comment", form={"text": _note("内容", "Text", required=True)}),
    ),
    "add-evidence": (
        Who.INVOLVED,
        Action(
            title="补充证据",
            title_en="Add evidence",
            form={
                "files": FormField(
                    title="证据材料", title_en="Files", type=FieldType.EVIDENCE, required=True
                ),
                "text": _note("说明", "Explanation", required=False),
            },
        ),
    ),
    "urge": (
        Who.ONLOOKER,
        Action(title="催办", title_en="Urge", form={"text": _note("催办内容", "Text", required=True)}),
    ),
    "request-extension": (
        Who.HOLDER,
        Action(
            title="申请延期",
            title_en="Request an extension",
            form={
                "value": FormField(title="延长", title_en="By", type=FieldType.INTEGER, required=True, min=1),
                "reason": _reason(),
            },
        ),
    ),
    "grant-extension": (
        Who.GRANTER,
        Action(
            title="批准延期",
            title_en="Grant the extension",
            form={"note": _note("批准意见", "Note", required=False)},
        ),
    ),
    "deny-extension": (
        Who.GRANTER,
        Action(title="不予延期", title_en="Deny the extension", form={"reason": _reason()}),
    ),
    "suspend": (
        Who.GRANTER,
        Action(
            title="中止计时",
            title_en="Suspend the clock",
            form={
                "until": FormField(title="中止至", title_en="Until", type=FieldType.DATE, required=True),
                "reason": _reason(),
                "basis": FormField(title="依据", title_en="Basis", required=True),
            },
        ),
    ),
    "resume": (
        Who.GRANTER,
        Action(
            title="恢复计时",
            title_en="Resume the clock",
            form={"note": _note("说明", "Note", required=False)},
        ),
    ),
    "add-task": (
        Who.LEAD,
        Action(
            title="增派任务",
            title_en="Add a task",
            form={
                "name": FormField(title="任务名称", title_en="Task", required=True, max=60),
                "to": FormField(title="承办单位", title_en="For", type=FieldType.ORGANISATION, required=True),
                "asks": _note("任务要求", "What to do", required=True),
                "days": FormField(
                    title="办理时限（工作日）",
                    title_en="Working days",
                    type=FieldType.INTEGER,
                    required=True,
                    min=1,
                    max=60,
                ),
            },
        ),
    ),
    "leave-out-task": (
        Who.LEAD,
        Action(
            title="取消任务",
            title_en="Leave a task out",
            form={
                "task": FormField(title="任务", title_en="Task", type=FieldType.TASK, required=True),
                "reason": _reason(),
            },
        ),
    ),
    "reassign-task": (
        Who.LEAD,
        Action(
            title="改派任务",
            title_en="Give a task to another body",
            form={
                "task": FormField(title="任务", title_en="Task", type=FieldType.TASK, required=True),
                "to": FormField(title="承办单位", title_en="For", type=FieldType.ORGANISATION, required=True),
                "reason": _reason(),
            },
        ),
    ),
}
"""Titles, forms and the role that each needs; what they do stands in `domain/step.py`."""

MOVING = frozenset({"request-extension", "grant-extension", "deny-extension", "suspend", "resume"})
"""Built-in actions that are decided on what the page showed, so an old page is refused."""
