"""Questions about organisations: who exists, and whom the registry finds."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from domain.organisation import OrganisationKind
from domain.procedure import PartyRule, Procedure
from domain.step import PartiesWrong
from store.tables import OfficerRow, OrganisationRow


def organisation(session: Session, code: str) -> OrganisationRow | None:
    """Return the organisation if it exists and is active."""
    row = session.get(OrganisationRow, code)
    return row if row is not None and row.is_active else None


def candidates(
    session: Session, kinds: Sequence[OrganisationKind], region: str | None
) -> Sequence[OrganisationRow]:
    """Return the active organisations of these kinds, of one region if given, bodies before townships."""
    statement = select(OrganisationRow).where(col(OrganisationRow.is_active))
    if kinds:
        statement = statement.where(col(OrganisationRow.kind).in_([kind.value for kind in kinds]))
    if region is not None:
        statement = statement.where(OrganisationRow.region == region)
    order = (col(OrganisationRow.region), col(OrganisationRow.kind) == "township", col(OrganisationRow.code))
    return session.exec(statement.order_by(*order)).all()


def officers_in(session: Session, org: str) -> Sequence[OfficerRow]:
    """Return the active officers of an organisation."""
    statement = select(OfficerRow).where(OfficerRow.org == org, col(OfficerRow.is_active))
    return session.exec(statement.order_by(col(OfficerRow.login))).all()


def all_parties(session: Session, procedure: Procedure, opener: str, named: dict[str, str]) -> dict[str, str]:
    """Return every party of a new case: the opener, those named, and those that the registry finds.

    Raises:
        PartiesWrong: A party is missing, unknown, of the wrong kind, or cannot be found.
    """
    given = {procedure.opens.who: opener} | named
    if given[procedure.opens.who] != opener:
        title = procedure.parties[procedure.opens.who].title
        raise PartiesWrong(f"{title}须为本单位", "The opening party has to be the caller's own organisation.")
    for role, code in given.items():
        check_party(session, procedure, role, code)
    for role, rule in procedure.parties.items():
        if rule.resolve is not None and role not in named:
            given[role] = _resolved(session, rule, given)
    return given


def check_party(session: Session, procedure: Procedure, role: str, code: str) -> None:
    """Check that an organisation exists and can be this party.

    Raises:
        PartiesWrong: It does not or cannot.
    """
    rule = procedure.parties.get(role)
    if rule is None:
        raise PartiesWrong(f"没有这个当事角色：{role}", f"The procedure has no party {role!r}.")
    row = organisation(session, code)
    if row is None:
        raise PartiesWrong(f"单位不存在：{code}", f"There is no organisation {code!r}.", party=role)
    if rule.kinds and OrganisationKind(row.kind) not in rule.kinds:
        raise PartiesWrong(
            f"{row.short_name}不能担任{rule.title}", f"{code} cannot be the {rule.title_en}.", party=role
        )


def _resolved(session: Session, rule: PartyRule, given: dict[str, str]) -> str:
    assert rule.resolve is not None  # noqa: S101  (asked only for a party that is resolved)
    anchor = given.get(rule.resolve.region_of)
    if anchor is None:
        raise PartiesWrong(f"缺少当事单位，无法确定{rule.title}", f"The {rule.title_en} cannot be found.")
    region = session.get_one(OrganisationRow, anchor).region
    found = candidates(session, (rule.resolve.kind,), region)
    if not found:
        raise PartiesWrong(f"辖区{region}没有{rule.title}", f"Region {region} has no {rule.title_en}.")
    return found[0].code
