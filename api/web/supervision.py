"""The desk of the supervision letters: what waits in each stage, and the cases behind each number."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.clock import now
from api.shapes import CaseSummaryOut
from api.v1.cases import after, page
from api.v1.overdue import check_supervises
from api.v1.supervision import letter_stages
from api.web.ladder import next_rung
from api.web.lights import time_left
from api.web.visit import Facts, Visiting
from store.cases import Filter, names_of
from store.supervision import Heading, bodies_of, last_letters

router = APIRouter()

_PAGE = 20


@dataclass(frozen=True)
class Chosen:
    """What the address narrows the list to."""

    stage: str | None
    overdue: bool
    cursor: str | None = None

    def address(self, *, cursor: str | None = None, overdue: bool | None = None) -> str:
        """Return the address of this list, from a row on, or with the late ones alone or not."""
        is_late = self.overdue if overdue is None else overdue
        return "/supervision" + _query(stage=self.stage, overdue="1" if is_late else None, cursor=cursor)

    @property
    def export(self) -> str:
        """Return the address of the same list as a spreadsheet."""
        late = "true" if self.overdue else None
        return "/cases.xlsx" + _query(box="supervision", stage=self.stage, overdue=late)


def _query(**given: str | None) -> str:
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""


@dataclass(frozen=True)
class Letter:
    """A supervision case as the list shows it: whom it supervises, and its last letter."""

    case: CaseSummaryOut
    body: str
    letter: Heading | None


@router.get("/supervision")
async def supervision(
    visit: Visiting,
    stage: Annotated[str, Query(max_length=64)] = "",
    overdue: Annotated[str, Query(max_length=1)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Show the supervision office its letters by stage."""
    check_supervises(visit.person)
    chosen = Chosen(stage or None, overdue == "1", cursor or None)
    begins_after = after(chosen.cursor)

    def question(session: Session) -> Facts:
        at = now()
        asked = Filter(
            "supervision",
            at,
            is_overdue=chosen.overdue or None,
            stage=chosen.stage,
            after=begins_after,
            limit=_PAGE,
        )
        found = page(visit.resources, session, visit.person, asked)
        tiles = letter_stages(visit.resources, session, visit.person)
        return {
            "tiles": tiles,
            "chosen": chosen,
            "chosen_tile": next((tile for tile in tiles if tile.stage.id == chosen.stage), None),
            "letters": letters_of(session, found.items),
            "next_page": chosen.address(cursor=found.cursor) if found.cursor else None,
            "time_left": lambda due_at: time_left(visit.language, due_at, at),
            "rung_of": lambda case: next_rung(visit.language, case, at),
        }

    return await visit.show("supervision.html", question)


def letters_of(session: Session, cases: list[CaseSummaryOut]) -> list[Letter]:
    """Return supervision cases with their bodies and last letters."""
    ids = [case.id for case in cases]
    bodies, letters = bodies_of(session, ids), last_letters(session, ids)
    names = names_of(session, set(bodies.values()))
    return [Letter(case, names.get(bodies.get(case.id, ""), ""), letters.get(case.id)) for case in cases]
