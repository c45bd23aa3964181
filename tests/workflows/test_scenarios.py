"""Matters across departments on the real engine: tasks as cases of their own, findings, failures, many at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from store.connection import transaction
from store.tables import KeptRow
from tests.api.namespaces import new_namespace
from tests.workflows.case_files import actions, entries
from tests.workflows.cases import code_of
from tests.workflows.matters import LEAD, Matter, opened, planned, rule, task_act
from worker import case_worker


@pytest.fixture(scope="module")
async def own_client(environment: WorkflowEnvironment, engine: Engine) -> AsyncIterator[Client]:
    """A client whose cases and their tasks leave time alone, with a worker of its own that starts tasks so too."""
    client = await new_namespace(environment)
    async with case_worker(client, engine, is_rehearsal=True):
        yield client


async def settled(matter: Matter, *keys: str) -> dict[str, str]:
    """Wait until the matter has heard of the end of these tasks; return where all of them stand."""
    for key in keys:
        await matter.until(key, "done", "left-out")
    return {key: state.status for key, state in matter.known().tasks.items()}


async def test_tasks_follow_one_another_and_the_lead_ends_the_matter(
    own_client: Client, engine: Engine
) -> None:
    definition = planned(engine, look=rule(by="market"), act=rule(by="fire", after=("look",)))
    matter = await opened(own_client, engine, definition)
    await matter.do("look")
    assert await code_of(matter.act("finish", summary="完")) == "not-allowed-now"
    await matter.do("act")

    assert await settled(matter, "look", "act") == {"look": "done", "act": "done"}
    await matter.act("finish", summary="完")
    assert matter.lead.row().outcome == "finished"


async def test_findings_become_tasks_of_whom_the_boundary_says(own_client: Client, engine: Engine) -> None:
    definition = planned(
        engine, patrol=rule(by="urban"), rectify=rule(by="boundary", for_each="findings.patrol")
    )
    matter = await opened(own_client, engine, definition)
    scales = {"facts": "电子秤未检定", "item": "scales"}
    await matter.do("patrol", finds=(scales, {"facts": "越线经营", "item": "stall-outside"}))
    market, urban = await matter.task("rectify-1"), await matter.task("rectify-2")

    assert (market.row().holder, urban.row().holder) == ("500112-scjgzd", LEAD)
    assert market.row().state["opening"]["clause"] == "使用不合格计量器具（计量法第二十六条）"
    assert market.row().state["opening"]["finding"] == "电子秤未检定"


async def test_what_was_found_is_not_typed_again(own_client: Client, engine: Engine) -> None:
    correct = rule(by="boundary", for_each="findings", procedure="rectify")
    matter = await opened(own_client, engine, planned(engine, patrol=rule(by="urban"), rectify=correct))
    found = {"facts": "电子秤未检定", "item": "scales", "suspect": "某水果摊", "place": "龙山大道1号"}
    await matter.do("patrol", finds=(found,))
    opening = (await matter.task("rectify-1")).row().state["opening"]

    assert [opening[name] for name in ("finding", "object", "place", "clause")] == [
        "电子秤未检定",
        "某水果摊",
        "龙山大道1号",
        "使用不合格计量器具（计量法第二十六条）",
    ]


async def test_a_task_for_which_the_region_has_nobody_waits_for_the_lead(
    own_client: Client, engine: Engine
) -> None:
    matter = await opened(own_client, engine, planned(engine, fly=rule(by="nobody")))
    case = await matter.until("fly", "blocked")
    await matter.act("reassign-task", task="fly", to="500112-yjzd", reason="代为承办")
    await matter.do("fly")

    assert "航天" in case.tasks["fly"].reason
    assert await settled(matter, "fly") == {"fly": "done"}
    assert "task-blocked" in actions(matter.lead)


async def test_forty_tasks_of_all_departments_with_everything_that_goes_wrong(
    own_client: Client, engine: Engine
) -> None:
    """Forty tasks and more: some late, some cancelled, one added, one left out, one for nobody; none is lost or done twice."""
    rounds = {f"round{n}": rule(for_each="departments", by="each") for n in range(1, 6)}
    definition = planned(
        engine,
        **rounds,
        nobody=rule(by="nobody"),
        spare=rule(by="fire", after=("last",)),
        last=rule(by="lead", after=tuple(rounds), join="any"),
    )
    matter = await opened(own_client, engine, definition)
    late = await matter.task("round1-market")
    await late.skip_past_due()
    await late.until(lambda row: row.overdue_at is not None)
    await matter.act("add-task", name="断电", to="500112-sl", asks="切断电源", days=1)
    unmanned = ("nobody", *(f"round{n}-nobody" for n in range(1, 6)))
    for key in unmanned:
        await matter.until(key, "blocked")
        await matter.act("leave-out-task", task=key, reason="本区无此职责")
    cancelled = await matter.task("round2-police")
    await task_act(cancelled, LEAD, "cancel", reason="重复派单")
    first = [key for key in matter.known().tasks if key not in (*unmanned, "round2-police")]
    await asyncio.gather(*(matter.do(key) for key in first))
    await matter.do("last")
    await matter.do("spare")
    todo = [*first, "last"]
    after = await settled(matter, *todo, "round2-police", "spare")

    assert len(after) == 5 * 9 + 4
    assert {key for key, status in after.items() if status == "left-out"} == set(unmanned)
    ended = await matter.lead.case()
    assert ended.tasks["round2-police"].outcome == "cancelled"
    assert [entry.form["level"] for entry in entries(late) if entry.action == "overdue"][:1] == ["L1"]
    assert ended.tasks["round1-market"].late
    await matter.act("finish", summary="完")
    assert actions(matter.lead).count("finish") == 1
    check_late_tasks_are_counted(matter)


def check_late_tasks_are_counted(matter: Matter) -> None:
    """Check that the matter keeps how many of its tasks were done in time, and that what fails is only told."""
    case = matter.known()
    late = sum(state.late for state in case.tasks.values())
    done = sum(state.status == "done" for state in case.tasks.values())
    with transaction(matter.lead.engine) as session:
        rows = session.exec(select(KeptRow).where(KeptRow.case_id == case.id)).all()
    kept = {row.name: row for row in rows}
    assert kept["tasks-on-time"].value == pytest.approx((done - late) / done)
    # The rules of this matter speak of a task that its plan has not.
    assert (kept["corrected"].value, kept["corrected"].why is None) == (None, False)


async def test_two_departments_that_act_in_the_same_instant_are_both_heard(
    own_client: Client, engine: Engine
) -> None:
    definition = planned(
        engine, a=rule(by="market"), b=rule(by="fire"), last=rule(by="lead", after=("a", "b"))
    )
    matter = await opened(own_client, engine, definition)
    await matter.task("a"), await matter.task("b")
    await asyncio.gather(matter.do("a"), matter.do("b"))
    await matter.until("last", "running")

    assert [entry.form["number"] for entry in entries(matter.lead) if entry.form.get("outcome") == "done"]
    assert {key: state.status for key, state in (await matter.lead.case()).tasks.items()} == {
        "a": "done",
        "b": "done",
        "last": "running",
    }


async def test_a_matter_of_fourteen_months_is_renewed_and_goes_on(own_client: Client, engine: Engine) -> None:
    """Patrols that follow one another over more than a year, with more acts than one history holds."""
    patrols = {
        f"month{n}": rule(by="urban", after=(f"month{n - 1}",) if n > 1 else (), findings="kept")
        for n in range(1, 15)
    }
    matter = await opened(own_client, engine, planned(engine, **patrols))
    first_run = await matter.lead.run_id()
    began = await matter.lead.now()
    for n in range(1, 15):
        await matter.do(f"month{n}", finds=({"facts": f"第{n}月问题"},))
        await matter.until(f"month{n}", "done")
        await asyncio.gather(*(comment(matter, f"第{n}月记录{i}") for i in range(12)))
        await matter.lead.skip(timedelta(days=31))

    case = await matter.lead.case()
    assert await matter.lead.run_id() != first_run
    assert await matter.lead.now() - began > timedelta(days=14 * 30)
    assert [finding["facts"] for finding in case.findings] == [f"第{n}月问题" for n in range(1, 15)]
    assert all(state.status == "done" for state in case.tasks.values())
    await matter.act("finish", summary="全年完成")


async def comment(matter: Matter, text: str) -> int:
    return await matter.act("comment", text=text)
