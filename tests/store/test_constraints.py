"""What the database itself refuses, whatever a program asks of it."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

FIRST = "(SELECT id FROM case_ ORDER BY number LIMIT 1)"


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement.format(case=FIRST)))


@pytest.mark.parametrize("table", ["entry", "letter", "definition"])
@pytest.mark.parametrize("change", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_what_was_written_never_changes(guarded: Engine, table: str, change: str) -> None:
    column = {"entry": "title", "letter": "words", "definition": "canonical"}[table]
    with pytest.raises(IntegrityError, match=f"a line of {table} never changes"):
        run(guarded, change.format(table=table, column=column))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("holder = NULL", "open_has_holder"),
        ("due_at = NULL", "open_has_due_date"),
        ("outcome = 'archived', holder = NULL, due_at = NULL", "closed_with_outcome"),
        ("closed_at = now()", "closed_with_outcome"),
        ("outcome = 'archived', closed_at = now()", "open_has"),
        (
            "outcome = 'archived', closed_at = now(), holder = NULL, due_at = NULL, overdue_at = now()",
            "overdue_is_open",
        ),
        ("holder = 'nobody'", "case__holder_fkey"),
        ("opened_org = 'nobody'", "case__opened_org_fkey"),
        ("digest = 'unknown'", "case__digest_fkey"),
        ("number = (SELECT max(number) FROM case_)", "case__number_key"),
        ("state = NULL", "null value"),
    ],
)
def test_a_case_that_cannot_be_is_refused(guarded: Engine, change: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        run(guarded, f"UPDATE case_ SET {change} WHERE id = {{case}}")


def test_a_closed_case_without_holder_and_date_is_allowed(scratch: Engine) -> None:
    run(
        scratch,
        "UPDATE case_ SET outcome = 'archived', closed_at = now(), holder = NULL, due_at = NULL WHERE id = {case}",
    )


ENTRY = (
    "INSERT INTO entry SELECT case_id, {seq}, {act}, action, title, at, actor, actor_name, org, org_name, form, "
    "stage_from, stage_to, due_at, note, previous_hash, hash FROM entry WHERE case_id = {{case}} AND seq = 2"
)
LETTER = (
    "INSERT INTO letter SELECT id || '-2', case_id, {seq}, kind, title, {number}, issuer, addressee, year, {serial}, "
    "issued_at, facts, code || 'x', frame, words, hash FROM letter WHERE case_id = {{case}} AND kind = 'receipt'"
)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        pytest.param(ENTRY.format(seq="2", act="'new'"), "entry_pkey", id="two entries for a place"),
        pytest.param(
            ENTRY.format(seq="9", act="act_id"), "one_entry_for_an_act", id="two entries for an act"
        ),
        pytest.param(
            LETTER.format(seq="9", number="'新'", serial="serial"),
            "one_letter_for_a_number",
            id="a number twice",
        ),
        pytest.param(
            LETTER.format(seq="seq", number="'新'", serial="99"),
            "one_letter_for_an_entry",
            id="a letter twice",
        ),
        pytest.param(
            LETTER.format(seq="9", number="number", serial="99"),
            "letter_number_key",
            id="a written number twice",
        ),
        pytest.param(
            "INSERT INTO entry SELECT 'no-case', seq, act_id, action, title, at, actor, actor_name, org, org_name, "
            "form, stage_from, stage_to, due_at, note, previous_hash, hash FROM entry LIMIT 1",
            "entry_case_id_fkey",
            id="an entry of no case",
        ),
        pytest.param(
            "DELETE FROM case_ WHERE id = {case}", "fkey", id="a case that has a file is not removed"
        ),
        pytest.param("DELETE FROM organisation WHERE code = '500112-cg'", "fkey", id="nor a body with cases"),
    ],
)
def test_a_second_one_is_refused(guarded: Engine, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        run(guarded, statement)
