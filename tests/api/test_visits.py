"""Visits are counted where they are booked: the cap holds on fresh facts, whoever approves and however many at once."""

import asyncio
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from sqlmodel import Session
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.act import Act, Actor
from domain.act_code import is_act_code
from domain.organisation import Role
from store.tables import VisitRow
from tests.api.inspecting import (
    BODY,
    INSPECTED,
    LEAD,
    LEADER,
    ORG,
    SUPERVISOR,
    TO_APPROVAL,
    TO_VISIT,
    UNANNOUNCED,
    form_of,
    inspected,
    municipal_officer,
    new_firm,
    shown_open,
    stopped,
    went_on,
)
from tests.api.office import Office, problem
from tests.api.visitors import Visitor, hidden, words
from workflows.case import CaseWorkflow

REASON = "该对象本年度计划内检查已达到频次上限，不得批准；确有必要的由监督机关特批"


def row_of(engine: Engine, case_id: str) -> VisitRow:
    with Session(engine) as session:
        return session.get_one(VisitRow, case_id)


async def test_two_approvals_at_once_do_not_both_pass_the_cap(office: Office, engine: Engine) -> None:
    firm = new_firm()
    cases = [await inspected(office, firm, *TO_APPROVAL) for _ in range(2)]
    seen = [await office.get(LEADER, f"/cases/{case['id']}") for case in cases]

    answers = await asyncio.gather(*(office.act(LEADER, case, "approve", form={}) for case in seen))

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = problem(next(each for each in answers if each.status_code == 409), 409, "not-allowed-now")
    assert refused["detail"] == REASON
    with engine.connect() as connection:
        booked = "SELECT count(*) FROM visit WHERE object_code = :firm"
        assert connection.execute(text(booked), {"firm": firm}).scalar_one() == 1
    lost = seen[0] if answers[0].status_code == 409 else seen[1]
    won = seen[1] if lost is seen[0] else seen[0]
    closed = (await office.get(LEADER, f"/cases/{lost['id']}"))["closed_actions"]
    assert [(each["id"], each["reason"]) for each in closed] == [("approve", REASON)]

    await stopped(office, won)

    again = await shown_open(office, lost, "approve")
    assert (await office.act(LEADER, again, "approve", form={})).status_code == 200
    assert row_of(engine, won["id"]).freed_at is not None


async def test_the_ledger_decides_whatever_the_caller_has_counted(
    office: Office, clock_bound: Client, engine: Engine
) -> None:
    firm = new_firm()
    first, second = [await inspected(office, firm, *TO_APPROVAL) for _ in range(2)]
    await went_on(office, first, TO_VISIT[0])
    leader = Actor(login=LEADER, org=ORG, roles=(Role.LEADER,))
    act = Act(id=str(uuid4()), action="approve", actor=leader, seq=second["seq"])
    handle = clock_bound.get_workflow_handle(second["id"])

    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update(CaseWorkflow.act, act)

    cause = refused.value.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.details[0]) == ("not-allowed-now", REASON)
    assert (await office.get(LEADER, f"/cases/{second['id']}"))["stage"]["id"] == "approving"
    await stopped(office, first)
    await handle.execute_update(CaseWorkflow.act, act)
    assert row_of(engine, second["id"]).object_code == firm


