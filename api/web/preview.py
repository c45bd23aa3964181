"""The letter of an action's form before it is sent: as a page, and from there as PDF."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from starlette.datastructures import FormData

from api.casework import Wish
from api.errors import FORESEEN, refusal_from
from api.previewing import Previewed, preview
from api.v1.preview import pdf_answer
from api.web.act_form import form_asked
from api.web.acting import again, filled_in
from api.web.visit import Visit, Visiting

router = APIRouter()


@router.post("/cases/{case_id}/actions/{action}/preview")
async def page(visit: Visiting, request: Request, case_id: str, action: str) -> Response:
    """Show the letter that the filled form would issue; what is wrong is said at each field, as when it is sent."""
    sent = await request.form()
    found = await _previewed(visit, case_id, action, sent)
    if isinstance(found, Response):
        return found
    # The words were rendered with every fact escaped.
    shown = Markup(found.page)  # noqa: S704
    said = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    facts = {
        "case_id": case_id,
        "action_id": action,
        "title": found.frame.kind_title,
        "page": shown,
        "said": said,
    }
    return await visit.show("preview.html", lambda _session: facts)


@router.post("/cases/{case_id}/actions/{action}/preview.pdf")
async def pdf(visit: Visiting, request: Request, case_id: str, action: str) -> Response:
    """Return the same as PDF."""
    found = await _previewed(visit, case_id, action, await request.form())
    return found if isinstance(found, Response) else pdf_answer(await found.pdf())


async def _previewed(visit: Visit, case_id: str, action: str, sent: FormData) -> Previewed | Response:
    form = await visit.resources.read(lambda session: form_asked(session, visit, case_id, action))
    filled = filled_in(form, sent)
    wish = Wish(key="preview", form=filled.form, seq=filled.seq)
    try:
        return await preview(visit.resources, visit.person, case_id, action, wish)
    except FORESEEN as error:
        return await again(visit, case_id, action, filled, refusal_from(error))
