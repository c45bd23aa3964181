"""Whose an item or a finding is: the district's list first, then the scenario, and why in words."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.item_list import (
    Authority,
    ItemAmbiguous,
    ItemRule,
    ItemUnknown,
    ListedItem,
    item_in,
    item_list,
    item_named,
)
from domain.organisation import OrganisationKind
from domain.plan import Boundary, Department, Item, Plan, TaskRule
from domain.procedure import PartyRule, Procedure
from domain.whose import Body, Found, NobodyToDo, Place, named_by_finder, whose_finding, whose_item
from scenarios.load import load_definitions

REGULATOR, TEAM, TOWNSHIP = (
    OrganisationKind.REGULATOR,
    OrganisationKind.ENFORCEMENT,
    OrganisationKind.TOWNSHIP,
)
BODIES = {
    ("CG", TEAM): Body(code="cg", name="城管支队", kind=TEAM),
    ("CG", REGULATOR): Body(code="cgj", name="城管局", kind=REGULATOR),
    ("STHJ", REGULATOR): Body(code="sthj", name="环境局", kind=REGULATOR),
}
TOWN = Body(code="town", name="某街道", kind=TOWNSHIP)
LEAD = Body(code="lead", name="牵头局", kind=REGULATOR)


def scenario(**items: Item) -> Procedure:
    """Return night market's rules with three departments of their own and these items."""
    shipped = load_definitions()["night-market"].procedure
    plan = Plan(
        kind="one-thing",
        field="城市管理",
        field_en="urban",
        departments={
            "urban": Department(title="城市管理", title_en="urban", department="CG"),
            "environment": Department(
                title="生态环境", title_en="environment", department="STHJ", otherwise="urban"
            ),
            "gas": Department(title="燃气", title_en="gas", department="RQ", otherwise="urban"),
            "space": Department(title="航天", title_en="space", department="HT"),
            "rail": Department(title="铁路", title_en="rail", department="TL", otherwise="lead"),
        },
        items=items,
        tasks={"look": TaskRule(title="查", title_en="look")},
    )
    parties = {name: PartyRule(title=title, title_en=name) for name, title in PARTIES.items()}
    return shipped.model_copy(update={"plan": plan, "parties": parties})


PARTIES = {"lead": "牵头单位", "township": "属地镇街"}


def item(owner: str | None, **said: Any) -> Item:
    return Item(title="某事项", title_en="some item", owner=owner, **said)


def place(*, township: Body | None = None, **parties: Body) -> Place:
    def body_of(department: str, kinds: Sequence[OrganisationKind], _party: str) -> Body | None:
        return next((BODIES[department, kind] for kind in kinds if (department, kind) in BODIES), None)

    return Place(region="500112", name="某区", body_of=body_of, parties=parties, township=township)


def ruled(**said: Any) -> ItemRule:
    return ItemRule(item="night-market.x", **({"department": "CG", "authority": "centralised"} | said))


def asked(owner: str | None, rule: ItemRule | None = None, where: Place | None = None, **said: Any) -> Found:
    procedure = scenario(x=item(owner, **said))
    listed = ListedItem(
        "night-market.x", procedure.plan.items["x"] if procedure.plan else item(owner), procedure
    )
    return whose_item(listed, rule, where or place())


LAW = {"basis": "某法第一条", "confidence": "H"}


