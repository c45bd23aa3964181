"""Whatever is altered in a case file, verification names the first entry that is not as it was written."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import col, select

from store.chain import entry_hash
from store.connection import transaction
from store.tables import CaseRow, EntryRow
from store.verification import Broken, Intact, count_cases, verify_cases

SECOND = "(SELECT id FROM case_ ORDER BY number OFFSET 1 LIMIT 1)"


def tamper(engine: Engine, *statements: str, **values: Any) -> None:
    """Do what somebody with the database's own rights could do: switch the triggers off and write."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.execute(text(statement.format(case=SECOND)), values).rowcount


def numbers(engine: Engine) -> Sequence[str]:
    with transaction(engine) as session:
        return session.exec(select(CaseRow.number).order_by(col(CaseRow.number))).all()


def broken(engine: Engine) -> tuple[str, int, str]:
    """Return what verification finds, which has to be one broken file after the intact ones before it."""
    *before, last = verify_cases(engine)
    assert all(isinstance(found, Intact) for found in before)
    assert isinstance(last, Broken)
    return last.number, last.seq, last.en


def test_files_as_they_were_written_are_intact(scratch: Engine) -> None:
    assert list(verify_cases(scratch)) == [Intact(number, 4) for number in numbers(scratch)]
    assert count_cases(scratch) == 3


ALTERED = "does not match its hash"


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        pytest.param("""form = jsonb_set(form, '{{facts}}', '"无违法事实"')""", 1, id="the opening form"),
        pytest.param("""form = '{{"pages": 4}}'""", 2, id="a form"),
        pytest.param("form = '{{}}'", 3, id="an emptied form"),
        pytest.param("at = at + interval '1 microsecond'", 2, id="the time"),
        pytest.param("actor = 'yubei.cg.leader'", 2, id="who"),
        pytest.param("actor_name = '简川'", 2, id="the name"),
        pytest.param("org = '500112-scjg'", 2, id="for whom"),
        pytest.param("org_name = '区市场监管局'", 4, id="the organisation's name"),
        pytest.param("action = 'refuse'", 4, id="what was done"),
        pytest.param("title = '不予接收'", 4, id="how it is called"),
        pytest.param("stage_from = 'sent'", 4, id="from where"),
        pytest.param("stage_to = 'refused'", 4, id="to where"),
        pytest.param("due_at = due_at + interval '1 day'", 4, id="the due date"),
        pytest.param("due_at = NULL", 4, id="no due date"),
        pytest.param("note = 'x'", 4, id="a note"),
        pytest.param("act_id = 'x'", 4, id="the act's id"),
        pytest.param("hash = repeat('0', 64)", 2, id="the hash itself"),
    ],
)
def test_a_changed_entry_is_named(scratch: Engine, change: str, seq: int) -> None:
    tamper(scratch, "UPDATE entry SET " + change + " WHERE case_id = {case} AND seq = :seq", seq=seq)

    assert broken(scratch) == (numbers(scratch)[1], seq, ALTERED)


def test_a_changed_entry_with_a_hash_that_fits_breaks_the_next_one(scratch: Engine) -> None:
    rehash(scratch, seq=2)

    assert broken(scratch) == (numbers(scratch)[1], 3, "does not follow from the entry before")


def test_a_changed_last_entry_with_a_hash_that_fits_breaks_the_end(scratch: Engine) -> None:
    rehash(scratch, seq=4)

    assert broken(scratch) == (numbers(scratch)[1], 5, "the end of the file is missing")


def rehash(engine: Engine, *, seq: int) -> None:
    """Alter an entry and give it the hash that fits, as a careful forger would."""
    with transaction(engine) as session:
        case_id = session.exec(select(CaseRow.id).order_by(col(CaseRow.number)).offset(1)).first()
        entry = session.get_one(EntryRow, (case_id, seq))
        session.expunge(entry)
    entry.actor_name = "别人"
    tamper(
        engine,
        "UPDATE entry SET actor_name = '别人', hash = :hash WHERE case_id = {case} AND seq = :seq",
        hash=entry_hash(entry),
        seq=seq,
    )


