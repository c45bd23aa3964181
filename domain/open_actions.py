"""Which actions a page offers: those that the actor is entitled to and that would not be refused at once."""

from collections.abc import Iterator
from datetime import datetime

from domain import clocks, entitlement
from domain.act import Actor
from domain.built_in import BUILT_IN
from domain.case import Case, check_available, check_other_person, stage_of
from domain.procedure import Action, Definition
from domain.refusal import Refusal


def open_actions(
    definition: Definition, case: Case, actor: Actor, *, at: datetime
) -> Iterator[tuple[str, Action]]:
    """Yield each action that the actor may take now with its id, those of the stage first."""
    if case.is_closed:
        return
    for name, action in stage_of(case, definition).actions.items():
        if _is_open(definition, case, name, action, actor):
            yield name, action
    for name, (who, action) in BUILT_IN.items():
        try:
            entitlement.check_built_in(definition, case, who, action, actor)
            _check_useful(case, name, at=at)
        except Refusal:
            continue
        yield name, action


def _is_open(definition: Definition, case: Case, name: str, action: Action, actor: Actor) -> bool:
    try:
        entitlement.check_action(definition, case, action, actor)
        check_available(case, name, action, case.facts(definition, {}))
        check_other_person(case, action, actor.login)
    except Refusal:
        return False
    return True


def _check_useful(case: Case, name: str, *, at: datetime) -> None:
    """Check what a built-in action needs before anybody fills in its form.

    Raises:
        Refusal: It would be refused whatever the form says.
    """
    match name:
        case "request-extension":
            clocks.check_extension(case, 1)
        case "grant-extension" | "deny-extension":
            clocks.check_requested(case)
        case "suspend":
            clocks.check_running(case, at=at)
        case "resume":
            clocks.resumed(case, at=at)
        case _:
            pass
