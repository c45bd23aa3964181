"""What the cases of a definition come to in a year: how many there are, and the statistics that it keeps."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from sqlmodel import Session

from api.clock import now
from api.identity import Asking
from api.resources import Served
from api.shapes import TitledOut
from api.tasks import BodyOut
from api.v1.definitions import definition_named
from api.v1.register import Year
from domain.model import Model
from domain.office_time import local_day
from domain.organisation import Person
from domain.procedure import Definition
from domain.statistics import Summary
from store.statistics import Asked, Statistic, counts, statistics

router = APIRouter(tags=["definitions"])

Region = Annotated[str | None, Query(pattern=r"^\d{6}$")]


class OfBodyOut(Model):
    """A statistic in the cases of one organisation."""

    body: BodyOut
    n: int
    value: float | None
    failed: int


class StatisticOut(Model):
    """A statistic: the sum, mean or rate of `n` cases, nothing when there was none; a rate is a share from 0 to 1.

    `failed` counts the cases of which it could not be taken. `by` is the party by whose organisation it is broken down.
    """

    id: str
    title: str
    title_en: str
    as_: Summary = Field(serialization_alias="as")
    unit: str
    unit_en: str
    n: int
    value: float | None
    failed: int
    by: TitledOut | None
    bodies: list[OfBodyOut]


class StatisticsOut(Model):
    """The cases of a definition that the caller may read: opened and ended in the year, open and overdue now.

    The statistics are those of the cases that ended in the year.
    """

    definition: TitledOut
    year: int
    region: str | None
    opened: int
    ended: int
    open: int
    overdue: int
    kept: list[StatisticOut]


@router.get("/definitions/{name}/statistics")
async def definition_statistics(
    resources: Served, person: Asking, name: str, year: Year = None, region: Region = None
) -> StatisticsOut:
    """Return the statistics of a definition in a year, over exactly the cases that the caller may read."""
    definition = definition_named(resources, name)
    asked = Asked(name, year or local_day(now()).year, region)
    return await resources.read(lambda session: taken(session, person, definition, asked))


def taken(session: Session, person: Person, definition: Definition, asked: Asked) -> StatisticsOut:
    """Return the statistics with their titles as the definition in force has them."""
    procedure = definition.procedure
    return StatisticsOut(
        definition=TitledOut(id=procedure.procedure, title=procedure.title, title_en=procedure.title_en),
        year=asked.year,
        region=asked.region,
        kept=[_out(definition, each) for each in statistics(session, person, asked, procedure.keeps)],
        **counts(session, person, asked)._asdict(),
    )


def _out(definition: Definition, statistic: Statistic) -> StatisticOut:
    rule = statistic.rule
    by = definition.procedure.parties.get(rule.by) if rule.by is not None else None
    return StatisticOut(
        id=statistic.name,
        title=rule.title,
        title_en=rule.title_en,
        as_=rule.as_,
        unit=rule.unit,
        unit_en=rule.unit_en,
        n=statistic.sum.n,
        value=statistic.value,
        failed=statistic.sum.failed,
        by=TitledOut(id=rule.by, title=by.title, title_en=by.title_en) if by and rule.by else None,
        bodies=[
            OfBodyOut(
                body=BodyOut(code=each.org, name=each.name),
                n=each.sum.n,
                value=each.sum.value(rule.as_),
                failed=each.sum.failed,
            )
            for each in statistic.bodies
        ],
    )
