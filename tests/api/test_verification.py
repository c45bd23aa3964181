"""Letters as PDF, and their verification by anyone who holds them."""

from typing import Any

import pytest
from fastapi import FastAPI

from api.rate import RateLimit
from tests.api.office import Json, Office, problem

SENDER, RECEIVER, RECEIVER_CODE = "yubei.scjg", "yubei.cg", "500112-cg"


@pytest.fixture(autouse=True)
def fresh_limit(app: FastAPI) -> None:
    """Let each test ask as if nobody had asked before."""
    app.state.rate_limit = RateLimit()


@pytest.fixture(scope="module")
async def letter(office: Office) -> Json:
    """The transfer letter of a case that the receiver has signed for."""
    case = await office.open(SENDER, receiver=RECEIVER_CODE)
    signed = await office.done(RECEIVER, case, "sign")
    whole: Json = await office.get(SENDER, f"/letters/{signed['letters'][0]['id']}")
    return whole


async def pdf(office: Office, letter: Json) -> bytes:
    answer = await office.call(RECEIVER, "GET", f"/letters/{letter['id']}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.content


async def compare(office: Office, letter: Json, content: bytes) -> Any:
    files = {"file": ("letter.pdf", content)}
    answer = await office.call(None, "POST", f"/verify/{letter['code']}/compare", files=files)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_anyone_may_verify_and_learns_nothing_personal(office: Office, letter: Json) -> None:
    answer = await office.call(None, "GET", f"/verify/{letter['code']}")

    assert answer.json() | {"hash": "", "issued_at": ""} == {
        "number": letter["number"],
        "title": "线索移送函",
        "issuer": "重庆市渝北区市场监督管理局",
        "issued_at": "",
        "hash": "",
        "status": "answered",
        "is_unchanged": None,
    }


async def test_the_pdf_is_the_same_each_time_and_one_changed_byte_shows(office: Office, letter: Json) -> None:
    content = await pdf(office, letter)

    assert content.startswith(b"%PDF-")
    assert await pdf(office, letter) == content
    assert (await compare(office, letter, content))["is_unchanged"] is True
    middle = len(content) // 2
    changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    assert (await compare(office, letter, changed))["is_unchanged"] is False


async def test_a_pdf_is_for_those_who_see_the_case(office: Office, letter: Json) -> None:
    problem(await office.call("rongchang.changyuan", "GET", f"/letters/{letter['id']}.pdf"), 404, "not-found")
    problem(await office.call(None, "GET", f"/letters/{letter['id']}.pdf"), 401, "not-signed-in")


async def test_a_mistyped_code_is_told_from_one_that_belongs_to_no_letter(
    office: Office, letter: Json
) -> None:
    code = letter["code"]
    swapped = code[1] + code[0] + code[2:] if code[0] != code[1] else code[:-1] + "2"

    problem(await office.call(None, "GET", f"/verify/{swapped}"), 422, "verification-code-wrong")
    problem(await office.call(None, "GET", "/verify/2222222222"), 404, "not-found")
    lower = await office.call(None, "GET", f"/verify/{code[:5].lower()}-{code[5:]}")
    assert lower.status_code == 200


async def test_nobody_tries_out_codes(office: Office) -> None:
    answers = [await office.call(None, "GET", "/verify/2222222222") for _ in range(31)]

    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    problem(answers[-1], 429, "asked-too-often")


async def test_the_page_of_a_letter_and_of_its_verification(office: Office, letter: Json) -> None:
    page = await office.client.get(f"/verify/{letter['code']}")

    assert page.status_code == 200
    assert letter["number"] in page.text
    assert "已回应" in page.text
