"""The last whistles of a district: what they were about, and which bodies have answered them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlmodel import Session, col, select, true

from domain.likeness import parts_of
from domain.organisation import OrganisationKind
from domain.proposing import Earlier
from store.tables import CaseRow, OrganisationRow

_OF_EACH_TOWNSHIP, _MOST = 40, 200
ANSWERED = "answered"
"""How the case of a department ends that was competent, came, and was checked by the township."""


def last_whistles(session: Session, region: str, definitions: Collection[str]) -> list[Earlier]:
    """Return the newest matters of these definitions among the last that each township of a region has opened.

    However many there are, each township's are read from the index of what it has opened, and only so many of them.
    """
    newest = (
        select(CaseRow)
        .where(CaseRow.opened_org == OrganisationRow.code)
        .order_by(col(CaseRow.opened_at).desc(), col(CaseRow.id).desc())
        .limit(_OF_EACH_TOWNSHIP)
        .lateral()
    )
    opening = newest.c.state["opening"]
    statement = (
        select(newest.c.title, opening["asks"].astext, opening["place"].astext, newest.c.state["tasks"])
        .select_from(OrganisationRow)
        .join(newest, true())
        .where(
            OrganisationRow.region == region,
            OrganisationRow.kind == OrganisationKind.TOWNSHIP.value,
            newest.c.definition.in_(definitions),
        )
        .order_by(newest.c.opened_at.desc(), newest.c.id.desc())
        .limit(_MOST)
    )
    return [_earlier(*row) for row in session.execute(statement).all()]


def _earlier(
    title: str, asks: str | None, place: str | None, tasks: Mapping[str, Mapping[str, Any]] | None
) -> Earlier:
    """Return a whistle without the words of its place, which would make neighbours of everything that happened there."""
    answered = [
        str(task.get("doer") or task.get("org") or "")
        for task in (tasks or {}).values()
        if task.get("outcome") == ANSWERED
    ]
    about = parts_of(f"{title} {asks or ''}") - parts_of(place or "")
    return Earlier(about=about, answered=tuple(code for code in dict.fromkeys(answered) if code))
