"""The letters of supervision that a body has received and has to answer, as its desk shows them first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.light import light_of
from api.shapes import TitledOut
from api.web.visit import Visit
from domain.light import Light
from store.supervision import Heading, last_demands, last_letters, received

_SHOWN = 5


@dataclass(frozen=True)
class Received:
    """A letter that waits for the body: which, what it asks, until when."""

    case_id: str
    title: str
    stage: TitledOut
    letter: Heading | None
    demands: Sequence[str]
    due_at: datetime | None
    light: Light | None


def letters_first(session: Session, visit: Visit, *, at: datetime) -> tuple[list[Received], bool]:
    """Return the letters that the visitor's organisation has to answer, the soonest due first, and whether more wait."""
    rows = received(session, visit.person, most=_SHOWN + 1)
    if not rows:
        return [], False
    ids = [row.id for row in rows]
    letters, demands = last_letters(session, ids), last_demands(session, ids)
    shown = []
    for row in rows[:_SHOWN]:
        stage = visit.resources.shelf.definition(session, row.digest).procedure.stage_title(row.stage)
        shown.append(
            Received(
                case_id=row.id,
                title=row.title,
                stage=TitledOut(id=row.stage, title=stage.title, title_en=stage.title_en),
                letter=letters.get(row.id),
                demands=demands.get(row.id, ()),
                due_at=row.due_at,
                light=light_of(row, at),
            )
        )
    return shown, len(rows) > _SHOWN
