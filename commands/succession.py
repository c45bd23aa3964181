"""`onething registry dissolve`: a body is no more, and another one takes over everything that it holds."""

from rich.console import Console
from sqlalchemy import Engine
from sqlmodel import col, select, update
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError

from domain.act import by_engine
from domain.built_in import SUCCEED
from domain.case import Case
from messages.settings import Settings
from messages.wire import data_converter
from store.connection import connect, transaction
from store.tables import CasePartyRow, CaseRow, OrganisationRow
from workflows.case import CaseWorkflow


async def dissolve(settings: Settings, body: str, successor: str) -> int:
    """Close a body in the registry and have its successor put in its place in every open case; each records it.

    Asked again it goes on where it was interrupted. Returns 0 when no case is left behind.
    """
    engine = connect(settings.database_url)
    client = await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, data_converter=data_converter
    )
    try:
        return await hand_over(engine, client, body, successor)
    finally:
        engine.dispose()


async def hand_over(engine: Engine, client: Client, body: str, successor: str) -> int:
    """Do it with these connections; returns 1 when the bodies do not fit or a case could not be handed over."""
    console = Console(soft_wrap=True)
    wrong = _close(engine, body, successor)
    if wrong:
        console.print(wrong, style="red", markup=False)
        return 1
    rows = _held(engine, body)
    failed = [row.number for row in rows if not await _is_handed_over(client, row, body, successor)]
    console.print(f"已承继 {len(rows) - len(failed)} 件 · taken over: {len(rows) - len(failed)}")
    if failed:
        console.print(f"未能承继 · not taken over: {', '.join(failed)}", style="red")
    return 1 if failed else 0


def _close(engine: Engine, body: str, successor: str) -> str:
    """Close the body; return why that cannot be, in both languages, or nothing."""
    with transaction(engine) as session:
        gone, next_one = session.get(OrganisationRow, body), session.get(OrganisationRow, successor)
        if gone is None or next_one is None or body == successor:
            return f"单位不存在或者相同：{body}、{successor} · no such two bodies"
        if not next_one.is_active or next_one.kind != gone.kind:
            return f"{successor}不能承继{body}的职责 · {successor} cannot take over from {body}: closed, or another kind"
        gone.is_active = False
        session.add(gone)
        for name in ("parent", "supervisor"):
            column = getattr(OrganisationRow, name)
            session.exec(update(OrganisationRow).where(column == body).values({name: successor}))
    return ""


def _held(engine: Engine, body: str) -> list[CaseRow]:
    """Return the open cases in which the body has a part."""
    parts = select(CasePartyRow.case_id).where(
        CasePartyRow.org == body, col(CasePartyRow.until_seq).is_(None)
    )
    still_open = select(CaseRow).where(col(CaseRow.id).in_(parts), col(CaseRow.outcome).is_(None))
    with transaction(engine) as session:
        return list(session.exec(still_open.order_by(col(CaseRow.number))).all())


async def _is_handed_over(client: Client, row: CaseRow, body: str, successor: str) -> bool:
    case = Case.model_validate(row.state)
    act = by_engine(SUCCEED, seq=case.moved_seq, nth=case.seq, body=body, successor=successor)
    try:
        await client.get_workflow_handle(row.id).execute_update(CaseWorkflow.act, act, id=act.id)
    except (WorkflowUpdateFailedError, RPCError):
        return False
    return True
