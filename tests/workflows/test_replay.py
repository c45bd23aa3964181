"""Histories recorded earlier replay: a case that runs for months meets every later version of the code."""

import json

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from messages.wire import data_converter
from tests.workflows.cases import Desk
from tests.workflows.histories import COMMANDS, commands, recorded, runs_of
from tests.workflows.stories import STORIES
from workflows.case import CaseWorkflow

HISTORIES = list(recorded())
TOLD: dict[str, list[list[str]]] = json.loads(COMMANDS.read_text(encoding="utf-8"))
# How acts that meet are gathered depends on the moment, and so does when a history is renewed.
BY_CHANCE = {"together", "renewed"}


@pytest.fixture(scope="module")
def replayer() -> Replayer:
    return Replayer(workflows=[CaseWorkflow], data_converter=data_converter)


@pytest.mark.parametrize(
    "history", [history for _, history in HISTORIES], ids=[name for name, _ in HISTORIES]
)
async def test_a_recorded_history_replays(replayer: Replayer, history: WorkflowHistory) -> None:
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)

    assert result.replay_failure is None


async def test_a_history_that_tells_otherwise_does_not_replay(replayer: Replayer) -> None:
    """The check itself is checked: one event taken away, and replaying notices."""
    name, history = next((name, history) for name, history in HISTORIES if name.startswith("handled"))
    told = history.to_json_dict()
    scheduled = [event for event in told["events"] if event["eventType"] == "EVENT_TYPE_TIMER_STARTED"]
    scheduled[0]["eventType"] = "EVENT_TYPE_MARKER_RECORDED"
    scheduled[0]["markerRecordedEventAttributes"] = {"markerName": "other"}
    del scheduled[0]["timerStartedEventAttributes"]
    changed = WorkflowHistory.from_json(name, json.dumps(told))

    result = await replayer.replay_workflow(changed, raise_on_replay_failure=False)
    assert result.replay_failure is not None


def test_every_story_is_recorded() -> None:
    names = {name.rsplit("-", 1)[0] for name, _ in HISTORIES}

    assert set(STORIES) <= names
    assert set(TOLD) == set(STORIES)
    assert max(len(runs) for runs in TOLD.values()) > 1


@pytest.mark.parametrize("name", sorted(set(STORIES) - BY_CHANCE))
async def test_a_story_makes_the_same_commands_as_when_it_was_recorded(
    desk: Desk, replayer: Replayer, name: str
) -> None:
    """When this fails, cases that run now would not replay: see `patched` in the notes on upgrades."""
    case = await STORIES[name](desk)
    runs = [run async for run in runs_of(case)]

    assert [commands(run) for run in runs] == TOLD[name]
    for run in runs:
        assert (await replayer.replay_workflow(run, raise_on_replay_failure=False)).replay_failure is None


def test_histories_name_no_machine() -> None:
    for _, history in HISTORIES:
        text = json.dumps(history.to_json_dict())
        assert text.count('"identity"') == text.count('"identity": "recorder"')
        assert "@" not in text
        assert ".py" not in text
