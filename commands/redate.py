"""`onething redate`: has provisional cases dated anew after a year's calendar was published."""

from rich.console import Console
from sqlmodel import Session, col, select
from temporalio.client import Client

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
    for row in rows:
        case = Case.model_validate(row.state)
        act = by_engine(REDATE, seq=case.moved_seq, nth=case.seq)
        await client.get_workflow_handle(row.id).execute_update(CaseWorkflow.act, act, id=act.id)
    Console().print(f"已重新计算 {len(rows)} 件 · dated anew: {len(rows)}")
    engine.dispose()
    return 0
