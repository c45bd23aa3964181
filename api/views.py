"""What a reader gets of a case: one shape for programs and pages."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from api.clock import now
from api.identity import actor_of
from api.resources import Resources
from domain.case import Case
from domain.derivation import Derivation
from domain.explanation import explain
from domain.form import json_schema
from domain.light import Light
from domain.model import Model
from domain.open_actions import open_actions
from domain.organisation import Person
from domain.procedure import Definition, Named
from store import cases
from store.links import tied_for
from store.tables import CaseRow, EntryRow, EvidenceRow, LetterRow


class TitledOut(Model):
    """An id with its titles in both languages."""

    id: str
    title: str
    title_en: str


class BodyOut(Model):
    """An organisation by code and short name."""

    code: str
    name: str


class PartyOut(Model):
    """A party of a case; `until_seq` is the entry with which it ceased to be one."""

    role: str
    title: str
    title_en: str
    organisation: BodyOut
    until_seq: int | None = None


class LimitOut(Model):
    """The rule behind a due date."""

    code: str
    title: str
    title_en: str
    value: int
    unit: str
    basis: str | None
    confidence: str


class DueOut(Model):
    """Until when, and why: the instant enforced, its day, the light, and the derivation in words and as data."""

    at: datetime
    on: str
    light: Light
    is_overdue: bool
    is_provisional: bool
    suspended_until: datetime | None
    limit: LimitOut
    explanation: list[str]
    explanation_en: list[str]
    derivation: dict[str, Any]


class ActionOut(Model):
    """An action open to the caller, with its form as JSON Schema."""

    id: str
    title: str
    title_en: str
    look: str
    is_built_in: bool
    form: dict[str, Any]


class LetterOut(Model):
    """A letter by its number."""

    id: str
    kind: str
    title: str
    number: str
    issuer: str
    addressee: str
    issued_at: datetime
    hash: str


class FileOut(Model):
    """A line of the manifest."""

    hash: str
    name: str
    media_type: str
    size: int
    seq: int
    organisation: str


class CaseSummaryOut(Model):
    """A case in a list."""

    id: str
    number: str
    definition: str
    title: str
    stage: TitledOut
    holder: BodyOut | None
    assignee: str | None
    opened_by: BodyOut
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    light: Light | None
    is_overdue: bool
    is_provisional: bool
    is_urgent: bool
    seq: int


class TiedOut(Model):
    """A case tied to this one, such as its supervision."""

    id: str
    number: str
    definition: str
    title: str
    stage: TitledOut


class CaseOut(CaseSummaryOut):
    """A case with all that the caller may know and do."""

    digest: str
    due: DueOut | None
    parties: list[PartyOut]
    form: dict[str, Any]
    actions: list[ActionOut]
    letters: list[LetterOut]
    evidence: list[FileOut]
    tied: list[TiedOut]
    links: dict[str, str]


class EntryOut(Model):
    """One line of the case file."""

    seq: int
    act_id: str
    action: str
    title: str
    at: datetime
    actor: str
    actor_name: str
    organisation: str
    organisation_name: str
    form: dict[str, Any]
    stage_from: str | None
    stage_to: str
    due_at: datetime | None
    hash: str
    previous_hash: str


def light_of(row: CaseRow, at: datetime) -> Light | None:
    """Return the light that a row shows at a moment; a closed case shows none."""
    if row.due_at is None or row.yellow_at is None or row.dark_red_at is None:
        return None
    if row.suspended_until is not None and row.suspended_until > at:
        return Light.GREY
    steps = ((row.dark_red_at, Light.DARK_RED), (row.due_at, Light.RED), (row.yellow_at, Light.YELLOW))
    return next((light for moment, light in steps if at >= moment), Light.GREEN)


def summary(row: CaseRow, definition: Definition, names: dict[str, str], *, at: datetime) -> CaseSummaryOut:
    """Return a row as a list shows it."""
    return CaseSummaryOut(**_common(row, definition, names, at=at))


def _common(row: CaseRow, definition: Definition, names: dict[str, str], *, at: datetime) -> dict[str, Any]:
    stage: Named = definition.procedure.stage_title(row.stage)
    holder = BodyOut(code=row.holder, name=names.get(row.holder, row.holder)) if row.holder else None
    return {
        "id": row.id,
        "number": row.number,
        "definition": row.definition,
        "title": row.title,
        "stage": TitledOut(id=row.stage, title=stage.title, title_en=stage.title_en),
        "holder": holder,
        "assignee": row.assignee,
        "opened_by": BodyOut(code=row.opened_org, name=names.get(row.opened_org, row.opened_org)),
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "due_at": row.due_at,
        "light": light_of(row, at),
        "is_overdue": row.overdue_at is not None,
        "is_provisional": row.is_provisional,
        "is_urgent": row.is_urgent,
        "seq": row.seq,
    }


def whole(resources: Resources, session: Session, person: Person, row: CaseRow) -> CaseOut:
    """Return a case as its page shows it to this person."""
    at = now()
    definition = resources.shelf.definition(session, row.digest)
    case = Case.model_validate(row.state)
    parties = cases.parties_of(session, row.id)
    names = {organisation.code: organisation.short_name for _, organisation in parties}
    regions = [party.region for party, _ in parties if party.until_seq is None]
    actions = open_actions(definition, case, actor_of(person, lambda: regions), at=at)
    roles = definition.procedure.parties
    return CaseOut(
        **_common(row, definition, names, at=at),
        digest=row.digest,
        due=_due(row, at=at),
        parties=[
            PartyOut(
                role=party.role,
                title=roles[party.role].title,
                title_en=roles[party.role].title_en,
                organisation=BodyOut(code=organisation.code, name=organisation.short_name),
                until_seq=party.until_seq,
            )
            for party, organisation in parties
        ],
        form=case.opening,
        actions=[
            ActionOut(
                id=name,
                title=action.title,
                title_en=action.title_en,
                look=action.look,
                is_built_in=name not in definition.procedure.stages[case.stage].actions,
                form=json_schema(action.form, definition.procedure.codes),
            )
            for name, action in actions
        ],
        letters=[letter_out(letter) for letter in cases.letters_of(session, row.id)],
        evidence=[file_out(file) for file in cases.evidence_of(session, row.id)],
        tied=[_tied_out(resources, session, tied) for tied in tied_for(session, person, row.id)],
        links={
            "self": f"/api/v1/cases/{row.id}",
            "entries": f"/api/v1/cases/{row.id}/entries",
            "definition": f"/api/v1/definitions/{row.definition}",
            "page": f"/cases/{row.id}",
        },
    )


def _tied_out(resources: Resources, session: Session, row: CaseRow) -> TiedOut:
    stage = resources.shelf.definition(session, row.digest).procedure.stage_title(row.stage)
    return TiedOut(
        id=row.id,
        number=row.number,
        definition=row.definition,
        title=row.title,
        stage=TitledOut(id=row.stage, title=stage.title, title_en=stage.title_en),
    )


def _due(row: CaseRow, *, at: datetime) -> DueOut | None:
    light = light_of(row, at)
    if row.due_at is None or row.due_on is None or row.derivation is None or light is None:
        return None
    derivation = Derivation.model_validate(row.derivation)
    limit = derivation.limit
    return DueOut(
        at=row.due_at,
        on=row.due_on.isoformat(),
        light=light,
        is_overdue=row.overdue_at is not None,
        is_provisional=row.is_provisional,
        suspended_until=row.suspended_until if light is Light.GREY else None,
        limit=LimitOut(**limit.model_dump(include=set(LimitOut.model_fields))),
        explanation=explain(derivation, "zh"),
        explanation_en=explain(derivation, "en"),
        derivation=row.derivation,
    )


def letter_out(row: LetterRow) -> LetterOut:
    """Return a letter without its words."""
    return LetterOut(**row.model_dump(include=set(LetterOut.model_fields)))


def file_out(row: EvidenceRow) -> FileOut:
    """Return a line of the manifest."""
    return FileOut(**row.model_dump(exclude={"case_id", "org"}), organisation=row.org)


def entry_out(row: EntryRow) -> EntryOut:
    """Return a line of the case file."""
    said = row.model_dump(include=set(EntryOut.model_fields))
    return EntryOut(**said, organisation=row.org, organisation_name=row.org_name)
