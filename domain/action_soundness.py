"""Does an action make sense? Who takes it, where it leads, what it issues, opens and ends."""

from collections.abc import Iterator

from domain.finding import Finding, Path, in_choices, in_form, in_guard, in_limit
from domain.form import FieldType
from domain.guard import NAMES, OF_ACTION
from domain.procedure import OF_FORM, Action, Definition, Procedure

OF_OPENING = (*NAMES, "number", "title")
"""What an expression may speak of that fills in the form of a case to be opened: also this case's number and title."""


def in_action(definition: Definition, action: Action, path: Path) -> Iterator[Finding]:
    """Find everything that keeps an action from working."""
    procedure = definition.procedure
    if action.by is not None and action.by not in procedure.parties:
        yield Finding((*path, "by"), f"{action.by!r} is not a party")
    yield from in_form(procedure, action.form, (*path, "form"))
    yield from in_guard(procedure, action.when, {}, (*path, "when"), OF_ACTION)
    yield from _onward(procedure, action, path)
    yield from _binding(procedure, action, (*path, "bind"))
    yield from _window(definition, action, (*path, "within"))
    yield from _opened(procedure, action, (*path, "opens"))
    if action.ends is not None and not ("reason" in action.form and action.form["reason"].required):
        yield Finding((*path, "ends"), "an action that ends letters has a required field 'reason'")


def _binding(procedure: Procedure, action: Action, path: Path) -> Iterator[Finding]:
    for party, field in action.bind.items():
        rule = procedure.parties.get(party)
        if rule is None:
            yield Finding(path, f"{party!r} is not a party")
        if field not in action.form or action.form[field].type is not FieldType.ORGANISATION:
            yield Finding(path, f"{field!r} is not an organisation field of this form")
        elif not action.form[field].required and not (rule is not None and rule.joins_later):
            yield Finding(path, f"{field!r} names a party, so it must be required")


def _window(definition: Definition, action: Action, path: Path) -> Iterator[Finding]:
    if action.within is None:
        return
    for code in filter(None, (action.within.limit, action.within.answer)):
        yield from in_limit(definition, code, path)
    known = {name for stage in definition.procedure.stages.values() for name in stage.actions}
    if action.within.since not in known:
        yield Finding(path, f"{action.within.since!r} is not an action")


def _opened(procedure: Procedure, action: Action, path: Path) -> Iterator[Finding]:
    if action.opens is None:
        return
    for party in action.opens.parties.values():
        field = action.form.get(party.removeprefix(OF_FORM))
        if party.startswith(OF_FORM):
            if field is None or field.type is not FieldType.ORGANISATION or not field.required:
                yield Finding(path, f"{party!r} is not a required organisation field")
        elif party not in procedure.parties:
            yield Finding(path, f"{party!r} is not a party")
    for source in (action.opens.title, *action.opens.form.values()):
        yield from in_guard(procedure, source, action.form, path, OF_OPENING)


def _onward(procedure: Procedure, action: Action, path: Path) -> Iterator[Finding]:
    for target in action.targets:
        if target.to not in procedure.stages and target.to not in procedure.closed:
            yield Finding((*path, "to"), f"{target.to!r} is neither a stage nor an outcome")
        yield from in_guard(procedure, target.when, action.form, (*path, "to"))
    yield from in_choices(action.targets, (*path, "to"))
    for choice in action.letters:
        yield from in_guard(procedure, choice.when, action.form, (*path, "letter"))
    yield from in_choices(action.letters, (*path, "letter"))
    known = {name for stage in procedure.stages.values() for name in stage.actions}
    for name in action.other_than:
        if name not in known:
            yield Finding((*path, "other-than"), f"{name!r} is not an action")
