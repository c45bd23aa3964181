"""The facts of a letter: plain values, in words, taken from the case at the moment of the step."""

from typing import Any

from sqlmodel import Session, col, select

from domain.actions import form_of
from domain.form import FieldType, Form
from domain.office_time import local_day
from domain.procedure import Definition
from domain.step import Step
from store.tables import CaseRow, EntryRow, EvidenceRow, LetterRow, OfficerRow, OrganisationRow

CHAIN = ("urging-letter", "supervision-opinion", "supervision-decision")
"""The letters that step up one from another: 督办函, 监督意见书, 监督决定书."""


def letter_facts(session: Session, definition: Definition, step: Step, entry: EntryRow) -> dict[str, Any]:
    """Return what a letter of this step may say: the case, its parties, the opening form and this form, in words."""
    case = session.get_one(CaseRow, entry.case_id)
    names = {role: session.get_one(OrganisationRow, org).name for role, org in step.case.parties.items()}
    officer = session.get(OfficerRow, entry.actor)
    procedure = definition.procedure
    return {
        "case_number": case.number,
        "case_title": case.title,
        "on": local_day(entry.at).isoformat(),
        "parties": names,
        "officer": entry.actor_name,
        "certificate_no": officer.certificate_no if officer else None,
        "opening": in_words(session, definition, procedure.opens.form, step.case.opening),
        "form": in_words(
            session, definition, form_of(definition, step.stage_from, step.action) or {}, step.form
        ),
        "data": _earlier(session, definition, step),
        "limits": {code: limit.model_dump(mode="json") for code, limit in definition.limits.items()},
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "evidence": _manifest(session, entry.case_id),
        **_before(session, entry.case_id),
    }


def _earlier(session: Session, definition: Definition, step: Step) -> dict[str, Any]:
    """Return the last form of each action that was taken before, in words."""
    forms = {
        name: action.form
        for stage in definition.procedure.stages.values()
        for name, action in stage.actions.items()
    }
    return {
        name: in_words(session, definition, forms[name], form)
        for name, form in step.case.data.items()
        if name in forms and name != step.action
    }


def _before(session: Session, case_id: str) -> dict[str, Any]:
    """Return which letter went before in the same chain, for a letter that cites or serves it."""
    if session.new:
        session.flush()  # a letter of an act recorded together with this one counts
    chain = select(LetterRow).where(LetterRow.case_id == case_id, col(LetterRow.kind).in_(CHAIN))
    last = session.exec(chain.order_by(col(LetterRow.seq).desc()).limit(1)).first()
    if last is None:
        return {}
    return {"previous_number": last.number, "served_title": last.title, "served_number": last.number}


def in_words(session: Session, definition: Definition, form: Form, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a form as people read them: titles of choices, names of organisations, 是 and 否."""
    said: dict[str, Any] = {}
    for name, field in form.items():
        value = values.get(name)
        codes = definition.procedure.codes.get(field.of or "", {})
        match field.type:
            case _ if value is None:
                said[name] = None
            case FieldType.CHOICE:
                said[name] = codes[value].title
            case FieldType.LIST:
                said[name] = [codes[each].title if codes else each for each in value]
            case FieldType.ORGANISATION:
                organisation = session.get(OrganisationRow, value)
                said[name] = organisation.name if organisation else value
            case FieldType.BOOLEAN:
                said[name] = "是" if value else "否"
            case _:
                said[name] = value
    return said


def _manifest(session: Session, case_id: str) -> list[dict[str, Any]]:
    rows = session.exec(
        select(EvidenceRow).where(EvidenceRow.case_id == case_id).order_by(EvidenceRow.name)
    ).all()
    return [{"name": row.name, "hash": row.hash, "size": row.size} for row in rows]
