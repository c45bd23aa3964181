"""Who sees a case: the parties it has or had, and the supervision office of a region that a party belongs to."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col

from domain.organisation import OrganisationKind, Person
from store.tables import CasePartyRow, CaseRow

_PROVINCE = "0000"
"""A division code that ends so covers the codes that begin with the same two digits (GB/T 2260)."""


def visible_to(person: Person, case_id: Mapped[str] | None = None) -> ColumnElement[bool]:
    """Return the condition under which a person's organisation may read a case, or what `case_id` says is of one."""
    case = col(CaseRow.id) if case_id is None else case_id
    party: ColumnElement[bool] = col(CasePartyRow.org) == person.org_code
    if person.kind is OrganisationKind.SUPERVISION:
        party = or_(party, in_region(person.region))
    return exists().where(and_(col(CasePartyRow.case_id) == case, party))


def in_region(region: str) -> ColumnElement[bool]:
    """Return the condition that a party is of the region, or of a district of the municipality."""
    return within(col(CasePartyRow.region), region)


def within(column: Mapped[str] | Mapped[str | None], region: str) -> ColumnElement[bool]:
    """Return the condition that a column of division codes lies in the region."""
    return column.startswith(region[:2]) if region.endswith(_PROVINCE) else column == region


def supervises(person: Person, regions: Iterable[str]) -> bool:
    """Return whether the person's organisation is the supervision office of one of the regions."""
    if person.kind is not OrganisationKind.SUPERVISION:
        return False
    covers = person.region[:2] if person.region.endswith(_PROVINCE) else person.region
    return any(region.startswith(covers) for region in regions)
