"""What a reader gets of a case: one shape for programs and pages."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from api.clock import now
from api.critical import critical_out
from api.identity import actor_of
from api.ladders import ladder_out
from api.light import light_of
from api.resources import Resources
from api.shapes import (
    ActionOut,
    CaseOut,
    CaseSummaryOut,
    ClosedActionOut,
    DueOut,
    EntryOut,
    FileOut,
    LetterEndOut,
    LetterOut,
    LimitOut,
    PartyOut,
    RungOut,
    TiedOut,
    TitledOut,
)
from api.tasks import BodyOut, tasks_out
from api.visits import visit_out
from domain.case import Case
from domain.derivation import Derivation
from domain.explanation import explain
from domain.form import json_schema
from domain.light import Light
from domain.open_actions import closed_actions, open_actions, prefilled
from domain.organisation import Person
from domain.procedure import Definition, Named
from store import cases
from store.climbed import climbed
from store.ending import ends_of
from store.links import tied_for
from store.tables import CaseRow, EntryRow, EvidenceRow, LetterEndRow, LetterRow
from store.visits import counted_for

_PARTICIPANT = Named(title="参与单位", title_en="taking part")
"""The role of a body that does a task of the matter."""


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
        "next_rung": _next_rung(row, definition),
        "seq": row.seq,
    }


def _next_rung(row: CaseRow, definition: Definition) -> RungOut | None:
    """Return the rung that comes next on the ladder of the stage where the case stands."""
    if row.next_rung is None or row.next_rung_at is None:
        return None
    ladder = definition.ladders[definition.procedure.stages[row.stage].overdue]
    rung = next(each for each in ladder.timed if each.level == row.next_rung)
    return RungOut(level=rung.level, title=rung.title, title_en=rung.title_en, at=row.next_rung_at)


def whole(resources: Resources, session: Session, person: Person, row: CaseRow) -> CaseOut:
    """Return a case as its page shows it to this person."""
    at = now()
    definition = resources.shelf.definition(session, row.digest)
    case = Case.model_validate(row.state)
    parties = cases.parties_of(session, row.id)
    names = {organisation.code: organisation.short_name for _, organisation in parties}
    regions = [party.region for party, _ in parties if party.until_seq is None]
    actor, visits = actor_of(person, lambda: regions), counted_for(session, definition, case, at=at)
    actions = open_actions(definition, case, actor, at=at, visits=visits)
    closed = closed_actions(definition, case, actor, at=at, visits=visits)
    roles = definition.procedure.parties
    ends = ends_of(session, row.id)
    tied = tied_for(session, person, row.id)
    return CaseOut(
        **_common(row, definition, names, at=at),
        digest=row.digest,
        due=_due(row, at=at),
        parties=[
            PartyOut(
                role=party.role,
                title=roles.get(party.role, _PARTICIPANT).title,
                title_en=roles.get(party.role, _PARTICIPANT).title_en,
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
                prefilled=prefilled(action, case),
                until=case.windows.get(name) if action.within else None,
            )
            for name, action in actions
        ],
        closed_actions=[
            ClosedActionOut(id=name, title=rule.title, title_en=rule.title_en, reason=no.zh, reason_en=no.en)
            for name, rule, no in closed
        ],
        letters=[letter_out(each, ends.get(each.id)) for each in cases.letters_of(session, row.id)],
        evidence=[file_out(file) for file in cases.evidence_of(session, row.id)],
        tied=[_tied_out(resources, session, each) for each in tied],
        ladder=ladder_out(climbed(session, definition, row, case, tied)),
        tasks=tasks_out(session, resources.shelf, definition, case, at=at),
        critical=critical_out(resources, session, definition, case, at=at),
        findings=list(case.findings),
        visit=visit_out(resources, session, person, definition, case),
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


def letter_out(row: LetterRow, end: LetterEndRow | None) -> LetterOut:
    """Return a letter without its words."""
    said = row.model_dump(include=set(LetterOut.model_fields))
    return LetterOut(**said, addressee_name=row.frame["addressee"], ended=end_out(end))


def end_out(end: LetterEndRow | None) -> LetterEndOut | None:
    """Return why a letter no longer stands, to those who may read it."""
    return LetterEndOut(**end.model_dump(include=set(LetterEndOut.model_fields))) if end else None


def file_out(row: EvidenceRow) -> FileOut:
    """Return a line of the manifest."""
    return FileOut(**row.model_dump(exclude={"case_id", "org"}), organisation=row.org)


def entry_out(row: EntryRow) -> EntryOut:
    """Return a line of the case file."""
    said = row.model_dump(include=set(EntryOut.model_fields))
    return EntryOut(**said, organisation=row.org, organisation_name=row.org_name)
