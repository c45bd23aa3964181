"""What has to follow a recorded step outside its own case: cases to open, tied cases to tell."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from domain.actions import find_action
from domain.built_in import OVERDUE
from domain.case import Case
from domain.guard import value_of
from domain.procedure import Definition
from messages.tied import OpenFrom, TiedMoved
from store.keeping import was_late
from store.links import tied_and_open
from store.tables import CaseRow, EntryRow

DOER = "doer"
"""The party of a task that does it."""

Sequels = tuple[tuple[OpenFrom, ...], tuple[str, ...], TiedMoved | None]


def entries_after(session: Session, case_id: str, seq: int) -> Sequence[EntryRow]:
    """Return the entries of a case after one of them."""
    later = select(EntryRow).where(EntryRow.case_id == case_id, col(EntryRow.seq) > seq)
    return session.exec(later.order_by(col(EntryRow.seq))).all()


def sequels(
    session: Session, definition: Definition, case: Case, row: CaseRow, entries: Sequence[EntryRow]
) -> Sequels:
    """Return what follows these entries; asked again it says the same."""
    opens = [
        OpenFrom(case_id=row.id, seq=entry.seq, procedure=procedure)
        for entry in entries
        if (procedure := _opened_by(definition, entry)) is not None
    ]
    opens += _tasks_begun(definition, case, row, {entry.seq for entry in entries})
    news = _news(definition, case, row, entries)
    if news is None:
        return tuple(opens), (), None
    session.flush()  # a tie that this very step made counts
    tells = tuple(tied_and_open(session, row.id))
    if not tells:
        return tuple(opens), (), None
    return tuple(opens), tells, news.model_copy(update={"late": was_late(session, row.id)})


def _tasks_begun(definition: Definition, case: Case, row: CaseRow, seqs: set[int]) -> list[OpenFrom]:
    plan = definition.procedure.plan
    if plan is None:
        return []
    return [
        OpenFrom(
            case_id=row.id,
            seq=state.since,
            procedure=plan.tasks[state.rule].procedure if state.rule else plan.added.procedure,
            task=key,
        )
        for key, state in case.tasks.items()
        if state.status == "started" and state.since in seqs
    ]


def _news(definition: Definition, case: Case, row: CaseRow, entries: Sequence[EntryRow]) -> TiedMoved | None:
    """Return what tied cases have to hear: that the case has moved, or what it has found."""
    told = [entry for entry in entries if entry.stage_from != entry.stage_to or _finds(definition, entry)]
    if not told:
        return None
    stage = definition.procedure.stage_title(told[-1].stage_to)
    return TiedMoved(
        number=row.number,
        seq=told[-1].seq,
        stage=stage.title,
        stage_en=stage.title_en,
        case_id=row.id,
        procedure=row.definition,
        holder=row.holder,
        doer=case.parties.get(DOER),
        outcome=row.outcome,
        **_result(definition, case),
        findings=tuple(entry.form for entry in told if _finds(definition, entry)),
    )


def _result(definition: Definition, case: Case) -> dict[str, Any]:
    """Return what a case that has ended yields, in words too, and whether something is left to do after it."""
    procedure = definition.procedure
    if procedure.yields is None or not case.is_closed:
        return {}
    result = str(value_of(procedure.yields, case.facts(definition, {})))
    found = procedure.result_title(result)
    is_open_end = procedure.settles is not None and result not in procedure.settles
    return {"result": result, "result_title": found.title if found else "", "is_open_end": is_open_end}


def _finds(definition: Definition, entry: EntryRow) -> bool:
    rule = find_action(definition, entry.stage_from, entry.action)
    return rule is not None and rule.finds


def _opened_by(definition: Definition, entry: EntryRow) -> str | None:
    """Return the procedure of which an entry opens a case."""
    if entry.action == OVERDUE:
        opens: str | None = entry.form.get("opens")
        return opens
    rule = find_action(definition, entry.stage_from, entry.action)
    return rule.opens.procedure if rule is not None and rule.opens is not None else None
