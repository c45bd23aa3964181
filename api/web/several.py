"""Choosing several organisations: those likely meant and the own district's as boxes to tick, any other by its name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.language import Language
from api.web.pickers import Group, groups_of, kinds_in
from api.web.proposed import Proposed
from api.web.rendering import rendered
from api.web.visit import Visiting
from domain.organisation import OrganisationKind, Person
from store.organisations import organisation, regions_with
from store.tables import OrganisationRow, RegionRow

router = APIRouter()


@dataclass(frozen=True)
class Several:
    """What a field of several organisations offers; the chosen ones stand apart."""

    kinds: str
    regions: Sequence[RegionRow]
    region: str
    chosen: Sequence[OrganisationRow]
    proposed: Proposed | None
    groups: Sequence[Group]


def several(
    session: Session,
    language: Language,
    person: Person,
    kinds: Sequence[OrganisationKind],
    chosen: Sequence[str],
    *,
    likely: Sequence[str],
    proposed: Proposed | None,
) -> Several:
    """Return what a field of several organisations offers: those proposed, those likely meant, the own district's."""
    apart = [*chosen, *(each.code for each in proposed.bodies)] if proposed else chosen
    return Several(
        kinds=",".join(kind.value for kind in kinds),
        regions=regions_with(session, kinds),
        region=person.region,
        chosen=_rows(session, chosen),
        proposed=proposed,
        groups=offered(session, language, person, kinds, likely=likely, without=apart),
    )


def offered(
    session: Session,
    language: Language,
    person: Person,
    kinds: Sequence[OrganisationKind],
    *,
    likely: Sequence[str],
    without: Sequence[str],
    region: str = "",
    words: str = "",
) -> list[Group]:
    """Return the boxes on offer: those likely meant first, then a district's by kind, or those with a name."""
    groups = groups_of(session, language, person, kinds, region=region, words=words)
    if not words and region in ("", person.region):
        rows = [row for row in _rows(session, likely) if not kinds or row.kind in kinds]
        groups = [(language.say("以往选过"), rows), *groups]
    return _without(groups, without)


def _rows(session: Session, codes: Sequence[str]) -> list[OrganisationRow]:
    return [row for code in dict.fromkeys(codes) if (row := organisation(session, code))]


def _without(groups: Sequence[Group], codes: Sequence[str]) -> list[Group]:
    """Return the groups without these codes, and with each organisation in the first group that has it."""
    seen, kept = set(codes), list[Group]()
    for title, rows in groups:
        new = [row for row in rows if row.code not in seen]
        seen |= {row.code for row in new}
        if new:
            kept.append((title, new))
    return kept


@router.get("/organisations/boxes")
async def boxes(
    visit: Visiting,
    field: Annotated[str, Query(max_length=80, pattern=r"^form\.[a-z][a-z0-9_]*$")],
    kinds: Annotated[str, Query(max_length=200)] = "",
    region: Annotated[str, Query(max_length=6)] = "",
    words: Annotated[str, Query(max_length=40)] = "",
) -> HTMLResponse:
    """Return the boxes of a field, without those that are ticked or proposed: a district's organisations, or those with a name."""
    sent = visit.request.query_params
    apart = [*sent.getlist(field), *sent.getlist("proposed")]

    def question(session: Session) -> list[Group]:
        asked = kinds_in(kinds)
        groups = groups_of(session, visit.language, visit.person, asked, region=region, words=words.strip())
        return _without(groups, apart)

    facts = {"name": field, "groups": await visit.resources.ask(question)}
    return rendered(visit.request, visit.language, "partials/organisation_boxes.html", facts)
