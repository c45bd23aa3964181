"""Whatever is sent, the answer is a problem in both languages, never a failure of the server."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.api.office import OPENING, RECEIVER, Json, Office, problem

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
async def case(office: Office) -> Json:
    return await office.open()


def opening(**changed: Any) -> bytes:
    body = {
        "definition": "clue-transfer",
        "title": "占道经营",
        "parties": {"receiver": RECEIVER},
        "form": OPENING,
    }
    return json.dumps(body | changed).encode()


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        pytest.param(b"", 422, "request-invalid", id="nothing"),
        pytest.param(b"{", 422, "request-invalid", id="half"),
        pytest.param(b"\xff\xfe\x00", 400, "request-invalid", id="not UTF-8"),
        pytest.param(b"[" * 50_000, 400, "request-invalid", id="nested without end"),
        pytest.param(b'{"seq": ' + b"9" * 5000 + b"}", 400, "request-invalid", id="a number without end"),
        pytest.param(b"[]", 422, "request-invalid", id="a list"),
        pytest.param(b"null", 422, "request-invalid", id="null"),
        pytest.param(opening(title=" \n "), 422, "request-invalid", id="empty title"),
        pytest.param(opening(title="字" * 101), 422, "request-invalid", id="long title"),
        pytest.param(opening(title="a\x00b"), 422, "form-invalid", id="NUL in the title"),
        pytest.param(opening(title=7), 422, "request-invalid", id="title is a number"),
        pytest.param(opening(colour="red"), 422, "request-invalid", id="unknown field"),
        pytest.param(opening(**{"\ud800": 1}), 422, "request-invalid", id="half a character as a field"),
        pytest.param(opening(title="\ud800"), 422, "request-invalid", id="half a character as the title"),
        pytest.param(opening(parties=[]), 422, "request-invalid", id="parties are a list"),
        pytest.param(opening(parties={"receiver": None}), 422, "request-invalid", id="party is null"),
        pytest.param(opening(parties={"receiver": "\x00"}), 422, "request-invalid", id="NUL as a party"),
        pytest.param(opening(parties={"\x00": RECEIVER}), 422, "parties-wrong", id="NUL as a role"),
        pytest.param(opening(form="x"), 422, "request-invalid", id="form is a text"),
        pytest.param(opening(form={}), 422, "form-invalid", id="empty form"),
        pytest.param(opening(form=OPENING | {"facts": "a\x00b"}), 422, "form-invalid", id="NUL in the form"),
        pytest.param(opening(form=OPENING | {"facts": "\ud800"}), 422, "form-invalid", id="half a character"),
        pytest.param(opening(form=OPENING | {"\ud800": "x"}), 422, "request-invalid", id="half a field name"),
        pytest.param(opening(form=OPENING | {"facts": "字" * 4001}), 422, "form-invalid", id="long facts"),
        pytest.param(opening(form=OPENING | {"facts": 7}), 422, "form-invalid", id="facts are a number"),
        pytest.param(
            opening(form=OPENING | {"facts": {"a": []}}), 422, "form-invalid", id="facts are a thing"
        ),
        pytest.param(
            opening(form=OPENING | {"discovered_on": float("nan")}), 422, "form-invalid", id="not a number"
        ),
        pytest.param(
            opening(form=OPENING | {"discovered_on": 20260302}), 422, "form-invalid", id="number as day"
        ),
        pytest.param(
            opening(form=OPENING | {"discovered_on": "2026-02-30"}), 422, "form-invalid", id="no such day"
        ),
        pytest.param(opening(form=OPENING | {"evidence": "x"}), 422, "form-invalid", id="evidence is a text"),
        pytest.param(opening(form=OPENING | {"evidence": ["x"]}), 422, "form-invalid", id="no hash"),
        pytest.param(
            opening(form=OPENING | {"evidence": [{}]}), 422, "form-invalid", id="evidence is a thing"
        ),
        pytest.param(
            opening(form=OPENING | {"evidence": ["0" * 64]}), 422, "evidence-missing", id="never uploaded"
        ),
        pytest.param(
            opening(form=OPENING | {"paper_received_on": "2020-01-01"}), 422, "form-invalid", id="paper"
        ),
    ],
)
async def test_a_bad_opening_is_refused(office: Office, content: bytes, status: int, code: str) -> None:
    answer = await office.call("yubei.scjg", "POST", "/cases", content=content, headers=JSON)

    problem(answer, status, code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "request-invalid"),
        ({"seq": 0, "form": {}}, 422, "request-invalid"),
        ({"seq": -1, "form": {}}, 422, "request-invalid"),
        ({"seq": 1.5, "form": {}}, 422, "request-invalid"),
        ({"seq": "one", "form": {}}, 422, "request-invalid"),
        ({"seq": None, "form": {}}, 422, "request-invalid"),
        ({"form": {}}, 422, "request-invalid"),
        ({"seq": 10**30, "form": {}}, 409, "stale-seq"),
        ({"seq": 1, "form": {}, "by": "me"}, 422, "request-invalid"),
        ({"seq": 1, "form": {"pages": -1}}, 422, "form-invalid"),
        ({"seq": 1, "form": {"pages": "many"}}, 422, "form-invalid"),
        ({"seq": 1, "form": {"pages": [3]}}, 422, "form-invalid"),
        ({"seq": 1, "form": {"note": "x" * 201}}, 422, "form-invalid"),
    ],
)
async def test_a_bad_act_is_refused(office: Office, case: Json, body: Json, status: int, code: str) -> None:
    answer = await office.call("yubei.cg", "POST", f"/cases/{case['id']}/actions/sign", json=body)

    problem(answer, status, code)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/cases/no-such-case", 404, "not-found"),
        ("GET", "/cases/%00", 422, "request-invalid"),
        ("GET", "/cases/" + "x" * 5000, 404, "not-found"),
        ("GET", "/cases/%FF/entries", 404, "not-found"),
        ("GET", "/letters/%00", 422, "request-invalid"),
        ("GET", "/letters/none", 404, "not-found"),
        ("GET", "/definitions/%00", 404, "not-found"),
        ("GET", "/organisations", 422, "request-invalid"),
        ("GET", "/organisations?definition=clue-transfer&party=receiver&region=%00", 422, "request-invalid"),
        ("GET", "/organisations?definition=clue-transfer&party=nobody", 404, "not-found"),
        ("POST", "/notices/0/read", 404, "not-found"),
        ("POST", "/notices/99999999999999999999999/read", 422, "request-invalid"),
        ("POST", "/notices/first/read", 422, "request-invalid"),
        ("PUT", "/cases/%00/watch", 422, "request-invalid"),
        ("PUT", "/cases/none/watch", 404, "not-found"),
        ("GET", "/nothing-here", 404, "not-found"),
        ("DELETE", "/cases", 405, "method-not-allowed"),
        ("PATCH", "/me", 405, "method-not-allowed"),
        ("POST", "/evidence", 422, "request-invalid"),
        ("POST", "/cases/%00/actions/sign", 422, "request-invalid"),
    ],
)
async def test_a_bad_address_is_answered(
    office: Office, method: str, path: str, status: int, code: str
) -> None:
    problem(await office.call("yubei.scjg", method, path), status, code)


async def test_a_bad_sign_in_is_answered(office: Office) -> None:
    send = office.client.post
    problem(await send("/api/v1/token"), 422, "request-invalid")
    problem(await send("/api/v1/token", json={"username": "yubei.scjg"}), 422, "request-invalid")
    strange = {"username": "a\x00b", "password": "x"}
    problem(await send("/api/v1/token", data=strange), 422, "request-invalid")
    long = {"username": "x" * 5000, "password": "y" * 5000}
    problem(await send("/api/v1/token", data=long), 401, "sign-in-failed")


async def test_a_body_just_small_enough_is_read(office: Office) -> None:
    content = opening(form=OPENING).ljust(64 * 1024)

    answer = await office.call("yubei.scjg", "POST", "/cases", content=content, headers=JSON)

    assert answer.status_code == 201


async def test_a_larger_body_is_refused(office: Office, case: Json) -> None:
    content = opening(form=OPENING).ljust(64 * 1024 + 1)
    for path in ("/cases", f"/cases/{case['id']}/actions/sign"):
        answer = await office.call("yubei.scjg", "POST", path, content=content, headers=JSON)
        problem(answer, 413, "body-too-large")
    long = {"username": "x", "password": "y" * 64 * 1024}
    problem(await office.client.post("/api/v1/token", data=long), 413, "body-too-large")


async def test_a_larger_body_that_does_not_state_its_length_is_refused(office: Office) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 1024

    answer = await office.call("yubei.scjg", "POST", "/cases", content=endless(), headers=JSON)

    problem(answer, 413, "body-too-large")


async def test_a_lied_about_length_changes_nothing(office: Office) -> None:
    headers = JSON | {"Content-Length": "ten"}
    answer = await office.call("yubei.scjg", "POST", "/cases", content=opening(), headers=headers)

    assert answer.status_code == 201


async def test_the_description_of_the_api_is_published(office: Office) -> None:
    described = await office.client.get("/api/v1/openapi.json")

    assert described.json()["info"]["title"] == "onething · 一件事"
    assert "/api/v1/cases/{case_id}/actions/{action}" in described.json()["paths"]


async def test_requests_are_counted_by_route_and_status(office: Office) -> None:
    await office.call("yubei.scjg", "GET", "/cases/no-such-case")

    counted = (await office.client.get("/metrics")).text
    assert 'route="/api/v1/cases/{case_id}",status="404"' in counted
    assert "no-such-case" not in counted
    assert "onething_cases_open " in counted
