"""One case on a page: where it stands, until when and why, what the visitor may do, and everything that was done."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from api.clock import now
from api.seen import case_seen
from api.shapes import ActionOut, CaseOut
from api.views import whole
from api.web.case_file import lines_of
from api.web.flow import flow_of
from api.web.in_words import Words
from api.web.ladder import ladder_lines
from api.web.lights import time_left
from api.web.tasks import matter_facts
from api.web.timeline import Asked, timeline_facts
from api.web.visit import Facts, Visit, Visiting
from letters.verification import qr_svg
from store import cases
from store.people import officer_name
from store.tables import CaseRow
from store.watching import is_watching, set_watch

router = APIRouter()


@router.get("/cases/{case_id}")
async def case(visit: Visiting, case_id: str, entry: int | None = None) -> HTMLResponse:
    """Show a case; `entry` is the line of the case file that the visitor has just written."""
    return await visit.show(
        "case.html", lambda session: case_facts(session, visit, case_id) | {"written": entry}
    )


@router.post("/cases/{case_id}/watch")
async def watch(visit: Visiting, case_id: str) -> Response:
    """Follow the case, or stop following it."""

    def change(session: Session) -> None:
        row = case_row(session, visit, case_id)
        set_watch(session, visit.person, row.id, is_on=not is_watching(session, visit.person, row.id))

    await visit.resources.ask(change)
    return visit.go(f"/cases/{case_id}")


def case_row(session: Session, visit: Visit, case_id: str) -> CaseRow:
    """Return the case with this id or number.

    Raises:
        NotFound: There is none that the visitor may see.
    """
    return case_seen(session, visit.person, case_id)


def case_facts(session: Session, visit: Visit, case_id: str) -> Facts:
    """Return what the page of a case shows."""
    row = case_row(session, visit, case_id)
    definition = visit.resources.shelf.definition(session, row.digest)
    seen = whole(visit.resources, session, visit.person, row)
    entries = cases.entries_of(session, row.id)
    file_names = {file.hash: file.name for file in seen.evidence}
    titles = {task.key: visit.language.title(task) for task in seen.tasks}
    words = Words(session, visit.language, definition, file_names, titles)
    matter = matter_facts(session, visit, definition, seen)
    if definition.procedure.plan is not None:
        matter |= timeline_facts(session, visit, row, Asked(row.id))
    return matter | {
        "case": seen,
        "procedure": definition.procedure,
        "flow": flow_of(
            definition, visit.language, row.stage, [(each.stage_from, each.stage_to) for each in entries]
        ),
        "lines": lines_of(definition, words, entries, seen.letters),
        "opening": words.form(definition.procedure.opens.form, seen.form),
        "assignee": officer_name(session, row.assignee) if row.assignee else None,
        "own_actions": _own(seen, is_built_in=False),
        "more_actions": _own(seen, is_built_in=True),
        "is_holder": row.holder == visit.person.org_code,
        "is_watching": is_watching(session, visit.person, row.id),
        "check_qr": Markup(qr_svg(seen.visit.check_url)) if seen.visit and seen.visit.check_url else "",  # noqa: S704  (drawn, not typed)
        "left": time_left(visit.language, row.due_at, now()) if row.due_at else "",
        "ladder": ladder_lines(session, visit.language, seen, now()),
        "names": cases.names_of(
            session, {name for letter in seen.letters for name in (letter.issuer, letter.addressee)}
        ),
    }


def _own(seen: CaseOut, *, is_built_in: bool) -> list[ActionOut]:
    return [action for action in seen.actions if action.is_built_in is is_built_in]
