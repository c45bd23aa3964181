"""A district's item list decides whose a finding of a running matter is, and the case says on which ground."""

from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from store.connection import transaction
from store.tables import ItemRuleRow
from tests.api.namespaces import new_namespace
from tests.workflows.cases import OpenedCase
from tests.workflows.matters import LEAD, TOWNSHIP, Matter, opened, planned, rule
from worker import case_worker


@pytest.fixture(scope="module")
async def own_client(environment: WorkflowEnvironment, engine: Engine) -> AsyncIterator[Client]:
    """A client whose cases and their tasks leave time alone, with a worker of its own that starts tasks so too."""
    client = await new_namespace(environment)
    async with case_worker(client, engine, is_rehearsal=True):
        yield client


@pytest.fixture
def empowered(engine: Engine) -> Iterator[None]:
    """While this test runs, the district has its townships exercise one more item."""
    with transaction(engine) as session:
        session.add(
            ItemRuleRow(
                region="500112",
                item="night-market.barbecue",
                department="TOWN",
                kinds=["township"],
                basis="市政府公布的赋权清单",
                confidence="M",
                authority="empowered",
            )
        )
    yield
    with transaction(engine) as session:
        session.delete(session.get_one(ItemRuleRow, ("500112", "night-market.barbecue")))


def ground(task: OpenedCase) -> str:
    said: str = task.row().state["opening"]["ground"]
    return said


async def patrolled(client: Client, engine: Engine, *finds: dict[str, str]) -> Matter:
    """Return a matter whose patrol has found something."""
    definition = planned(
        engine, patrol=rule(by="urban"), rectify=rule(by="boundary", for_each="findings.patrol")
    )
    matter = await opened(client, engine, definition)
    await matter.do("patrol", finds=finds)
    return matter


async def test_a_finding_goes_to_whom_the_district_says_with_the_ground_in_its_form(
    own_client: Client, engine: Engine
) -> None:
    matter = await patrolled(
        own_client,
        engine,
        {"facts": "油烟直排", "item": "fumes"},
        {"facts": "电子秤未检定", "item": "scales"},
        {"facts": "另一处油烟直排", "item": "fumes", "owner": "500112-sthjzd"},
    )
    by_list, by_boundary, named = [await matter.task(f"rectify-{n}") for n in range(1, 4)]

    assert (by_list.row().holder, ground(by_list)) == (
        LEAD,
        "渝北区执法事项清单：“油烟超标或者未净化”由区城管执法支队行使（集中行使，工作惯例）",
    )
    assert by_boundary.row().holder == "500112-scjgzd"
    assert (
        ground(by_boundary)
        == "职责边界清单：由市场监管承办（划定区域内的食品问题由市场监管部门负责；区域外先由城市管理部门处置占道，再移送食品线索）；涉及事项“使用不合格计量器具”（计量法第二十六条）"
    )
    assert (named.row().holder, ground(named)) == (
        "500112-sthjzd",
        "登记问题时指定由区生态环境执法支队办理",
    )
    assert "ground" not in (await matter.task("patrol")).row().state["opening"]


async def test_what_townships_exercise_goes_to_that_of_the_matter(
    own_client: Client, engine: Engine, empowered: None
) -> None:
    matter = await patrolled(own_client, engine, {"facts": "露天烧烤", "item": "barbecue"})
    task = await matter.task("rectify-1")

    assert task.row().holder == TOWNSHIP
    assert ground(task) == (
        "渝北区执法事项清单：“禁止区域露天烧烤”由双龙湖街道行使（赋权，市政府公布的赋权清单，条款待核对）"
    )


async def test_a_list_that_names_nobody_says_so_and_the_boundary_decides(
    own_client: Client, engine: Engine, empowered: None
) -> None:
    with transaction(engine) as session:
        row = session.get_one(ItemRuleRow, ("500112", "night-market.barbecue"))
        row.department, row.kinds = "HT", ["enforcement"]
    matter = await patrolled(own_client, engine, {"facts": "露天烧烤", "item": "barbecue"})
    task = await matter.task("rectify-1")

    assert task.row().holder == LEAD
    assert ground(task).startswith(
        "渝北区执法事项清单将“禁止区域露天烧烤”交由HT行使，但辖区内没有这样的单位；"
        "职责边界清单：由城市管理承办"
    )
