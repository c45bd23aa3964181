"""Who is and was party to a case."""

from sqlmodel import Session, select

from domain.step import Step
from store.tables import CasePartyRow, OrganisationRow


def follow(session: Session, before: dict[str, str], step: Step, *, at_seq: int) -> None:
    """Write down a party that is new, and end the one it replaces; a former party keeps its line."""
    if before == step.case.parties:
        return
    session.flush()  # parties that an act recorded together with this one brought count
    rows = session.exec(select(CasePartyRow).where(CasePartyRow.case_id == step.case.id)).all()
    known = {(row.role, row.org): row for row in rows}
    for role, org in step.case.parties.items():
        for (other_role, other_org), row in known.items():
            if other_role == role and other_org != org and row.until_seq is None:
                row.until_seq = at_seq
                session.add(row)
        if (role, org) in known:
            known[role, org].until_seq = None
        else:
            region = session.get_one(OrganisationRow, org).region
            session.add(
                CasePartyRow(case_id=step.case.id, org=org, role=role, region=region, since_seq=at_seq)
            )
