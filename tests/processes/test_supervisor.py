"""The supervisor with small real programs."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from processes.refusals import GaveUp
from processes.service import Child, ChildService
from processes.supervisor import Supervisor
from tests.processes.waiting import eventually

Make = Callable[[str], ChildService]


@pytest.fixture
def make(folder: Path) -> Make:
    """Make a child that runs a line of Python."""

    def child(line: str) -> ChildService:
        plan = Child(name="worker", command=[sys.executable, "-c", line], environment={}, folder=folder)
        return ChildService(plan, log=folder / "worker.log", record=folder / "worker.json")

    return child


def test_a_child_that_died_is_started_again(make: Make, folder: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(lambda _zh, en: said.append(en))
    once = (
        "import os, time; time.sleep(600) if os.path.exists('again') else (open('again', 'w'), os._exit(3))"
    )
    supervisor.launch(make(once))

    def runs_again() -> bool:
        supervisor.look()
        return any("runs again" in sentence for sentence in said)

    assert eventually(runs_again)
    assert supervisor.all_run()
    supervisor.stop_all()
    assert "worker ended (3)" in said[0]
    assert not supervisor.all_run()


def test_it_gives_up_on_a_child_that_keeps_dying_and_shows_why(make: Make) -> None:
    supervisor = Supervisor(lambda _zh, _en: None, patience=2)
    supervisor.launch(make("raise SystemExit('no such table: cases')"))

    def is_over() -> bool:
        supervisor.look()
        return False

    with pytest.raises(GaveUp, match="no such table: cases"):
        eventually(is_over)


def test_a_child_that_will_not_stop_is_made_to(make: Make, folder: Path) -> None:
    supervisor = Supervisor(lambda _zh, _en: None)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); open('deaf', 'w'); time.sleep(600)"
    supervisor.launch(make(deaf))
    assert eventually((folder / "deaf").exists)

    supervisor.stop_all()

    assert not supervisor.all_run()
    assert not (folder / "worker.json").exists()
