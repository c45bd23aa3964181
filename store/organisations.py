"""Questions about organisations: who exists, and whom the registry finds."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, or_, select

from domain.case import NotEntitled
from domain.form import FieldType, Form, FormInvalid
from domain.ladder import Recipient
from domain.organisation import OrganisationKind
from domain.parties import PartiesWrong
from domain.procedure import PartyRule, Procedure
from domain.recipient import recipient_for
from store.tables import OfficerRow, OrganisationRow, RegionRow


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


def bodies_of(session: Session, department: str, region: str) -> Sequence[OrganisationRow]:
    """Return the active organisations of a line of work in a region."""
    statement = select(OrganisationRow).where(
        col(OrganisationRow.is_active),
        OrganisationRow.department == department,
        OrganisationRow.region == region,
    )
    return session.exec(statement.order_by(col(OrganisationRow.code))).all()


def officers_in(session: Session, org: str) -> Sequence[OfficerRow]:
    """Return the active officers of an organisation."""
    statement = select(OfficerRow).where(OfficerRow.org == org, col(OfficerRow.is_active))
    return session.exec(statement.order_by(col(OfficerRow.login))).all()


def all_parties(session: Session, procedure: Procedure, opener: str, named: dict[str, str]) -> dict[str, str]:
    """Return every party of a new case: the opener, those named, and those that the registry finds.

    Raises:
        NotEntitled: The opener's kind of organisation does not open such a case.
        PartiesWrong: A party is missing, unknown, of the wrong kind, or cannot be found.
    """
    given = {procedure.opens.who: opener} | named
    _check_opener(session, procedure, opener, given[procedure.opens.who])
    for role, code in given.items():
        check_party(session, procedure, role, code)
    for role, rule in procedure.parties.items():
        if rule.resolve is not None and not rule.joins_later:
            found = _resolved(session, rule, given)
            if given.setdefault(role, found) != found:
                raise PartiesWrong(
                    f"{rule.title}由系统按辖区确定，不能另行指定",
                    f"The {rule.title_en} is found by the registry and cannot be chosen.",
                    party=role,
                )
    return given


def _check_opener(session: Session, procedure: Procedure, opener: str, named: str) -> None:
    rule = procedure.parties[procedure.opens.who]
    row = organisation(session, opener)
    if row is None or (rule.kinds and OrganisationKind(row.kind) not in rule.kinds):
        raise NotEntitled(
            f"本单位不能作为{rule.title}发起", f"the organisation cannot be the {rule.title_en}"
        )
    if named != opener:
        raise PartiesWrong(
            f"{rule.title}须为本单位", "The opening party has to be the caller's own organisation."
        )


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


def check_organisations(session: Session, form: Form, said: Mapping[str, Any]) -> None:
    """Check that each organisation which a form names exists and is of a kind that the field allows.

    Raises:
        FormInvalid: One does not or is not.
    """
    errors = []
    for name, field in form.items():
        if field.type not in (FieldType.ORGANISATION, FieldType.ORGANISATIONS) or name not in said:
            continue
        codes = said[name] if isinstance(said[name], list) else [said[name]]
        rows = [organisation(session, code) for code in codes]
        if any(row is None or (field.kinds and row.kind not in field.kinds) for row in rows):
            errors.append(
                {
                    "field": name,
                    "title": field.title,
                    "zh": "单位不存在或不能选",
                    "en": "names an organisation that does not exist or cannot be chosen",
                }
            )
    if errors:
        raise FormInvalid(errors)


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


def recipient_in(session: Session, recipient: Recipient, holder: str) -> str | None:
    """Return the organisation that a rung means by this recipient, for this holder."""
    body = session.get_one(OrganisationRow, holder)

    def in_region(kind: OrganisationKind, region: str) -> str | None:
        found = candidates(session, (kind,), region)
        return found[0].code if found else None

    return recipient_for(recipient, body, in_region)


def candidates_named(
    session: Session, kinds: Sequence[OrganisationKind], words: str, *, first: str, most: int
) -> Sequence[OrganisationRow]:
    """Return the active organisations of these kinds whose name has the words, those of one region first."""
    named = or_(
        col(OrganisationRow.name).icontains(words, autoescape=True),
        col(OrganisationRow.short_name).icontains(words, autoescape=True),
    )
    statement = select(OrganisationRow).where(col(OrganisationRow.is_active), named)
    if kinds:
        statement = statement.where(col(OrganisationRow.kind).in_([kind.value for kind in kinds]))
    order = (col(OrganisationRow.region) != first, col(OrganisationRow.region), col(OrganisationRow.code))
    return session.exec(statement.order_by(*order).limit(most)).all()


def regions_with(session: Session, kinds: Sequence[OrganisationKind]) -> Sequence[RegionRow]:
    """Return the regions that have an organisation of these kinds."""
    having = select(OrganisationRow.region).where(col(OrganisationRow.is_active))
    if kinds:
        having = having.where(col(OrganisationRow.kind).in_([kind.value for kind in kinds]))
    return session.exec(
        select(RegionRow).where(col(RegionRow.code).in_(having)).order_by(col(RegionRow.code))
    ).all()
