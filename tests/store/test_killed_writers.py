"""Letter numbers have no gap and no double when the processes that issue letters are killed at any moment."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types
from sqlalchemy import Engine, text
from sqlmodel import col, select

from domain.procedure import Definition
from letters.render import Letters
from processes.up_options import PROJECT
from store.connection import transaction
from store.tables import CaseRow, EntryRow, LetterRow, SequenceRow
from store.verification import Intact, verify_cases
from tests.processes.waiting import eventually
from tests.store.files import write_file
from tests.store.writing_letters import orders

_WRITERS = 32
_CASES = 27
_LETTERS = _WRITERS * _CASES * 3
_AT_ONCE = (1, 1, 1, 1, 2, 4)


@contextmanager
def at_work(
    engine: Engine, acknowledged: Path, *, writers: int, cases: int, stops_at: str = ""
) -> Iterator["subprocess.Popen[str]"]:
    """Run the writers as a group of processes, none of which outlives this."""
    command = [sys.executable, "-W", "error", "-m", "tests.store.writing_letters"]
    url = engine.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [*command, url, str(acknowledged), str(writers), str(cases), stops_at],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as program:
        try:
            yield program
        finally:
            with suppress(ProcessLookupError):
                os.killpg(program.pid, signal.SIGKILL)


def heard(program: "subprocess.Popen[str]") -> str:
    """Return the next line that the program says."""
    assert program.stdout is not None
    return program.stdout.readline().strip()


def kill_at_random(program: "subprocess.Popen[str]", acknowledged: Path) -> None:
    """Kill one writer or several after every few acknowledged orders, and all of them once, until all is done."""
    chance = random.Random(20260302)
    then, power_cut = 0, _LETTERS // 3
    while program.poll() is None:
        time.sleep(chance.uniform(0, 0.05))
        done = acknowledged.read_text().count("\n") if acknowledged.exists() else 0
        if done < then:
            continue
        then = done + chance.randint(15, 60)
        victims = psutil.Process(program.pid).children()
        count = min(len(victims), chance.choice(_AT_ONCE))
        if done > power_cut:
            count, power_cut = len(victims), _LETTERS  # more than there are orders: not again
        for victim in chance.sample(victims, count):
            with suppress(psutil.NoSuchProcess):
                victim.kill()


def check_numbers(engine: Engine) -> None:
    """Every sequence is used from 1 to its last number, each number once, and there is no number of no sequence."""
    kinds = Letters()
    serials: dict[tuple[str, int], list[int]] = defaultdict(list)
    with transaction(engine) as session:
        for letter in session.exec(select(LetterRow)).all():
            assert letter.number.endswith(f"〔{letter.year}〕{letter.serial}号")
            serials[f"{letter.issuer}/{kinds.sequence(letter.kind)}", letter.year].append(letter.serial)
        for number in session.exec(select(CaseRow.number)).all():
            name, _, serial = number.rpartition("-")
            serials[name, int(name[-8:-4])].append(int(serial))
        last = {(row.name, row.year): row.last for row in session.exec(select(SequenceRow)).all()}
    assert {name: sorted(taken) for name, taken in serials.items()} == {
        name: list(range(1, number + 1)) for name, number in last.items()
    }
    assert all(isinstance(found, Intact) for found in verify_cases(engine))


def files(engine: Engine) -> dict[str, list[tuple[str, str | None]]]:
    """Return each case's actions with the kinds of the letters that they issued."""
    found: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    with transaction(engine) as session:
        lines = (
            select(EntryRow.case_id, EntryRow.action, LetterRow.kind)
            .join(
                LetterRow,
                (col(LetterRow.case_id) == EntryRow.case_id) & (LetterRow.seq == EntryRow.seq),
                isouter=True,
            )
            .order_by(col(EntryRow.case_id), col(EntryRow.seq))
        )
        for case_id, action, kind in session.exec(lines).all():
            found[case_id].append((action, kind))
    return found


def test_thirty_two_writers_killed_at_random_leave_no_gap_and_no_double(
    scratch: Engine, clue_transfer: Definition, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"
    before = set(files(scratch))
    with at_work(scratch, acknowledged, writers=_WRITERS, cases=_CASES) as program:
        kill_at_random(program, acknowledged)
        killed = int(heard(program) or 0)
        assert program.returncode == 0
    told = [tuple(line.split()) for line in acknowledged.read_text().splitlines()]
    ordered = [
        (order.case_id, str(order.seq + len(order.acts)))
        for writer in range(_WRITERS)
        for order in orders(writer, _CASES, clue_transfer.digest)
    ]
    written = {case_id: file for case_id, file in files(scratch).items() if case_id not in before}

    assert killed > 30
    assert sorted(told) == sorted(ordered)
    assert set(written) == {case_id for case_id, _ in ordered}
    whole = (("open", "transfer-letter"), ("sign", "receipt"), ("accept", "acceptance"))
    assert Counter(tuple(file) for file in written.values()) == {whole: _LETTERS // 3}
    check_numbers(scratch)


def waits_for_a_number(engine: Engine) -> bool:
    """Tell whether somebody waits for a lock in this ledger."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with engine.connect() as connection:
        return bool(connection.execute(text(waiting)).scalar_one())


def letters(engine: Engine, case_id: str) -> list[tuple[str, str]]:
    """Return the number and the verification code of each letter of a case."""
    with transaction(engine) as session:
        found = select(LetterRow.number, LetterRow.code).where(LetterRow.case_id == case_id)
        return list(session.exec(found.order_by(col(LetterRow.seq))).all())


def test_the_number_in_the_hands_of_a_killed_writer_goes_to_the_next_one(
    scratch: Engine, clue_transfer: Definition, tmp_path: Path
) -> None:
    """The next one waits for it already, and gets it when the writer is dead, not before."""

    def write_another() -> str:
        with transaction(scratch) as session:
            return write_file(session, clue_transfer)

    acknowledged = tmp_path / "acknowledged"
    with (
        at_work(scratch, acknowledged, writers=1, cases=1, stops_at="taken") as program,
        ThreadPoolExecutor(1) as others,
    ):
        number = heard(program)
        assert number == "渝北市监移函〔2026〕4号"
        other = others.submit(write_another)
        assert eventually(lambda: waits_for_a_number(scratch))
        assert letters(scratch, "00-000") == []
        os.killpg(program.pid, signal.SIGKILL)
        taken = letters(scratch, other.result())
    with at_work(scratch, acknowledged, writers=1, cases=1) as program:
        assert program.wait() == 0

    assert [each for each, _ in taken] == [number]
    assert letters(scratch, "00-000")[0][0] == "渝北市监移函〔2026〕5号"
    check_numbers(scratch)


def test_a_letter_whose_writer_was_killed_before_anybody_knew_is_issued_once(
    scratch: Engine, tmp_path: Path
) -> None:
    acknowledged = tmp_path / "acknowledged"
    with at_work(scratch, acknowledged, writers=1, cases=1, stops_at="recorded") as program:
        case_id = heard(program)
    issued = letters(scratch, case_id)
    assert (len(issued), acknowledged.read_text()) == (1, "")
    with at_work(scratch, acknowledged, writers=1, cases=1) as program:
        assert program.wait() == 0

    assert letters(scratch, case_id)[:1] == issued
    assert acknowledged.read_text().splitlines() == [f"{case_id} {seq}" for seq in (1, 2, 3)]
    check_numbers(scratch)
