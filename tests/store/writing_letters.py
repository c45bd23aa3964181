"""Writers that issue letters, each a process: `python -m tests.store.writing_letters LEDGER FILE WRITERS CASES [STOPS_AT]`.

Each writer opens so many cases, signs for them and accepts them, and adds a line to FILE for every order that LEDGER,
an address, has recorded. One that is killed has a successor, which begins with the first order that is not in FILE, as
another worker would. With STOPS_AT `taken` or `recorded` a writer says what it has and waits: a number that is not
committed, or a letter of which nobody knows. The last line says how many were killed.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from activities.ledger import LedgerActivities
from domain.act import Act, Actor, OpeningAct
from domain.organisation import Role
from letters.public import PublicLetters
from messages.case import ActAt, Recorded, RecordSteps
from messages.settings import DEFAULT_PUBLIC_URL
from scenarios.load import load_definitions
from store.connection import connect
from store.ledger import Ledger
from tests.api.office import COORDINATOR, OPENING
from worker import calendars

_TRIES = 100
_PAUSE = 0.05
# Each body sends clues to the next one, so that it issues transfer letters as well as receipts.
_BODIES = ("scjg", "cg", "sthjzd")
# Case numbers are counted by day and letter numbers by year, and who waits for the first does not reach the second:
# two writers meet at each day, ten or so at each letter's number of two years.
_LAST_DAY = datetime(2026, 1, 8, 2, tzinfo=UTC)
_DAYS = 16


class StoppingLetters(PublicLetters):
    """Letters whose writer stops when the number is in the letter and the letter not yet in the ledger."""

    def framed(self, kind: str, facts: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Stop, then go on as ever."""
        _stop(facts["number"])
        return super().framed(kind, facts)


def _stop(news: str) -> None:
    _say(news)
    sys.stdin.read()  # ends when the test has


def _say(news: str) -> None:
    os.write(sys.stdout.fileno(), f"{news}\n".encode())


def orders(writer: int, cases: int, digest: str) -> Iterator[RecordSteps]:
    """Yield what a writer has recorded, always the same; most cases are signed for and accepted in one order."""
    sender, receiver = (_officer(_BODIES[(writer + place) % len(_BODIES)]) for place in (0, 1))
    at = _LAST_DAY - timedelta(days=writer % _DAYS)
    for nth in range(cases):
        case_id = f"{writer:02}-{nth:03}"
        opening = OpeningAct(
            id=case_id,
            actor=sender,
            title="红锦大道烧烤店油烟直排",
            parties={"sender": sender.org, "receiver": receiver.org, "coordinator": COORDINATOR},
            form=OPENING,
        )
        yield RecordSteps(case_id=case_id, digest=digest, seq=0, acts=(ActAt(at=at, opening=opening),))
        sign = Act(id=f"{case_id}-sign", action="sign", actor=receiver, form={"pages": 3})
        accept = Act(id=f"{case_id}-accept", action="accept", actor=receiver, form={"handler_name": "龚光辉"})
        signed, accepted = (
            ActAt(at=at + timedelta(hours=n), act=act) for n, act in enumerate((sign, accept), 1)
        )
        if nth % 4:
            yield RecordSteps(case_id=case_id, seq=1, acts=(signed, accepted))
        else:
            yield RecordSteps(case_id=case_id, seq=1, acts=(signed,))
            yield RecordSteps(case_id=case_id, seq=2, acts=(accepted,))


def _officer(body: str) -> Actor:
    return Actor(login=f"yubei.{body}", org=f"500112-{body}", roles=(Role.HANDLER,))


class Office:
    """What all writers have in common before each becomes a process."""

    def __init__(self, url: str, acknowledged: Path, cases: int, stops_at: str) -> None:
        self._acknowledged = acknowledged
        self._cases = cases
        self._stops_at = stops_at
        self._url = url
        self._digest = load_definitions()["clue-transfer"].digest
        letters = StoppingLetters if stops_at == "taken" else PublicLetters
        self._ledger = Ledger(calendars(), letters(DEFAULT_PUBLIC_URL, token_hex))
        acknowledged.touch()

    def warm(self) -> None:
        """Write a case and give it up: what is read and compiled for it, each writer has when it begins."""
        engine = connect(self._url)
        with Session(engine) as session:
            for order in orders(0, 1, self._digest):
                self._ledger.record(session, order)
            session.rollback()
        engine.dispose()

    def begin(self, writer: int) -> int:
        """Start a writer's process and return its pid."""
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            self._write(writer)
            code = 0
        except BaseException:  # noqa: BLE001  (a forked process must not run on into what its parent does)
            traceback.print_exc()
        finally:
            os._exit(code)

    def _write(self, writer: int) -> None:
        done = sum(line.startswith(f"{writer:02}-") for line in self._acknowledged.read_text().splitlines())
        activities = LedgerActivities(connect(self._url, pool_size=1), self._ledger)
        book = os.open(self._acknowledged, os.O_WRONLY | os.O_APPEND)
        for order in list(orders(writer, self._cases, self._digest))[done:]:
            recorded = _record(activities, order)
            if self._stops_at == "recorded":
                _stop(order.case_id)
            os.write(book, f"{order.case_id} {recorded.seq}\n".encode())


def _record(activities: LedgerActivities, order: RecordSteps) -> Recorded:
    """Record an order; what the database fails at is tried again, as Temporal would, and a refusal is not."""
    for _ in range(_TRIES):
        with suppress(DBAPIError):
            return activities.write(order)
        time.sleep(_PAUSE)
    raise TimeoutError(order.case_id)


def main(office: Office, writers: int) -> None:
    """Run the writers until every order is acknowledged; start each one that is killed again."""
    if writers > 1:
        office.warm()
    at_work = {office.begin(writer): writer for writer in range(writers)}
    killed = 0
    while at_work:
        pid, status = os.wait()
        writer = at_work.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGKILL:
            killed += 1
            at_work[office.begin(writer)] = writer
        elif code:
            raise SystemExit(f"Writer {writer} ended with {code}.")
    _say(str(killed))


if __name__ == "__main__":
    address, file, count, each, *stop = sys.argv[1:]
    main(Office(address, Path(file), int(each), "".join(stop)), int(count))
