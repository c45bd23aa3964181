"""A definition's form as a page shows it: every field with its words, its value, its choices and its error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from api.web.language import Language
from api.web.pickers import Picker, picker
from api.web.proposed import Proposed
from api.web.several import Several, several
from domain.form import LISTS, Codes, FieldType, Form, FormField
from domain.organisation import OrganisationKind, Person
from store.inbox import upload_named
from store.organisations import officers_in
from store.tables import UploadRow

_SCALE = 10
_WIDE = frozenset({"long-text", "evidence", "list", "organisation", "organisations", "task"})
Errors = Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """One field on a page. `name` is what the browser sends it under."""

    name: str
    type: str
    title: str
    hint: str = ""
    is_required: bool = False
    value: Any = ""
    error: str = ""
    most: int | None = None
    least: int | None = None
    choices: Sequence[tuple[str, str]] = ()
    files: Sequence[UploadRow] = ()
    picker: Picker | None = None
    several: Several | None = None

    @property
    def is_wide(self) -> bool:
        """Return whether the field takes the whole width."""
        return self.name == "title" or self.type in _WIDE or len(self.choices) > 3


@dataclass(frozen=True)
class Given:
    """What is known when a form is shown: what was filled in, what was wrong with it, whom a field may name."""

    session: Session
    person: Person
    language: Language
    codes: Codes
    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)
    kinds: Mapping[str, Sequence[OrganisationKind]] = field(default_factory=dict)
    """For a field that binds a party: the kinds that can be this party."""
    tasks: Sequence[tuple[str, str]] = ()
    """The tasks among which a field may choose: key and title."""
    likely: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For a field of several organisations: the codes of those that are likely meant."""
    proposed: Mapping[str, Proposed] = field(default_factory=dict)
    """For a field of several organisations: whom the rest of the form proposes."""


@dataclass(frozen=True)
class Parted:
    """The fields of a form for whoever is in a hurry: what has to be said, and what may be said too."""

    first: Sequence[Shown]
    more: Sequence[Shown]


def parted(fields: Sequence[Shown], *, is_quick: bool) -> Parted:
    """Return the fields as a quick form shows them: only those that are required at first."""
    if not is_quick:
        return Parted(fields, ())
    first = [each for each in fields if each.is_required]
    return Parted(first, [each for each in fields if not each.is_required])


def shown_fields(form: Form, given: Given) -> list[Shown]:
    """Return the fields of a form in the definition's order."""
    return [_shown(name, each, given) for name, each in form.items()]


def _shown(name: str, rule: FormField, given: Given) -> Shown:
    value = given.values.get(name, [] if rule.type in LISTS else "")
    return Shown(
        name=f"form.{name}",
        type=rule.type.value,
        title=given.language.title(rule),
        hint=given.language.pick(rule.hint, rule.hint_en),
        is_required=rule.required,
        value=value,
        error=given.errors.get(name, ""),
        most=rule.max,
        least=rule.min,
        choices=_choices(rule, given),
        files=_files(rule, value, given),
        picker=_picker(name, rule, value, given),
        several=_several(name, rule, value, given),
    )


def _choices(rule: FormField, given: Given) -> list[tuple[str, str]]:
    if rule.type is FieldType.OFFICER:
        officers = officers_in(given.session, given.person.org_code)
        return [(officer.login, f"{officer.name} {officer.post}".strip()) for officer in officers]
    if rule.type is FieldType.BOOLEAN:
        return [("true", given.language.say("是")), ("false", given.language.say("否"))]
    if rule.type is FieldType.TASK:
        return list(given.tasks)
    if rule.type is FieldType.INTEGER:
        return _scale(rule)
    return [
        (value, given.language.title(choice)) for value, choice in given.codes.get(rule.of or "", {}).items()
    ]


def _scale(rule: FormField) -> list[tuple[str, str]]:
    """Return the steps of a short scale, such as a rating from 1 to 5, which is tapped instead of typed."""
    if rule.min is None or rule.max is None or rule.max - rule.min >= _SCALE:
        return []
    return [(str(step), str(step)) for step in range(rule.min, rule.max + 1)]


def _files(rule: FormField, value: Any, given: Given) -> Sequence[UploadRow]:
    if rule.type is not FieldType.EVIDENCE or not isinstance(value, list):
        return ()
    return upload_named(given.session, [str(each) for each in value], given.person.org_code)


def _picker(name: str, rule: FormField, value: Any, given: Given) -> Picker | None:
    if rule.type is not FieldType.ORGANISATION:
        return None
    return picker(given.session, given.language, given.person, _kinds(name, rule, given), str(value))


def _several(name: str, rule: FormField, value: Any, given: Given) -> Several | None:
    if rule.type is not FieldType.ORGANISATIONS:
        return None
    chosen = [str(each) for each in value] if isinstance(value, list) else []
    return several(
        given.session,
        given.language,
        given.person,
        _kinds(name, rule, given),
        chosen,
        likely=given.likely.get(name, ()),
        proposed=given.proposed.get(name),
    )


def _kinds(name: str, rule: FormField, given: Given) -> Sequence[OrganisationKind]:
    """Return which kinds a field may name: those that can be the party that it binds, else its own."""
    return given.kinds.get(name) or rule.kinds


def errors_in(language: Language, told: Any) -> dict[str, str]:
    """Return what a refusal says about each field, in the visitor's language."""
    if not isinstance(told, list):
        return {}
    return {each["field"]: language.pick(each["zh"], each["en"]) for each in told}
