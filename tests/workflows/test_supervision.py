"""What is late by five working days ends with the supervision office, and both cases know of each other."""

from datetime import timedelta

from domain.case import Case
from store.connection import transaction
from store.links import tied_and_open
from store.tables import CaseRow
from tests.domain.transfers import COORDINATOR, RECEIVER
from tests.workflows.case_files import actions, entries
from tests.workflows.cases import Desk, OpenedCase, tries

_SIX_WORKING_DAYS = timedelta(days=30)


async def supervision_of(case: OpenedCase) -> CaseRow | None:
    """Wait until a supervision case is tied to this one, and return its line."""
    async for _ in tries():
        with transaction(case.engine) as session:
            tied = [session.get_one(CaseRow, case_id) for case_id in tied_and_open(session, case.case_id)]
        if tied:
            return tied[0]
    return None


async def test_the_second_rung_opens_supervision_against_the_holder(desk: Desk) -> None:
    case = await desk.open()
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)
    assert [entry.form["level"] for entry in entries(case) if entry.action == "overdue"] == ["L1"]
    await case.skip(_SIX_WORKING_DAYS)
    supervision = await supervision_of(case)

    assert supervision is not None
    assert [entry.form["level"] for entry in entries(case) if entry.action == "overdue"] == ["L1", "L2"]
    assert (supervision.definition, supervision.stage, supervision.holder) == (
        "supervision",
        "drafting",
        COORDINATOR,
    )
    state = Case.model_validate(supervision.state)
    assert state.parties == {"supervisor": COORDINATOR, "body": RECEIVER}
    assert state.opening["cases"] == [case.row().number]
    assert "惯例" in state.opening["basis"]


async def test_no_rung_fires_after_the_case_has_moved(desk: Desk) -> None:
    case = await desk.open()
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)
    await case.act("yubei.cg", "sign")
    await case.act("yubei.cg", "accept")
    await case.skip(timedelta(days=12))

    assert [entry.form["level"] for entry in entries(case) if entry.action == "overdue"] == ["L1"]


async def test_a_supervised_case_that_moves_is_told_to_its_supervision(desk: Desk) -> None:
    case = await desk.open()
    await case.skip_past_due()
    await case.until(lambda row: row.overdue_at is not None)
    await case.skip(_SIX_WORKING_DAYS)
    supervision = await supervision_of(case)
    assert supervision is not None
    told = await case.until(lambda _: "tied" in actions(case))
    await case.act("yubei.cg", "sign")
    other = OpenedCase(
        desk.client, desk.engine, desk.client.get_workflow_handle(supervision.id), supervision.id
    )
    await other.until(lambda _: "tied" in actions(other))

    assert told.stage == "sent"
    assert entries(other)[-1].form["number"] == case.row().number
    assert entries(other)[-1].form["stage"] == "审查中"
