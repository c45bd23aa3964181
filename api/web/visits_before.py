"""How often an object has been visited this year, shown while the form of another visit is filled in."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.clock import now
from api.v1.definitions import definition_named
from api.web.opening_form import filled_in
from api.web.visit import Facts, Visiting
from domain.form import FieldType
from domain.guard import GuardError, is_met, value_of
from domain.procedure import Definition, Procedure
from domain.visits import object_code
from store.visits import counted

router = APIRouter()


@dataclass(frozen=True)
class VisitsBefore:
    """The visits that an object has had; `cap` is unknown as long as the form does not say on what it depends."""

    planned: int
    triggered: int
    cap: int | None
    is_full: bool


@router.post("/cases/new/{name}/visits")
async def before(visit: Visiting, request: Request, name: str) -> HTMLResponse:
    """Show the visits that the object named so far has had; nothing while none is named."""
    definition = definition_named(visit.resources, name)
    form = _typed(definition.procedure, filled_in(definition, await request.form()).form)

    def question(session: Session) -> Facts:
        return {"visits": visits_before(session, definition, form)}

    return await visit.show("partials/visits_before.html", question)


def visits_before(session: Session, definition: Definition, form: dict[str, Any]) -> VisitsBefore | None:
    """Return the visits of the object that a form names, if it names one."""
    rule, opening = definition.procedure.visits, {"opening": form}
    if rule is None:
        return None
    code, is_planned = "", False
    # A form that is half filled in does not have all that the expressions read.
    with suppress(GuardError):
        code = object_code(rule, form)
    with suppress(GuardError):
        is_planned = is_met(rule.planned, opening)
    if not code:
        return None
    found, cap = counted(session, code, at=now()), _number(rule.cap, form)
    planned = found.planned + (_number(rule.elsewhere, form) or 0)
    return VisitsBefore(planned, found.triggered, cap, is_planned and cap is not None and planned >= cap)


def _number(source: str | None, form: dict[str, Any]) -> int | None:
    with suppress(GuardError, ValueError):
        return int(value_of(source, {"opening": form})) if source is not None else None
    return None


def _typed(procedure: Procedure, form: dict[str, Any]) -> dict[str, Any]:
    """Return the form with its whole numbers as numbers; the browser sends texts."""
    fields = procedure.opens.form
    return {
        name: int(value) if fields[name].type is FieldType.INTEGER and str(value).isdecimal() else value
        for name, value in form.items()
    }
