"""Forms: what a definition writes becomes a validator and a JSON Schema that say the same."""

from datetime import datetime
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.form import Choice, FieldType, Form, FormField, FormInvalid, json_schema, validated

CODES = {
    "grounds": {
        "not_my_item": Choice(title="不属于本单位"),
        "duplicate": Choice(title="重复", title_en="dup"),
    }
}
HASH = "a" * 64


def field(type_: str = "text", **said: Any) -> FormField:
    return FormField.model_validate({"title": "某项", "type": type_, **said})


@pytest.mark.parametrize(
    ("type_", "said", "value", "kept"),
    [
        pytest.param("text", {}, "  某店 ", "某店", id="text is stripped"),
        pytest.param("long-text", {}, "一\n二", "一\n二", id="long text keeps its lines"),
        pytest.param("integer", {}, "3", 3, id="a page sends numbers as text"),
        pytest.param("integer", {"min": 0}, 0, 0, id="zero is an answer"),
        pytest.param("boolean", {}, "false", False, id="no is an answer"),
        pytest.param("boolean", {}, "on", True, id="a ticked box"),
        pytest.param("date", {}, "2026-03-02", "2026-03-02", id="a day"),
        pytest.param("datetime", {}, "2026-03-02T10:00+08:00", "2026-03-02T10:00:00+08:00", id="a moment"),
        pytest.param("choice", {"of": "grounds"}, "duplicate", "duplicate", id="a choice"),
        pytest.param("list", {}, ["一", " 二 "], ["一", "二"], id="a free list"),
        pytest.param("list", {"of": "grounds"}, ["duplicate"], ["duplicate"], id="a list of choices"),
        pytest.param("organisation", {}, "500112-cg", "500112-cg", id="an organisation"),
        pytest.param("officer", {}, "yubei.cg", "yubei.cg", id="an officer"),
        pytest.param("evidence", {}, [HASH], [HASH], id="evidence by hash"),
    ],
)
def test_a_good_value_is_kept(type_: str, said: dict[str, Any], value: Any, kept: Any) -> None:
    form = {"it": field(type_, **said)}

    assert validated(form, CODES, {"it": value}) == {"it": kept}


@pytest.mark.parametrize(
    ("type_", "said", "value", "en"),
    [
        pytest.param("text", {"required": True}, "   ", "is required", id="blank"),
        pytest.param("text", {"max": 3}, "一二三四", "is too long", id="long"),
        pytest.param("text", {}, "一\x00", "does not have the right form", id="a character no ledger holds"),
        pytest.param("long-text", {}, "字" * 4001, "is too long", id="longer than a page"),
        pytest.param("integer", {}, "three", "is not a whole number", id="words"),
        pytest.param("integer", {"min": 1}, 0, "is too small", id="small"),
        pytest.param("integer", {"max": 9}, 10, "is too large", id="large"),
        pytest.param("date", {}, "20260302", "is not a date", id="a day without its dashes"),
        pytest.param("date", {}, "86400", "is not a date", id="seconds are not a day"),
        pytest.param("date", {}, 0, "is not a date", id="a number is not a day"),
        pytest.param("date", {}, "2026-02-30", "is not a date", id="no such day"),
        pytest.param("datetime", {}, "2026-03-02T10:00", "timezone", id="a moment without its zone"),
        pytest.param("choice", {"of": "grounds"}, "whim", "is not one of the choices", id="not offered"),
        pytest.param(
            "list", {"of": "grounds"}, ["whim"], "is not one of the choices", id="not offered in a list"
        ),
        pytest.param("list", {"max": 1}, ["一", "二"], "has too many", id="too many"),
        pytest.param("evidence", {}, ["photo.jpg"], "does not have the right form", id="a name is no hash"),
        pytest.param("boolean", {"required": True}, "perhaps", "boolean", id="neither yes nor no"),
    ],
)
def test_a_wrong_value_is_refused(type_: str, said: dict[str, Any], value: Any, en: str) -> None:
    with pytest.raises(FormInvalid) as refused:
        validated({"it": field(type_, **said)}, CODES, {"it": value})

    [error] = refused.value.facts["errors"]
    assert error["field"] == "it"
    assert en in error["en"]


