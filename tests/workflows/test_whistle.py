"""Whistles on the real engine: who does not come has the ladder against it, and the township cannot end the whistle."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from domain.act import Act, OpeningAct
from scenarios.load import load_definitions
from tests.api.namespaces import new_namespace
from tests.domain.transfers import COORDINATOR
from tests.workflows.case_files import check, letters, notices
from tests.workflows.cases import Desk, code_of
from tests.workflows.ladders import MINUTE, SECOND, climb, fired, followers, levels, skip_to
from tests.workflows.matters import TOWNSHIP, Matter, officer, task_act
from worker import case_worker

FIRE, URBAN, COMMAND = "500112-xf", "500112-cg", "500112-cc"


@pytest.fixture(scope="module")
async def own_client(environment: WorkflowEnvironment, engine: Engine) -> AsyncIterator[Client]:
    """A client whose cases and their tasks leave time alone, with a worker of its own that starts tasks so too."""
    client = await new_namespace(environment)
    async with case_worker(client, engine, is_rehearsal=True):
        yield client


async def blown(client: Client, engine: Engine, name: str, *departments: str, **form: str) -> Matter:
    """Open a whistle of a class for these departments."""
    case_id = str(uuid4())
    act = OpeningAct(
        id=case_id,
        actor=officer(TOWNSHIP),
        title="小区消防通道被堵",
        parties={"lead": TOWNSHIP, "command": COMMAND},
        form={"place": "某小区", "asks": "清障", "departments": list(departments), "contact": "值班长"}
        | form,
    )
    return Matter(await Desk(client, engine, load_definitions()[name]).opened(case_id, act))


async def test_the_ladder_runs_against_the_department_that_does_not_come(
    own_client: Client, engine: Engine
) -> None:
    matter = await blown(own_client, engine, "whistle-emergency", FIRE, URBAN)
    came, absent = await matter.task(f"answer-{FIRE}"), await matter.task(f"answer-{URBAN}")
    whistled_at = absent.row().opened_at
    await task_act(came, FIRE, "answer")
    await task_act(came, FIRE, "arrive", people="两人")
    await task_act(absent, URBAN, "answer")
    due_at = absent.row().due_at
    assert due_at is not None
    await skip_to(absent, due_at - 5 * SECOND)
    assert fired(absent) == []
    await climb(absent, 1)

    # Thirty minutes from the whistle, however quickly it was answered.
    assert whistled_at + 30 * MINUTE <= due_at < whistled_at + 31 * MINUTE
    assert [(each.level, each.stage) for each in fired(absent)] == [("L1", "coming")]
    assert notices(absent, "overdue") == sorted([(absent.row().seq, URBAN), (absent.row().seq, COORDINATOR)])
    assert [(each.kind, each.issuer, each.addressee) for each in letters(absent)] == [
        ("whistle-sheet", TOWNSHIP, URBAN),
        ("reminder", COORDINATOR, URBAN),
    ]
    assert (absent.row().holder, absent.row().stage) == (URBAN, "coming")
    assert levels(came) == []
    end = Act(id=str(uuid4()), action="end-whistle", actor=officer(TOWNSHIP), form={"summary": "未到"})
    assert await code_of(matter.lead.send(end)) == "not-allowed-now"
    await climb(absent, 1)
    (supervision,) = await followers(absent, "supervision")
    assert levels(absent) == ["L1", "L2"]
    assert supervision.row().state["parties"]["body"] == URBAN
    await check(absent)


async def test_a_claim_that_is_not_decided_in_time_leaves_the_department_in_duty(
    own_client: Client, engine: Engine
) -> None:
    matter = await blown(own_client, engine, "whistle-enforcement", URBAN, offence="违法建设")
    task = await matter.task(f"answer-{URBAN}")
    await task_act(task, URBAN, "claim", reasons="不属本部门", basis="职责边界清单")
    (claim,) = await followers(task, "competence")
    await claim.skip_past_due()
    await claim.until(lambda row: row.overdue_at is not None)

    assert await code_of(task_act(claim, COMMAND, "release", reasons="不属其职责")) == "not-allowed-now"
    assert task.row().holder == URBAN
    await task_act(claim, COMMAND, "keep", reasons="逾期未认定，继续应哨")
    assert claim.row().outcome == "kept"
    assert task.row().outcome is None


async def test_a_department_that_is_not_competent_leaves_the_township_to_name_another(
    own_client: Client, engine: Engine
) -> None:
    matter = await blown(own_client, engine, "whistle-enforcement", URBAN, offence="违法建设")
    task = await matter.task(f"answer-{URBAN}")
    await task_act(task, URBAN, "claim", reasons="不属本部门", basis="职责边界清单")
    (claim,) = await followers(task, "competence")
    await task_act(claim, COMMAND, "release", reasons="属消防救援职责")
    case = await matter.until(f"answer-{URBAN}-next", "blocked")

    assert case.tasks[f"answer-{URBAN}"].result == "not-competent"
    give = Act(
        id=str(uuid4()),
        action="reassign-task",
        actor=officer(TOWNSHIP),
        form={"task": f"answer-{URBAN}-next", "to": FIRE, "reason": "指挥中心认定"},
    )
    await matter.lead.send(give)
    other = await matter.task(f"answer-{URBAN}-next")
    assert (other.row().definition, other.row().holder) == ("report-in", FIRE)
    assert other.row().due_at is not None
    assert other.row().state["opening"]["place"] == "某小区"
