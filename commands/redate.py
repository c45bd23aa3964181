"""`onething redate`: has provisional cases dated anew after a year's calendar was published."""

from rich.console import Console
from sqlmodel import Session, col, select
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError

from domain.act import by_engine
from domain.built_in import REDATE
from domain.case import Case
from messages.settings import Settings
from messages.wire import data_converter
from store.connection import connect
from store.tables import CaseRow
from workflows.case import CaseWorkflow


async def redate_provisional(settings: Settings) -> int:
    """Ask every open case with a provisional due date to compute it again; each records the old and the new one."""
    engine = connect(settings.database_url)
    client = await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, data_converter=data_converter
    )
    with Session(engine) as session:
        rows = session.exec(
            select(CaseRow).where(col(CaseRow.is_provisional), col(CaseRow.outcome).is_(None))
        ).all()
    engine.dispose()
    failed = [row.number for row in rows if not await _is_dated_anew(client, row)]
    console = Console()
    console.print(f"已重新计算 {len(rows) - len(failed)} 件 · dated anew: {len(rows) - len(failed)}")
    if failed:
        console.print(f"未能重新计算 · not dated anew: {', '.join(failed)}", style="red")
    return 1 if failed else 0


async def _is_dated_anew(client: Client, row: CaseRow) -> bool:
    case = Case.model_validate(row.state)
    act = by_engine(REDATE, seq=case.moved_seq, nth=case.seq)
    try:
        await client.get_workflow_handle(row.id).execute_update(CaseWorkflow.act, act, id=act.id)
    except (WorkflowUpdateFailedError, RPCError):
        return False
    return True
