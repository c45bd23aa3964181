"""The letter of an act before it is signed."""

from fastapi import APIRouter, Response

from api.casework import Wish
from api.identity import Asking
from api.previewing import preview
from api.resources import Served
from api.v1.cases import ActIn

router = APIRouter(tags=["letters"])


@router.post("/cases/{case_id}/actions/{action}/preview", response_class=Response)
async def preview_letter(
    resources: Served, person: Asking, case_id: str, action: str, body: ActIn
) -> Response:
    """Return as PDF the letter that this act would issue, without a number; nothing is written."""
    wish = Wish(key="preview", form=body.form, seq=body.seq)
    letter = await preview(resources, person, case_id, action, wish)
    return pdf_answer(await letter.pdf())


def pdf_answer(pdf: bytes) -> Response:
    """Return a preview as a PDF that no browser keeps."""
    headers = {
        "Content-Disposition": 'inline; filename="preview.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)
