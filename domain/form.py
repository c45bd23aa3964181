"""Typed forms: fields as a definition writes them, compiled to a validator and to JSON Schema."""

import json
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
)
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from domain.model import Rule
from domain.organisation import OrganisationKind
from domain.refusal import Refusal

_SHORT, _LONG, _MANY = 200, 4000, 50
_HASH = r"^[0-9a-f]{64}$"
_NUMBER = r"^[A-Z]{2,4}-\d{6}-\d{8}-\d{4,}$"
# The ledger cannot hold the character NUL, so an act that carried one could never be recorded.
_SAYABLE = r"^[^\u0000]*$"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T00:00(:00)?)?")


class FieldType(StrEnum):
    """What a field holds.

    `organisation`, `organisations` and `officer` hold codes of the registry, `task` the key of a task of the case.
    """

    TEXT = "text"
    LONG_TEXT = "long-text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"
    LIST = "list"
    ORGANISATION = "organisation"
    ORGANISATIONS = "organisations"
    OFFICER = "officer"
    EVIDENCE = "evidence"
    CASES = "cases"
    TASK = "task"


LISTS = frozenset({FieldType.LIST, FieldType.EVIDENCE, FieldType.CASES, FieldType.ORGANISATIONS})
"""The types of fields that hold several values."""


class Choice(Rule):
    """One value that a choice or a list offers."""

    title: str
    title_en: str = ""


class FormField(Rule):
    """One field of a form. `of` names a code list of the procedure; `max` is characters, items or value.

    `kinds` narrows the organisations that may be chosen; `prefill` names a field of the opening form, or as
    `action.field` of the last form of an action, whose value the form begins with.
    """

    title: str
    title_en: str = ""
    type: FieldType = FieldType.TEXT
    required: bool = False
    of: str | None = None
    max: int | None = Field(default=None, gt=0)
    min: int | None = None
    hint: str = ""
    hint_en: str = ""
    kinds: tuple[OrganisationKind, ...] = ()
    prefill: str | None = None


Form = Mapping[str, FormField]
Codes = Mapping[str, Mapping[str, Choice]]


class FormInvalid(Refusal):
    """The form does not say what it has to; `errors` lists each field once, so that all gaps show at once."""

    code = "form-invalid"

    def __init__(self, errors: list[dict[str, str]]) -> None:
        fields_zh = "；".join(f"{e['title']}：{e['zh']}" for e in errors)
        fields_en = "; ".join(f"{e['field']}: {e['en']}" for e in errors)
        super().__init__(
            f"表单有误：{fields_zh}", f"The form is not complete or not valid. {fields_en}", errors=errors
        )


_SAID = {
    "missing": ("必填", "is required"),
    "extra_forbidden": ("本表单没有这一项", "is not a field of this form"),
    "string_too_short": ("必填", "is required"),
    "string_too_long": ("内容过长", "is too long"),
    "literal_error": ("不在可选范围内", "is not one of the choices"),
    "too_short": ("至少填一项", "needs at least one"),
    "too_long": ("项数过多", "has too many"),
    "date_from_datetime_parsing": ("不是日期（如 2026-03-02）", "is not a date such as 2026-03-02"),
    "date_parsing": ("不是日期（如 2026-03-02）", "is not a date such as 2026-03-02"),
    "int_parsing": ("不是整数", "is not a whole number"),
    "int_type": ("不是整数", "is not a whole number"),
    "string_pattern_mismatch": ("格式不对", "does not have the right form"),
    "greater_than_equal": ("数值过小", "is too small"),
    "less_than_equal": ("数值过大", "is too large"),
}


def _code(field: FormField, codes: Codes) -> Any:
    assert field.of is not None  # noqa: S101  (soundness proves it before a definition loads)
    return Literal[tuple(codes[field.of])]


_PATTERNS = {FieldType.EVIDENCE: _HASH, FieldType.CASES: _NUMBER}


def _item(field: FormField, codes: Codes) -> Any:
    if field.type in _PATTERNS:
        return Annotated[str, Field(pattern=_PATTERNS[field.type])]
    return (
        _code(field, codes)
        if field.of
        else Annotated[str, Field(min_length=1, max_length=_SHORT, pattern=_SAYABLE)]
    )


