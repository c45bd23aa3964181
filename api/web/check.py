"""The firm's own page of a visit: is it genuine, who comes, what may the firm ask for, and how does it rate it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.errors import FORESEEN, refusal_from, status_of
from api.rate import NotTooOften
from api.resources import Resources, Served
from api.v1.visits import RatingIn, rated
from api.visits import checked
from api.web.fields import errors_in
from api.web.language import Language, Spoken
from api.web.reading_forms import values_in
from api.web.rendering import rendered
from domain.form import FieldType, FormField, validated
from domain.refusal import Refusal

router = APIRouter()

_FORM = {
    "score": FormField(title="评分", title_en="Score", type=FieldType.INTEGER, required=True, min=1, max=5),
    "comment": FormField(title="意见", title_en="Comment", type=FieldType.LONG_TEXT, max=1000),
}
_EMPTY = dict.fromkeys(_FORM, "")


@router.get("/check/{token}")
async def check(
    request: Request, resources: Served, _rate: NotTooOften, language: Spoken, token: str
) -> Response:
    """Show to whoever holds the code whether a visit is genuine."""
    return await _page(request, resources, language, token)


@router.post("/check/{token}/rating")
async def send_rating(
    request: Request, resources: Served, _rate: NotTooOften, language: Spoken, token: str
) -> Response:
    """Take the firm's rating; what is wrong is said above the form, with everything that was filled in kept."""
    given = values_in(_FORM, await request.form())
    try:
        await rated(resources, token, RatingIn(**validated(_FORM, {}, given)))
    except FORESEEN as error:
        return await _page(request, resources, language, token, given, refusal_from(error))
    return RedirectResponse(f"/check/{token}", status_code=303)


async def _page(
    request: Request,
    resources: Resources,
    language: Language,
    token: str,
    given: dict[str, Any] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    visit = await resources.read(lambda session: checked(resources, session, token))
    facts = {
        "visit": visit,
        "token": token,
        "given": _EMPTY | (given or {}),
        "refusal": refusal,
        "errors": _EMPTY | (errors_in(language, refusal.facts.get("errors")) if refusal else {}),
    }
    status = status_of(refusal) if refusal else 200
    return rendered(request, language, "check.html", facts, status=status)
