"""Opening a case: the form that a definition asks for, and what happens when it is sent."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from api import casework
from api.away import KeyUsedTwice
from api.casework import Wish, act_id
from api.errors import FORESEEN, refusal_from, status_of
from api.v1.definitions import definition_named
from api.web.catalogue import Words, listed
from api.web.fields import errors_in
from api.web.filled import Filled, draft_for
from api.web.merging import merged
from api.web.openable import may_open, openable
from api.web.opening_form import check_filled, filled_in, opening_facts, titled
from api.web.visit import Facts, Visit, Visiting
from domain.case import NotEntitled
from domain.parties import PartiesWrong
from domain.procedure import Definition
from domain.refusal import Refusal
from store.inbox import drop_draft
from store.supervision import PROCEDURE as SUPERVISION

router = APIRouter()


@router.get("/cases/new")
async def choose(visit: Visiting, words: Words = "") -> Response:
    """Let the visitor choose what to open; when there is only one, go on to it."""
    found = openable(visit.person, visit.resources.definitions.values())
    if len(found) == 1:
        return visit.go(f"/cases/new/{found[0].procedure}")
    return await visit.show(
        "choose.html", lambda _session: listed(visit, words=words.strip(), only_openable=True)
    )


@router.get("/cases/new/{name}")
async def form(
    visit: Visiting,
    name: str,
    over: Annotated[str, Query(max_length=64)] = "",
    case: Annotated[tuple[str, ...], Query(max_length=1000)] = (),
) -> HTMLResponse:
    """Show the form, as the visitor left it, or drafted `over` late cases of a body for one supervision."""
    definition = _definition(visit, name)
    is_merged = bool(over) and name == SUPERVISION

    def question(session: Session) -> Facts:
        draft = None if is_merged else draft_for(session, visit.person, name)
        begun = merged(session, visit.person, over, case) if is_merged else Filled(key=str(uuid4()))
        return opening_facts(session, visit, definition, draft or begun) | {"is_draft": bool(draft)}

    return await visit.show("opening.html", question)


@router.post("/cases/new/{name}")
async def send(visit: Visiting, request: Request, name: str) -> Response:
    """Open the case; what is wrong with the form is said at each field, with everything that was filled in kept."""
    definition = _definition(visit, name)
    filled = filled_in(definition, await request.form())
    named = titled(definition.procedure, filled)
    try:
        check_filled(definition, named)
        wish = Wish(key=named.key, form=named.form)
        case_id = await casework.open_case(
            visit.resources, visit.person, definition, named.title, named.parties, wish
        )
    except FORESEEN as error:
        return await _again(visit, definition, filled, refusal_from(error))
    await visit.resources.ask(lambda session: drop_draft(session, visit.person.login, name))
    return visit.go(f"/cases/{case_id}?entry=1")


def _definition(visit: Visit, name: str) -> Definition:
    definition = definition_named(visit.resources, name)
    if not may_open(visit.person, definition.procedure):
        rule = definition.procedure.parties[definition.procedure.opens.who]
        raise NotEntitled(f"须由{rule.title}发起", f"this is for the {rule.title_en} to open")
    return definition


async def _again(visit: Visit, definition: Definition, filled: Filled, refusal: Refusal) -> HTMLResponse:
    """Show the form again with what was refused; a retry carries the same key, so it opens one case only."""
    errors = errors_in(visit.language, refusal.facts.get("errors"))
    if refusal.code == PartiesWrong.code and isinstance(refusal.facts.get("party"), str):
        errors[refusal.facts["party"]] = visit.language.pick(refusal.zh, refusal.en)
    known = act_id(visit.person, filled.key) if refusal.code == KeyUsedTwice.code else None

    def question(session: Session) -> Facts:
        facts = opening_facts(session, visit, definition, filled, errors)
        return facts | {"refusal": refusal, "known": known, "is_draft": False}

    template = "partials/opening_form.html" if visit.is_fragment else "opening.html"
    return await visit.show(template, question, status=status_of(refusal))
