"""The catalogue: every matter across departments and every procedure, by kind and field, with how long each takes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.clock import now
from api.resources import Resources
from api.v1.definitions import definition_named
from api.v1.register import Year
from api.v1.statistics import taken
from api.web.language import Language, Titled
from api.web.openable import may_open
from api.web.scenario import scenario_facts
from api.web.statistics import statistics_facts
from api.web.thumbnail import Thumbnail, thumbnail
from api.web.visit import Facts, Visit, Visiting
from domain.office_time import local_day
from domain.organisation import OrganisationKind, Person
from domain.procedure import Definition, Procedure
from domain.ways import longest_way, longest_way_of_tasks, working_days
from store.statistics import Asked
from store.visits import saved

router = APIRouter()

KINDS = ("one-thing", "joint-inspection", "whistle", "procedure")


@dataclass(frozen=True)
class Entry:
    """A definition in a list, with its plan in miniature and the lines of work that take part.

    `whole` and `longest` are in working days; without tasks there is only `longest`.
    """

    id: str
    kind: str
    field: str
    title: str
    summary: str
    departments: Sequence[str]
    picture: Thumbnail | None
    tasks: int
    stages: int
    whole: int
    longest: int
    may_open: bool


Group = tuple[str, str, Sequence[Entry]]
"""A kind, its words, and its definitions in the order of their fields."""


def kind_words(language: Language, kind: str) -> str:
    """Return what a kind of definition is called."""
    match kind:
        case "one-thing":
            return language.say("执法监管一件事")
        case "joint-inspection":
            return language.say("综合查一次")
        case "whistle":
            return language.say("吹哨")
        case _:
            return language.say("程序")


def entry_of(resources: Resources, language: Language, person: Person, definition: Definition) -> Entry:
    """Return a definition as the catalogue lists it."""
    procedure, plan = definition.procedure, definition.procedure.plan
    whole, longest = _days(resources, definition)
    return Entry(
        id=procedure.procedure,
        kind=plan.kind if plan else "procedure",
        field=language.pick(plan.field, plan.field_en) if plan else "",
        title=language.title(procedure),
        summary=language.pick(procedure.summary, procedure.summary_en),
        departments=[language.title(each) for each in plan.departments.values()] if plan else [],
        picture=thumbnail(plan) if plan else None,
        tasks=len(plan.tasks) if plan else 0,
        stages=len(procedure.stages),
        whole=whole,
        longest=longest,
        may_open=may_open(person, procedure),
    )


def _days(resources: Resources, definition: Definition) -> tuple[int, int]:
    """Return in working days the limit of the whole and the longest way through."""
    stages = working_days(longest_way(definition).hours)
    plan = definition.procedure.plan
    if plan is None:
        return 0, stages
    return stages, working_days(longest_way_of_tasks(plan, resources.definitions).hours)


def grouped(language: Language, entries: Iterable[Entry], kinds: Sequence[str] = KINDS) -> list[Group]:
    """Return the entries by kind, in the order of the kinds, and in each kind by field."""
    listed = sorted(entries, key=lambda each: (kinds.index(each.kind), each.field))
    return [
        (kind, kind_words(language, kind), list(rows))
        for kind, rows in groupby(listed, lambda each: each.kind)
    ]


def matching(entries: Iterable[Entry], procedures: dict[str, Procedure], words: str) -> list[Entry]:
    """Return the entries that have all of the words in a title, a field, a department or an item."""
    asked = words.casefold().split()
    return [each for each in entries if _has_all(each, procedures[each.id], asked)]


def _has_all(entry: Entry, procedure: Procedure, words: Sequence[str]) -> bool:
    plan = procedure.plan
    named: list[Titled] = [procedure]
    if plan is not None:
        named += [*plan.departments.values(), *plan.items.values(), *plan.tasks.values()]
    said = [procedure.summary, procedure.summary_en, entry.field]
    said += [title for each in named for title in (each.title, each.title_en)]
    text = " ".join(said).casefold()
    return all(word in text for word in words)


def kinds_for(person: Person) -> Sequence[str]:
    """Return the kinds in the order in which a person needs them: a township whistles first."""
    if person.kind is OrganisationKind.TOWNSHIP:
        return ("whistle", *(kind for kind in KINDS if kind != "whistle"))
    return KINDS


def listed(visit: Visit, *, words: str, only_openable: bool) -> Facts:
    """Return the definitions that are asked for, in groups, for a page that lists them."""
    resources = visit.resources
    found = [
        entry_of(resources, visit.language, visit.person, each) for each in resources.definitions.values()
    ]
    shown = [each for each in found if each.may_open or not only_openable]
    procedures = {name: each.procedure for name, each in resources.definitions.items()}
    fields = Counter(each.field for each in shown if each.field)
    return {
        "fields": [field for field, _ in fields.most_common()],
        "groups": grouped(visit.language, matching(shown, procedures, words), kinds_for(visit.person)),
        "total": len(shown),
        "words": words,
    }


Words = Annotated[str, Query(alias="q", max_length=60)]


@router.get("/scenarios")
async def catalogue(visit: Visiting, words: Words = "") -> HTMLResponse:
    """List every definition in force."""

    def facts(session: Session) -> Facts:
        return listed(visit, words=words.strip(), only_openable=False) | {"notes": _notes(session, visit)}

    return await visit.show("catalogue.html", facts)


def _notes(session: Session, visit: Visit) -> dict[str, str]:
    """Return what stands above the definitions of a kind: the visits that joint ones have spared the region's firms."""
    found = saved(session, visit.person.region, local_day(now()).year)
    if not found.visits:
        return {}
    said = visit.language.say(
        "本年联合检查 %(visits)s 户次，减少入企 %(spared)s 次", visits=found.visits, spared=found.spared
    )
    return {"joint-inspection": said}


@router.get("/scenarios/{name}")
async def scenario(visit: Visiting, name: str, year: Year = None) -> HTMLResponse:
    """Show one definition: who does what, in which order, within which limits, on which basis, and a year's numbers."""
    definition = definition_named(visit.resources, name)
    this_year = local_day(now()).year

    def facts(session: Session) -> Facts:
        entry = entry_of(visit.resources, visit.language, visit.person, definition)
        known = {"entry": entry, "kind": kind_words(visit.language, entry.kind)}
        found = taken(session, visit.person, definition, Asked(name, year or this_year))
        known |= statistics_facts(visit.language, found, this_year=this_year)
        return known | scenario_facts(visit.resources.definitions, visit.language, definition)

    return await visit.show("scenario.html", facts)
