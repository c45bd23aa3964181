"""Which actions a page offers, and which it shows closed: the actor is entitled to both, but the latter are refused now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from domain import clocks, entitlement
from domain.act import Actor
from domain.built_in import BUILT_IN
from domain.case import Case, NotNow, check_available, check_other_person, check_window, stage_of
from domain.procedure import Action, Definition
from domain.refusal import Refusal
from domain.task_acts import may_be_left_out, may_be_reassigned
from domain.visits import NOT_COUNTED, Counted


def open_actions(
    definition: Definition, case: Case, actor: Actor, *, at: datetime, visits: Counted = NOT_COUNTED
) -> Iterator[tuple[str, Action]]:
    """Yield each action that the actor may take now with its id, those of the stage first."""
    if case.is_closed:
        return
    for name, action, refusal in _judged(definition, case, actor, at=at, visits=visits):
        if refusal is None:
            yield name, action
    for name, (who, action) in BUILT_IN.items():
        try:
            entitlement.check_built_in(definition, case, who, action, actor)
            _check_useful(definition, case, name, at=at)
        except Refusal:
            continue
        yield name, action


def closed_actions(
    definition: Definition, case: Case, actor: Actor, *, at: datetime, visits: Counted = NOT_COUNTED
) -> Iterator[tuple[str, Action, Refusal]]:
    """Yield each action of the stage that the actor could take but for a condition whose reason the definition gives."""
    if case.is_closed:
        return
    for name, action, refusal in _judged(definition, case, actor, at=at, visits=visits):
        if isinstance(refusal, NotNow) and action.unless is not None:
            yield name, action, refusal


def prefilled(action: Action, case: Case) -> dict[str, Any]:
    """Return the values with which the form of an action begins: those that an earlier form has brought."""
    found = {
        name: _earlier(case, field.prefill)
        for name, field in action.form.items()
        if field.prefill is not None
    }
    return {name: value for name, value in found.items() if value is not None}


def _earlier(case: Case, source: str) -> Any:
    """Return the value of a field of the opening form, or as `action.field` of the last form of an action."""
    action, _, field = source.rpartition(".")
    return (case.data.get(action, {}) if action else case.opening).get(field)


def _judged(
    definition: Definition, case: Case, actor: Actor, *, at: datetime, visits: Counted
) -> Iterator[tuple[str, Action, Refusal | None]]:
    """Yield each action of the stage with why the actor cannot take it now, or with nothing when it is open."""
    facts = case.facts(definition, {}, visits=visits)
    for name, action in stage_of(case, definition).actions.items():
        try:
            entitlement.check_action(definition, case, action, actor)
            check_available(case, name, action, facts)
            check_other_person(case, action, actor.login)
            check_window(case, name, action, at=at)
        except Refusal as refusal:
            yield name, action, refusal
        else:
            yield name, action, None


def _check_useful(definition: Definition, case: Case, name: str, *, at: datetime) -> None:
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
        case "leave-out-task" if not may_be_left_out(definition, case):
            raise NotNow("没有可以取消的任务", "There is no task to leave out.")
        case "reassign-task" if not may_be_reassigned(case):
            raise NotNow("没有需要改派的任务", "There is no task to give to another body.")
        case _:
            pass
