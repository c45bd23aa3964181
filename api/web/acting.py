"""Acting on a case: the form of an action, and what happens when it is sent."""

from uuid import uuid4

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from api import casework
from api.casework import Wish
from api.errors import FORESEEN, refusal_from, status_of
from api.web.act_form import ActFilled, act_facts, action_of, check_open, form_asked
from api.web.case_page import case_row
from api.web.fields import errors_in
from api.web.reading_forms import text_in, values_in
from api.web.visit import Facts, Visit, Visiting
from domain.actions import action_named
from domain.case import Case
from domain.form import FieldType, Form
from domain.open_actions import prefilled
from domain.refusal import Refusal
from store import cases

router = APIRouter()

_STALE = "stale-seq"


@router.get("/cases/{case_id}/actions/{action}")
async def form(
    visit: Visiting, case_id: str, action: str, *, task: str | None = None, stays: bool = False
) -> HTMLResponse:
    """Show the form of an action that is open to the visitor; `task` is the task of the case from which they come."""

    def question(session: Session) -> Facts:
        row = case_row(session, visit, case_id)
        definition = visit.resources.shelf.definition(session, row.digest)
        case = Case.model_validate(row.state)
        check_open(session, visit, definition, case, action)
        rule = action_of(definition, case, action)
        begun = prefilled(rule, case)
        if task is not None and "task" in rule.form and rule.form["task"].type is FieldType.TASK:
            begun["task"] = task
        filled = ActFilled(key=str(uuid4()), seq=row.seq, form=begun, stays=stays)
        return act_facts(session, visit, case_id, action, filled)

    return await visit.show(_template(visit), question)


@router.post("/cases/{case_id}/actions/{action}")
async def send(visit: Visiting, request: Request, case_id: str, action: str) -> Response:
    """Do the act; what is wrong is said at each field, and a retry carries the same key."""
    sent = await request.form()
    form = await visit.resources.ask(lambda session: form_asked(session, visit, case_id, action))
    filled = filled_in(form, sent)
    wish = Wish(key=filled.key, form=filled.form, seq=filled.seq)
    try:
        done = await casework.act(
            visit.resources, visit.person, case_id, action, wish, lambda _session, known_id: known_id
        )
    except FORESEEN as error:
        return await again(visit, case_id, action, filled, refusal_from(error))
    return await _done(visit, done, action, filled)


async def _done(visit: Visit, case_id: str, action: str, filled: ActFilled) -> Response:
    act_id = casework.act_id(visit.person, f"{case_id}/{filled.key}")

    def question(session: Session) -> Facts:
        row = case_row(session, visit, case_id)
        entry = cases.entry_of_act(session, row.id, act_id)
        definition = visit.resources.shelf.definition(session, row.digest)
        title = action_named(definition, entry.stage_from if entry else None, action)
        return {
            "case_id": case_id,
            "seq": entry.seq if entry else row.seq,
            "title": visit.language.title(title),
        }

    if filled.stays and visit.is_fragment:
        return await visit.show("partials/act_done.html", question)
    facts = await visit.resources.ask(question)
    return visit.go(f"/cases/{case_id}?entry={facts['seq']}")


async def again(visit: Visit, case_id: str, action: str, filled: ActFilled, refusal: Refusal) -> HTMLResponse:
    """Show the form once more with what was filled in, and say what is wrong."""
    errors = errors_in(visit.language, refusal.facts.get("errors"))

    def question(session: Session) -> Facts:
        facts = act_facts(session, visit, case_id, action, filled, errors)
        return facts | {"refusal": refusal, "is_stale": refusal.code == _STALE}

    return await visit.show(_template(visit), question, status=status_of(refusal))


def _template(visit: Visit) -> str:
    return "partials/act_form.html" if visit.is_fragment else "act.html"


def filled_in(form: Form, sent: FormData) -> ActFilled:
    """Return an action's form as it was sent."""
    seq = text_in(sent, "seq")
    return ActFilled(
        key=text_in(sent, "key")[:64] or str(uuid4()),
        seq=int(seq) if seq.isdecimal() else None,
        form=values_in(form, sent),
        stays=text_in(sent, "stays") == "1",
    )