async def test_a_double_click_books_one_visit_with_one_code(office: Office, engine: Engine) -> None:
    case = await inspected(office, new_firm(), *TO_APPROVAL)
    seen = await office.get(LEADER, f"/cases/{case['id']}")
    key = str(uuid4())

    answers = [await office.act(LEADER, seen, "approve", key=key, form={}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    codes = {answer.json()["visit"]["code"] for answer in answers}
    assert codes == {row_of(engine, case["id"]).code}
    assert all(is_act_code(code) and code.startswith("500112GA000000JC") for code in codes)


async def test_a_firm_typed_otherwise_is_the_same_firm(office: Office) -> None:
    firm = new_firm()
    await inspected(office, firm, *TO_APPROVAL, TO_VISIT[0])
    case = await inspected(office, f"{firm[:4].lower()} {firm[4:].lower()}", *TO_APPROVAL)

    seen = await office.get(LEADER, f"/cases/{case['id']}")
    problem(await office.act(LEADER, seen, "approve", form={}), 409, "not-allowed-now")


async def test_a_visit_that_was_made_counts_also_when_it_was_stopped(office: Office, engine: Engine) -> None:
    case = await inspected(office, new_firm(), *TO_APPROVAL, *TO_VISIT)
    for key in ("inspect-police", "inspect-fire", "inspect-market"):
        cancel = {"task": key, "act": "cancel", "form": {"reason": "企业停业"}}
        case = await went_on(office, case, *[type(TO_VISIT[0]).model_validate(cancel)])
    ready = await shown_open(office, case, "stop")

    await office.done(LEADER, ready, "stop", {"reason": "企业停业"})

    row = row_of(engine, case["id"])
    assert (row.freed_at, row.bodies) == (None, None)
    assert row.begun_at is not None


async def test_the_bodies_are_told_the_code(office: Office) -> None:
    case = await inspected(office, new_firm(), *TO_APPROVAL, *TO_VISIT)
    case = await went_on(office, case, INSPECTED[0])

    task = next(each for each in case["tasks"] if each["key"] == "inspect-police")
    own = await office.get(LEAD, f"/cases/{task['case_id']}")
    assert own["form"]["code"] == case["visit"]["code"]


async def test_what_joint_visits_spare_is_summed_by_region_and_year(office: Office, engine: Engine) -> None:
    firm, above = new_firm(), municipal_officer(engine, office)
    before = await office.get(BODY, "/visits/summary")
    whole = await office.get(above, "/visits/summary")
    case = await inspected(office, firm, *TO_APPROVAL, *TO_VISIT, *INSPECTED)

    assert case["visit"]["bodies"] == 3
    after = await office.get(BODY, "/visits/summary")
    assert after["visits"] - before["visits"] == 1
    assert (after["bodies"] - before["bodies"], after["spared"] - before["spared"]) == (3, 2)
    municipal = await office.get(above, "/visits/summary")
    assert municipal["spared"] - whole["spared"] == 2
    past = await office.get(BODY, "/visits/summary", year=after["year"] - 1)
    assert (past["visits"], past["spared"]) == (0, 0)
    found = await office.get(BODY, "/visits", object=firm.lower())
    assert (found["planned"], found["triggered"]) == (1, 0)
    (made,) = found["items"]
    assert (made["number"], made["lead"]["code"], made["is_planned"]) == (case["number"], ORG, True)
    elsewhere = await office.get("rongchang.changyuan", "/visits", object=firm)
    assert (elsewhere["planned"], elsewhere["items"]) == (1, [])


async def test_the_catalogue_says_what_was_spared(app: FastAPI, office: Office) -> None:
    await inspected(office, new_firm(), *TO_APPROVAL, *TO_VISIT, *INSPECTED)
    found = await office.get(LEAD, "/visits/summary")
    visitor = Visitor(app)
    await visitor.sign_in(LEAD)

    said = words(await visitor.page("/scenarios"))

    assert f"本年联合检查 {found['visits']} 户次，减少入企 {found['spared']} 次" in said


async def test_the_opening_form_says_how_often_the_object_was_visited(app: FastAPI, office: Office) -> None:
    firm = new_firm()
    await inspected(office, firm, *TO_APPROVAL, TO_VISIT[0])
    visitor = Visitor(app)
    await visitor.sign_in(LEAD)
    assert 'hx-post="/cases/new/hotels/visits"' in await visitor.page("/cases/new/hotels")

    async def said(**form: str) -> str:
        sent = {f"form.{name}": value for name, value in form.items()}
        return words((await visitor.post("/cases/new/hotels/visits", sent, htmx=True)).text)

    assert await said() == ""
    assert await said(credit_code=firm) == "该对象本年度检查：计划内1次、触发式0次。"
    full = await said(credit_code=firm, grade="b", trigger="planned")
    assert "上限1次。 已达到上限" in full
    assert "已达到上限" not in await said(credit_code=firm, grade="d", trigger="planned")
    assert "已达到上限" not in await said(credit_code=firm, grade="b", trigger="triggered")
    assert "计划内4次" in await said(credit_code=firm, grade="d", trigger="planned", visits_elsewhere="3")


async def test_the_case_page_shows_the_approval_closed_and_the_card_of_the_visit(
    app: FastAPI, office: Office
) -> None:
    firm = new_firm()
    first, second = [await inspected(office, firm, *TO_APPROVAL) for _ in range(2)]
    first = await went_on(office, first, TO_VISIT[0])
    visitor = Visitor(app)
    await visitor.sign_in(LEADER)

    page = await visitor.page(f"/cases/{second['id']}")
    assert REASON in page
    assert f'href="/cases/{second["id"]}/actions/approve"' not in page
    assert first["visit"]["code"] in await visitor.page(f"/cases/{first['id']}")
    refused = await visitor.get(f"/cases/{second['id']}/actions/approve")
    assert refused.status_code == 409


async def test_an_unannounced_visit_shows_no_address_before_it_begins(office: Office) -> None:
    case = await inspected(office, new_firm(), *TO_APPROVAL, TO_VISIT[0], **UNANNOUNCED)

    assert case["visit"]["code"]
    assert case["visit"]["check_url"] is None
    assert (await office.get(SUPERVISOR, f"/cases/{case['id']}"))["visit"]["check_url"] is None


async def test_the_form_of_the_approval_has_no_code(app: FastAPI, office: Office) -> None:
    case = await inspected(office, new_firm(), *TO_APPROVAL)
    visitor = Visitor(app)
    await visitor.sign_in(LEADER)

    html = await visitor.page(f"/cases/{case['id']}/actions/approve")

    assert hidden(html, "seq") == str((await office.get(LEADER, f"/cases/{case['id']}"))["seq"])
    assert "form.inspection_code" not in html
    answer = await office.act(LEADER, case, "approve", form={"inspection_code": "JC-1"})
    problem(answer, 422, "form-invalid")
    assert "inspection_code" not in form_of("x")