@pytest.mark.parametrize(
    ("owner", "rule", "where", "body", "ground"),
    [
        pytest.param(
            "environment",
            None,
            place(),
            "sthj",
            "《夜市执法监管一件事》：“某事项”由生态环境承办（工作惯例）",
            id="the scenario's owner",
        ),
        pytest.param("urban", None, place(), "cg", None, id="the first of its kinds"),
        pytest.param(
            "gas",
            None,
            place(),
            "cg",
            "《夜市执法监管一件事》：“某事项”由燃气承办（工作惯例）；辖区内没有燃气，由城市管理代为承办",
            id="who stands in",
        ),
        pytest.param(
            "township", None, place(township=TOWN, new=TOWN), None, None, id="no party of that role"
        ),
        pytest.param("rail", None, place(lead=LEAD), "lead", None, id="a party stands in"),
        pytest.param(
            "environment",
            ruled(),
            place(),
            "cg",
            "某区执法事项清单：“某事项”由城管支队行使（集中行使，工作惯例）",
            id="the district's list",
        ),
        pytest.param(
            "environment",
            ruled(kinds=("regulator",), authority="statutory", **LAW),
            place(),
            "cgj",
            "某区执法事项清单：“某事项”由城管局行使（法定，某法第一条）",
            id="another kind, by law",
        ),
        pytest.param(
            "environment",
            ruled(department="TOWN", kinds=("township",), authority="empowered"),
            place(township=TOWN),
            "town",
            "某区执法事项清单：“某事项”由某街道行使（赋权，工作惯例）",
            id="the township of the place",
        ),
        pytest.param(
            "environment",
            ruled(department="TOWN", kinds=("township",), authority="empowered"),
            place(),
            "sthj",
            "某区执法事项清单将“某事项”交由属地镇街行使，但这里没有指明镇街；"
            "《夜市执法监管一件事》：“某事项”由生态环境承办（工作惯例）",
            id="no township is named",
        ),
        pytest.param(
            "environment",
            ruled(kinds=("township", "enforcement"), authority="entrusted"),
            place(),
            "cg",
            None,
            id="the township if there is one, else the team",
        ),
        pytest.param(
            "environment",
            ruled(department="HT"),
            place(),
            "sthj",
            "某区执法事项清单将“某事项”交由HT行使，但辖区内没有这样的单位；"
            "《夜市执法监管一件事》：“某事项”由生态环境承办（工作惯例）",
            id="a body that is no more",
        ),
        pytest.param("space", None, place(), None, None, id="nobody"),
        pytest.param("lead", None, place(), None, None, id="a lead that is not known"),
        pytest.param(None, None, place(), None, None, id="no owner"),
        pytest.param(None, ruled(), place(), "cg", None, id="no owner, but the list has it"),
    ],
)
def test_whose_an_item_is(
    owner: str | None, rule: ItemRule | None, where: Place, body: str | None, ground: str | None
) -> None:
    if body is None:
        with pytest.raises(NobodyToDo):
            asked(owner, rule, where)
        return
    found = asked(owner, rule, where)

    assert found.body.code == body
    assert ground in (None, found.ground.zh)
    assert found.why[0].zh in found.ground.zh


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"basis": "某法第一条", "confidence": "H"}, "（某法第一条）"),
        ({"basis": "某法第一条", "confidence": "M"}, "（某法第一条，条款待核对）"),
        ({}, "（工作惯例）"),
    ],
)
def test_a_basis_is_as_sure_as_it_is(said: dict[str, Any], words: str) -> None:
    assert asked("urban", **said).ground.zh.endswith(words)


def test_nobody_is_told_with_the_line_of_work() -> None:
    with pytest.raises(NobodyToDo) as refused:
        asked("space")
    assert "航天" in refused.value.zh
    assert refused.value.facts["line_of_work"] == "HT"


def test_a_finding_is_told_with_the_boundary_rule_and_its_item() -> None:
    procedure = scenario(x=item("urban", **LAW))
    boundary = Boundary(owner="gas", basis="三定规定")
    found = whose_finding(procedure, boundary, item("urban", **LAW), None, place())
    of_list = whose_finding(procedure, boundary, item("urban"), ruled(department="STHJ"), place())
    without = whose_finding(procedure, Boundary(owner="urban"), None, ruled(), place())

    assert found.ground.zh == (
        "职责边界清单：由燃气承办（三定规定）；涉及事项“某事项”（某法第一条）；"
        "辖区内没有燃气，由城市管理代为承办"
    )
    assert (of_list.body.code, of_list.authority) == ("sthj", Authority.CENTRALISED)
    assert (without.body.code, without.ground.zh) == ("cg", "职责边界清单：由城市管理承办")
    assert named_by_finder(TOWN).ground.zh == "登记问题时指定由某街道办理"


ITEMS = item_list(each.procedure for each in load_definitions().values())


@pytest.mark.parametrize(
    ("said", "code"),
    [
        pytest.param("night-market.fumes", "night-market.fumes", id="a full code"),
        pytest.param("barbecue", "night-market.barbecue", id="a code of one scenario"),
        pytest.param("使用不合格计量器具", "night-market.scales", id="a title"),
        pytest.param("unqualified scales", "night-market.scales", id="an English title"),
    ],
)
def test_an_item_is_meant_by_code_or_title(said: str, code: str) -> None:
    assert item_named(ITEMS, said).code == code


def test_what_nobody_or_several_mean_is_refused() -> None:
    with pytest.raises(ItemUnknown):
        item_named(ITEMS, "nothing")
    with pytest.raises(ItemUnknown):
        item_named(ITEMS, "")
    with pytest.raises(ItemAmbiguous) as refused:
        item_named(ITEMS, "无证无照经营")
    codes = {each["code"] for each in refused.value.facts["candidates"]}
    assert codes == {"homestays.no-licence", "street-shops.no-licence"}


def test_a_finding_names_its_item_by_code_or_title() -> None:
    procedure = load_definitions()["night-market"].procedure

    assert [item_in(procedure, said) for said in ("fumes", "油烟超标或者未净化", "别的", "")] == [
        "fumes",
        "fumes",
        None,
        None,
    ]
