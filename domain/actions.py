"""Finding an action by its id: in the stage from which it is taken, among the built-in ones, or the engine's own."""

from domain.built_in import BUILT_IN, OVERDUE, REDATE, SUCCEED, TASK_BLOCKED, TIED
from domain.form import Form
from domain.procedure import Action, Definition, Named

OPEN = "open"
_ENGINE = {
    OPEN: Named(title="发起", title_en="Open"),
    OVERDUE: Named(title="逾期催办", title_en="Overdue"),
    REDATE: Named(title="重新计算到期日", title_en="Dated anew"),
    TIED: Named(title="关联事项有进展", title_en="A tied case moved"),
    SUCCEED: Named(title="单位职责承继", title_en="A body was succeeded"),
    TASK_BLOCKED: Named(title="任务未能派出", title_en="A task could not be opened"),
}


def find_action(definition: Definition, stage: str | None, action: str) -> Action | None:
    """Return an action that people take; None when neither the stage nor the engine offers it."""
    rules = definition.procedure.stages.get(stage or "")
    if rules is not None and action in rules.actions:
        return rules.actions[action]
    return BUILT_IN[action][1] if action in BUILT_IN else None


def action_named(definition: Definition, stage: str | None, action: str) -> Named:
    """Return the titles of an action as it is called in the stage from which it was taken."""
    return (
        _ENGINE.get(action) or find_action(definition, stage, action) or Named(title=action, title_en=action)
    )


def form_of(definition: Definition, stage: str | None, action: str) -> Form | None:
    """Return the form of an action, the opening included; None when there is no such action."""
    if action == OPEN:
        return definition.procedure.opens.form
    found = find_action(definition, stage, action)
    if found is None:
        return {} if action in _ENGINE else None
    return found.form
