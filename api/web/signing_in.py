"""Signing in and out."""

from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.errors import status_of
from api.identity import COOKIE, LASTS, PAGE, check_own_page, new_sign_in, secret_in
from api.resources import Served
from api.web.addresses import SIGN_IN, own_address
from api.web.language import Spoken
from api.web.rendering import rendered
from domain.refusal import Refusal
from scenarios.bodies import EXAMPLE_PASSWORD
from store.people import close_session, example_people

router = APIRouter()


@dataclass(frozen=True)
class Sent:
    """What the sign-in form shows again after an error; never the password."""

    login: str = ""
    next: str = "/"


async def _form(
    request: Request,
    resources: Served,
    language: Spoken,
    sent: Sent,
    refusal: Refusal | None = None,
) -> Response:
    rows = await resources.ask(example_people)
    people = [
        (region, [(officer, body) for officer, body, _ in group])
        for region, group in groupby(rows, lambda row: row[2].name)
    ]
    facts = {"sent": sent, "refusal": refusal, "people": people, "example_password": EXAMPLE_PASSWORD}
    status = status_of(refusal) if refusal else 200
    return rendered(request, language, "sign_in.html", facts, status=status)


@router.get(SIGN_IN)
async def form(request: Request, resources: Served, language: Spoken, next: str = "/") -> Response:  # noqa: A002  (the address's name for it)
    """Show the sign-in form."""
    return await _form(request, resources, language, Sent(next=own_address(next)))


@router.post(SIGN_IN)
async def sign_in(
    request: Request,
    resources: Served,
    language: Spoken,
    login: Annotated[str, Form(max_length=64)] = "",
    password: Annotated[str, Form(max_length=256)] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002  (the form's name for it)
) -> Response:
    """Check the password and lead on to the page that was asked for."""
    check_own_page(request)
    sent = Sent(login=login.strip(), next=own_address(next))
    try:
        secret = await new_sign_in(resources, request, sent.login, password, PAGE)
    except Refusal as refusal:
        return await _form(request, resources, language, sent, refusal)
    answer = RedirectResponse(sent.next, status_code=303)
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out")
async def sign_out(request: Request, resources: Served) -> Response:
    """End the sign-in at once."""
    check_own_page(request)
    carried = secret_in(request)
    if carried is not None:
        await resources.ask(lambda session: close_session(session, carried[0]))
    answer = RedirectResponse(SIGN_IN, status_code=303)
    answer.delete_cookie(COOKIE)
    return answer
