"""Facts that only some letters ask for, each gathered only for those: what the case's own row does not say.

These are when earlier acts were taken, what was found, who takes part, the matter behind a task, letters to be cited.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlmodel import Session, col, func, select

from domain.actions import find_action, form_of
from domain.case import Case
from domain.procedure import Definition
from store.checking import who_comes
from store.definitions import DefinitionShelf
from store.ending import newest_standing
from store.facts import Occasion, in_words
from store.links import matter_of
from store.tables import CaseRow, EntryRow, EvidenceRow

_SHELF = DefinitionShelf()


class Asking(Protocol):
    """Who knows which facts a kind of letter may state."""

    def asked(self, kind: str) -> frozenset[str]:
        """Return the names of all facts that this kind may state."""
        ...

    def cites(self, kind: str) -> dict[str, str]:
        """Return which facts are numbers of letters that stand in the case, by the kinds of those letters."""
        ...

    def task(self, kind: str) -> str | None:
        """Return the task of a plan of which this kind tells who takes part and what was found."""
        ...


def asked_facts(session: Session, occasion: Occasion, desk: Asking, kind: str) -> dict[str, Any]:
    """Return what this kind of letter asks for beyond what every letter is told."""
    asked, task = desk.asked(kind), desk.task(kind)
    known: dict[str, Any] = {}
    if "moments" in asked:
        known["moments"] = _moments(session, occasion)
    if "found" in asked:
        known["found"] = _found(session, occasion, task)
    if "participants" in asked:
        known["participants"] = _participants(session, occasion, task)
    if "part_of" in asked:
        known["part_of"] = _part_of(session, occasion.case.id)
    for name, cited in desk.cites(kind).items():
        letter = newest_standing(session, occasion.case.id, (cited,))
        known[name] = letter.number if letter else None
    return known


def _moments(session: Session, occasion: Occasion) -> dict[str, str]:
    """Return when each action was last taken, this one included."""
    entry = occasion.entry
    last = select(EntryRow.action, func.max(EntryRow.at)).where(EntryRow.case_id == entry.case_id)
    taken = {action: at.isoformat() for action, at in session.exec(last.group_by(EntryRow.action)).all()}
    return taken | {entry.action: entry.at.isoformat()}


def _found(session: Session, occasion: Occasion, task: str | None) -> list[dict[str, Any]]:
    """Return in words what was found in the case, or of a matter with a plan what was found in the cases of its task."""
    if occasion.definition.procedure.plan is None:
        return _found_in(session, {occasion.case.id: occasion.definition})
    states = occasion.step.case.tasks.values()
    rows = _cases(session, [state.case_id for state in states if state.rule == task])
    return _found_in(session, {row.id: _SHELF.definition(session, row.digest) for row in rows})


def _cases(session: Session, ids: Sequence[str]) -> Sequence[CaseRow]:
    return session.exec(select(CaseRow).where(col(CaseRow.id).in_(ids))).all() if ids else ()


def _found_in(session: Session, definitions: dict[str, Definition]) -> list[dict[str, Any]]:
    entries = select(EntryRow).where(col(EntryRow.case_id).in_(definitions))
    found = []
    for entry in session.exec(entries.order_by(col(EntryRow.at), EntryRow.case_id, col(EntryRow.seq))).all():
        definition = definitions[entry.case_id]
        rule = find_action(definition, entry.stage_from, entry.action)
        if rule is not None and rule.finds:
            form = form_of(definition, entry.stage_from, entry.action) or {}
            found.append({"body": entry.org_name} | in_words(session, definition, form, entry.form))
    return found


def _participants(session: Session, occasion: Occasion, task: str | None) -> list[dict[str, Any]]:
    """Return the bodies that do this task of the plan, each with what it checks."""
    coming = who_comes(session, occasion.definition, occasion.case, occasion.step.case, task or "")
    return [{"name": each.name, "checks": list(each.checks)} for each in coming]


def _part_of(session: Session, case_id: str) -> dict[str, Any] | None:
    """Return the matter of which the case is a task, in words, with the names of its own material."""
    row = matter_of(session, case_id)
    if row is None:
        return None
    definition = _SHELF.definition(session, row.digest)
    opening = Case.model_validate(row.state).opening
    files = select(EvidenceRow).where(EvidenceRow.case_id == row.id, EvidenceRow.seq == 1)
    return {
        "number": row.number,
        "title": row.title,
        "scenario": definition.procedure.title,
        "opening": in_words(session, definition, definition.procedure.opens.form, opening),
        "evidence": [
            {"name": file.name, "hash": file.hash, "size": file.size}
            for file in session.exec(files.order_by(col(EvidenceRow.name))).all()
        ],
    }
