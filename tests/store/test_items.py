"""Whose an item is, asked of the ledger; and the whistles that a proposal looks back on."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from commands import registry
from domain.item_list import Authority, item_list
from domain.likeness import parts_of
from domain.parties import PartiesWrong
from domain.whose import NobodyToDo
from scenarios.errors import DefinitionWrong
from scenarios.load import load_definitions
from store.connection import transaction
from store.items import District, rule_for
from store.tables import CaseRow, ItemRuleRow, OrganisationRow
from store.whistles import last_whistles

ITEMS = item_list(each.procedure for each in load_definitions().values())
YUBEI, RONGCHANG = "500112", "500153"


def owner(engine: Engine, item: str, region: str = YUBEI, township: str | None = None) -> tuple[str, str]:
    """Return the body that has an item, and its line of work."""
    with transaction(engine) as session:
        found = District(session, region, township).whose(ITEMS[item])
    return found.body.code, found.department


@pytest.mark.parametrize(
    ("item", "region", "township", "body", "department"),
    [
        pytest.param("night-market.fumes", YUBEI, None, "500112-cg", "CG", id="the district's list"),
        pytest.param("night-market.fumes", "500156", None, None, "", id="a district that has only townships"),
        pytest.param("night-market.scales", YUBEI, None, "500112-scjgzd", "SCJG", id="the scenario's owner"),
        pytest.param(
            "night-market.stall-outside",
            RONGCHANG,
            "500153-changyuan",
            "500153-changyuan",
            "TOWN",
            id="the township of the place",
        ),
        pytest.param(
            "night-market.stall-outside", RONGCHANG, None, "500153-cg", "CG", id="no township: the scenario"
        ),
        pytest.param(
            "illegal-building.village-building",
            YUBEI,
            "500112-longxi",
            "500112-longxi",
            "",
            id="the scenario gives it to the township",
        ),
        pytest.param("illegal-building.village-building", YUBEI, None, None, "", id="and none is named"),
    ],
)
def test_whose_an_item_is(
    scratch: Engine, item: str, region: str, township: str | None, body: str | None, department: str
) -> None:
    if body is None:
        with pytest.raises(NobodyToDo):
            owner(scratch, item, region, township)
    else:
        assert owner(scratch, item, region, township) == (body, department)


def test_only_a_township_of_the_region_is_the_place(scratch: Engine) -> None:
    for code in ("500153-changyuan", "500112-cg", "nobody"):
        with pytest.raises(PartiesWrong):
            owner(scratch, "night-market.scales", YUBEI, code)


def test_a_body_that_was_dissolved_exercises_nothing(scratch: Engine) -> None:
    with transaction(scratch) as session:
        for code in ("500112-cg", "500112-cgj"):
            session.get_one(OrganisationRow, code).is_active = False

    assert owner(scratch, "night-market.fumes")[1] == "STHJ"


def test_a_list_that_is_loaded_again_holds_at_once_and_what_left_it_does_not(
    scratch: Engine, tmp_path: Path
) -> None:
    (tmp_path / "yubei.yaml").write_text(
        'region: "500112"\nitems:\n'
        "  - {item: night-market.noise, department: STHJ, authority: statutory, basis: 某法第一条, confidence: H}\n",
        encoding="utf-8",
    )
    registry.load(scratch, with_examples=False, item_lists=tmp_path)

    assert owner(scratch, "night-market.fumes")[1] == "STHJ"
    assert owner(scratch, "night-market.noise")[1] == "STHJ"
    with transaction(scratch) as session:
        rule = rule_for(session, YUBEI, "night-market.noise")
        assert rule_for(session, RONGCHANG, "night-market.fumes") is None
    assert rule is not None
    assert (rule.authority, rule.basis) == (Authority.STATUTORY, "某法第一条")


def test_a_wrong_list_changes_nothing(scratch: Engine, tmp_path: Path) -> None:
    def listed() -> list[tuple[str, str]]:
        with transaction(scratch) as session:
            return sorted((row.region, row.item) for row in session.exec(select(ItemRuleRow)))

    before = listed()
    (tmp_path / "yubei.yaml").write_text('region: "500112"\nitems:\n  - {item: a.b}\n', encoding="utf-8")
    with pytest.raises(DefinitionWrong):
        registry.load(scratch, with_examples=True, item_lists=tmp_path)

    assert listed() == before
    assert len(before) > 0


@pytest.fixture
def blown(scratch: Engine) -> Callable[..., None]:
    """Write a whistle that a township has blown."""
    count = iter(range(1000))

    def one(title: str, tasks: Mapping[str, Any], *, org: str = "500112-longxi", **said: str) -> None:
        nth = next(count)
        state = {"opening": {"asks": said.get("asks", ""), "place": said.get("place", "")}, "tasks": tasks}
        changed: dict[str, Any] = {
            "id": f"w{nth}",
            "number": f"w{nth}",
            "title": title,
            "opened_org": org,
            "state": state,
        }
        with transaction(scratch) as session:
            pattern = session.exec(select(CaseRow).order_by(col(CaseRow.number))).first()
            assert pattern is not None
            changed["opened_at"] = pattern.opened_at + timedelta(minutes=nth)
            changed["definition"] = said.get("definition", "whistle-emergency")
            session.add(CaseRow(**(pattern.model_dump() | changed)))

    return one


def answered(org: str, outcome: str | None = "answered", **said: str) -> dict[str, Any]:
    return {"org": org, "outcome": outcome, **said}


def test_whistles_are_read_with_those_that_answered(scratch: Engine, blown: Callable[..., None]) -> None:
    tasks = {
        "a": answered("500112-xf"),
        "b": answered("500112-jj", "not-competent"),
        "c": answered("500112-cg", "called-off"),
        "d": answered("500112-yj", None),
        "e": answered("500112-ga", doer="500112-gafj"),
    }
    blown("消防通道被堵", tasks, place="龙溪街道锦程苑", asks="锦程苑通道堵死")
    blown("别的区", {"a": answered("500153-xf")}, org="500153-changyuan")
    blown("不是吹哨", {"a": answered("500112-xf")}, definition="night-market")
    with transaction(scratch) as session:
        (whistle,) = last_whistles(session, YUBEI, ["whistle-emergency", "whistle-key-work"])

    assert whistle.answered == ("500112-xf", "500112-gafj")
    assert parts_of("消防通道") <= whistle.about
    assert not parts_of("锦程苑") & whistle.about


def test_the_newest_come_first_and_only_so_many_of_each_township(
    scratch: Engine, blown: Callable[..., None]
) -> None:
    for _ in range(45):
        blown("很多", {"a": answered("500112-xf")})
    blown("另一个街道", {"a": answered("500112-cg")}, org="500112-renhe")
    with transaction(scratch) as session:
        found = last_whistles(session, YUBEI, ["whistle-emergency"])

    assert found[0].answered == ("500112-cg",)
    assert len(found) == 41
