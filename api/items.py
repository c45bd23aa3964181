"""Whose an item is in a district: one answer for pages and programs."""

from collections.abc import Mapping

from sqlmodel import Session

from api.away import NotFound
from api.resources import Resources
from api.tasks import BodyOut
from domain.grounds import Words
from domain.item_list import Authority, ListedItem, item_list, item_named
from domain.model import Model
from domain.organisation import OrganisationKind, Person
from domain.whose import Found, NobodyToDo
from store.items import District
from store.tables import RegionRow


class ItemOut(Model):
    """An item of the general list with the rule it rests on; `H` was read in the text, `M` is to be checked, `C` customary."""

    code: str
    title: str
    title_en: str
    basis: str | None
    confidence: str


class OwnerOut(Model):
    """Who has an item in a district: the body with its line of work, the ground in one sentence, and each step to it.

    `authority` is there when the district's own item list says so.
    """

    organisation: BodyOut
    department: str
    ground_zh: str
    ground_en: str
    why: list[Words]
    authority: Authority | None


class RouteOut(OwnerOut):
    """The answer to whose an item is."""

    item: ItemOut


class ListedItemOut(ItemOut):
    """An item with its scenario; `owner` is who has it in the caller's region, else `nobody` says why there is none."""

    scenario: str
    scenario_title: str
    scenario_title_en: str
    owner: OwnerOut | None = None
    nobody: Words | None = None


def items_of(resources: Resources) -> dict[str, ListedItem]:
    """Return the general item list: the items of every scenario in force, by their full code."""
    return item_list(each.procedure for each in resources.definitions.values())


def routed(
    session: Session, items: Mapping[str, ListedItem], said: str, region: str, township: str | None
) -> RouteOut:
    """Return whose an item is in a region.

    Raises:
        ItemUnknown: There is no such item.
        ItemAmbiguous: There are several.
        NotFound: There is no such region.
        PartiesWrong: The township is none of the region.
        NobodyToDo: The region has nobody for it.
    """
    listed = item_named(items, said)
    if session.get(RegionRow, region) is None:
        raise NotFound(region)
    owner = owner_out(District(session, region, township).whose(listed))
    return RouteOut(item=ItemOut(**_item(listed)), **dict(owner))


def owner_out(found: Found) -> OwnerOut:
    """Return who was found as the API says it."""
    return OwnerOut(
        organisation=BodyOut(code=found.body.code, name=found.body.name),
        department=found.department,
        ground_zh=found.ground.zh,
        ground_en=found.ground.en,
        why=list(found.why),
        authority=found.authority,
    )


def listed_items(
    session: Session, items: Mapping[str, ListedItem], person: Person, words: str
) -> list[ListedItemOut]:
    """Return the items in which all of the words stand, with who has each in the person's region."""
    district = District(session, person.region, own_township(person))
    found = [_listed(district, each) for each in items.values()]
    asked = words.casefold().split()
    return [each for each in found if all(word in _text(items[each.code], each) for word in asked)]


def own_township(person: Person) -> str | None:
    """Return the person's own township, where that is the place of what they ask about."""
    return person.org_code if person.kind is OrganisationKind.TOWNSHIP else None


def _listed(district: District, listed: ListedItem) -> ListedItemOut:
    procedure = listed.procedure
    known = _item(listed) | {
        "scenario": procedure.procedure,
        "scenario_title": procedure.title,
        "scenario_title_en": procedure.title_en,
    }
    try:
        return ListedItemOut(**known, owner=owner_out(district.whose(listed)))
    except NobodyToDo as nobody:
        return ListedItemOut(**known, nobody=Words(zh=nobody.zh, en=nobody.en))


def _item(listed: ListedItem) -> dict[str, str | None]:
    item = listed.item
    return {
        "code": listed.code,
        "title": item.title,
        "title_en": item.title_en,
        "basis": item.basis,
        "confidence": item.confidence.value,
    }


def _text(listed: ListedItem, shown: ListedItemOut) -> str:
    """Return in what a search looks: code, titles, everyday words, scenario, basis and owner."""
    owner = (shown.owner.organisation.name, shown.owner.department) if shown.owner else ()
    said = (
        shown.code,
        shown.title,
        shown.title_en,
        *listed.item.also,
        shown.scenario_title,
        shown.scenario_title_en,
        shown.basis or "",
        *owner,
    )
    return " ".join(said).casefold()