def _written_as_day(value: Any) -> Any:
    """Let only a written day pass; a number would be read as seconds since 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value.strip())):
        return value
    raise PydanticCustomError("date_parsing", "not a date")


_PLAIN: dict[FieldType, Any] = {
    FieldType.BOOLEAN: bool,
    FieldType.DATE: Annotated[date, BeforeValidator(_written_as_day)],
    FieldType.DATETIME: AwareDatetime,
    FieldType.ORGANISATION: Annotated[str, Field(min_length=1, max_length=64, pattern=_SAYABLE)],
    FieldType.OFFICER: Annotated[str, Field(min_length=1, max_length=64, pattern=_SAYABLE)],
    FieldType.TASK: Annotated[str, Field(min_length=1, max_length=128, pattern=_SAYABLE)],
}


def _value_type(field: FormField, codes: Codes) -> Any:
    least = max(1 if field.required else 0, field.min or 0)
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            most = field.max or (_SHORT if field.type is FieldType.TEXT else _LONG)
            return Annotated[str, Field(min_length=least, max_length=most, pattern=_SAYABLE)]
        case FieldType.INTEGER:
            return Annotated[int, Field(ge=field.min, le=field.max)]
        case FieldType.CHOICE:
            return _code(field, codes)
        case FieldType.LIST | FieldType.EVIDENCE | FieldType.CASES | FieldType.ORGANISATIONS:
            return Annotated[
                list[_item(field, codes)],  # type: ignore[misc]  # the item's type is made at run time
                Field(min_length=least, max_length=field.max or _MANY),
            ]
        case other:
            return _PLAIN[other]


def _key(form: Form, codes: Codes) -> tuple[Any, ...]:
    used = {field.of for field in form.values() if field.of}
    return tuple(form.items()), tuple((name, tuple(codes[name].items())) for name in sorted(used))


@lru_cache(maxsize=512)
def _compiled(key: tuple[Any, ...]) -> type[BaseModel]:
    fields, lists = key
    codes: Codes = {name: dict(values) for name, values in lists}
    parts: dict[str, Any] = {}
    for name, field in fields:
        value = _value_type(field, codes)
        parts[name] = (
            (value, _described(field)) if field.required else (value | None, _described(field, default=None))
        )
    return create_model("Form", __config__=ConfigDict(extra="forbid", str_strip_whitespace=True), **parts)


def _described(field: FormField, **default: Any) -> Any:
    extra: JsonDict = {"x-title-en": field.title_en, "x-type": field.type.value}
    return Field(title=field.title, description=field.hint or None, json_schema_extra=extra, **default)


def validated(form: Form, codes: Codes, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as JSON data, cleaned and without the empty ones.

    Raises:
        FormInvalid: Some fields are missing, unknown or wrong; all of them are named at once.
    """
    given = {name: value for name, value in values.items() if value not in (None, "", [])}
    try:
        model = _compiled(_key(form, codes)).model_validate(given)
    except ValidationError as error:
        raise FormInvalid(_errors(form, error)) from error
    said = model.model_dump(mode="json", exclude_none=True)
    return {name: value for name, value in said.items() if value not in ("", [])}


def _errors(form: Form, error: ValidationError) -> list[dict[str, str]]:
    seen: dict[str, dict[str, str]] = {}
    for part in error.errors(include_url=False):
        name = str(part["loc"][0])
        zh, en = _SAID.get(part["type"], ("内容不对", part["msg"]))
        title = form[name].title if name in form else name
        seen.setdefault(name, {"field": name, "title": title, "zh": zh, "en": en})
    return list(seen.values())


def json_schema(form: Form, codes: Codes) -> dict[str, Any]:
    """Return the form as JSON Schema (2020-12), with the titles of the choices under `x-choices`."""
    schema: dict[str, Any] = json.loads(_schema(_key(form, codes)))
    return schema


@lru_cache(maxsize=512)
def _schema(key: tuple[Any, ...]) -> str:
    schema = _compiled(key).model_json_schema()
    codes = dict(key[1])
    for name, field in key[0]:
        if field.of:
            choices = {value: choice.model_dump(by_alias=True) for value, choice in codes[field.of]}
            schema["properties"][name]["x-choices"] = choices
    return json.dumps(schema)
