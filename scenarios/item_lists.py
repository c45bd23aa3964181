"""The only reader of the districts' item lists: who exercises an item there, or what is wrong, with file and line."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from pydantic import Field

from domain.item_list import ItemRule, item_list
from domain.model import Rule
from domain.organisation import OrganisationKind
from domain.procedure import Definition
from scenarios.bodies import Registry
from scenarios.errors import DefinitionWrong
from scenarios.organisations import REGISTRY
from scenarios.rule_file import line_of, read_node, shaped

ITEM_LISTS = REGISTRY / "items"
_ITEMS = "items"


class ItemListFile(Rule):
    """The item list of one district; an invented one holds only where the other examples do."""

    example: bool = False
    region: str = Field(pattern=r"^\d{6}$")
    items: tuple[ItemRule, ...]


def load_item_lists(
    registry: Registry,
    definitions: Mapping[str, Definition],
    *,
    with_examples: bool,
    folder: Path = ITEM_LISTS,
) -> dict[str, tuple[ItemRule, ...]]:
    """Read the item lists of the districts that have one, by region.

    Args:
        registry: the bodies that may exercise an item.
        definitions: the scenarios whose items there are.
        with_examples: whether the invented lists come along.
        folder: where the lists are, a file for each district.

    Raises:
        DefinitionWrong: A file has the wrong shape, or speaks of what does not exist; each finding with its line.
    """
    known = item_list(each.procedure for each in definitions.values()).keys()
    lists: dict[str, tuple[ItemRule, ...]] = {}
    for file in sorted(folder.glob("*.yaml")):
        node = read_node(file)
        listed = shaped(file, node, ItemListFile)
        if listed.region in lists:
            raise DefinitionWrong(
                file, [(line_of(node, ["region"]), f"another file has the item list of {listed.region}")]
            )
        wrong = [(line_of(node, path), reason) for path, reason in _findings(listed, registry, known)]
        if wrong:
            raise DefinitionWrong(file, wrong)
        if with_examples or not listed.example:
            lists[listed.region] = listed.items
    return lists


def _findings(
    listed: ItemListFile, registry: Registry, known: Collection[str]
) -> Iterator[tuple[list[str | int], str]]:
    if listed.region not in {each.code for each in registry.regions}:
        yield ["region"], f"{listed.region!r} is no region of the registry"
        return
    bodies = registry.in_region(listed.region)
    seen: set[str] = set()
    for nth, rule in enumerate(listed.items):
        at: list[str | int] = [_ITEMS, nth]
        if rule.item not in known:
            yield [*at, "item"], f"no scenario has the item {rule.item!r}"
        if rule.item in seen:
            yield [*at, "item"], f"the item {rule.item!r} stands twice"
        seen.add(rule.item)
        if rule.department not in {each.department for each in bodies}:
            yield [*at, "department"], f"the region has no body of the line of work {rule.department!r}"
        elif not any(_fits(rule, each.kind, each.department) for each in bodies):
            yield [*at, "kinds"], f"no body of {rule.department!r} in the region is of these kinds"


def _fits(rule: ItemRule, kind: OrganisationKind, department: str | None) -> bool:
    is_of_the_line = department == rule.department or kind is OrganisationKind.TOWNSHIP
    return kind in rule.kinds and is_of_the_line
