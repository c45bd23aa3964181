"""A page of another site cannot make a signed-in officer's browser act; programs with a token are not concerned."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from api.identity import COOKIE
from store.connection import transaction
from store.people import secret_hash
from store.tables import SessionRow
from tests.api.office import Office, problem

SECRET = "a-page-of-yubei.scjg"
HOST = "onething.test"


@pytest.fixture(scope="module", autouse=True)
def page_session(engine: Engine, office: Office) -> None:
    at = datetime.now(UTC)
    row = SessionRow(
        secret_hash=secret_hash(SECRET),
        login="yubei.scjg",
        kind="page",
        opened_at=at,
        ends_at=at + timedelta(hours=1),
    )
    with transaction(engine) as session:
        session.merge(row)


def headers(**said: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={SECRET}"} | {name.replace("_", "-"): value for name, value in said.items()}


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"sec_fetch_site": "cross-site"}, id="the browser says: another site"),
        pytest.param({"sec_fetch_site": "same-site"}, id="a sister site"),
        pytest.param(
            {"sec_fetch_site": "cross-site", "origin": f"http://{HOST}"}, id="the browser is believed first"
        ),
        pytest.param({"origin": "https://evil.example"}, id="another origin"),
        pytest.param({"origin": "null"}, id="an opaque origin"),
        pytest.param({"origin": f"http://{HOST}.evil.example"}, id="an origin that begins like ours"),
        pytest.param({"origin": f"http://{HOST}:81"}, id="another port"),
    ],
)
async def test_a_change_from_elsewhere_is_refused(office: Office, said: dict[str, str]) -> None:
    answer = await office.client.post("/api/v1/cases", headers=headers(**said), json={})

    problem(answer, 403, "foreign-page")


@pytest.mark.parametrize(
    "said", [{"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "none"}, {"origin": f"http://{HOST}"}, {}]
)
async def test_our_own_page_may_change(office: Office, said: dict[str, str]) -> None:
    answer = await office.client.post("/api/v1/notices/0/read", headers=headers(**said))

    problem(answer, 404, "not-found")


async def test_reading_is_open_to_a_link_from_elsewhere(office: Office) -> None:
    answer = await office.client.get("/api/v1/me", headers=headers(sec_fetch_site="cross-site"))

    assert answer.json()["login"] == "yubei.scjg"


async def test_a_token_is_not_a_cookie(office: Office) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    answer = await office.call("yubei.scjg", "POST", "/notices/0/read", headers=elsewhere)

    problem(answer, 404, "not-found")
    sent = await office.client.post(
        "/api/v1/notices/0/read", headers=headers() | {"Authorization": f"Bearer {SECRET}"}
    )
    problem(sent, 401, "not-signed-in")