@pytest.mark.parametrize(
    ("seq", "found"),
    [
        (1, (1, "this entry is missing")),
        (2, (2, "this entry is missing")),
        (3, (3, "this entry is missing")),
        (4, (4, "the end of the file is missing")),
    ],
)
def test_a_removed_entry_is_named(scratch: Engine, seq: int, found: tuple[int, str]) -> None:
    tamper(scratch, "DELETE FROM entry WHERE case_id = {case} AND seq = :seq", seq=seq)

    assert broken(scratch) == (numbers(scratch)[1], *found)


def test_a_file_without_any_entry_is_named(scratch: Engine) -> None:
    tamper(scratch, "DELETE FROM entry WHERE case_id = {case}")

    assert broken(scratch)[:2] == (numbers(scratch)[1], 1)


def test_entries_in_another_order_are_named(scratch: Engine) -> None:
    tamper(
        scratch,
        "UPDATE entry SET seq = 9 WHERE case_id = {case} AND seq = 2",
        "UPDATE entry SET seq = 2 WHERE case_id = {case} AND seq = 3",
        "UPDATE entry SET seq = 3 WHERE case_id = {case} AND seq = 9",
    )

    assert broken(scratch) == (numbers(scratch)[1], 2, "does not follow from the entry before")


def test_an_added_entry_is_named(scratch: Engine) -> None:
    tamper(
        scratch,
        "INSERT INTO entry SELECT case_id, 5, 'forged', action, title, at, actor, actor_name, org, org_name, form, "
        "stage_from, stage_to, due_at, note, hash, repeat('f', 64) FROM entry WHERE case_id = {case} AND seq = 4",
    )

    assert broken(scratch) == (numbers(scratch)[1], 5, ALTERED)


def test_an_entry_taken_over_from_another_file_is_named(scratch: Engine) -> None:
    tamper(
        scratch,
        "UPDATE entry SET form = other.form, at = other.at, hash = other.hash, previous_hash = other.previous_hash "
        "FROM (SELECT * FROM entry WHERE seq = 2 AND case_id <> {case} LIMIT 1) other "
        "WHERE entry.case_id = {case} AND entry.seq = 2",
    )

    assert broken(scratch)[:2] == (numbers(scratch)[1], 2)


def test_a_letter_altered_together_with_its_hash_is_named(scratch: Engine) -> None:
    tamper(
        scratch,
        "UPDATE letter SET words = words || ' ', hash = encode(sha256(convert_to(words || ' ', 'UTF8')), 'hex')"
        " WHERE case_id = {case} AND kind = 'acceptance'",
    )

    assert "was altered" in broken(scratch)[2]


def test_a_removed_letter_is_named(scratch: Engine) -> None:
    tamper(scratch, "DELETE FROM letter WHERE case_id = {case} AND kind = 'acceptance'")

    assert "is missing" in broken(scratch)[2]


def test_a_letter_slipped_in_is_named(scratch: Engine) -> None:
    tamper(
        scratch,
        "INSERT INTO letter SELECT 'x', case_id, 4, 'circular', title, '渝北城执通〔2026〕1号', issuer, addressee, year,"
        " 999, issued_at, facts, code || 'x', frame, words, hash FROM letter WHERE case_id = {case} AND kind = 'acceptance'",
    )

    assert broken(scratch)[0] == numbers(scratch)[1]


def test_an_altered_letter_is_named(scratch: Engine) -> None:
    tamper(scratch, "UPDATE letter SET words = words || ' ' WHERE case_id = {case} AND kind = 'acceptance'")

    number, seq, said = broken(scratch)
    assert (number, seq) == (numbers(scratch)[1], 4)
    assert said.startswith("letter 渝北城执移回〔2026〕")


def test_of_several_altered_files_the_first_is_named(scratch: Engine) -> None:
    tamper(scratch, "UPDATE entry SET title = 'x' WHERE seq = 2")

    assert broken(scratch) == (numbers(scratch)[0], 2, ALTERED)
