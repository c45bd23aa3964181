"""The opening form of a definition: what a browser sends of it, what is wrong with that, and what its page shows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlmodel import Session
from starlette.datastructures import FormData

from api.web.fields import Given, Shown, parted, shown_fields
from api.web.filled import Filled
from api.web.pickers import Picker, picker
from api.web.proposed import Proposed, field_of, proposed_for
from api.web.reading_forms import text_in, values_in
from api.web.steps_ahead import steps_ahead
from api.web.visit import Facts, Visit
from domain.form import FieldType, FormInvalid, validated
from domain.guard import paths
from domain.procedure import Definition, Procedure
from store.called import called_before

_TITLE_MOST, _SHORT_TITLE = 100, 40
_SENTENCE_END = re.compile("[。；！？\n]")


@dataclass(frozen=True)
class PartyShown:
    """A party that the opener has to name."""

    role: str
    title: str
    picker: Picker
    error: str


def filled_in(definition: Definition, sent: FormData) -> Filled:
    """Return what the browser sent as the form's parts."""
    procedure = definition.procedure
    named = {role: text_in(sent, f"party.{role}") for role in _to_name(procedure)}
    return Filled(
        key=text_in(sent, "key")[:64] or str(uuid4()),
        title=text_in(sent, "title"),
        parties={role: code for role, code in named.items() if code},
        form=values_in(procedure.opens.form, sent),
    )


def titled(procedure: Procedure, filled: Filled) -> Filled:
    """Return a form as it is sent: what is opened in a hurry takes its title from what it is about."""
    if filled.title or not is_quick(procedure):
        return filled
    return replace(filled, title=_title_from(procedure, filled.form))


def is_quick(procedure: Procedure) -> bool:
    """Return whether a case is opened in a hurry, on a phone at the spot: then only what is required is asked for at first."""
    return procedure.plan is not None and procedure.plan.kind == "whistle"


def _title_from(procedure: Procedure, form: Mapping[str, Any]) -> str:
    """Return the beginning of what the matter is about, for whoever has no time to write a title."""
    told = (
        str(form.get(name, ""))
        for name, field in procedure.opens.form.items()
        if field.required and field.type is FieldType.LONG_TEXT
    )
    return _SENTENCE_END.split(next(told, "").strip(), maxsplit=1)[0][:_SHORT_TITLE]


def _to_name(procedure: Procedure) -> Sequence[str]:
    """Return the parties that the opener names; the registry finds the others."""
    return [
        role
        for role, rule in procedure.parties.items()
        if role != procedure.opens.who and rule.resolve is None and not rule.joins_later
    ]


def check_filled(definition: Definition, filled: Filled) -> None:
    """Check title, parties and form together, so that all gaps show at once.

    Raises:
        FormInvalid: Something is missing or wrong.
    """
    procedure = definition.procedure
    errors: list[dict[str, str]] = []
    if not 1 <= len(filled.title) <= _TITLE_MOST:
        errors.append(
            {
                "field": "title",
                "title": "标题",
                "zh": "必填，不超过100字",
                "en": "is required, 100 characters at most",
            }
        )
    errors += [
        {
            "field": role,
            "title": procedure.parties[role].title,
            "zh": "请选择单位",
            "en": "choose an organisation",
        }
        for role in _to_name(procedure)
        if role not in filled.parties
    ]
    try:
        validated(procedure.opens.form, procedure.codes, filled.form)
    except FormInvalid as invalid:
        errors += invalid.facts["errors"]
    if errors:
        raise FormInvalid(errors)


def opening_facts(
    session: Session,
    visit: Visit,
    definition: Definition,
    filled: Filled,
    errors: dict[str, str] | None = None,
) -> Facts:
    procedure, wrong = definition.procedure, errors or {}
    given = Given(
        session,
        visit.person,
        visit.language,
        procedure.codes,
        values=filled.form,
        errors=wrong,
        likely=_called(session, visit, procedure),
        proposed=_proposed(session, visit, procedure, filled),
    )
    title = _title_field(visit, procedure, filled, wrong)
    fields = [title, *shown_fields(procedure.opens.form, given)]
    paper = {f"form.{name}" for name in _paper_fields(procedure)}
    return {
        "procedure": procedure,
        "ahead": steps_ahead(definition, visit.language, visit.resources.definitions),
        "filled": filled,
        "parties": [_party(session, visit, procedure, role, filled, wrong) for role in _to_name(procedure)],
        "fields": parted(
            [field for field in fields if field.name not in paper], is_quick=is_quick(procedure)
        ),
        "paper_fields": [field for field in fields if field.name in paper],
        "visited_field": _visited_field(procedure),
        "refusal": None,
        "known": None,
    }


def _called(session: Session, visit: Visit, procedure: Procedure) -> dict[str, Sequence[str]]:
    """Return whom the visitor's organisation named before, for each field of several organisations."""
    return {
        name: called_before(session, visit.person.org_code, procedure.procedure, name)
        for name, field in procedure.opens.form.items()
        if field.type is FieldType.ORGANISATIONS
    }


def _proposed(session: Session, visit: Visit, procedure: Procedure, filled: Filled) -> dict[str, Proposed]:
    """Return whom a whistle may call as far as it is filled in, for the field in which it names them."""
    field = field_of(procedure)
    if field is None:
        return {}
    return {field: proposed_for(session, visit, procedure, filled.form, filled.form.get(field, []))}


def _title_field(visit: Visit, procedure: Procedure, filled: Filled, errors: dict[str, str]) -> Shown:
    say, quick = visit.language.say, is_quick(procedure)
    return Shown(
        name="title",
        type="text",
        title=say("事项标题"),
        hint=say("不填则取事项内容的第一句") if quick else say("一句话说明何人、何处、何事"),
        is_required=not quick,
        value=filled.title,
        error=errors.get("title", ""),
        most=_TITLE_MOST,
    )


def _visited_field(procedure: Procedure) -> str:
    """Return the last field that says who is visited: what the ledger has counted is told after it."""
    read = paths(procedure.visits.object) if procedure.visits else ()
    names = [name for root, name, _ in read if root == "opening"]
    return f"form.{names[-1]}" if names else ""


def _paper_fields(procedure: Procedure) -> tuple[str, ...]:
    paper = procedure.opens.paper
    return (paper.received_on, paper.reason) if paper else ()


def _party(
    session: Session, visit: Visit, procedure: Procedure, role: str, filled: Filled, errors: dict[str, str]
) -> PartyShown:
    rule = procedure.parties[role]
    chosen = filled.parties.get(role, "")
    return PartyShown(
        role=role,
        title=visit.language.title(rule),
        picker=picker(session, visit.language, visit.person, rule.kinds, chosen),
        error=errors.get(role, ""),
    )
