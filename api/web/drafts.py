"""Keeping the opening form while it is filled in, and giving it up."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.clock import now
from api.v1.definitions import definition_named
from api.web.filled import keep_draft
from api.web.opening_form import filled_in
from api.web.visit import Visiting
from domain.office_time import local
from store.inbox import drop_draft

router = APIRouter()


@router.post("/cases/new/{name}/draft")
async def keep(visit: Visiting, request: Request, name: str) -> HTMLResponse:
    """Keep the form as it stands; the answer says when."""
    filled = filled_in(definition_named(visit.resources, name), await request.form())
    at = now()
    await visit.resources.ask(lambda session: keep_draft(session, visit.person, name, filled, at=at))
    return HTMLResponse(visit.language.say("草稿已保存 %(time)s", time=f"{local(at):%H:%M:%S}"))


@router.post("/cases/new/{name}/draft/drop")
async def drop(visit: Visiting, name: str) -> Response:
    """Give the draft up and begin anew."""
    await visit.resources.ask(lambda session: drop_draft(session, visit.person.login, name))
    return visit.go(f"/cases/new/{name}")
