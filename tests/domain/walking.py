"""Random walks: forms that are good enough for any field, and everybody who might act."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from domain.act import SYSTEM, Act, Actor, OpeningAct
from domain.built_in import BUILT_IN, TIED
from domain.case import Case
from domain.form import FieldType, Form, FormField
from domain.office_time import local_day
from domain.open_actions import open_actions
from domain.organisation import Role
from domain.procedure import Action, Definition
from domain.task_acts import may_be_left_out, may_be_reassigned

STRANGERS = ("org-stranger", "org-newcomer")
_WORDS = ("某烧烤店油烟直排。", "已核实", "a few words", "“引号”与<尖括号>&")


@dataclass
class Chance:
    """Draws from a seeded source, so that a walk can be walked again."""

    source: random.Random
    now: datetime
    organisations: tuple[str, ...]
    officers: tuple[str, ...] = ("officer",)
    evidence: tuple[str, ...] = ("a" * 64,)

    def value(self, field: FormField, codes: dict[str, list[str]]) -> Any:
        """Return a value that the field accepts."""
        if field.of is not None:
            code = self.source.choice(codes[field.of])
            return [code] if field.type is FieldType.LIST else code
        if field.type is FieldType.INTEGER and not field.required:
            least = field.min or 0
            return self.source.randint(least, field.max or least + 9)
        return self._plain()[field.type](field)

    def _plain(self) -> dict[FieldType, Callable[[FormField], Any]]:
        draw, day = self.source, local_day(self.now)
        return {
            FieldType.TEXT: lambda field: draw.choice(_WORDS)[: field.max],
            FieldType.LONG_TEXT: lambda field: draw.choice(_WORDS)[: field.max],
            # A required number is an extension, whose cap differs: the least is always granted.
            FieldType.INTEGER: lambda field: field.min or 0,
            FieldType.BOOLEAN: lambda _: draw.random() < 0.5,
            FieldType.DATE: lambda _: str(day + timedelta(days=draw.randint(1, 20))),
            FieldType.DATETIME: lambda _: self.now.isoformat(),
            FieldType.LIST: lambda field: [draw.choice(_WORDS)] * (field.min or 1),
            FieldType.ORGANISATION: lambda _: draw.choice(self.organisations),
            FieldType.ORGANISATIONS: lambda _: [draw.choice(self.organisations)],
            FieldType.OFFICER: lambda _: draw.choice(self.officers),
            FieldType.EVIDENCE: lambda _: list(self.evidence),
            FieldType.TASK: lambda _: "nothing",
            FieldType.CASES: lambda _: ["XS-500112-20260302-0001"],
        }

    def form(self, form: Form, definition: Definition, *, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return a complete form; optional fields are filled in every other time, but never those to leave out."""
        codes = {name: list(choices) for name, choices in definition.procedure.codes.items()}
        return {
            name: self.value(field, codes)
            for name, field in form.items()
            if field.required or (name not in leave_out and self.source.random() < 0.5)
        }


def actors(organisations: tuple[str, ...]) -> list[Actor]:
    """Return a handler and a leader of each organisation; the last one supervises too."""
    return [
        Actor(login=f"{role.value}@{org}", org=org, roles=(role,), supervises=org == organisations[-1])
        for org in organisations
        for role in Role
    ]


def opening(definition: Definition, chance: Chance) -> OpeningAct:
    """Return an opening by an officer who has every role."""
    procedure = definition.procedure
    parties = {name: f"org-{name}" for name, rule in procedure.parties.items() if not rule.joins_later}
    paper = procedure.opens.paper
    left_out = (paper.received_on, paper.reason) if paper else ()
    return OpeningAct(
        id="opening",
        actor=Actor(login="opener", org=parties[procedure.opens.who], roles=tuple(Role)),
        title="某事项",
        parties=parties,
        form=chance.form(procedure.opens.form, definition, leave_out=left_out),
    )


def form_of(definition: Definition, case: Case, name: str, chance: Chance) -> dict[str, Any]:
    """Return a form of an action that is good enough for the case; one that speaks of a task names one that fits."""
    form = chance.form(every_action(definition, case)[name].form, definition)
    fitting = {
        "leave-out-task": lambda: may_be_left_out(definition, case),
        "reassign-task": lambda: may_be_reassigned(case),
    }
    keys = fitting[name]() if name in fitting else []
    return form | ({"task": chance.source.choice(keys)} if keys else {})


def news(definition: Definition, case: Case, chance: Chance) -> Act | None:
    """Return what one of the tasks that are not settled tells; nothing when there is none."""
    waiting = [state for state in case.tasks.values() if not state.is_settled]
    if not waiting:
        return None
    state = chance.source.choice(waiting)
    told: dict[str, Any] = {
        "number": f"RW-{case.seq}",
        "stage": "某环节",
        "stage_en": "x",
        "case_id": state.case_id,
    }
    told |= {"doer": chance.source.choice(chance.organisations)}
    if chance.source.random() < 0.3:
        told["findings"] = [{"facts": "某问题"}]
    if chance.source.random() < 0.6:
        told |= {"outcome": "done", "result": "done"}
    return Act(id=f"tied-{case.seq}", action=TIED, actor=Actor(login=SYSTEM, org=SYSTEM), form=told)


def every_action(definition: Definition, case: Case) -> dict[str, Action]:
    """Return every action that the stage or the engine has, offered or not."""
    return dict(definition.procedure.stages[case.stage].actions) | {
        name: action for name, (_, action) in BUILT_IN.items()
    }


def offers(
    definition: Definition, case: Case, everybody: list[Actor], at: datetime
) -> list[tuple[Actor, str]]:
    """Return who may take what now."""
    return [(actor, name) for actor in everybody for name, _ in open_actions(definition, case, actor, at=at)]


def act_of(actor: Actor, action: str, case: Case, form: dict[str, Any]) -> Act:
    """Return an act decided on the case as it stands."""
    return Act(id=f"{action}-{case.seq}", action=action, actor=actor, seq=case.seq, form=form)


def without_ends(
    definition: Definition, case: Case, offered: list[tuple[Actor, str]]
) -> list[tuple[Actor, str]]:
    """Return the offers that do not end the case, if there are any: a walk that ends at once proves little."""
    actions = definition.procedure.stages[case.stage].actions
    closed = definition.procedure.closed
    return [
        (actor, name)
        for actor, name in offered
        if name not in actions or not any(target.to in closed for target in actions[name].targets)
    ] or offered
