"""Recorded histories: how they are cleaned, stored and read."""

import gzip
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from tests.workflows.cases import OpenedCase

FOLDER = Path(__file__).parents[1] / "histories"
COMMANDS = Path(__file__).with_name("commands.json")
_SMALL = 50_000
_STICKY = "TASK_QUEUE_KIND_STICKY"

# What the server writes about tasks, and about the time that tests let pass; the rest are the workflow's commands.
_OF_SERVER = (
    "WORKFLOW_TASK_",
    "ACTIVITY_TASK_STARTED",
    "ACTIVITY_TASK_COMPLETED",
    "ACTIVITY_TASK_FAILED",
    "TIMER_FIRED",
    "WORKFLOW_EXECUTION_STARTED",
    "WORKFLOW_EXECUTION_OPTIONS",
    "WORKFLOW_EXECUTION_TIME",
)
_OF_MACHINE = {"identity": "recorder", "workerInstanceKey": "recorder", "stackTrace": ""}


async def runs_of(case: OpenedCase) -> AsyncIterator[WorkflowHistory]:
    """Yield the history of each run of a case, from the first."""
    run_id: str | None = (await case.handle.describe()).raw_description.workflow_execution_info.first_run_id
    while run_id:
        history = await case.client.get_workflow_handle(case.case_id, run_id=run_id).fetch_history()
        yield history
        last = history.events[-1].workflow_execution_continued_as_new_event_attributes
        run_id = last.new_execution_run_id or None


def commands(history: WorkflowHistory) -> list[str]:
    """Return what the workflow asked for, in order."""
    names = (EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events)
    return [name for name in names if not name.startswith(_OF_SERVER)]


def write(name: str, history: WorkflowHistory) -> Path:
    """Write one history without the names of the machine that recorded it; a large one is packed."""
    text = json.dumps(_cleaned(history.to_json_dict()), ensure_ascii=False, indent=1, sort_keys=True)
    for old in FOLDER.glob(f"{name}.json*"):
        old.unlink()
    FOLDER.mkdir(exist_ok=True)
    if len(text) > _SMALL:
        file = FOLDER / f"{name}.json.gz"
        file.write_bytes(gzip.compress(text.encode(), mtime=0))
    else:
        file = FOLDER / f"{name}.json"
        file.write_text(text + "\n", encoding="utf-8")
    return file


def _cleaned(value: Any) -> Any:
    match value:
        case list():
            return [_cleaned(each) for each in value]
        case {"kind": kind} if kind == _STICKY:
            return {"kind": kind, "name": "sticky", "normalName": value.get("normalName", "")}
        case dict():
            return {key: _OF_MACHINE.get(key, _cleaned(each)) for key, each in value.items()}
        case _:
            return value


def recorded() -> Iterator[tuple[str, WorkflowHistory]]:
    """Yield every recorded history with its name."""
    for file in sorted(FOLDER.glob("*.json*")):
        data = file.read_bytes()
        text = gzip.decompress(data) if file.suffix == ".gz" else data
        name = file.name.split(".")[0]
        yield name, WorkflowHistory.from_json(name, text.decode())
