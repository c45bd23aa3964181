"""Who is asking: a page by its cookie, a program by its bearer token."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from sqlmodel import Session

from api.away import ForeignPage, NotSignedIn
from api.clock import now
from api.resources import Resources, Served
from domain.act import Actor
from domain.organisation import Person
from domain.refusal import Refusal
from store.people import SignIn, open_session, person_of, secret_hash, sign_in
from store.tables import SessionRow
from store.visibility import supervises

COOKIE = "onething_session"
PAGE, TOKEN = "page", "token"
LASTS = timedelta(hours=12)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


async def new_sign_in(resources: Resources, request: Request, login: str, password: str, kind: str) -> str:
    """Check a password and return the secret of a new session.

    Raises:
        SignInFailed: The login or the password is wrong.
        AccountLocked: Too many wrong passwords in a row.
    """
    secret, at = secrets.token_urlsafe(32), now()
    attempt = SignIn(login, password, request.client.host if request.client else "", at)
    row = SessionRow(
        secret_hash=secret_hash(secret), login=login, kind=kind, opened_at=at, ends_at=at + LASTS
    )

    def change(session: Session) -> Refusal | None:
        refusal = sign_in(session, attempt)
        if refusal is None:
            open_session(session, row)
        return refusal

    refused = await resources.ask(change)
    if refused is not None:
        raise refused
    return secret


def secret_in(request: Request) -> tuple[str, str] | None:
    """Return the secret that a request carries, and whether it is a page's or a program's."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token, TOKEN
    cookie = request.cookies.get(COOKIE)
    return (cookie, PAGE) if cookie else None


def check_own_page(request: Request) -> None:
    """Refuse a change that another site's page sends with this user's cookie (CSRF).

    Raises:
        ForeignPage: The browser says that the request comes from elsewhere.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:
        is_own = site in ("same-origin", "none")
    else:
        is_own = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_own:
        raise ForeignPage


async def person_asking(request: Request, resources: Served) -> Person:
    """Return who is asking.

    Raises:
        NotSignedIn: The request carries no sign-in that still holds.
        ForeignPage: It is a change sent from another site.
    """
    carried = secret_in(request)
    if carried is None:
        raise NotSignedIn
    secret, kind = carried
    if kind == PAGE:
        check_own_page(request)
    at = now()
    person = await resources.read(lambda session: person_of(session, secret, kind, at=at))
    if person is None:
        raise NotSignedIn
    return person


Asking = Annotated[Person, Depends(person_asking)]


def actor_of(person: Person, regions: Callable[[], list[str]]) -> Actor:
    """Return the person as the rules see them; the regions of the case tell whether they supervise it."""
    return Actor(
        login=person.login,
        org=person.org_code,
        roles=person.roles,
        supervises=supervises(person, regions()),
    )
