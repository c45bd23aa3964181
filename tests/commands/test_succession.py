"""`onething registry dissolve`: what a body held goes to its successor, and every case file says so."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine
from temporalio.testing import WorkflowEnvironment

from commands.succession import hand_over
from domain.act import Act
from store.connection import transaction
from store.tables import OrganisationRow
from tests.api.namespaces import new_namespace
from tests.workflows.case_files import actions, entries
from tests.workflows.cases import code_of, tries
from tests.workflows.matters import LEAD, officer, opened, planned, rule, task_act
from worker import case_worker

GONE, SUCCESSOR = "500112-sthjzd", "500112-wlzd"


async def test_the_tasks_of_a_dissolved_department_go_to_its_successor(
    environment: WorkflowEnvironment, scratch: Engine
) -> None:
    client = await new_namespace(environment)
    async with case_worker(client, scratch, is_rehearsal=True):
        matter = await opened(client, scratch, planned(scratch, look=rule(by="environment")))
        task = await matter.task("look")
        assert task.row().holder == GONE
        assert await hand_over(scratch, client, GONE, SUCCESSOR) == 0
        assert task.row().holder == SUCCESSOR
        for action, form in (("sign", {}), ("report", {"outcome": "done", "summary": "已办理"})):
            await task_act(task, SUCCESSOR, action, **form)
        await task_act(task, LEAD, "accept")
        await matter.until("look", "done")
        refused = Act(id=str(uuid4()), action="comment", actor=officer(GONE), form={"text": "?"})
        code = await code_of(matter.lead.send(refused))
        async for _ in tries():
            if "succeed" in actions(matter.lead):
                break

    assert code == "not-entitled"
    said = next(entry for entry in entries(task) if entry.action == "succeed")
    assert said.form == {"body": GONE, "successor": SUCCESSOR}
    with transaction(scratch) as session:
        assert not session.get_one(OrganisationRow, GONE).is_active


@pytest.mark.parametrize(
    ("body", "successor"),
    [
        pytest.param("500112-nobody", SUCCESSOR, id="no such body"),
        pytest.param(GONE, GONE, id="itself"),
        pytest.param(GONE, "500112-sfj", id="another kind"),
    ],
)
async def test_bodies_that_do_not_fit_are_refused_and_nothing_is_closed(
    environment: WorkflowEnvironment,
    scratch: Engine,
    body: str,
    successor: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert await hand_over(scratch, await new_namespace(environment), body, successor) == 1

    assert body in capsys.readouterr().out
    with transaction(scratch) as session:
        assert session.get_one(OrganisationRow, GONE).is_active
