"""The facts of a letter: plain values, in words, taken from the case at the moment of the step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.act import SYSTEM
from domain.actions import form_of
from domain.built_in import OVERDUE
from domain.case import Case
from domain.form import FieldType, Form
from domain.made_step import Step
from domain.office_time import last_day, local_day
from domain.procedure import Definition
from domain.visits import visit_facts
from store.attachments import hashes_in
from store.ending import newest_standing
from store.inbox import upload_named
from store.links import cases_numbered, matter_of, numbers_in
from store.tables import CaseRow, EntryRow, EvidenceRow, OfficerRow, OrganisationRow, UploadRow
from store.visits import counted_for, visit_of

CHAIN = ("urging-letter", "supervision-opinion", "supervision-decision")
"""The letters that step up one from another: 督办函, 监督意见书, 监督决定书."""

CODE_LATER = "（批准时生成）"
"""Stands in a preview where the inspection code will be."""


@dataclass(frozen=True)
class Occasion:
    """What brings a letter about: the step, the entry that it becomes, and the case's row after it."""

    definition: Definition
    step: Step
    entry: EntryRow
    case: CaseRow


def letter_facts(session: Session, occasion: Occasion) -> dict[str, Any]:
    """Return what a letter of this step may say: the case, its parties, the opening form and this form, in words."""
    definition, step, entry, case = occasion.definition, occasion.step, occasion.entry, occasion.case
    names = {role: session.get_one(OrganisationRow, org).name for role, org in step.case.parties.items()}
    login, officer_name = _officer(session, step, entry)
    officer = session.get(OfficerRow, login)
    procedure = definition.procedure
    form = form_of(definition, step.stage_from, step.action) or {}
    return {
        "case_number": case.number,
        "case_title": case.title,
        "on": local_day(entry.at).isoformat(),
        "parties": names,
        "officer": officer_name,
        "certificate_no": officer.certificate_no if officer else None,
        "opening": in_words(session, definition, procedure.opens.form, step.case.opening),
        "form": in_words(session, definition, form, step.form),
        "data": _earlier(session, definition, step),
        "limits": {code: limit.model_dump(mode="json") for code, limit in definition.limits.items()},
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "due_at": case.due_at.isoformat() if case.due_at else None,
        "evidence": _manifest(session, entry, hashes_in(form, step.form)),
        **_before(session, entry.case_id),
        **_objected(session, definition, step, case),
        **_ending(definition, step),
        **_of_rung(step, case),
        **_of_visit(session, definition, step, at=entry.at),
    }


def _officer(session: Session, step: Step, entry: EntryRow) -> tuple[str, str]:
    """Return login and name of the officer who stands for the letter.

    A task is opened by the engine in the lead's name; the officer is the one of the lead who last acted on its matter.
    """
    if entry.actor != SYSTEM or step.stage_from is not None:
        return entry.actor, entry.actor_name
    if session.new:
        session.flush()  # the tie to the matter was made in this very step
    matter = matter_of(session, entry.case_id)
    if matter is None:
        return entry.actor, entry.actor_name
    acts = select(EntryRow).where(
        EntryRow.case_id == matter.id, EntryRow.org == entry.org, EntryRow.actor != SYSTEM
    )
    last = session.exec(acts.order_by(col(EntryRow.seq).desc()).limit(1)).first()
    return (last.actor, last.actor_name) if last else (entry.actor, entry.actor_name)


def _of_visit(session: Session, definition: Definition, step: Step, *, at: datetime) -> dict[str, Any]:
    """Return the code of the case's visit and where the firm looks it up; a preview before the booking has neither yet."""
    if definition.procedure.visits is None:
        return {}
    visit = visit_of(session, step.case.id)
    return {
        "inspection_code": visit.code if visit else CODE_LATER,
        "check_path": f"/check/{visit.token}" if visit else None,
        **_had(session, definition, step.case, at=at),
    }


def _had(session: Session, definition: Definition, case: Case, *, at: datetime) -> dict[str, int]:
    """Return the visits that the object has had in this year before this one, and how many planned ones it may have."""
    counted = counted_for(session, definition, case, at=at)
    known = visit_facts(definition.procedure.visits, counted, case.opening)
    return {
        "planned_visits": known["planned"] + known["elsewhere"],
        "triggered_visits": known["triggered"],
        "yearly_cap": known["cap"],
    }


def _ending(definition: Definition, step: Step) -> dict[str, Any]:
    """Return in words how the act ends the case: the verdict is the outcome, and nobody types it again."""
    outcome = step.case.outcome
    return {"ends_as": definition.procedure.closed[outcome].title} if outcome else {}


def _of_rung(step: Step, case: CaseRow) -> dict[str, Any]:
    """Return what the letter of a rung says beyond the case: where it stands and since when it is late."""
    if step.action != OVERDUE or case.due_at is None:
        return {}
    return {
        "stage": step.form["stage"],
        "overdue_on": last_day(case.due_at).isoformat(),
        "overdue_days": step.form["working_days"],
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
    """Return which standing letter went before in the same chain, for a letter that cites or serves it."""
    if session.new:
        session.flush()  # a letter of an act recorded together with this one counts
    last = newest_standing(session, case_id, CHAIN)
    if last is None:
        return {}
    return {"previous_number": last.number, "served_title": last.title, "served_number": last.number}


def _objected(session: Session, definition: Definition, step: Step, case: CaseRow) -> dict[str, Any]:
    """Return the letter that an objection is about: the one that stood in the case named when this one was opened."""
    numbers = numbers_in(definition.procedure.opens.form, step.case.opening)
    if len(numbers) != 1:
        return {}
    (named,) = cases_numbered(session, numbers)
    letter = newest_standing(session, named.id, CHAIN, at=case.opened_at)
    return {"reviewed_title": letter.title, "reviewed_number": letter.number} if letter else {}


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


def _manifest(session: Session, entry: EntryRow, named: list[str]) -> list[dict[str, Any]]:
    """Return the case's files with those that this form names, which a preview finds not yet attached."""
    of_case = select(EvidenceRow).where(EvidenceRow.case_id == entry.case_id)
    files: list[EvidenceRow | UploadRow] = [*session.exec(of_case).all()]
    missing = sorted(set(named) - {file.hash for file in files})
    files += upload_named(session, missing, entry.org) if missing else ()
    files.sort(key=lambda file: file.name)
    return [
        {"name": file.name, "hash": file.hash, "size": file.size, "is_enclosed": file.hash in named}
        for file in files
    ]
