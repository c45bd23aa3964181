"""Supervision by numbered letters, in numbers: how much waits in which stage at the caller's office."""

from fastapi import APIRouter
from sqlmodel import Session

from api.identity import Asking
from api.resources import Resources, Served
from api.shapes import TitledOut
from api.v1.definitions import definition_named
from api.v1.overdue import check_supervises
from domain.model import Model
from domain.organisation import Person
from store.supervision import PROCEDURE, StageCount, stage_counts

router = APIRouter(tags=["overdue"])


class LetterStageOut(Model):
    """How many supervision cases wait in a stage, for whom, and how many of them are overdue.

    `GET /cases?box=supervision&stage=` lists them.
    """

    stage: TitledOut
    party: TitledOut
    total: int
    overdue: int


@router.get("/supervision")
async def supervision(resources: Served, person: Asking) -> list[LetterStageOut]:
    """Return every open stage of supervision, in the order of its definition."""
    check_supervises(person)
    return await resources.read(lambda session: letter_stages(resources, session, person))


def letter_stages(resources: Resources, session: Session, person: Person) -> list[LetterStageOut]:
    """Return the stages of the rules in force with their counts.

    Raises:
        NotFound: This district has no such procedure.
    """
    procedure = definition_named(resources, PROCEDURE).procedure
    counts, none = stage_counts(session, person), StageCount(0, 0)
    return [
        LetterStageOut(
            stage=TitledOut(id=name, title=stage.title, title_en=stage.title_en),
            party=TitledOut(
                id=stage.who,
                title=procedure.parties[stage.who].title,
                title_en=procedure.parties[stage.who].title_en,
            ),
            total=counts.get(name, none).total,
            overdue=counts.get(name, none).overdue,
        )
        for name, stage in procedure.stages.items()
    ]
