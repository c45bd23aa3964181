"""Signing in: tokens, wrong passwords, the rest after five of them, sessions that end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import col, delete, select, update

from scenarios.bodies import EXAMPLE_PASSWORD
from store.connection import transaction
from store.people import secret_hash
from store.tables import OfficerRow, SessionRow, SignInRow
from tests.api.office import Office, problem

# Nobody else signs in with this account while its passwords are guessed.
GUESSED = "rongchang.scjg.legal"


@pytest.fixture
def guessed(engine: Engine) -> Iterator[str]:
    yield GUESSED
    change(engine, failures=0, locked_until=None, is_active=True)


def change(engine: Engine, **values: object) -> None:
    with transaction(engine) as session:
        session.exec(update(OfficerRow).where(col(OfficerRow.login) == GUESSED).values(**values))


async def attempt(office: Office, login: str, password: str) -> httpx.Response:
    return await office.client.post("/api/v1/token", data={"username": login, "password": password})


async def test_a_token_tells_who_one_is(office: Office) -> None:
    assert await office.get("yubei.scjg", "/me") == {
        "login": "yubei.scjg",
        "name": "牟馨",
        "roles": ["handler"],
        "organisation": "500112-scjg",
        "organisation_name": "重庆市渝北区市场监督管理局",
        "kind": "regulator",
        "region": "500112",
    }


async def test_a_token_says_how_long_it_holds(office: Office, guessed: str) -> None:
    answer = await attempt(office, guessed, EXAMPLE_PASSWORD)

    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("bearer", 12 * 3600)


async def test_wrong_passwords_and_unknown_logins_are_answered_alike(office: Office, guessed: str) -> None:
    wrong = problem(await attempt(office, guessed, "not-it"), 401, "sign-in-failed")
    unknown = problem(await attempt(office, "nobody.at.all", "not-it"), 401, "sign-in-failed")

    assert wrong == unknown


async def test_five_wrong_passwords_lock_the_account_for_fifteen_minutes(
    office: Office, engine: Engine, guessed: str
) -> None:
    for _ in range(5):
        problem(await attempt(office, guessed, "not-it"), 401, "sign-in-failed")

    problem(await attempt(office, guessed, EXAMPLE_PASSWORD), 429, "account-locked")
    with transaction(engine) as session:
        locked_until = session.get_one(OfficerRow, guessed).locked_until
        attempts = select(SignInRow.outcome).where(SignInRow.login == guessed)
        outcomes = session.exec(attempts.order_by(col(SignInRow.id).desc()).limit(6)).all()
    assert locked_until is not None
    assert timedelta(minutes=14) < locked_until - datetime.now(UTC) <= timedelta(minutes=15)
    assert outcomes == ["account-locked", *["sign-in-failed"] * 5]

    change(engine, locked_until=datetime.now(UTC) - timedelta(seconds=1))
    assert (await attempt(office, guessed, EXAMPLE_PASSWORD)).status_code == 200


async def test_a_right_password_forgives_the_wrong_ones(office: Office, guessed: str) -> None:
    for password in ["not-it"] * 4 + [EXAMPLE_PASSWORD] + ["not-it"] * 4:
        await attempt(office, guessed, password)

    assert (await attempt(office, guessed, EXAMPLE_PASSWORD)).status_code == 200


async def token_of(office: Office, login: str) -> str:
    return str((await attempt(office, login, EXAMPLE_PASSWORD)).json()["access_token"])


async def me(office: Office, token: str) -> httpx.Response:
    return await office.client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


async def test_an_ended_session_is_not_a_sign_in(office: Office, engine: Engine, guessed: str) -> None:
    token = await token_of(office, guessed)
    with transaction(engine) as session:
        row = session.get_one(SessionRow, secret_hash(token))
        row.ends_at = datetime.now(UTC) - timedelta(seconds=1)
        session.add(row)

    answer = await me(office, token)

    problem(answer, 401, "not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_revoked_session_is_not_a_sign_in(office: Office, engine: Engine, guessed: str) -> None:
    token = await token_of(office, guessed)
    with transaction(engine) as session:
        session.exec(delete(SessionRow).where(col(SessionRow.secret_hash) == secret_hash(token)))

    problem(await me(office, token), 401, "not-signed-in")


async def test_an_officer_who_has_left_is_out_at_once(office: Office, engine: Engine, guessed: str) -> None:
    token = await token_of(office, guessed)
    change(engine, is_active=False)

    problem(await me(office, token), 401, "not-signed-in")
    problem(await attempt(office, guessed, EXAMPLE_PASSWORD), 401, "sign-in-failed")


async def test_a_new_sign_in_sweeps_out_the_ended_ones(office: Office, engine: Engine, guessed: str) -> None:
    token = await token_of(office, guessed)
    with transaction(engine) as session:
        row = session.get_one(SessionRow, secret_hash(token))
        row.ends_at = datetime.now(UTC) - timedelta(days=1)
        session.add(row)

    await token_of(office, guessed)

    with transaction(engine) as session:
        assert session.get(SessionRow, secret_hash(token)) is None


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer wrong", "Basic eXViZWk6eA==", "Bearer a b", "Bearer %00"],
)
async def test_anything_else_is_not_a_sign_in(office: Office, authorization: str) -> None:
    answer = await office.client.get("/api/v1/me", headers={"Authorization": authorization})

    problem(answer, 401, "not-signed-in")


async def test_a_page_session_is_no_bearer_token(office: Office, engine: Engine, guessed: str) -> None:
    token = await token_of(office, guessed)
    with transaction(engine) as session:
        row = session.get_one(SessionRow, secret_hash(token))
        row.kind = "page"
        session.add(row)

    problem(await me(office, token), 401, "not-signed-in")
