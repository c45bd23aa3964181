"""The districts' item lists as files: those that ship are examples, and what cannot hold is named with its line."""

from pathlib import Path

import pytest

from domain.item_list import Authority, ItemRule, item_list
from domain.limit import Confidence
from domain.organisation import OrganisationKind
from scenarios.errors import DefinitionWrong
from scenarios.item_lists import ITEM_LISTS, load_item_lists
from scenarios.load import load_definitions
from scenarios.organisations import load_registry

REGISTRY = load_registry(with_examples=False)
DEFINITIONS = load_definitions()
HEAD = 'region: "500112"\nitems:\n'


def load(folder: Path, *, with_examples: bool = True) -> dict[str, tuple[ItemRule, ...]]:
    return load_item_lists(REGISTRY, DEFINITIONS, with_examples=with_examples, folder=folder)


def test_those_that_ship_are_invented_and_say_so() -> None:
    lists = load(ITEM_LISTS)

    assert set(lists) == {"500112", "500153"}
    assert all(
        rule.confidence is Confidence.C and rule.basis is None for rules in lists.values() for rule in rules
    )
    assert load(ITEM_LISTS, with_examples=False) == {}


def test_a_list_is_read_as_it_is_written(tmp_path: Path) -> None:
    entry = (
        "{item: night-market.fumes, department: CG, basis: 市政府决定, confidence: M, authority: centralised}"
    )
    (tmp_path / "500112.yaml").write_text(f"{HEAD}  - {entry}\n", encoding="utf-8")

    (rule,) = load(tmp_path, with_examples=False)["500112"]
    assert (rule.item, rule.department, rule.authority) == ("night-market.fumes", "CG", Authority.CENTRALISED)
    assert rule.kinds == (OrganisationKind.ENFORCEMENT, OrganisationKind.REGULATOR)


@pytest.mark.parametrize(
    ("written", "line", "reason"),
    [
        pytest.param(
            f"{HEAD}  - {{item: night-market.fumes, department: CG, authority: centralised}}\n"
            "  - {item: night-market.nothing, department: CG, authority: centralised}\n",
            4,
            "no scenario has the item 'night-market.nothing'",
            id="an unknown item",
        ),
        pytest.param(
            f"{HEAD}  - item: night-market.fumes\n    department: HT\n    authority: centralised\n",
            4,
            "no body of the line of work 'HT'",
            id="an unknown department",
        ),
        pytest.param(
            f"{HEAD}  - item: night-market.fumes\n    department: CG\n    kinds: [government]\n"
            "    authority: centralised\n",
            5,
            "is of these kinds",
            id="no body of these kinds",
        ),
        pytest.param(
            f"{HEAD}  - {{item: night-market.fumes, department: CG, authority: centralised}}\n"
            "  - {item: night-market.fumes, department: GA, authority: statutory}\n",
            4,
            "stands twice",
            id="an item twice",
        ),
        pytest.param('region: "999999"\nitems: []\n', 1, "is no region", id="an unknown region"),
        pytest.param(
            f"{HEAD}  - {{item: night-market.fumes, department: CG, authority: borrowed}}\n",
            3,
            "authority",
            id="an unknown authority",
        ),
        pytest.param(
            f"{HEAD}  - {{item: night-market.fumes, department: CG, authority: statutory, confidence: H}}\n",
            3,
            "needs a basis",
            id="law without a basis",
        ),
        pytest.param(
            f"{HEAD}  - {{item: night-market.fumes, department: CG, authority: statutory, basis: 某法第一条}}\n",
            3,
            "what is customary has no basis",
            id="custom shown as law",
        ),
        pytest.param(
            f"{HEAD}  - {{item: night-market.fumes, department: CG, authority: statutory, since: 2026}}\n",
            3,
            "since",
            id="an unknown key",
        ),
    ],
)
def test_what_cannot_hold_is_named_with_its_line(
    tmp_path: Path, written: str, line: int, reason: str
) -> None:
    file = tmp_path / "500112.yaml"
    file.write_text(written, encoding="utf-8")

    with pytest.raises(DefinitionWrong) as refused:
        load(tmp_path)
    ((found, said),) = refused.value.facts["findings"]
    assert found == line
    assert reason in said
    assert f"{file}:{line}" in refused.value.en


def test_two_files_of_one_district_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text('region: "500112"\nitems: []\n', encoding="utf-8")

    with pytest.raises(DefinitionWrong, match="another file has the item list"):
        load(tmp_path)


def test_everyday_words_belong_to_one_item_of_the_one_things() -> None:
    """Words that stand for two items propose two bodies, so they tell nobody anything."""
    words = [
        word
        for each in item_list(each.procedure for each in DEFINITIONS.values()).values()
        for word in each.item.also
    ]

    assert len(words) > 12
    assert len(words) == len(set(words))
