"""The item list: every item that a scenario defines, under its full code, and what a district says of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from domain.limit import BY_ANALOGY, Confidence
from domain.model import Rule
from domain.organisation import OrganisationKind
from domain.plan import Item
from domain.procedure import Procedure
from domain.refusal import Refusal

_MOST_CANDIDATES = 20


class Authority(StrEnum):
    """By which title a body exercises an item.

    An entrusted item is exercised in the name of the body that entrusts it (行政处罚法第二十条), all others in the own name.
    """

    STATUTORY = "statutory"
    EMPOWERED = "empowered"
    ENTRUSTED = "entrusted"
    CENTRALISED = "centralised"


class ItemRule(Rule):
    """What a district says of an item: which line of work exercises it there, by which title, on which basis.

    With the kind `township` it is the township of the place that does.
    """

    item: str = Field(pattern=r"^[a-z0-9-]+\.[a-z0-9_-]+$")
    department: str = Field(pattern=r"^[A-Z]+$")
    kinds: tuple[OrganisationKind, ...] = (OrganisationKind.ENFORCEMENT, OrganisationKind.REGULATOR)
    basis: str | None = None
    confidence: Confidence = Confidence.C
    authority: Authority

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.confidence is Confidence.C:
            if self.basis is not None and not self.basis.startswith(BY_ANALOGY):
                raise ValueError(f"what is customary has no basis, or one that opens with {BY_ANALOGY}")
        elif not self.basis:
            raise ValueError(f"confidence {self.confidence} needs a basis")
        return self


class ItemUnknown(Refusal):
    """The item list has no such item."""

    code = "item-unknown"


class ItemAmbiguous(Refusal):
    """Several scenarios have an item of this name."""

    code = "item-ambiguous"


@dataclass(frozen=True)
class ListedItem:
    """An item of the general list: its full code, and the scenario that defines it."""

    code: str
    item: Item
    procedure: Procedure


def full_code(scenario: str, item: str) -> str:
    """Return the code under which an item of a scenario stands in the list."""
    return f"{scenario}.{item}"


def item_list(procedures: Iterable[Procedure]) -> dict[str, ListedItem]:
    """Return the items of all scenarios by their full code."""
    return {each.code: each for procedure in procedures for each in _items_of(procedure)}


def _items_of(procedure: Procedure) -> Iterator[ListedItem]:
    for name, item in (procedure.plan.items if procedure.plan else {}).items():
        yield ListedItem(full_code(procedure.procedure, name), item, procedure)


def item_named(items: Mapping[str, ListedItem], said: str) -> ListedItem:
    """Return the item that is meant by a full code, by a code that one scenario alone has, or by an exact title.

    Raises:
        ItemUnknown: There is none.
        ItemAmbiguous: There are several; all are named.
    """
    if said in items:
        return items[said]
    by_code = [each for each in items.values() if each.code.partition(".")[2] == said]
    found = by_code or [
        each for each in items.values() if said in (each.item.title, each.item.title_en) and said
    ]
    if not found:
        raise ItemUnknown(f"事项清单中没有：{said}", f"The item list has no {said!r}.")
    if len(found) > 1:
        raise ItemAmbiguous(
            f"有{len(found)}个事项叫“{said}”，请写完整代码",
            f"{len(found)} items are called {said!r}; write the full code.",
            candidates=[{"code": each.code, "title": each.item.title} for each in found[:_MOST_CANDIDATES]],
        )
    return found[0]


def item_in(procedure: Procedure, said: str) -> str | None:
    """Return the code of an item of a scenario by what somebody wrote as the item of a finding: its code or title."""
    items = procedure.plan.items if procedure.plan else {}
    if said in items:
        return said
    return next((name for name, item in items.items() if said in (item.title, item.title_en)), None)
