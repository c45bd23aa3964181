"""What actions are called on pages and in the case file."""

from domain.built_in import BUILT_IN, OVERDUE, REDATE
from domain.procedure import Definition, Named

_ENGINE = {
    "open": Named(title="发起", title_en="Open"),
    OVERDUE: Named(title="逾期催办", title_en="Overdue"),
    REDATE: Named(title="重新计算到期日", title_en="Dated anew"),
}


def action_named(definition: Definition, stage: str | None, action: str) -> Named:
    """Return the titles of an action as it is called in the stage from which it was taken."""
    if action in _ENGINE:
        return _ENGINE[action]
    stages = definition.procedure.stages
    if stage in stages and action in stages[stage].actions:
        return stages[stage].actions[action]
    return BUILT_IN[action][1]
