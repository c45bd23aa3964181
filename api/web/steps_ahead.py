"""What comes after a case is opened: the usual way or the tasks, with whoever has to act and how long they have."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.web.flow import usual_way
from api.web.language import Language
from api.web.plan_words import doer_words, length_words, limit_words
from domain.plan import Period, Plan
from domain.procedure import Definition


@dataclass(frozen=True)
class Ahead:
    """One stage or task to come, in words."""

    title: str
    party: str
    limit: str


def steps_ahead(
    definition: Definition, language: Language, definitions: Mapping[str, Definition]
) -> list[Ahead]:
    """Return what is to come: the tasks of a plan, or the steps of its only task; else the stages of the usual way."""
    plan = definition.procedure.plan
    if plan is None:
        return _stages(definition, language, {})
    if len(plan.tasks) == 1:
        (task,) = plan.tasks.values()
        return _stages(definitions[task.procedure], language, task.limits)
    return [_task(definition, plan, name, language, definitions) for name in plan.tasks]


def _task(
    definition: Definition,
    plan: Plan,
    name: str,
    language: Language,
    definitions: Mapping[str, Definition],
) -> Ahead:
    rule = plan.tasks[name]
    limit = limit_words(language, rule, definitions[rule.procedure])
    return Ahead(language.title(rule), doer_words(language, definition.procedure, rule.by), limit)


def _stages(definition: Definition, language: Language, anew: Mapping[str, Period]) -> list[Ahead]:
    """Return the open stages of the usual way; where a limit depends on the case, the one without a condition."""
    procedure = definition.procedure
    ahead = []
    for name in usual_way(procedure):
        stage = procedure.stages.get(name)
        if stage is None:
            continue
        code = stage.limits[-1].use
        words = length_words(language, anew.get(code) or definition.limits[code])
        ahead.append(Ahead(language.title(stage), language.title(procedure.parties[stage.who]), words))
    return ahead
