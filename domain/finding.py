"""One thing that keeps a definition from working, and the parts of a definition where conditions and forms stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from domain import guard
from domain.built_in import TIED
from domain.form import FieldType, Form
from domain.near import or_meant
from domain.procedure import Definition, LetterChoice, LimitChoice, Procedure, Target
from domain.visits import VISIT_NAMES

Path = tuple[str, ...]

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ORGANISATION_FIELDS = frozenset({FieldType.ORGANISATION, FieldType.ORGANISATIONS})


@dataclass(frozen=True)
class Finding:
    """One thing that cannot work; `path` leads to it through the keys of the file."""

    path: Path
    reason: str


def in_limit(definition: Definition, code: str, path: Path) -> Iterator[Finding]:
    """Find a limit that does not exist or on which no clock can run."""
    if code not in definition.limits:
        yield Finding(path, f"there is no limit {code!r} in limits.yaml{or_meant(code, definition.limits)}")
    elif definition.limits[code].backward:
        yield Finding(path, f"the limit {code!r} counts back from an event, so no clock can run on it")


def in_choices(choices: tuple[Target | LimitChoice | LetterChoice, ...], path: Path) -> Iterator[Finding]:
    """Find choices of which none may apply, or that hide one another."""
    if choices and choices[-1].when is not None:
        yield Finding(path, "the last choice must have no condition, or nothing may apply")
    if any(choice.when is None for choice in choices[:-1]):
        yield Finding(path, "a choice without condition hides those after it")


def in_form(procedure: Procedure, form: Form, path: Path) -> Iterator[Finding]:
    """Find fields that no form can have."""
    for name, field in form.items():
        if not _FIELD_NAME.fullmatch(name) or hasattr(BaseModel, name):
            yield Finding((*path, name), f"{name!r} cannot be the name of a field")
        if field.of is not None and field.of not in procedure.codes:
            yield Finding((*path, name), f"there is no code list {field.of!r}")
        if field.type is FieldType.CHOICE and field.of is None:
            yield Finding((*path, name), "a choice needs a code list in 'of'")
        if field.kinds and field.type not in _ORGANISATION_FIELDS:
            yield Finding((*path, name), "only a field of organisations has 'kinds'")
        if field.prefill is not None and field.type not in _earlier_types(procedure, field.prefill):
            yield Finding((*path, name), f"{field.prefill!r} is no field of an earlier form of the same type")


def _earlier_types(procedure: Procedure, source: str) -> set[FieldType]:
    action, _, field = source.rpartition(".")
    actions = (stage.actions[action].form for stage in procedure.stages.values() if action in stage.actions)
    forms = actions if action else [procedure.opens.form]
    return {form[field].type for form in forms if field in form}


def in_guard(
    procedure: Procedure, source: str | None, form: Form, path: Path, names: tuple[str, ...] = guard.NAMES
) -> Iterator[Finding]:
    """Find what a condition or expression speaks of and no case has."""
    if source is None:
        return
    try:
        unknown = guard.unknown_names(source, names)
    except guard.GuardError as error:
        yield Finding(path, f"the condition cannot be read: {error}")
        return
    if unknown:
        yield Finding(path, f"the condition {source!r} speaks of {', '.join(unknown)}, which no case has")
    for root, name, field in guard.paths(source):
        reason = _wrong_path(procedure, source, form, (root, name, field))
        if reason is not None:
            yield Finding(path, reason)


def _wrong_path(
    procedure: Procedure, source: str, form: Form, path: tuple[str, str, str | None]
) -> str | None:
    """Return why a condition cannot read what it names, or None when it can."""
    root, name, field = path
    actions = {name: action for stage in procedure.stages.values() for name, action in stage.actions.items()}
    known = {
        "opening": set(procedure.opens.form),
        "form": set(form),
        "uses": {*actions, TIED},
        "data": set(actions),
        "parties": set(procedure.parties),
        "tasks": set(procedure.plan.tasks) if procedure.plan else set(),
        "visits": set(VISIT_NAMES),
        "late_in": set(procedure.stages),
        "days_to": set(actions),
    }
    if name not in known[root]:
        return f"the condition {source!r} speaks of {name!r}, which {root!r} has not{or_meant(name, known[root])}"
    if root in ("opening", "form") and not _is_there(source, root, name, procedure.opens.form, form):
        return f"{name!r} may be left empty: ask has({root}.{name}) first"
    if root == "parties" and procedure.parties[name].joins_later and not _asks(source, root, name):
        return f"{name!r} may not have joined: ask has(parties.{name}) first"
    if root == "data" and field is not None and field not in actions[name].form:
        return f"{field!r} is not a field of the action {name!r}"
    return None


def _is_there(source: str, root: str, name: str, opening: Form, form: Form) -> bool:
    """Return whether a condition can rely on a field: it is required, or the condition asks for it first."""
    field = (opening if root == "opening" else form)[name]
    return field.required or _asks(source, root, name)


def _asks(source: str, root: str, name: str) -> bool:
    return guard.asks_whether(source, f"{root}.{name}")
