"""The ledger under measurement: how many transactions wrote to it, and a hundred thousand cases in it."""

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from store.connection import transaction
from store.people import open_session, secret_hash
from store.tables import OfficerRow, SessionRow

CITY = "bench.city"
_CITY_BODY = "500000-sfj"

# A transaction gets a number when it first writes or locks a row; readers get none and are not counted.
_TRANSACTIONS = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"

# One case in twenty is the measured desk's, the others are spread over every organisation that can hold one.
# Three in five are open, one open case in ten is overdue, from a day to a quarter of a year.
_SPREAD = """
CREATE TEMPORARY TABLE spread ON COMMIT DROP AS
WITH body AS (
  SELECT code, region, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS bodies
  FROM organisation WHERE kind IN ('regulator', 'enforcement', 'township')
)
SELECT 'bench-' || lpad(n::text, 7, '0') AS id, n,
       CASE WHEN n % 20 = 0 THEN desk.code ELSE body.code END AS holder,
       CASE WHEN n % 20 = 0 THEN desk.region ELSE body.region END AS region,
       n % 5 < 3 AS is_open,
       CASE WHEN n % 50 < 3 THEN now() - make_interval(hours => 24 + n % 2160)
            ELSE now() + make_interval(hours => 24 + n % 720) END AS due_at,
       n % 50 < 3 AS is_overdue,
       now() - make_interval(hours => n % 8760) AS opened_at
FROM generate_series(1, :cases) AS n
JOIN body ON body.place = n % body.bodies
JOIN organisation AS desk ON desk.code = :desk
"""
_CASES = """
INSERT INTO case_ (
  id, number, definition, digest, title, search, stage, seq, holder, holder_region, assignee, entered_at, due_at,
  due_on, yellow_at, dark_red_at, is_provisional, derivation, limit_code, overdue_at, is_urgent, opened_by,
  opened_org, opened_at, closed_at, outcome, head_hash, state)
SELECT s.id, 'BENCH-' || s.id, c.definition, c.digest, c.title || s.n,
       'BENCH-' || s.id || ' ' || c.title || s.n || ' 商户' || s.n,
       CASE WHEN s.is_open THEN c.stage ELSE 'archived' END, c.seq,
       CASE WHEN s.is_open THEN s.holder END, CASE WHEN s.is_open THEN s.region END, NULL, s.opened_at,
       CASE WHEN s.is_open THEN s.due_at END, CASE WHEN s.is_open THEN s.due_at::date END,
       CASE WHEN s.is_open THEN s.due_at - interval '1 day' END,
       CASE WHEN s.is_open THEN s.due_at + interval '7 days' END,
       false, CASE WHEN s.is_open THEN c.derivation END, CASE WHEN s.is_open THEN c.limit_code END,
       CASE WHEN s.is_open AND s.is_overdue THEN s.due_at END, s.n % 7 = 0, c.opened_by, c.opened_org, s.opened_at,
       CASE WHEN NOT s.is_open THEN s.opened_at + interval '30 days' END,
       CASE WHEN NOT s.is_open THEN 'archived' END, c.head_hash,
       c.state || jsonb_build_object('id', s.id, 'parties', (c.state->'parties') || jsonb_build_object('receiver', s.holder))
         || CASE WHEN s.is_open THEN '{}'::jsonb ELSE '{"stage": "archived", "outcome": "archived", "clock": null}' END
FROM spread AS s JOIN case_ AS c ON c.id = :pattern
"""
_PARTIES = """
INSERT INTO case_party (case_id, org, role, region, since_seq)
SELECT s.id, CASE p.role WHEN 'receiver' THEN s.holder ELSE p.org END, p.role,
       CASE p.role WHEN 'receiver' THEN s.region ELSE p.region END, p.since_seq
FROM spread AS s JOIN case_party AS p ON p.case_id = :pattern
"""
_ENTRIES = """
INSERT INTO entry (
  case_id, seq, act_id, action, title, at, actor, actor_name, org, org_name, form, stage_from, stage_to, due_at,
  note, previous_hash, hash)
SELECT s.id, e.seq, e.act_id, e.action, e.title, s.opened_at, e.actor, e.actor_name, e.org, e.org_name, e.form,
       e.stage_from, e.stage_to, s.due_at, e.note, e.previous_hash, e.hash
FROM spread AS s JOIN entry AS e ON e.case_id = :pattern
"""
_SETTLE = ("case_", "case_party", "entry")


def transactions(engine: Engine) -> int:
    """Return the number of the next transaction that writes; the difference of two counts what wrote between."""
    with engine.connect() as connection:
        return int(connection.execute(text(_TRANSACTIONS)).scalar_one())


def fill(engine: Engine, pattern: str, *, cases: int, desk: str) -> None:
    """Write so many cases with parties and entries, after the pattern of one that was opened by the API.

    Their entries are copies, so their chains do not verify: nothing measured here reads the chain.
    """
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(_SPREAD), {"cases": cases, "desk": desk})
        for statement in (_CASES, _PARTIES, _ENTRIES):
            connection.execute(text(statement), {"pattern": pattern})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        for table in _SETTLE:
            connection.execute(text(f"VACUUM (ANALYZE) {table}"))


def sign_in(engine: Engine, login: str, kind: str) -> str:
    """Return the secret of a new session; the supervisor of the whole municipality is made if need be."""
    at, secret = datetime.now(UTC), secrets.token_urlsafe(32)
    with transaction(engine) as session:
        if login == CITY and session.get(OfficerRow, CITY) is None:
            session.add(
                OfficerRow(login=CITY, name="测量", org=_CITY_BODY, roles=["handler"], password_hash="!")
            )
            session.flush()
        ends_at = at + timedelta(hours=12)
        row = SessionRow(
            secret_hash=secret_hash(secret), login=login, kind=kind, opened_at=at, ends_at=ends_at
        )
        open_session(session, row)
    return secret
