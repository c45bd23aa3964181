"""Letters: their words and PDF for those who may see the case, and verification for everyone."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile
from sqlmodel import Session

from api.away import NotFound
from api.identity import Asking
from api.letters import pdf_of
from api.rate import NotTooOften
from api.resources import Resources, Served
from api.shapes import LetterOut
from api.views import end_out
from domain.model import Model
from letters.verification import is_unchanged, parse_code
from store.inbox import letter_for
from store.tables import LetterEndRow
from store.verifying import Issued, letter_with

router = APIRouter(tags=["letters"])

_PDF_BYTES = 5 * 1024 * 1024


class LetterWholeOut(LetterOut):
    """A letter with its words."""

    case_id: str
    code: str
    words: str


class VerifiedOut(Model):
    """What anyone may know of a letter. `is_unchanged` answers for an uploaded PDF.

    `status` is issued, served, answered, voided or withdrawn; the last two no longer stand.
    """

    number: str
    title: str
    issuer: str
    issued_at: datetime
    hash: str
    status: str
    is_unchanged: bool | None = None


@router.get("/letters/{letter_id}.pdf", response_class=Response)
async def pdf(resources: Served, person: Asking, letter_id: str) -> Response:
    """Return a letter as PDF in the official format."""
    row = await resources.read(lambda session: letter_for(session, person, letter_id))
    if row is None:
        raise NotFound(letter_id)
    typeset = await pdf_of(resources, row)
    headers = {
        "Content-Disposition": f'inline; filename="{row.code}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(typeset.pdf, media_type="application/pdf", headers=headers)


@router.get("/letters/{letter_id}")
async def letter(resources: Served, person: Asking, letter_id: str) -> LetterWholeOut:
    """Return a letter to those who may see its case."""

    def question(session: Session) -> LetterWholeOut:
        row = letter_for(session, person, letter_id)
        if row is None:
            raise NotFound(letter_id)
        said = row.model_dump(include=set(LetterWholeOut.model_fields))
        end = end_out(session.get(LetterEndRow, row.id))
        return LetterWholeOut(**said, addressee_name=row.frame["addressee"], ended=end)

    return await resources.read(question)


async def issued_under(resources: Resources, code: str) -> Issued:
    """Return the letter with this code.

    Raises:
        CodeWrong: It is mistyped.
        NotFound: No letter has it.
    """
    known = parse_code(code)
    found = await resources.read(lambda session: letter_with(session, known))
    if found is None:
        raise NotFound(known)
    return found


@router.get("/verify/{code}")
async def verify(resources: Served, _rate: NotTooOften, code: str) -> VerifiedOut:
    """Say whether a letter is genuine, and what became of it; needs no account and tells nothing personal."""
    return await _verified(resources, await issued_under(resources, code))


@router.post("/verify/{code}/compare")
async def compare(
    resources: Served, _rate: NotTooOften, code: str, file: Annotated[UploadFile, File()]
) -> VerifiedOut:
    """Say whether an uploaded PDF is the letter as it was issued."""
    verified = await _verified(resources, await issued_under(resources, code))
    given = await file.read(_PDF_BYTES)
    return verified.model_copy(update={"is_unchanged": is_unchanged(given, verified.hash)})


async def _verified(resources: Resources, found: Issued) -> VerifiedOut:
    row = found.letter
    return VerifiedOut(
        number=row.number,
        title=row.title,
        issuer=found.issuer,
        issued_at=row.issued_at,
        hash=(await pdf_of(resources, row)).digest,
        status=found.status,
    )
