"""What comes after a case is opened: the usual way, with whoever has to act and how long they have."""

from dataclasses import dataclass

from api.web.flow import usual_way
from api.web.language import Language
from domain.procedure import Definition
from domain.wording import length_en, length_zh


@dataclass(frozen=True)
class Ahead:
    """One stage to come, in words."""

    title: str
    party: str
    limit: str


def steps_ahead(definition: Definition, language: Language) -> list[Ahead]:
    """Return the open stages of the usual way; where a limit depends on the case, the one without a condition."""
    procedure = definition.procedure
    ahead = []
    for name in usual_way(procedure):
        stage = procedure.stages.get(name)
        if stage is None:
            continue
        limit = definition.limits[stage.limits[-1].use]
        words = language.pick(length_zh(limit.value, limit.unit), length_en(limit.value, limit.unit))
        ahead.append(Ahead(language.title(stage), language.title(procedure.parties[stage.who]), words))
    return ahead