@pytest.mark.parametrize("empty", [None, "", "  ", []], ids=repr)
def test_what_is_left_empty_is_left_out(empty: Any) -> None:
    form: Form = {"note": field(), "files": field("evidence"), "kept": field("integer")}
    values = {"note" if isinstance(empty, str | None) else "files": empty, "kept": 0}

    assert validated(form, {}, values) == {"kept": 0}


def test_all_gaps_are_named_at_once() -> None:
    form: Form = {
        "who": field(required=True),
        "pages": field("integer", required=True),
        "missing": field("list", of="grounds", required=True),
        "note": field(),
    }

    with pytest.raises(FormInvalid) as refused:
        validated(form, CODES, {"pages": "many", "missing": ["whim", "fancy"], "extra": 1})
    told = {error["field"]: error["en"] for error in refused.value.facts["errors"]}
    assert told == {
        "who": "is required",
        "pages": "is not a whole number",
        "missing": "is not one of the choices",
        "extra": "is not a field of this form",
    }
    assert "某项：必填" in refused.value.zh


EVERY: Form = {
    "text": field(required=True, max=20),
    "long_text": field("long-text"),
    "integer": field("integer", required=True, min=1, max=99),
    "boolean": field("boolean", required=True),
    "day": field("date", required=True),
    "moment": field("datetime"),
    "choice": field("choice", of="grounds", required=True),
    "some": field("list", of="grounds", required=True),
    "free": field("list"),
    "body": field("organisation", required=True),
    "bodies": field("organisations"),
    "person": field("officer"),
    "files": field("evidence"),
    "tied": field("cases"),
    "task": field("task"),
}


def test_every_type_is_tried_here() -> None:
    assert {each.type for each in EVERY.values()} == set(FieldType)


def accepts(schema: dict[str, Any], values: Any) -> bool:
    reader = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return bool(reader.is_valid(values))


def test_the_schema_is_one() -> None:
    schema = json_schema(EVERY, CODES)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["required"]) == {name for name, each in EVERY.items() if each.required}
    assert schema["properties"]["choice"]["x-choices"]["duplicate"] == {"title": "重复", "title-en": "dup"}
    assert schema["properties"]["text"]["title"] == "某项"


_said = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=25)
_MODERN = datetime(1990, 1, 1)  # noqa: DTZ001  (the strategy adds the zone)
_codes = st.sampled_from(["not_my_item", "duplicate", "whim"])
_filled = st.fixed_dictionaries(
    {
        "text": _said,
        "integer": st.integers(-1, 101),
        "boolean": st.booleans(),
        "day": st.dates().map(str) | st.just("2026-02-30") | _said,
        "choice": _codes,
        "some": st.lists(_codes, max_size=3),
        "body": _said,
    },
    optional={
        "long_text": _said,
        "free": st.lists(_said, max_size=3),
        "person": _said,
        "files": st.lists(st.sampled_from([HASH, "photo.jpg"]), max_size=2),
        "moment": st.datetimes(min_value=_MODERN, timezones=st.timezones()).map(
            lambda at: at.isoformat("T", "seconds")
        ),
        "extra": _said,
    },
)


@given(values=_filled)
def test_the_schema_and_the_validator_agree(values: dict[str, Any]) -> None:
    schema = json_schema(EVERY, CODES)
    try:
        kept = validated(EVERY, CODES, values)
    except FormInvalid:
        assert not accepts(schema, values)
    else:
        assert accepts(schema, values)
        assert accepts(schema, kept)
        assert validated(EVERY, CODES, kept) == kept
