"""Whose an item is in a district: its item list and its bodies, looked up for the rules that choose."""

from collections.abc import Sequence

from sqlmodel import Session, select

from domain.case import Case
from domain.item_list import ItemRule, ListedItem
from domain.organisation import OrganisationKind
from domain.parties import PartiesWrong
from domain.procedure import Procedure
from domain.whose import Body, Found, Place, whose_item
from store.organisations import bodies_of, candidates
from store.tables import ItemRuleRow, OrganisationRow, RegionRow


def body_of_row(row: OrganisationRow) -> Body:
    """Return an organisation as choosing sees it."""
    return Body(code=row.code, name=row.short_name, kind=OrganisationKind(row.kind))


def rules_in(session: Session, region: str) -> dict[str, ItemRule]:
    """Return the item list of a district by the items' full codes."""
    rows = session.exec(select(ItemRuleRow).where(ItemRuleRow.region == region)).all()
    return {row.item: _rule(row) for row in rows}


def rule_for(session: Session, region: str, item: str) -> ItemRule | None:
    """Return what a district's item list says of an item, if anything."""
    row = session.get(ItemRuleRow, (region, item))
    return _rule(row) if row is not None else None


def _rule(row: ItemRuleRow) -> ItemRule:
    return ItemRule.model_validate(row.model_dump(exclude={"region"}))


class District:
    """A district when items are asked about: its item list and its bodies, read once for as many items as one likes."""

    def __init__(self, session: Session, region: str, township: str | None = None) -> None:
        self._region = region
        self.rules = rules_in(session, region)
        self._bodies = candidates(session, (), region)
        row = session.get(RegionRow, region)
        self._name = row.name if row is not None else region
        self._township = _township(self._bodies, township) if township else None

    def whose(self, listed: ListedItem) -> Found:
        """Return whose an item is here.

        Raises:
            NobodyToDo: Nobody's.
        """
        return whose_item(listed, self.rules.get(listed.code), self._place(listed.procedure))

    def named(self, codes: Sequence[str]) -> dict[str, Body]:
        """Return those of some bodies that are of this district."""
        return {row.code: body_of_row(row) for row in self._bodies if row.code in codes}

    def _place(self, procedure: Procedure) -> Place:
        known = {name: body for name in procedure.parties if (body := self._party(procedure, name))}
        return Place(
            region=self._region,
            name=self._name,
            body_of=self._body_of,
            parties=known,
            township=self._township,
        )

    def _party(self, procedure: Procedure, name: str) -> Body | None:
        """Return a party that is known before there is a case: the township, or the one body of its kind."""
        rule = procedure.parties[name]
        if rule.kinds == (OrganisationKind.TOWNSHIP,):
            return self._township
        if rule.resolve is None:
            return None
        return next((body_of_row(row) for row in self._bodies if row.kind == rule.resolve.kind), None)

    def _body_of(self, department: str, kinds: Sequence[OrganisationKind], _party: str) -> Body | None:
        rows = [row for row in self._bodies if row.department == department]
        return _first(rows, kinds)


def _township(bodies: Sequence[OrganisationRow], code: str) -> Body:
    row = next((row for row in bodies if row.code == code), None)
    if row is None or row.kind != OrganisationKind.TOWNSHIP:
        raise PartiesWrong(
            f"{code}不是该区县的镇街", f"{code!r} is no township of the region.", party="township"
        )
    return body_of_row(row)


def _first(rows: Sequence[OrganisationRow], kinds: Sequence[OrganisationKind]) -> Body | None:
    """Return the body of the first of some kinds that exists; of several of a kind the one with the first code."""
    found = {row.kind: row for row in sorted(rows, key=lambda row: row.code, reverse=True)}
    return next((body_of_row(found[kind]) for kind in kinds if kind in found), None)


def place_of(session: Session, case: Case, lead: str) -> Place:
    """Return where a case is: the district of its lead, its parties, and the township among them."""
    rows = {role: row for role, org in case.parties.items() if (row := session.get(OrganisationRow, org))}
    region = rows[lead].region

    def body_of(department: str, kinds: Sequence[OrganisationKind], party: str) -> Body | None:
        anchor = rows[party].region if party else region
        return _first(bodies_of(session, department, anchor), kinds)

    township = next((row for row in rows.values() if row.kind == OrganisationKind.TOWNSHIP), None)
    return Place(
        region=region,
        name=session.get_one(RegionRow, region).name,
        body_of=body_of,
        parties={role: body_of_row(row) for role, row in rows.items()},
        township=body_of_row(township) if township is not None else None,
    )
