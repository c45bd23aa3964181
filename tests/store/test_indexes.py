"""On a ledger with many cases, what people ask all day is answered from an index."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session

from domain.light import Light
from domain.organisation import OrganisationKind, Person
from store import cases, inbox, overdue
from store.cases import Filter
from store.connection import connect, transaction
from store.whistles import last_whistles
from tests.store.ledgers import Databases

_CASES = 20_000
NOW = datetime(2026, 3, 10, tzinfo=UTC)
Question = Callable[[Session], object]

_FILL = (
    # Sixty bodies of many regions hold the cases in turn; three of four are closed, as after some years.
    """
    CREATE TEMP TABLE ranked ON COMMIT DROP AS
      SELECT code, region, row_number() OVER (ORDER BY md5(code)) - 1 AS n FROM organisation
      WHERE kind IN ('regulator', 'township') ORDER BY md5(code) LIMIT 60
    """,
    """
    INSERT INTO case_ SELECT 'c' || i, 'XS-' || i, definition, digest, title, 'XS-' || i || ' 某店' || md5(i::text),
      CASE WHEN i % 4 = 0 THEN stage ELSE 'archived' END, seq,
      CASE WHEN i % 4 = 0 THEN ranked.code END, CASE WHEN i % 4 = 0 THEN ranked.region END, NULL, entered_at,
      CASE WHEN i % 4 = 0 THEN due_at + i * interval '1 minute' END, due_on, yellow_at, dark_red_at, NULL, false,
      derivation, limit_code, CASE WHEN i % 40 = 0 THEN due_at + i * interval '1 minute' END, false, opened_by,
      ranked.code, opened_at + i * interval '1 minute', CASE WHEN i % 4 <> 0 THEN now() END,
      CASE WHEN i % 4 <> 0 THEN 'archived' END, head_hash, '{}'
    FROM (SELECT * FROM case_ ORDER BY number LIMIT 1) pattern
      CROSS JOIN generate_series(1, :cases) i JOIN ranked ON ranked.n = i % 60
    """,
    """
    INSERT INTO case_party SELECT 'c' || i, ranked.code, role, ranked.region, 1, NULL
    FROM generate_series(1, :cases) i CROSS JOIN (VALUES ('sender', 0), ('receiver', 1)) roles(role, shift)
      JOIN ranked ON ranked.n = (i + shift) % 60
    """,
    """
    INSERT INTO entry SELECT 'c' || i, 1, 'a' || i, action, title, at, actor, actor_name, org, org_name, '{}',
      stage_from, stage_to, due_at, note, previous_hash, hash
    FROM (SELECT * FROM entry WHERE seq = 1 LIMIT 1) pattern, generate_series(1, :cases) i
    """,
    """
    INSERT INTO notice SELECT i, 'c' || i, 1, 'urge', ranked.code, 'x', 'x', now(), CASE WHEN i % 9 > 0 THEN now() END
    FROM generate_series(1, :cases) i JOIN ranked ON ranked.n = i % 60
    """,
)


@pytest.fixture(scope="module")
def crowded(databases: Databases, pattern: str) -> Iterator[Engine]:
    url = databases.new(like=pattern)
    engine = connect(url)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in _FILL:
                connection.execute(text(statement), {"cases": _CASES} if ":cases" in statement else {})
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        yield engine
    finally:
        engine.dispose()
        databases.drop(url)


@pytest.fixture(scope="module")
def holder(crowded: Engine) -> Person:
    with crowded.connect() as connection:
        code, region = connection.execute(
            text("SELECT holder, holder_region FROM case_ WHERE id = 'c400'")
        ).one()
    return person(code, region, OrganisationKind.REGULATOR)


def person(code: str, region: str, kind: OrganisationKind) -> Person:
    return Person(login="x", name="x", org_code=code, org_name="x", kind=kind, region=region, roles=())


def asked(engine: Engine, question: Question) -> list[tuple[str, Any]]:
    """Return the statements that a question sends to the database."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any) -> None:
        sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        with transaction(engine) as session:
            question(session)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def plans(engine: Engine, question: Question) -> Iterator[dict[str, Any]]:
    """Yield the nodes of how the database answers a question."""
    for statement, parameters in asked(engine, question):
        with engine.connect() as connection:
            explained = connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {statement}", parameters
            ).scalar_one()
        yield from nodes(explained[0]["Plan"])


