"""Procedures with their forms as JSON Schema, and the organisations that can be a party."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import Session

from api.away import NotFound
from api.identity import Asking
from api.resources import Resources, Served
from domain.form import json_schema
from domain.model import Model
from domain.procedure import Definition
from store.organisations import candidates
from store.tables import OrganisationRow

router = APIRouter(tags=["definitions"])


class DefinitionSummaryOut(Model):
    """A procedure by its id and titles; `digest` names this version of its rules.

    `kind` is `procedure`, or that of a matter across departments: `one-thing`, `joint-inspection` or `whistle`; such a
    matter has a field of enforcement, too.
    """

    id: str
    title: str
    title_en: str
    summary: str
    summary_en: str
    kind: str
    field: str | None = None
    field_en: str | None = None
    digest: str


class DefinitionOut(DefinitionSummaryOut):
    """A procedure whole: the rules as written, and each form as JSON Schema."""

    opening_form: dict[str, Any]
    action_forms: dict[str, dict[str, dict[str, Any]]]
    rules: dict[str, Any]


class OrganisationOut(Model):
    """An organisation that can be a party."""

    code: str
    name: str
    short_name: str
    kind: str
    region: str


def _summary(definition: Definition) -> dict[str, Any]:
    procedure = definition.procedure
    said = procedure.model_dump(include={"title", "title_en", "summary", "summary_en"})
    plan = procedure.plan
    kind = (
        {"kind": plan.kind, "field": plan.field, "field_en": plan.field_en} if plan else {"kind": "procedure"}
    )
    return said | kind | {"id": procedure.procedure, "digest": definition.digest}


def definition_named(resources: Resources, name: str) -> Definition:
    """Return the definition that new cases are opened with.

    Raises:
        NotFound: There is none of this id.
    """
    if name not in resources.definitions:
        raise NotFound(name)
    return resources.definitions[name]


@router.get("/definitions")
async def definitions(resources: Served, _person: Asking) -> list[DefinitionSummaryOut]:
    """Return the procedures that a case can be opened with."""
    return [DefinitionSummaryOut(**_summary(each)) for each in resources.definitions.values()]


@router.get("/definitions/{name}")
async def definition(resources: Served, _person: Asking, name: str) -> DefinitionOut:
    """Return one procedure with its forms."""
    found = definition_named(resources, name)
    procedure = found.procedure
    return DefinitionOut(
        **_summary(found),
        opening_form=json_schema(procedure.opens.form, procedure.codes),
        action_forms={
            stage_id: {
                name: json_schema(action.form, procedure.codes) for name, action in stage.actions.items()
            }
            for stage_id, stage in procedure.stages.items()
        },
        rules=found.model_dump(mode="json", by_alias=True, exclude_defaults=True),
    )


@router.get("/organisations")
async def organisations(
    resources: Served, person: Asking, definition: str, party: str, region: str | None = None
) -> list[OrganisationOut]:
    """Return who can be a party of a procedure, in the caller's region unless another is asked for."""
    rule = definition_named(resources, definition).procedure.parties.get(party)
    if rule is None:
        raise NotFound(party)

    def question(session: Session) -> list[OrganisationRow]:
        return list(candidates(session, rule.kinds, region or person.region))

    rows = await resources.ask(question)
    return [OrganisationOut(**row.model_dump(include=set(OrganisationOut.model_fields))) for row in rows]
