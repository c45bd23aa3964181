"""One line of the case file, made from a step: who did what, when, with which form."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from domain.act import SYSTEM, Act, OpeningAct
from domain.actions import action_named
from domain.built_in import REDATE
from domain.made_step import Step
from domain.procedure import Definition
from domain.refusal import Refusal
from messages.case import ActAt
from store.tables import CaseRow, EntryRow, OfficerRow, OrganisationRow


class LedgerDisagrees(Refusal):
    """The ledger's case is not where the workflow's is; nothing is written."""

    code = "ledger-disagrees"


@dataclass(frozen=True)
class Names:
    """The names of who acted, as they are at that time."""

    actor: str
    org: str


def act_of(act_at: ActAt) -> Act | OpeningAct:
    act = act_at.act or act_at.opening
    if act is None:
        raise LedgerDisagrees("没有可登记的操作", "There is nothing to record.")
    return act


def entry_of(session: Session, definition: Definition, act_at: ActAt, step: Step, row: CaseRow) -> EntryRow:
    act = act_of(act_at)
    names = _names(session, act.actor.login, act.actor.org)
    return EntryRow(
        case_id=step.case.id,
        seq=step.case.seq,
        act_id=act.id,
        action=step.action,
        title=action_named(definition, step.stage_from, step.action).title,
        at=act_at.at,
        actor=act.actor.login,
        actor_name=names.actor,
        org=act.actor.org,
        org_name=names.org,
        form=step.form,
        stage_from=step.stage_from,
        stage_to=step.stage_to,
        due_at=row.due_at,
        previous_hash=row.head_hash,
        hash="",
    )


def dated_anew(step: Step, entry: EntryRow, due_before: datetime | None) -> str | None:
    """Return the date before and after when the calendar has changed; the chain covers it as it does letters."""
    if step.action == REDATE and due_before is not None and entry.due_at is not None:
        return f"{due_before.isoformat()} → {entry.due_at.isoformat()}"
    return None


def _names(session: Session, login: str, org: str) -> Names:
    if login == SYSTEM:
        return Names("系统", "系统")
    both = select(OfficerRow.name, OrganisationRow.name).join(
        OrganisationRow, col(OrganisationRow.code) == org
    )
    found = session.exec(both.where(OfficerRow.login == login)).first()
    if found is None:
        raise LedgerDisagrees(
            f"人员或单位不存在：{login}", f"There is no such officer or organisation: {login}."
        )
    return Names(*found)
