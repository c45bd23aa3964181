"""A definition's form as a page shows it: every field with its words, its value, its choices and its error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from api.web.language import Language
from api.web.pickers import Picker, picker
from domain.form import LISTS, Codes, FieldType, Form, FormField
from domain.organisation import OrganisationKind, Person
from store.inbox import upload_named
from store.organisations import officers_in
from store.tables import UploadRow

_LONG = 4000
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

    @property
    def is_wide(self) -> bool:
        """Return whether the field takes the whole width."""
        return self.type in ("long-text", "evidence", "list", "organisation") or len(self.choices) > 3


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
    )


def _choices(rule: FormField, given: Given) -> list[tuple[str, str]]:
    if rule.type is FieldType.OFFICER:
        officers = officers_in(given.session, given.person.org_code)
        return [(officer.login, f"{officer.name} {officer.post}".strip()) for officer in officers]
    if rule.type is FieldType.BOOLEAN:
        return [("true", given.language.say("是")), ("false", given.language.say("否"))]
    return [
        (value, given.language.title(choice)) for value, choice in given.codes.get(rule.of or "", {}).items()
    ]


def _files(rule: FormField, value: Any, given: Given) -> Sequence[UploadRow]:
    if rule.type is not FieldType.EVIDENCE or not isinstance(value, list):
        return ()
    return upload_named(given.session, [str(each) for each in value], given.person.org_code)


def _picker(name: str, rule: FormField, value: Any, given: Given) -> Picker | None:
    if rule.type is not FieldType.ORGANISATION:
        return None
    return picker(given.session, given.language, given.person, given.kinds.get(name, ()), str(value))


def errors_in(language: Language, told: Any) -> dict[str, str]:
    """Return what a refusal says about each field, in the visitor's language."""
    if not isinstance(told, list):
        return {}
    return {each["field"]: language.pick(each["zh"], each["en"]) for each in told}
