"""One timeline of a matter and its tasks: what was done in each of them, the newest first, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.away import NotFound
from api.seen import case_seen
from api.v1.cases import after, cursor_of
from api.web.visit import Facts, Visit, Visiting
from domain.act import SYSTEM
from domain.actions import action_named
from domain.built_in import OVERDUE, TIED
from domain.case import Case
from domain.procedure import Definition
from store.cases import names_of
from store.tables import CaseRow, EntryRow
from store.timeline import After, TimelineAsked, readable_among, timeline

router = APIRouter()

_PAGE = 15


@dataclass(frozen=True)
class TimelineLine:
    """One entry: when, who, in which task; what was done and to which stage it led. `address` leads to the entry."""

    at: datetime
    who: str
    task: str
    title: str
    stage: str
    address: str
    is_late: bool


@dataclass(frozen=True)
class Asked:
    """A page of the timeline as its address asks for it."""

    case_id: str
    org: str = ""
    cursor: str = ""

    def address(self, *, cursor: str = "") -> str:
        """Return the address of the page after a cursor."""
        given = {"org": self.org, "cursor": cursor}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"/cases/{self.case_id}/timeline" + (f"?{query}" if query else "")


@router.get("/cases/{case_id}/timeline")
async def show(
    visit: Visiting,
    case_id: str,
    org: Annotated[str, Query(max_length=64)] = "",
    cursor: Annotated[str, Query(max_length=300)] = "",
) -> HTMLResponse:
    """Show a page of the timeline: as a page of its own, or to htmx as what comes after the one before."""

    def question(session: Session) -> Facts:
        row = case_seen(session, visit.person, case_id)
        return {"row": row} | timeline_facts(session, visit, row, Asked(row.id, org, cursor))

    template = "partials/case_timeline.html" if visit.is_fragment else "timeline.html"
    return await visit.show(template, question)


def timeline_facts(session: Session, visit: Visit, row: CaseRow, asked: Asked) -> Facts:
    """Return one page of the timeline of a matter, with whose entries it can be narrowed to.

    Raises:
        NotFound: The case is no matter across departments.
    """
    shelf = visit.resources.shelf
    definition = shelf.definition(session, row.digest)
    if definition.procedure.plan is None:
        raise NotFound(asked.case_id)
    case = Case.model_validate(row.state)
    tasks = {state.case_id: visit.language.title(state) for state in case.tasks.values()}
    rows = readable_among(session, visit.person, tasks.keys())
    wanted = TimelineAsked(org=asked.org or None, after=_after(asked.cursor), limit=_PAGE)
    entries = timeline(session, row.id, rows.keys(), wanted)
    rules = {row.id: definition} | {
        task_id: shelf.definition(session, each.digest) for task_id, each in rows.items()
    }
    doers = {state.doer for state in case.tasks.values() if state.doer}
    names = names_of(session, {*doers, *case.parties.values()})
    writing = _Writing(visit, rules, tasks, names)
    more = len(entries) > _PAGE
    return {
        "timeline": [writing.line(entry) for entry in entries[:_PAGE]],
        "timeline_more": asked.address(cursor=_cursor_of(entries[_PAGE - 1])) if more else None,
        "timeline_asked": asked,
        "timeline_bodies": sorted(names.items()),
    }


@dataclass(frozen=True)
class _Writing:
    """What is needed to say an entry: the rules of its case, the tasks by their cases, the names of bodies."""

    visit: Visit
    rules: Mapping[str, Definition]
    tasks: Mapping[str, str]
    names: Mapping[str, str]

    def line(self, entry: EntryRow) -> TimelineLine:
        """Return an entry in words; what a task tells that may not be read is said by the task's own stage."""
        if entry.action == TIED:
            return self._told(entry)
        language, rules = self.visit.language, self.rules[entry.case_id]
        has_moved = entry.stage_from != entry.stage_to
        return TimelineLine(
            at=entry.at,
            who=language.say("系统") if entry.actor == SYSTEM else f"{self._body(entry)} {entry.actor_name}",
            task=self.tasks.get(entry.case_id, ""),
            title=language.title(action_named(rules, entry.stage_from, entry.action)),
            stage=language.title(rules.procedure.stage_title(entry.stage_to)) if has_moved else "",
            address=f"/cases/{entry.case_id}#entry-{entry.seq}",
            is_late=entry.action == OVERDUE,
        )

    def _body(self, entry: EntryRow) -> str:
        return self.names.get(entry.org, entry.org_name)

    def _told(self, entry: EntryRow) -> TimelineLine:
        said, language = entry.form, self.visit.language
        doer = str(said.get("doer") or said.get("holder") or "")
        return TimelineLine(
            at=entry.at,
            who=self.names.get(doer, language.say("系统")),
            task=self.tasks.get(str(said.get("case_id", "")), str(said.get("number", ""))),
            title=language.say("有进展"),
            stage=language.pick(str(said.get("stage", "")), str(said.get("stage_en", ""))),
            address=f"/cases/{entry.case_id}#entry-{entry.seq}",
            is_late=False,
        )


def _cursor_of(entry: EntryRow) -> str:
    return cursor_of(entry.at, f"{entry.case_id}#{entry.seq}")


def _after(cursor: str) -> After | None:
    """Return the entry after which a page begins.

    Raises:
        RequestInvalid: The cursor is none of ours.
    """
    found = after(cursor)
    if found is None:
        return None
    case_id, _, seq = found[1].partition("#")
    return found[0], case_id, int(seq) if seq.isdecimal() else 0
