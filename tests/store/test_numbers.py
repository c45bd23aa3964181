"""Numbers have no gap and no double, however many writers there are and whoever of them gives up."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from domain.procedure import Definition
from store.connection import transaction
from store.numbers import next_number
from store.tables import CaseRow, LetterRow, SequenceRow
from tests.store.files import AT, LEDGER, opening_of, write_file

_WRITERS = 16


class GivenUp(Exception):
    """A writer that rolls back after it has taken a number."""


def take_some(engine: Engine, writer: int) -> list[int]:
    """Take ten numbers, each in a transaction of its own; every third one is given up."""
    taken = []
    for turn in range(10):
        with Session(engine) as session:
            number = next_number(session, "test/concurrent", 2026)
            if (writer + turn) % 3 == 0:
                session.rollback()
            else:
                session.commit()
                taken.append(number)
    return taken


def test_sixteen_writers_leave_no_gap_and_no_double(scratch: Engine) -> None:
    with ThreadPoolExecutor(_WRITERS) as writers:
        taken = [n for each in writers.map(lambda w: take_some(scratch, w), range(_WRITERS)) for n in each]

    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert 100 < len(taken) < 160


def test_each_year_and_each_sequence_begins_with_one(scratch: Engine) -> None:
    with transaction(scratch) as session:
        taken = [next_number(session, name, year) for name, year in [("a", 2026), ("a", 2027), ("b", 2026)]]
        again = next_number(session, "a", 2026)

    assert (taken, again) == ([1, 1, 1], 2)


def test_cases_and_letters_of_sixteen_at_once_are_numbered_through(
    scratch: Engine, clue_transfer: Definition
) -> None:
    """Each opens a case and has it signed for; every fourth loses everything at the end."""

    def write(number: int) -> None:
        with transaction(scratch) as session:
            write_file(session, clue_transfer, ("sign",))
            if number % 4 == 0:
                raise GivenUp

    with ThreadPoolExecutor(_WRITERS) as writers:
        futures = [writers.submit(write, number) for number in range(_WRITERS)]
    failed = [future.exception() for future in futures if future.exception() is not None]
    assert [type(error) for error in failed] == [GivenUp] * 4

    with transaction(scratch) as session:
        numbers = session.exec(select(CaseRow.number).order_by(col(CaseRow.number))).all()
        letters = session.exec(
            select(LetterRow.issuer, LetterRow.year, LetterRow.number, LetterRow.serial)
        ).all()
        last = {row.name: row.last for row in session.exec(select(SequenceRow)).all()}

    assert list(numbers) == [f"XS-500112-20260302-{serial:04}" for serial in range(1, 3 + 12 + 1)]
    by_number = Counter(number for _, _, number, _ in letters)
    assert set(by_number.values()) == {1}
    for issuer, sequence, expected in (("500112-scjg", "transfer", 15), ("500112-cg", "receipt", 18)):
        serials = sorted(serial for org, _, _, serial in letters if org == issuer)
        assert serials == list(range(1, expected + 1))
        assert last[f"{issuer}/{sequence}"] == expected


def test_a_number_names_the_day_on_which_the_case_was_opened_in_local_time(
    scratch: Engine, clue_transfer: Definition
) -> None:
    late = AT.replace(day=31, month=12, hour=17)  # 01:00 of the new year in Shanghai
    with transaction(scratch) as session:
        case_id = str(uuid4())
        LEDGER.record(session, opening_of(clue_transfer, case_id, at=late))
        assert session.get_one(CaseRow, case_id).number == "XS-500112-20270101-0001"
