"""Many cases whose date passes in the same second: how long until each rung stands in the ledger, once."""

import asyncio
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from secrets import token_hex
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, text
from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker

from activities.ledger import LedgerActivities
from activities.opening import OpeningActivities
from bench.figures import Figures, rate
from bench.officers import OPENING, RECEIVING_BODY, SENDER
from domain.act import Actor, OpeningAct
from domain.limit import Confidence, Unit
from domain.office_time import OfficeHours, Session, local
from domain.organisation import Role
from domain.procedure import Definition
from domain.refusal import Refusal
from domain.work_calendar import CalendarLayer, MakeUpDay, Notice, WorkCalendar
from letters.public import PublicLetters
from messages.case import OpenCase
from messages.settings import DEFAULT_PUBLIC_URL
from messages.wire import data_converter
from scenarios.load import load_definitions
from store.connection import transaction
from store.definitions import publish
from store.ledger import Ledger
from workflows.case import CaseWorkflow

RUNGS = ("L1", "L2")
_QUEUE = "late-cases"
_THREADS = 16
_AT_ONCE = 20
_BETWEEN = 1
"""Minutes from the first rung to the second, which opens a supervision."""
_TO_OPEN_SECONDS, _SPARE_SECONDS = 0.08, 20.0
_A_LOOK_SECONDS = 0.05
_PATIENCE_SECONDS = 300.0


class RungsWrong(Refusal):
    """A rung did not fire in a case, or twice, or a number was left out."""

    code = "bench-rungs-wrong"


async def measure(client: Client, engine: Engine, figures: Figures, *, cases: int) -> None:
    """Let that many cases become late in one second, and note for each rung the seconds until the last was recorded."""
    client = Client(**(client.config() | {"data_converter": data_converter}))
    definition = _with_second_rung_soon(load_definitions()["clue-transfer"])
    with transaction(engine) as session:
        publish(session, [definition], at=datetime.now(UTC))
    wait = _SPARE_SECONDS + cases * _TO_OPEN_SECONDS
    due_at = (datetime.now(UTC) + timedelta(seconds=wait)).replace(microsecond=0)
    async with _worker(client, engine, _closes_at(due_at)):
        received_on = local(due_at).date() - timedelta(days=1)
        opened, _ = await rate(
            [lambda: _open(client, definition, str(received_on))] * cases, at_once=_AT_ONCE
        )
        figures.note("late opened/s", opened)
        for nth, level in enumerate(RUNGS):
            at = due_at + timedelta(minutes=nth * _BETWEEN)
            await asyncio.sleep(max(0.0, (at - datetime.now(UTC)).total_seconds()))
            await _until(engine, level, cases)
            figures.note(f"late {level} s", (datetime.now(UTC) - at).total_seconds())
    _check(engine, cases)


def _with_second_rung_soon(definition: Definition) -> Definition:
    ladder = definition.ladders["standard"]
    rungs = tuple(
        rung.model_copy(update={"after": rung.after.model_copy(update={"value": _BETWEEN, "unit": Unit.MIN})})
        if rung.after
        else rung
        for rung in ladder.rungs
    )
    changed = {**definition.ladders, "standard": ladder.model_copy(update={"rungs": rungs})}
    return Definition.model_validate(definition.model_copy(update={"ladders": changed}).model_dump())


def _closes_at(due_at: datetime) -> WorkCalendar:
    """Return a calendar on which every day is worked and every office closes at this hour."""
    due_on = local(due_at).date()
    notice = Notice(title="测量", issuer="测量", confidence=Confidence.C)
    days = [due_on + timedelta(days=n) for n in range(-2, 30)]
    layers = [
        CalendarLayer(
            region="500112",
            year=day.year,
            notice=notice,
            make_up=(MakeUpDay(day=day, name="班", name_en="work"),),
        )
        for day in days
    ]
    hours = OfficeHours(sessions=(Session(opens=clock_time.min, closes=local(due_at).time()),))
    return WorkCalendar(layers, office_hours=hours)


@asynccontextmanager
async def _worker(client: Client, engine: Engine, calendar: WorkCalendar) -> AsyncIterator[None]:
    """Have a worker serve the late cases by that calendar; the supervisions go to the ordinary one."""
    ledger = Ledger(lambda _region, _body: calendar, PublicLetters(DEFAULT_PUBLIC_URL, token_hex))
    records = LedgerActivities(engine, ledger, client)
    opens = OpeningActivities(engine, client, load_definitions())
    async with Worker(
        client,
        task_queue=_QUEUE,
        workflows=[CaseWorkflow],
        activities=[records.record, opens.open_from],
        activity_executor=ThreadPoolExecutor(_THREADS),
        max_concurrent_activities=_THREADS,
        max_cached_workflows=2000,
    ):
        yield


async def _open(client: Client, definition: Definition, received_on: str) -> None:
    case_id = f"late-{uuid4()}"
    parties = {"sender": "500112-scjg", "receiver": RECEIVING_BODY, "coordinator": "500112-sfj"}
    act = OpeningAct(
        id=case_id,
        actor=Actor(login=SENDER, org=parties["sender"], roles=(Role.HANDLER,)),
        title="红锦大道烧烤店油烟直排",
        parties=parties,
        form=OPENING | {"paper_received_on": received_on, "paper_reason": "补录"},
    )
    start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
        definition.procedure.procedure,
        OpenCase(case_id=case_id, definition=definition.canonical, act=act),
        id=case_id,
        task_queue=_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
    await client.execute_update_with_start_workflow(
        CaseWorkflow.opened, start_workflow_operation=start, id=case_id
    )


_FIRED = text(
    "SELECT count(*), count(DISTINCT case_id) FROM entry"
    " WHERE case_id LIKE 'late-%' AND action = 'overdue' AND form ->> 'level' = :level"
)
_NOTICES = text(
    "SELECT count(*), max(serial) - min(serial) + 1 FROM letter WHERE case_id LIKE 'late-%' AND kind = 'reminder'"
)


async def _until(engine: Engine, level: str, cases: int) -> None:
    """Wait until the rung stands in every case's file."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < ends:
        with engine.connect() as connection:
            if connection.execute(_FIRED, {"level": level}).one()[0] >= cases:
                return
        await asyncio.sleep(_A_LOOK_SECONDS)


def _check(engine: Engine, cases: int) -> None:
    """Check that every rung fired once in every case, and that the notices are numbered without a gap.

    Raises:
        RungsWrong: It did not, or they are not.
    """
    with engine.connect() as connection:
        found = [tuple(connection.execute(_FIRED, {"level": level}).one()) for level in RUNGS]
        notices = tuple(connection.execute(_NOTICES).one())
    if found != [(cases, cases)] * len(RUNGS) or notices != (cases, cases):
        raise RungsWrong(
            f"{cases}个事项：各梯级{found}，催办单{notices}",
            f"{cases} cases: rungs {found}, notices {notices}.",
        )
