"""A letter as a page that prints on A4."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from sqlmodel import Session

from api.away import NotFound
from api.web.visit import Facts, Visiting
from domain.office_time import local_day
from store.inbox import letter_for
from store.organisations import organisation

router = APIRouter()


@router.get("/letters/{letter_id}")
async def letter(visit: Visiting, letter_id: str) -> HTMLResponse:
    """Show a letter to those who may see its case."""

    def question(session: Session) -> Facts:
        row = letter_for(session, visit.person, letter_id)
        if row is None:
            raise NotFound(letter_id)
        issuer = organisation(session, row.issuer)
        return {
            "letter": row,
            "issuer": issuer.name if issuer else row.facts.get("issuer", row.issuer),
            # The words were rendered with every fact escaped when the letter was issued, and never change.
            "words": Markup(row.words),  # noqa: S704
            "issued_on": local_day(row.issued_at),
        }

    return await visit.show("letter.html", question)