def check_indexed(engine: Engine, question: Question, index: str | None = None) -> None:
    """Check that no large table is read from end to end, and that the index that is meant for it is used."""
    used = list(plans(engine, question))
    large = {"case_", "case_party", "entry", "notice"}
    read_through = {node["Relation Name"] for node in used if node["Node Type"] == "Seq Scan"} & large
    assert not read_through, used
    if index is not None:
        assert index in {node.get("Index Name") for node in used}, used


def page(box: str, **narrowed: Any) -> Callable[[Session, Person], object]:
    asked = Filter(box=box, now=NOW, **narrowed)
    return lambda session, who: cases.cases_in(session, who, asked)


AFTER = (datetime(2026, 3, 5, tzinfo=UTC), "c400")


@pytest.mark.parametrize(
    ("question", "index"),
    [
        pytest.param(page("todo"), "ix_case_holder_due", id="the desk"),
        pytest.param(page("todo", after=AFTER), "ix_case_holder_due", id="the desk's next page"),
        pytest.param(page("todo", light=Light.RED), "ix_case_holder_due", id="the desk's red ones"),
        pytest.param(page("opened"), "ix_case_opener", id="what we opened"),
        pytest.param(page("opened", after=AFTER), "ix_case_opener", id="its next page"),
        pytest.param(page("all"), "ix_party_org", id="all we may see"),
        pytest.param(page("all", words="某店c4ca4238"), "ix_case_words", id="words"),
        pytest.param(page("watch"), None, id="what I follow"),
        pytest.param(lambda s, who: cases.case_for(s, who, "c400"), "case__pkey", id="a case by its id"),
        pytest.param(
            lambda s, who: cases.case_for(s, who, "XS-400"), "case__number_key", id="a case by its number"
        ),
        pytest.param(lambda s, who: cases.entries_of(s, "c400"), "entry_pkey", id="a case file"),
        pytest.param(
            lambda s, who: cases.entry_of_act(s, "c400", "a400"), "one_entry_for_an_act", id="an act again"
        ),
        pytest.param(lambda s, who: inbox.unread_count(s, who), "ix_notice_unread", id="unread messages"),
        pytest.param(
            lambda s, who: last_whistles(s, who.region, ["whistle-emergency"]),
            "ix_case_opener",
            id="the district's last whistles",
        ),
    ],
)
def test_what_an_officer_asks_is_answered_from_an_index(
    crowded: Engine, holder: Person, question: Callable[[Session, Person], object], index: str | None
) -> None:
    check_indexed(crowded, lambda session: question(session, holder), index)


@pytest.mark.parametrize(
    ("question", "index"),
    [
        pytest.param(page("overdue"), "ix_case_overdue", id="what is overdue"),
        pytest.param(page("overdue", after=AFTER), "ix_case_overdue", id="its next page"),
        pytest.param(
            lambda s, who: overdue.overdue_groups(s, who, now=NOW), "ix_case_overdue", id="overdue in groups"
        ),
        pytest.param(lambda s, who: cases.case_for(s, who, "c400"), None, id="a case"),
    ],
)
@pytest.mark.parametrize("region", ["its own", "500000"])
def test_what_a_supervisor_asks_is_answered_from_an_index(
    crowded: Engine,
    holder: Person,
    question: Callable[[Session, Person], object],
    index: str | None,
    region: str,
) -> None:
    code = holder.region if region == "its own" else region
    supervisor = person(f"{code}-sfj", code, OrganisationKind.SUPERVISION)
    check_indexed(crowded, lambda session: question(session, supervisor), index)
