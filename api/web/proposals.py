"""Proposing whom a whistle may call while its form is filled in."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.away import NotFound
from api.proposals import whistle_named
from api.web.opening_form import filled_in
from api.web.proposed import field_of, proposed_for
from api.web.reading_forms import text_in
from api.web.rendering import rendered
from api.web.several import offered
from api.web.visit import Facts, Visiting
from store.called import called_before

router = APIRouter()
_REGION_MOST, _WORDS_MOST = 6, 40


@router.post("/cases/new/{name}/proposals")
async def propose(visit: Visiting, request: Request, name: str) -> HTMLResponse:
    """Return the proposed boxes for what the form says now, and the other boxes without them."""
    definition, sent = whistle_named(visit.resources, name), await request.form()
    procedure, form = definition.procedure, filled_in(definition, sent).form
    field = field_of(procedure)
    if field is None:
        raise NotFound(name)
    chosen = [str(code) for code in form.get(field, [])]
    region, words = text_in(sent, "region")[:_REGION_MOST], text_in(sent, "words")[:_WORDS_MOST]

    def question(session: Session) -> Facts:
        proposed = proposed_for(session, visit, procedure, form, chosen)
        known = [*chosen, *(each.code for each in proposed.bodies)]
        likely = called_before(session, visit.person.org_code, name, field)
        kinds = procedure.opens.form[field].kinds
        groups = offered(
            session,
            visit.language,
            visit.person,
            kinds,
            likely=likely,
            without=known,
            region=region,
            words=words,
        )
        return {"proposals": proposed.bodies, "groups": groups}

    facts = {"name": f"form.{field}", "offered": f"form-{field}-offered"}
    facts |= await visit.resources.ask(question)
    return rendered(visit.request, visit.language, "partials/proposals_typed.html", facts)
