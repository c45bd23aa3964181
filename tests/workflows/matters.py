"""Matters across departments under test: a plan made for the test, run by the real engine, its tasks found by their keys."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine
from temporalio.client import Client

from domain.act import Act, Actor, OpeningAct
from domain.case import Case
from domain.organisation import Role
from domain.plan import Department, Plan, TaskRule
from domain.procedure import Definition
from scenarios.load import load_definitions
from store.connection import transaction
from store.definitions import publish
from tests.workflows.cases import Desk, OpenedCase, tries

LEAD, TOWNSHIP = "500112-cg", "500112-shuanglonghu"
ROLES = (Role.HANDLER, Role.LEADER)


def rule(**said: Any) -> TaskRule:
    """Return a task rule with titles."""
    return TaskRule(title="任务", title_en="task", **said)


def planned(engine: Engine, **tasks: TaskRule) -> Definition:
    """Return night market's rules with other tasks, published in the ledger."""
    shipped = load_definitions()["night-market"]
    plan = shipped.procedure.plan
    assert plan is not None
    departments = dict(plan.departments) | {
        "nobody": Department(title="航天", title_en="space", department="HT")
    }
    own = Plan(**(dict(plan) | {"tasks": tasks, "departments": departments}))
    procedure = shipped.procedure.model_copy(update={"plan": own})
    definition = Definition(procedure=procedure, limits=shipped.limits, ladders=shipped.ladders)
    with transaction(engine) as session:
        publish(session, [definition], at=datetime.now(UTC))
    return definition


def officer(org: str) -> Actor:
    """Return somebody of an organisation who may do everything there."""
    login = {LEAD: "yubei.cg", TOWNSHIP: "yubei.shuanglonghu"}.get(org, f"yubei.{org.split('-')[1]}")
    return Actor(login=login, org=org, roles=ROLES)


@dataclass
class Matter:
    """An opened matter: its own case and those of its tasks."""

    lead: OpenedCase

    async def act(self, action: str, **form: Any) -> int:
        """Have the lead act on the matter."""
        return await self.lead.send(Act(id=str(uuid4()), action=action, actor=officer(LEAD), form=form))

    async def until(self, key: str, *statuses: str) -> Case:
        """Wait until the matter knows a task in one of these states."""
        case = self.known()
        async for _ in tries():
            if key in case.tasks and case.tasks[key].status in statuses:
                break
            case = self.known()
        return case

    def known(self) -> Case:
        """Return the matter as the ledger has it."""
        return Case.model_validate(self.lead.row().state)

    async def task(self, key: str) -> OpenedCase:
        """Return a task's own case, once the matter has heard of it."""
        state = (await self.until(key, "running", "done")).tasks[key]
        client = self.lead.client
        return OpenedCase(client, self.lead.engine, client.get_workflow_handle(state.case_id), state.case_id)

    async def do(self, key: str, *, outcome: str = "done", finds: tuple[dict[str, Any], ...] = ()) -> None:
        """Take a task from signing to acceptance."""
        task = await self.task(key)
        doer = task.row().holder or ""
        await task_act(task, doer, "sign")
        for finding in finds:
            await task_act(task, doer, "find", **finding)
        await task_act(task, doer, "report", outcome=outcome, summary="已办理")
        await task_act(task, LEAD, "accept")


async def task_act(task: OpenedCase, org: str, action: str, **form: Any) -> int:
    """Have an organisation act on a task."""
    return await task.send(Act(id=str(uuid4()), action=action, actor=officer(org), form=form))


async def opened(client: Client, engine: Engine, definition: Definition) -> Matter:
    """Open a matter that the urban management team leads."""
    case_id = str(uuid4())
    act = OpeningAct(
        id=case_id,
        actor=officer(LEAD),
        title="双龙湖夜市",
        parties={"lead": LEAD, "township": TOWNSHIP},
        form={"source": "plan", "place": "某街", "object": "夜市", "facts": "开市", "urgency": "ordinary"},
    )
    desk = Desk(client, engine, definition)
    return Matter(await desk.opened(case_id, act))
