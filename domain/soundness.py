"""Does a definition make sense? Every finding names the place in the file and the reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from domain import guard
from domain.built_in import BUILT_IN, OVERDUE, REDATE, TIED
from domain.form import FieldType, Form
from domain.procedure import Action, Definition, LetterChoice, LimitChoice, Procedure, Target

Path = tuple[str, ...]

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OF_ENGINE = frozenset({*BUILT_IN, OVERDUE, REDATE, TIED, "open"})


@dataclass(frozen=True)
class Finding:
    """One thing that cannot work; `path` leads to it through the keys of the file."""

    path: Path
    reason: str


def findings(definition: Definition) -> list[Finding]:
    """Return everything that keeps this definition from working; an empty list means that it is sound."""
    procedure = definition.procedure
    found = [*_parties(procedure), *_codes(procedure), *_opening(procedure), *_names(procedure)]
    for name in procedure.stages:
        found += _stage(definition, name)
    found += _clocks(definition)
    return found or list(_ways(procedure))


def _parties(procedure: Procedure) -> Iterator[Finding]:
    for name, party in procedure.parties.items():
        if party.resolve is None:
            continue
        other = procedure.parties.get(party.resolve.region_of)
        if other is None or other.resolve is not None:
            yield Finding(
                ("parties", name, "resolve"), f"{party.resolve.region_of!r} is not a party that is named"
            )


def _codes(procedure: Procedure) -> Iterator[Finding]:
    for name, choices in procedure.codes.items():
        if not choices:
            yield Finding(("codes", name), "the code list is empty")


def _names(procedure: Procedure) -> Iterator[Finding]:
    for name in procedure.stages.keys() & procedure.closed.keys():
        yield Finding(("closed", name), f"{name!r} is a stage and an outcome")
    for stage_name, stage in procedure.stages.items():
        for name in stage.actions:
            if name in _OF_ENGINE:
                yield Finding(
                    ("stages", stage_name, "actions", name), f"{name!r} is an action of every procedure"
                )


def _opening(procedure: Procedure) -> Iterator[Finding]:
    opens = procedure.opens
    if opens.who not in procedure.parties:
        yield Finding(("opens", "who"), f"{opens.who!r} is not a party")
    if opens.to not in procedure.stages:
        yield Finding(("opens", "to"), f"{opens.to!r} is not an open stage")
    yield from _form(procedure, opens.form, ("opens", "form"))
    if opens.paper:
        for name in (opens.paper.received_on, opens.paper.reason):
            if name not in opens.form:
                yield Finding(("opens", "paper"), f"{name!r} is not a field of the opening form")
        received = opens.form.get(opens.paper.received_on)
        if received is not None and received.type is not FieldType.DATE:
            yield Finding(("opens", "paper"), f"{opens.paper.received_on!r} is not a date")


def _stage(definition: Definition, name: str) -> Iterator[Finding]:
    procedure, stage, path = definition.procedure, definition.procedure.stages[name], ("stages", name)
    if stage.who not in procedure.parties:
        yield Finding((*path, "who"), f"{stage.who!r} is not a party")
    if stage.grants is not None and stage.grants.by not in procedure.parties:
        yield Finding((*path, "grants"), f"{stage.grants.by!r} is not a party")
    if stage.overdue not in definition.ladders:
        yield Finding((*path, "overdue"), f"there is no ladder {stage.overdue!r}")
    for choice in stage.limits:
        yield from _limit(definition, choice.use, (*path, "limit"))
        yield from _guard(procedure, choice.when, {}, (*path, "limit"))
    yield from _last_holds(stage.limits, (*path, "limit"))
    for action_name, action in stage.actions.items():
        yield from _action(procedure, action, (*path, "actions", action_name))


def _limit(definition: Definition, code: str, path: Path) -> Iterator[Finding]:
    if code not in definition.limits:
        yield Finding(path, f"there is no limit {code!r} in limits.yaml")
    elif definition.limits[code].backward:
        yield Finding(path, f"the limit {code!r} counts back from an event, so no clock can run on it")


def _action(procedure: Procedure, action: Action, path: Path) -> Iterator[Finding]:
    if action.by is not None and action.by not in procedure.parties:
        yield Finding((*path, "by"), f"{action.by!r} is not a party")
    yield from _form(procedure, action.form, (*path, "form"))
    yield from _guard(procedure, action.when, {}, (*path, "when"))
    yield from _onward(procedure, action, path)
    for party, field in action.bind.items():
        if party not in procedure.parties:
            yield Finding((*path, "bind"), f"{party!r} is not a party")
        if field not in action.form or action.form[field].type is not FieldType.ORGANISATION:
            yield Finding((*path, "bind"), f"{field!r} is not an organisation field of this form")
        elif not action.form[field].required:
            yield Finding((*path, "bind"), f"{field!r} names a party, so it must be required")


def _onward(procedure: Procedure, action: Action, path: Path) -> Iterator[Finding]:
    for target in action.targets:
        if target.to not in procedure.stages and target.to not in procedure.closed:
            yield Finding((*path, "to"), f"{target.to!r} is neither a stage nor an outcome")
        yield from _guard(procedure, target.when, action.form, (*path, "to"))
    yield from _last_holds(action.targets, (*path, "to"))
    for choice in action.letters:
        yield from _guard(procedure, choice.when, action.form, (*path, "letter"))
    yield from _last_holds(action.letters, (*path, "letter"))
    known = {name for stage in procedure.stages.values() for name in stage.actions}
    for name in action.other_than:
        if name not in known:
            yield Finding((*path, "other-than"), f"{name!r} is not an action")


def _last_holds(choices: tuple[Target | LimitChoice | LetterChoice, ...], path: Path) -> Iterator[Finding]:
    if choices and choices[-1].when is not None:
        yield Finding(path, "the last choice must have no condition, or nothing may apply")
    if any(choice.when is None for choice in choices[:-1]):
        yield Finding(path, "a choice without condition hides those after it")


def _form(procedure: Procedure, form: Form, path: Path) -> Iterator[Finding]:
    for name, field in form.items():
        if not _FIELD_NAME.fullmatch(name) or hasattr(BaseModel, name):
            yield Finding((*path, name), f"{name!r} cannot be the name of a field")
        if field.of is not None and field.of not in procedure.codes:
            yield Finding((*path, name), f"there is no code list {field.of!r}")
        if field.type is FieldType.CHOICE and field.of is None:
            yield Finding((*path, name), "a choice needs a code list in 'of'")


def _guard(procedure: Procedure, source: str | None, form: Form, path: Path) -> Iterator[Finding]:
    if source is None:
        return
    try:
        unknown = guard.unknown_names(source)
    except guard.GuardError as error:
        yield Finding(path, f"the condition cannot be read: {error}")
        return
    if unknown:
        yield Finding(path, f"the condition {source!r} speaks of {', '.join(unknown)}, which no case has")
    actions = {name: action for stage in procedure.stages.values() for name, action in stage.actions.items()}
    known = {
        "opening": set(procedure.opens.form),
        "form": set(form),
        "uses": {*actions, TIED},
        "data": set(actions),
    }
    for root, name, field in guard.paths(source):
        if name not in known[root]:
            yield Finding(path, f"the condition {source!r} speaks of {name!r}, which {root!r} has not")
        elif root in ("opening", "form") and not _is_there(source, root, name, procedure.opens.form, form):
            yield Finding(path, f"{name!r} may be left empty: ask has({root}.{name}) first")
        elif root == "data" and field is not None and field not in actions[name].form:
            yield Finding(path, f"{field!r} is not a field of the action {name!r}")


def _is_there(source: str, root: str, name: str, opening: Form, form: Form) -> bool:
    """Return whether a condition can rely on a field: it is required, or the condition asks for it first."""
    field = (opening if root == "opening" else form)[name]
    return field.required or guard.asks_whether(source, f"{root}.{name}")


def _clocks(definition: Definition) -> Iterator[Finding]:
    procedure = definition.procedure
    for name, clock in procedure.clocks.items():
        yield from _limit(definition, clock.limit, ("clocks", name, "limit"))
        places = {*procedure.stages, *procedure.closed}
        for stage in (clock.starts, *clock.stops, *clock.stands_still_in):
            if stage not in places:
                yield Finding(("clocks", name), f"{stage!r} is neither a stage nor an outcome")


def _ways(procedure: Procedure) -> Iterator[Finding]:
    onward = {
        name: {target.to for action in stage.actions.values() for target in action.targets}
        for name, stage in procedure.stages.items()
    }
    reached = _reachable(onward, procedure.opens.to)
    for name in (*procedure.stages, *procedure.closed):
        if name not in reached:
            kind = "stages" if name in procedure.stages else "closed"
            yield Finding((kind, name), "no way leads here")
    for name in procedure.stages:
        if not _reachable(onward, name) & set(procedure.closed):
            yield Finding(("stages", name), "no way leads out of here to an outcome")


def _reachable(onward: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += sorted(onward.get(name, ()))
    return seen
