"""Changes of the ledger: one transaction records what acts did to a case."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from domain.case import Case, holder
from domain.made_step import Step
from domain.office_time import local_day
from domain.procedure import Definition
from domain.step import open_case, take
from domain.work_calendar import WorkCalendar
from messages.case import ActAt, Recorded, RecordSteps
from store import attachments, parties, visits
from store.chain import GENESIS, entry_hash, letter_note
from store.dating import CalendarFor, next_rung, standing, started_windows, window_end
from store.definitions import DefinitionShelf
from store.ending import end_letters
from store.entries import LedgerDisagrees, act_of, dated_anew, entry_of
from store.issuing import LetterDesk, issue
from store.keeping import keep
from store.links import tie
from store.notices import deliver
from store.numbers import next_number
from store.sequels import entries_after, sequels
from store.tables import CaseRow, EntryRow, OrganisationRow


class Ledger:
    """Records steps. It computes dates with the calendar of the body that holds the case."""

    def __init__(self, calendar_for: CalendarFor, desk: LetterDesk) -> None:
        self._calendar_for = calendar_for
        self._desk = desk
        self._shelf = DefinitionShelf()

    def record(self, session: Session, order: RecordSteps) -> Recorded:
        """Record the acts, once: what is recorded already is only reported again.

        Raises:
            LedgerDisagrees: The case in the ledger is not where these acts begin.
            Refusal: The rules refuse an act; nothing is written.
        """
        with session.no_autoflush:  # each row is written once, when all of it is known
            return self._record(session, order)

    def _record(self, session: Session, order: RecordSteps) -> Recorded:
        row = session.get(CaseRow, order.case_id, with_for_update=True)
        definition = self._shelf.definition(session, order.digest or _known(row).digest)
        if row is None or row.seq == order.seq:
            case, row, entries = self._record_all(session, definition, order, row)
            return self._recorded(session, definition, case, row, entries)
        if not _is_recorded(session, order):
            raise LedgerDisagrees(
                f"台账在第{row.seq}条，流程在第{order.seq}条",
                f"The ledger stands at entry {row.seq}, the workflow at {order.seq}.",
            )
        entries = list(entries_after(session, row.id, order.seq))
        return self._recorded(session, definition, Case.model_validate(row.state), row, entries)

    def _recorded(
        self, session: Session, definition: Definition, case: Case, row: CaseRow, entries: list[EntryRow]
    ) -> Recorded:
        opens, tells, news = sequels(session, definition, case, row, entries)
        return Recorded(
            seq=row.seq,
            stage=row.stage,
            alarm_at=row.next_rung_at,
            opens=opens,
            tells=tells,
            news=news,
            windows=case.windows,
        )

    def _record_all(
        self, session: Session, definition: Definition, order: RecordSteps, row: CaseRow | None
    ) -> tuple[Case, CaseRow, list[EntryRow]]:
        case, entries = Case.model_validate(row.state) if row else None, list[EntryRow]()
        # Before anything else is locked: whoever books a visit may have to wait for another case.
        for act_at in [_recounted(session, definition, case, act_at) for act_at in order.acts]:
            step = self._in_windows(
                session, definition, _stepped(definition, case, order.case_id, act_at), act_at.at
            )
            row, entry = self._record_one(session, definition, act_at, step, row)
            entries.append(entry)
            case = step.case
        if case is None or row is None:
            raise LedgerDisagrees("没有可登记的操作", "There is nothing to record.")
        calendar = self._calendar_for(row.holder_region or "", row.holder or "")
        row.next_rung, row.next_rung_at = next_rung(definition, case, row.due_at, calendar)
        keep(session, definition, case, row)
        return case, row, entries

    def _in_windows(self, session: Session, definition: Definition, step: Step, at: datetime) -> Step:
        """Return the step with the moments until which actions may be taken whose limit it has started."""
        started = started_windows(definition, step.action)
        if not started:
            return step
        calendar = self._calendar_of(session, holder(step.case, definition))
        ends = {name: window_end(limit, calendar, at=at) for name, limit in started.items()}
        case = step.case.model_copy(update={"windows": {**step.case.windows, **ends}})
        return replace(step, case=case)

    def _calendar_of(self, session: Session, body: str | None) -> WorkCalendar:
        organisation = session.get(OrganisationRow, body) if body else None
        return self._calendar_for(organisation.region if organisation else "", body or "")

    def _record_one(
        self, session: Session, definition: Definition, act_at: ActAt, step: Step, row: CaseRow | None
    ) -> tuple[CaseRow, EntryRow]:
        at = act_at.at
        parties_before, due_before = (row.state["parties"], row.due_at) if row else ({}, None)
        until = self._standing(session, definition, step, at=at)
        is_new = row is None
        row = row or _new_row(session, definition, act_at, step)
        _update(row, step, until, at=at)
        entry = entry_of(session, definition, act_at, step, row)
        session.add(row)
        if is_new:
            session.flush()
        parties.follow(session, parties_before, step, at_seq=entry.seq)
        attachments.attach(session, definition, step, entry)
        tie(session, definition, step, entry, act_at.opening.ties if act_at.opening else ())
        deliver(session, definition, step, entry)
        notes = self._visited(session, definition, step, entry)
        notes += end_letters(session, definition, step, entry)
        letter = issue(session, definition, step, entry, self._desk) if step.letter else None
        notes += [letter_note(letter)] if letter else []
        entry.note = "\n".join(notes) or dated_anew(step, entry, due_before)
        entry.hash = row.head_hash = entry_hash(entry)
        session.add(entry)
        return row, entry

    def _visited(self, session: Session, definition: Definition, step: Step, entry: EntryRow) -> list[str]:
        """Write down what the step says of a visit; the firm's time to rate it runs by the lead's calendar."""
        if definition.procedure.visits is None:
            return []
        calendar = self._calendar_of(session, step.case.parties[definition.procedure.opens.who])
        return visits.follow(session, definition, step, entry, calendar)

    def _standing(
        self, session: Session, definition: Definition, step: Step, *, at: datetime
    ) -> dict[str, Any]:
        body = holder(step.case, definition)
        organisation = session.get(OrganisationRow, body) if body else None
        region = organisation.region if organisation else None
        calendar = self._calendar_for(region or "", body or "")
        return {"holder": body, "holder_region": region} | standing(definition, step.case, calendar, at=at)


def _known(row: CaseRow | None) -> CaseRow:
    if row is None:
        raise LedgerDisagrees("事项尚未登记", "The case is not in the ledger.")
    return row


def _is_recorded(session: Session, order: RecordSteps) -> bool:
    ids = [act_of(act_at).id for act_at in order.acts]
    found = session.exec(
        select(EntryRow.act_id).where(EntryRow.case_id == order.case_id, col(EntryRow.act_id).in_(ids))
    ).all()
    return len(found) == len(ids)


def _stepped(definition: Definition, case: Case | None, case_id: str, act_at: ActAt) -> Step:
    if act_at.opening is not None:
        return open_case(definition, act_at.opening, case_id=case_id, at=act_at.at)
    if act_at.act is None or case is None:
        raise LedgerDisagrees("事项尚未登记", "The case is not in the ledger.")
    return take(definition, case, act_at.act, at=act_at.at)


def _recounted(session: Session, definition: Definition, case: Case | None, act_at: ActAt) -> ActAt:
    if case is None or act_at.act is None:
        return act_at
    act = visits.recounted(session, definition, case, act_at.act, at=act_at.at)
    return act_at.model_copy(update={"act": act})


def _new_row(session: Session, definition: Definition, act_at: ActAt, step: Step) -> CaseRow:
    opening = act_at.opening
    if opening is None:
        raise LedgerDisagrees("事项尚未登记", "The case is not in the ledger.")
    number = _case_number(session, definition, opening.actor.org, at=act_at.at)
    form = step.case.opening
    return CaseRow(
        id=step.case.id,
        number=number,
        definition=definition.procedure.procedure,
        digest=definition.digest,
        title=step.case.title,
        stage=step.case.stage,
        seq=step.case.seq,
        search=" ".join(filter(None, (number, step.case.title, form.get("suspect_name")))),
        is_urgent=form.get("urgency") == "urgent",
        opened_by=opening.actor.login,
        opened_org=opening.actor.org,
        opened_at=act_at.at,
        head_hash=GENESIS,
    )


def _case_number(session: Session, definition: Definition, org: str, *, at: datetime) -> str:
    """Take a system number such as XS-500112-20260302-0001 (not an official document number)."""
    organisation = session.get_one(OrganisationRow, org)
    name = f"{definition.procedure.number_prefix}-{organisation.region}-{local_day(at):%Y%m%d}"
    return f"{name}-{next_number(session, name, local_day(at).year):04}"


def _update(row: CaseRow, step: Step, until: dict[str, Any], *, at: datetime) -> None:
    case = step.case
    for name, value in until.items():
        setattr(row, name, value)
    if step.stage_from != step.stage_to or row.entered_at is None:
        row.entered_at = at
    row.stage, row.seq, row.assignee, row.outcome = case.stage, case.seq, case.assignee, case.outcome
    row.closed_at = at if case.is_closed else None
    row.overdue_at = _overdue_at(row, case)
    row.state = case.model_dump(mode="json", exclude_unset=True)


def _overdue_at(row: CaseRow, case: Case) -> datetime | None:
    """Return since when the case is overdue: from its due date on, once the first rung has fired."""
    return row.due_at if case.rung > 0 and not case.is_closed else None
