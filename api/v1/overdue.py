"""What is overdue in the supervised region, in numbers: by body, by stage and by age."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session

from api.clock import now
from api.identity import Asking
from api.resources import Resources, Served
from api.shapes import TitledOut
from api.tasks import BodyOut
from domain.case import NotEntitled
from domain.model import Model
from domain.organisation import OrganisationKind, Person
from store.overdue import Age, Narrowing, OverdueStage, overdue_counts

router = APIRouter(tags=["overdue"])

Code = Annotated[str | None, Query(max_length=64)]


class OverdueBodyOut(Model):
    """How many overdue cases a body holds, also by age, and since when the oldest of them is overdue."""

    body: BodyOut
    total: int
    ages: dict[Age, int]
    oldest_at: datetime


class OverdueStageOut(Model):
    """How many overdue cases of a definition wait in a stage."""

    definition: TitledOut
    stage: TitledOut
    total: int
    ages: dict[Age, int]


class OverdueOut(Model):
    """The counts; each is the number of cases that `GET /cases?box=overdue` lists with the same filters and this one."""

    total: int
    bodies: list[OverdueBodyOut]
    stages: list[OverdueStageOut]
    ages: dict[Age, int]


@router.get("/overdue")
async def overdue(
    resources: Served,
    person: Asking,
    definition: Code = None,
    holder: Code = None,
    stage: Code = None,
    age: Age | None = None,
) -> OverdueOut:
    """Return what is overdue in the region, by body, stage and age: each beside what is chosen of the others."""
    check_supervises(person)
    chosen = Narrowing(holder or None, definition or None, stage or None, age)
    return await resources.read(
        lambda session: counted(resources, session, person, chosen, at=now()),
    )


def check_supervises(person: Person) -> None:
    """Check that the person is of a supervision office.

    Raises:
        NotEntitled: The person is not.
    """
    if person.kind is not OrganisationKind.SUPERVISION:
        raise NotEntitled("本页供行政执法监督机构使用", "this page is for supervision offices")


def counted(
    resources: Resources, session: Session, person: Person, chosen: Narrowing, *, at: datetime
) -> OverdueOut:
    """Return the counts with their titles."""
    found = overdue_counts(session, person, chosen, now=at)
    return OverdueOut(
        total=found.total,
        bodies=[
            OverdueBodyOut(
                body=BodyOut(code=each.org, name=each.name),
                total=each.ages.total(),
                ages=dict(each.ages),
                oldest_at=each.oldest_at,
            )
            for each in found.bodies
        ],
        stages=[_stage(resources, session, each) for each in found.stages],
        ages={age: found.ages[age] for age in Age},
    )


def _stage(resources: Resources, session: Session, counts: OverdueStage) -> OverdueStageOut:
    """Return a stage by its titles of today; one that the rules of today lack is called as its cases' rules call it."""
    in_force = resources.definitions.get(counts.definition)
    is_known = in_force is not None and counts.stage in in_force.procedure.stages
    rules = in_force if is_known and in_force else resources.shelf.definition(session, counts.digest)
    procedure, stage = rules.procedure, rules.procedure.stage_title(counts.stage)
    return OverdueStageOut(
        definition=TitledOut(id=counts.definition, title=procedure.title, title_en=procedure.title_en),
        stage=TitledOut(id=counts.stage, title=stage.title, title_en=stage.title_en),
        total=counts.ages.total(),
        ages=dict(counts.ages),
    )
