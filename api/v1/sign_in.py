"""Signing in for programs, and who one is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import OAuth2PasswordRequestForm

from api.identity import LASTS, TOKEN, Asking, new_sign_in
from api.resources import Served
from domain.model import Model

router = APIRouter(tags=["sign-in"])


class TokenOut(Model):
    """A bearer token and how long it holds, in seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105  (the scheme's name)
    expires_in: int


class MeOut(Model):
    """The officer, the organisation, the roles."""

    login: str
    name: str
    roles: list[str]
    organisation: str
    organisation_name: str
    kind: str
    region: str


@router.post("/token")
async def token(
    request: Request, resources: Served, form: Annotated[OAuth2PasswordRequestForm, Depends()]
) -> TokenOut:
    """Exchange a login and a password for a bearer token."""
    secret = await new_sign_in(resources, request, form.username, form.password, TOKEN)
    return TokenOut(access_token=secret, expires_in=int(LASTS.total_seconds()))


@router.get("/me")
async def me(person: Asking) -> MeOut:
    """Return who is asking."""
    return MeOut(
        login=person.login,
        name=person.name,
        roles=[role.value for role in person.roles],
        organisation=person.org_code,
        organisation_name=person.org_name,
        kind=person.kind.value,
        region=person.region,
    )
