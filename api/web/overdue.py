"""What is overdue in the supervised region: by body, stage and age, and the cases behind each number."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.clock import now
from api.v1.cases import after, page
from api.v1.overdue import OverdueBodyOut, OverdueStageOut, check_supervises, counted
from api.web.ladder import next_rung
from api.web.language import Language
from api.web.lights import time_left
from api.web.openable import may_open
from api.web.visit import Facts, Visit, Visiting
from store.cases import Filter
from store.merging import MOST
from store.organisations import organisation
from store.overdue import Age, Narrowing
from store.supervision import PROCEDURE, supervised_by

router = APIRouter()

_PAGE = 20
_BODIES = 50
"""How many bodies are drawn, the worst first; a municipality has a thousand."""
_BAR = 240
"""Width of the longest bar, in pixels."""
_TONES = {Age.SHORT: "short", Age.MIDDLE: "middle", Age.LONG: "long"}
Code = Annotated[str, Query(max_length=64)]


@dataclass(frozen=True)
class Chosen:
    """What the address narrows the list to; each number of the page leads to the list narrowed by it too."""

    narrowing: Narrowing
    cursor: str | None = None

    def address(self, **changes: Any) -> str:
        """Return the address of the list with something chosen besides, or with a choice taken back."""
        return "/overdue" + self._query(replace(self.narrowing, **changes))

    def next_page(self, cursor: str) -> str:
        """Return the address of the page that follows."""
        return "/overdue" + self._query(self.narrowing, cursor=cursor)

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything is chosen."""
        return self.narrowing != Narrowing()

    @property
    def export(self) -> str:
        """Return the address of the same list as a spreadsheet."""
        return "/cases.xlsx" + self._query(self.narrowing, box="overdue")

    def _query(self, chosen: Narrowing, **more: str) -> str:
        given = {
            "box": more.get("box"),
            "holder": chosen.holder,
            "definition": chosen.definition,
            "stage": chosen.stage,
            "age": chosen.age.value if chosen.age else None,
            "cursor": more.get("cursor"),
        }
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else ""


@dataclass(frozen=True)
class Bar:
    """How many overdue cases there are of each age, as widths in pixels."""

    counts: tuple[int, int, int]
    widths: tuple[int, int, int]


@router.get("/overdue")
async def overdue(
    visit: Visiting,
    holder: Code = "",
    definition: Code = "",
    stage: Code = "",
    age: Age | Literal[""] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Show the supervision office what is overdue."""
    check_supervises(visit.person)
    chosen = Chosen(Narrowing(holder or None, definition or None, stage or None, age or None), cursor or None)
    begins_after = after(chosen.cursor)

    def question(session: Session) -> Facts:
        at, narrowing = now(), chosen.narrowing
        counts = counted(visit.resources, session, visit.person, narrowing, at=at)
        asked = Filter(
            "overdue",
            at,
            definition=narrowing.definition,
            holder=narrowing.holder,
            stage=narrowing.stage,
            age=narrowing.age,
            after=begins_after,
            limit=MOST if narrowing.holder else _PAGE,
        )
        found = page(visit.resources, session, visit.person, asked)
        body = organisation(session, narrowing.holder) if narrowing.holder else None
        return {
            "chosen": chosen,
            "counts": counts,
            "ages": [(each, _age_words(visit.language, each), _TONES[each]) for each in Age],
            "bodies": bars(counts.bodies[:_BODIES]),
            "bodies_left": len(counts.bodies[_BODIES:]),
            "stages": bars(counts.stages),
            "cases": found,
            "body": body,
            "supervised": supervised_by(session, [case.id for case in found.items]),
            "merges": body is not None and bool(found.items) and may_merge(visit),
            "merge_most": MOST,
            "chosen_stage": next((each for each in counts.stages if _is_chosen(each, narrowing)), None),
            "chosen_age": _age_words(visit.language, narrowing.age) if narrowing.age else "",
            "time_left": lambda due_at: time_left(visit.language, due_at, at),
            "rung_of": lambda case: next_rung(visit.language, case, at),
        }

    return await visit.show("overdue.html", question)


def may_merge(visit: Visit) -> bool:
    """Return whether the visitor may open one supervision over several cases."""
    definition = visit.resources.definitions.get(PROCEDURE)
    return definition is not None and may_open(visit.person, definition.procedure)


def _is_chosen(stage: OverdueStageOut, chosen: Narrowing) -> bool:
    return (stage.definition.id, stage.stage.id) == (chosen.definition, chosen.stage)


def _age_words(language: Language, age: Age) -> str:
    match age:
        case Age.SHORT:
            return language.say("逾期5天以内")
        case Age.MIDDLE:
            return language.say("逾期6至20天")
        case Age.LONG:
            return language.say("逾期超过20天")


Counted = OverdueBodyOut | OverdueStageOut


def bars(counted: Sequence[Counted]) -> list[tuple[Any, Bar]]:
    """Return the counts with bars in proportion to the largest; a single case is still seen."""
    most = max((each.total for each in counted), default=0)
    return [(each, _bar(each, most)) for each in counted]


def _bar(counts: Counted, most: int) -> Bar:
    short, middle, long = (counts.ages.get(age, 0) for age in Age)
    widths = [max(4, count * _BAR // most) if count else 0 for count in (short, middle, long)]
    return Bar((short, middle, long), (widths[0], widths[1], widths[2]))
