"""Choosing an organisation among a thousand: those of the own district first, the others by district or by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.language import Language
from api.web.rendering import rendered
from api.web.visit import Visiting
from domain.organisation import OrganisationKind, Person
from store.organisations import candidates, candidates_named, organisation, regions_with
from store.tables import OrganisationRow, RegionRow

router = APIRouter()

_MOST = 60
Group = tuple[str, list[OrganisationRow]]


@dataclass(frozen=True)
class Picker:
    """What an organisation field offers: districts, and the organisations of one of them by kind."""

    kinds: str
    regions: Sequence[RegionRow]
    region: str
    groups: Sequence[Group]
    chosen: OrganisationRow | None


def kind_words(language: Language, kind: str) -> str:
    """Return what a kind of organisation is called."""
    match OrganisationKind(kind):
        case OrganisationKind.REGULATOR:
            return language.say("行业主管部门")
        case OrganisationKind.ENFORCEMENT:
            return language.say("综合行政执法队伍")
        case OrganisationKind.TOWNSHIP:
            return language.say("乡镇（街道）")
        case OrganisationKind.SUPERVISION:
            return language.say("行政执法监督机构")
        case OrganisationKind.COMMAND:
            return language.say("治理指挥中心")
        case OrganisationKind.GOVERNMENT:
            return language.say("人民政府")
        case OrganisationKind.DISCIPLINE:
            return language.say("监察机关")


def picker(
    session: Session, language: Language, person: Person, kinds: Sequence[OrganisationKind], value: str
) -> Picker:
    """Return the picker of a field: open at the chosen organisation's district, else at the person's own."""
    chosen = organisation(session, value) if value else None
    region = chosen.region if chosen else person.region
    return Picker(
        kinds=",".join(kind.value for kind in kinds),
        regions=regions_with(session, kinds),
        region=region,
        groups=groups_of(session, language, person, kinds, region=region),
        chosen=chosen,
    )


def groups_of(
    session: Session,
    language: Language,
    person: Person,
    kinds: Sequence[OrganisationKind],
    *,
    region: str = "",
    words: str = "",
) -> list[Group]:
    """Return the organisations to choose among: a district's by kind, or those of any district with a name."""
    region = region or person.region
    if not words:
        return _by_kind(language, candidates(session, kinds, region), person.org_code)
    found = candidates_named(session, kinds, words, most=_MOST, first=region)
    names = {each.code: each.name for each in regions_with(session, kinds)}
    return _by_region(found, names, region, person.org_code)


def kinds_in(written: str) -> list[OrganisationKind]:
    """Return the kinds of a list with commas; what is none is left out."""
    known = set(OrganisationKind)
    return [OrganisationKind(kind) for kind in written.split(",") if kind in known]


def _by_kind(language: Language, rows: Sequence[OrganisationRow], own: str) -> list[Group]:
    others = sorted((row for row in rows if row.code != own), key=_kind_order)
    return [
        (kind_words(language, kind), list(group)) for kind, group in groupby(others, lambda row: row.kind)
    ]


def _kind_order(row: OrganisationRow) -> int:
    return list(OrganisationKind).index(OrganisationKind(row.kind))


def _by_region(rows: Sequence[OrganisationRow], names: dict[str, str], first: str, own: str) -> list[Group]:
    others = sorted(
        (row for row in rows if row.code != own), key=lambda row: (row.region != first, row.region)
    )
    return [
        (names.get(region, region), list(group)) for region, group in groupby(others, lambda row: row.region)
    ]


@router.get("/organisations/options")
async def options(
    visit: Visiting,
    kinds: Annotated[str, Query(max_length=200)] = "",
    region: Annotated[str, Query(max_length=6)] = "",
    words: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Return the options of a picker: a district's organisations, or those of any district with a name."""
    asked = kinds_in(kinds)

    def question(session: Session) -> list[Group]:
        return groups_of(session, visit.language, visit.person, asked, region=region, words=words.strip())

    groups = await visit.resources.ask(question)
    codes = [row.code for _, rows in groups for row in rows]
    # Whoever searches and finds one has chosen it.
    facts = {
        "groups": groups,
        "chosen": codes[0] if words.strip() and len(codes) == 1 else "",
        "found": len(codes) if words.strip() else None,
    }
    return rendered(visit.request, visit.language, "partials/organisation_options.html", facts)
