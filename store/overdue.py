"""What is overdue in a supervised region: how much lies where, since when, and what it waits for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import ColumnElement, and_, case, false, func
from sqlmodel import Session, col

from domain.organisation import OrganisationKind, Person
from store.tables import CaseRow, OrganisationRow
from store.visibility import within


class Age(StrEnum):
    """How long a case is overdue, in whole calendar days since its due date."""

    SHORT = "up-to-5"
    MIDDLE = "6-20"
    LONG = "over-20"


_MIDDLE_FROM, _LONG_FROM = timedelta(days=6), timedelta(days=21)


class Group(NamedTuple):
    """Overdue cases of one body in one stage and of one age; `digest` is the rules that one of them runs under."""

    org: str
    name: str
    definition: str
    stage: str
    age: Age
    digest: str
    cases: int
    oldest_at: datetime


@dataclass(frozen=True)
class Narrowing:
    """What narrows the overdue cases; whatever is None narrows nothing."""

    holder: str | None = None
    definition: str | None = None
    stage: str | None = None
    age: Age | None = None


@dataclass(frozen=True)
class OverdueBody:
    """How many overdue cases a body holds, by their age."""

    org: str
    name: str
    ages: Counter[Age]
    oldest_at: datetime


@dataclass(frozen=True)
class OverdueStage:
    """How many overdue cases stand in a stage, by their age; `digest` is rules that know the stage."""

    definition: str
    stage: str
    digest: str
    ages: Counter[Age]


@dataclass(frozen=True)
class OverdueCounts:
    """Each number is that of the cases which one finds when it is chosen beside what is chosen already."""

    bodies: Sequence[OverdueBody]
    stages: Sequence[OverdueStage]
    ages: Counter[Age]
    total: int


def overdue_for(person: Person) -> ColumnElement[bool]:
    """Return the condition of the supervisor's list: overdue, and the holder is of the supervised region."""
    if person.kind is not OrganisationKind.SUPERVISION:
        return false()
    return and_(col(CaseRow.overdue_at).is_not(None), within(col(CaseRow.holder_region), person.region))


def of_age(age: Age, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an overdue case is of this age."""
    since = col(CaseRow.overdue_at)
    match age:
        case Age.SHORT:
            return since > now - _MIDDLE_FROM
        case Age.MIDDLE:
            return and_(since <= now - _MIDDLE_FROM, since > now - _LONG_FROM)
        case Age.LONG:
            return since <= now - _LONG_FROM


def overdue_groups(session: Session, person: Person, *, now: datetime) -> list[Group]:
    """Return everything overdue in the supervised region, in groups; one reading of the index answers all counts."""
    age = case(
        (of_age(Age.SHORT, now), Age.SHORT.value),
        (of_age(Age.MIDDLE, now), Age.MIDDLE.value),
        else_=Age.LONG.value,
    ).label("age")
    place = (col(CaseRow.holder), col(CaseRow.definition), col(CaseRow.stage), age)
    grouped = (
        sqlalchemy.select(
            *place,
            func.max(col(CaseRow.digest)).label("digest"),
            func.count().label("cases"),
            func.min(col(CaseRow.overdue_at)).label("oldest_at"),
        )
        .where(overdue_for(person))
        .group_by(*place)
        .subquery()
    )
    told = grouped.c
    statement = sqlalchemy.select(
        told.holder,
        col(OrganisationRow.short_name),
        told.definition,
        told.stage,
        told.age,
        told.digest,
        told.cases,
        told.oldest_at,
    ).join(OrganisationRow, col(OrganisationRow.code) == told.holder)
    rows = (Group(*row) for row in session.execute(statement).all())
    return [row._replace(age=Age(row.age)) for row in rows]


def overdue_counts(session: Session, person: Person, chosen: Narrowing, *, now: datetime) -> OverdueCounts:
    """Return how much is overdue by body, by stage and by age, each beside what is chosen of the others."""
    groups = overdue_groups(session, person, now=now)
    ages: Counter[Age] = Counter()
    for each in _within(groups, chosen, but=("age",)):
        ages[each.age] += each.cases
    return OverdueCounts(
        bodies=_bodies(_within(groups, chosen, but=("holder",))),
        stages=_stages(_within(groups, chosen, but=("definition", "stage"))),
        ages=ages,
        total=sum(each.cases for each in _within(groups, chosen, but=())),
    )


def _within(groups: Iterable[Group], chosen: Narrowing, *, but: Sequence[str]) -> list[Group]:
    """Return the groups that what is chosen leaves, apart from what is not to narrow."""
    wanted = {"org": chosen.holder, "definition": chosen.definition, "stage": chosen.stage, "age": chosen.age}
    free = {"org" if name == "holder" else name for name in but}
    asked = {name: value for name, value in wanted.items() if value is not None and name not in free}
    return [each for each in groups if all(getattr(each, name) == value for name, value in asked.items())]


def _bodies(groups: Iterable[Group]) -> list[OverdueBody]:
    """Return the bodies, the worst first."""
    found: dict[str, OverdueBody] = {}
    for each in groups:
        before = found.get(each.org)
        ages = Counter({each.age: each.cases}) + (before.ages if before else Counter())
        oldest_at = min(each.oldest_at, before.oldest_at) if before else each.oldest_at
        found[each.org] = OverdueBody(each.org, each.name, ages, oldest_at)
    return sorted(found.values(), key=lambda body: (-body.ages.total(), body.org))


def _stages(groups: Iterable[Group]) -> list[OverdueStage]:
    """Return the stages, the fullest first."""
    found: dict[tuple[str, str], OverdueStage] = {}
    for each in groups:
        before = found.get((each.definition, each.stage))
        ages = Counter({each.age: each.cases}) + (before.ages if before else Counter())
        digest = max(each.digest, before.digest) if before else each.digest
        found[each.definition, each.stage] = OverdueStage(each.definition, each.stage, digest, ages)
    return sorted(found.values(), key=lambda stage: (-stage.ages.total(), stage.definition, stage.stage))
