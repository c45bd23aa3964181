"""Whose an item or a finding is, and why: the district's item list before the scenario, each step told in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.grounds import (
    Words,
    by_boundary_words,
    by_list_words,
    by_scenario_words,
    found_words,
    item_words,
    joined,
    not_there_words,
    stands_in_words,
    titled,
)
from domain.item_list import Authority, ItemRule, ListedItem
from domain.model import Model
from domain.organisation import OrganisationKind
from domain.plan import Boundary, Item
from domain.procedure import Procedure
from domain.refusal import Refusal

TOWNSHIP = OrganisationKind.TOWNSHIP


class NobodyToDo(Refusal):
    """The registry has no body for a task or an item."""

    code = "nobody-to-do"


class Body(Model):
    """An organisation as choosing sees it."""

    code: str
    name: str
    kind: OrganisationKind


BodyOf = Callable[[str, Sequence[OrganisationKind], str], Body | None]
"""Returns the body of a line of work, of the first of some kinds that exists, in the region of a party."""


@dataclass(frozen=True)
class Place:
    """Where it is asked: the district, the parties that are known, the township of the place, the registry."""

    region: str
    name: str
    body_of: BodyOf
    parties: Mapping[str, Body] = field(default_factory=dict)
    township: Body | None = None


@dataclass(frozen=True)
class Found:
    """Who does it: the body, the line of work it was found by, the ground in one sentence, and each step that led there."""

    body: Body
    department: str
    ground: Words
    why: tuple[Words, ...]
    authority: Authority | None = None


def whose_item(listed: ListedItem, rule: ItemRule | None, place: Place) -> Found:
    """Return whose an item is in a district: by its item list if that says so, else by the scenario.

    Raises:
        NobodyToDo: Neither the list nor the scenario leads to a body that the district has.
    """
    item, procedure = listed.item, listed.procedure
    found = _by_list(rule, item, place)
    if isinstance(found, Found):
        return found
    if item.owner is None:
        what = item_words(item)
        raise NobodyToDo(
            f"场景没有规定“{what.zh}”由谁承办", f"The scenario does not say whose {what.en!r} is."
        )
    ground = by_scenario_words(procedure, item, item.owner)
    return stands_for(procedure, item.owner, place, because=(*found, ground))


def whose_finding(
    procedure: Procedure, boundary: Boundary, item: Item | None, rule: ItemRule | None, place: Place
) -> Found:
    """Return whose a finding is that names an item or none: by the district's item list, else by the boundary rule.

    Raises:
        NobodyToDo: Neither leads to a body that the district has.
    """
    found = _by_list(rule, item, place)
    if isinstance(found, Found):
        return found
    ground = by_boundary_words(procedure, boundary, item)
    return stands_for(procedure, boundary.owner, place, because=(*found, ground))


def named_by_finder(body: Body) -> Found:
    """Return the body that whoever made a finding has named."""
    ground = Words(
        zh=f"登记问题时指定由{body.name}办理", en=f"{body.name} was named by whoever recorded the finding"
    )
    return Found(body, "", ground, (ground,))


def _by_list(rule: ItemRule | None, item: Item | None, place: Place) -> Found | tuple[Words, ...]:
    """Return whose an item is by the district's list; else, in words, why its entry leads to nobody, if it has one."""
    if rule is None or item is None:
        return ()
    for kind in rule.kinds:
        body = place.township if kind is TOWNSHIP else place.body_of(rule.department, (kind,), "")
        if body is not None:
            ground = by_list_words(rule, item, place.name, body.name)
            return Found(body, rule.department, ground, (ground,), rule.authority)
    return (not_there_words(rule, item, place.name),)


def stands_for(procedure: Procedure, name: str, place: Place, *, because: Sequence[Words] = ()) -> Found:
    """Return the body that a party or department of a plan is, or the one that stands in where there is none.

    Raises:
        NobodyToDo: The region has no such body, and nothing stands in for it.
    """
    departments = procedure.plan.departments if procedure.plan else {}
    asked, grounds = name, list(because)
    seen: set[str] = set()
    while name not in seen:
        seen.add(name)
        rule = departments.get(name)
        body = place.parties.get(name)
        if body is None and rule is not None:
            body = place.body_of(rule.department, rule.kinds, rule.region_of)
        if body is not None:
            why = (*grounds, found_words(procedure, name, place.name, body.name))
            return Found(body, rule.department if rule else "", joined(grounds), why)
        if rule is not None and rule.otherwise is not None:
            grounds.append(stands_in_words(procedure, name, rule.otherwise))
            name = rule.otherwise
    raise _nobody(procedure, asked, name)


def _nobody(procedure: Procedure, asked: str, last: str) -> NobodyToDo:
    departments = procedure.plan.departments if procedure.plan else {}
    who, instead = titled(procedure, asked), titled(procedure, last)
    if last not in departments:
        away = f"辖区内没有{who.zh}，" if asked != last else ""
        return NobodyToDo(
            f"{away}由{instead.zh}承办，有了具体事项才能确定是哪个单位",
            f"It is for the {instead.en} of a matter, who is known only when there is one.",
            line_of_work=who.zh,
        )
    line = departments[asked].department if asked in departments else ""
    return NobodyToDo(
        f"辖区内没有{who.zh}，请改派",
        f"The region has no {asked!r}; give the task to another body.",
        line_of_work=line or who.zh,
    )
