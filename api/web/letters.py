"""A letter as a page that prints on A4, as PDF, and its verification by anyone who holds it."""

from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from api.away import NotFound
from api.letters import page_of
from api.rate import NotTooOften
from api.resources import Served
from api.v1 import letters as calls
from api.web.language import Spoken
from api.web.rendering import rendered
from api.web.visit import Facts, Visiting
from store.inbox import letter_for
from store.tables import LetterEndRow

router = APIRouter()


@router.get("/letters/{letter_id}.pdf")
async def pdf(visit: Visiting, letter_id: str) -> Response:
    """Return a letter as PDF to those who may see its case."""
    return await calls.pdf(visit.resources, visit.person, letter_id)


@router.get("/letters/{letter_id}")
async def letter(visit: Visiting, letter_id: str) -> HTMLResponse:
    """Show a letter to those who may see its case."""
    row = await visit.resources.read(lambda session: letter_for(session, visit.person, letter_id))
    if row is None:
        raise NotFound(letter_id)
    page = await page_of(visit.resources, row)

    def question(session: Session) -> Facts:
        end = session.get(LetterEndRow, row.id)
        # The words were rendered with every fact escaped when the letter was issued, and never change.
        return {"letter": row, "end": end, "page": Markup(page)}  # noqa: S704

    return await visit.show("letter.html", question)


@router.get("/verify/{code}")
async def verify(
    request: Request, resources: Served, rate: NotTooOften, language: Spoken, code: str
) -> Response:
    """Show to anyone whether a letter is genuine."""
    verified = await calls.verify(resources, rate, code)
    return rendered(request, language, "verify.html", {"verified": verified, "code": code})


@router.post("/verify/{code}/compare")
async def compare(
    request: Request,
    resources: Served,
    rate: NotTooOften,
    language: Spoken,
    code: str,
    file: Annotated[UploadFile, File()],
) -> Response:
    """Show to anyone whether the PDF they hold is the letter as it was issued."""
    verified = await calls.compare(resources, rate, code, file)
    return rendered(request, language, "verify.html", {"verified": verified, "code": code})
