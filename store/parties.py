"""Who is and was party to a case."""

from collections.abc import Sequence

from sqlmodel import Session, select

from domain.built_in import SUCCEED, TIED
from domain.entitlement import participants
from domain.made_step import Step
from store.tables import CasePartyRow, OrganisationRow

PARTICIPANT = "participant"
"""The role of an organisation that does a task of a case: it reads the case and may comment on it."""


def follow(session: Session, before: dict[str, str], step: Step, *, at_seq: int) -> None:
    """Write down a party that is new, and end the one it replaces; a former party keeps its line."""
    _join(session, step, at_seq=at_seq)
    if before == step.case.parties:
        return
    session.flush()  # parties that an act recorded together with this one brought count
    known = {(row.role, row.org): row for row in _lines(session, step) if row.role != PARTICIPANT}
    for (role, org), row in known.items():
        if step.case.parties.get(role) != org and row.until_seq is None:
            row.until_seq = at_seq
            session.add(row)
    for role, org in step.case.parties.items():
        if (role, org) in known:
            known[role, org].until_seq = None
        else:
            _add(session, step, org, role, at_seq=at_seq)


def _join(session: Session, step: Step, *, at_seq: int) -> None:
    """Write down who does the tasks of the case, as this step has told it."""
    if step.action not in (TIED, SUCCEED) or not step.case.tasks:
        return
    session.flush()  # who joined with an act recorded together with this one counts
    doing = participants(step.case)
    known = {row.org: row for row in _lines(session, step) if row.role == PARTICIPANT}
    for org, row in known.items():
        if org not in doing and row.until_seq is None:
            row.until_seq = at_seq
            session.add(row)
    for org in doing:
        if org not in known:
            _add(session, step, org, PARTICIPANT, at_seq=at_seq)


def _lines(session: Session, step: Step) -> Sequence[CasePartyRow]:
    return session.exec(select(CasePartyRow).where(CasePartyRow.case_id == step.case.id)).all()


def _add(session: Session, step: Step, org: str, role: str, *, at_seq: int) -> None:
    region = session.get_one(OrganisationRow, org).region
    session.add(CasePartyRow(case_id=step.case.id, org=org, role=role, region=region, since_seq=at_seq))
