"""Failures: pages for people in both languages, JSON for programs, and what every answer forbids the browser."""

import pytest
from fastapi import FastAPI

from tests.api.visitors import Visitor


@pytest.fixture
def visitor(app: FastAPI) -> Visitor:
    return Visitor(app)


@pytest.mark.parametrize("path", ["/nothing", "/cases", "/letters"])
async def test_an_address_that_is_not_there_is_a_page_in_both_languages(visitor: Visitor, path: str) -> None:
    answer = await visitor.get(path)

    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert "Not found" in answer.text
    assert "<code>not-found</code>" in answer.text


async def test_a_programs_address_answers_json(visitor: Visitor) -> None:
    answer = await visitor.get("/api/v1/nothing")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_a_malformed_address_is_a_page(visitor: Visitor) -> None:
    await visitor.sign_in("yubei.scjg")
    answer = await visitor.get("/?box=everything")

    assert answer.status_code == 422
    assert "<html" in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/api/v1/me", "/healthz"])
async def test_no_answer_lets_foreign_code_in(visitor: Visitor, path: str) -> None:
    headers = (await visitor.get(path)).headers

    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


async def test_pages_carry_no_inline_script_or_style(visitor: Visitor) -> None:
    await visitor.sign_in("yubei.scjg")
    for path in ("/", "/cases/new/clue-transfer", "/inbox"):
        html = await visitor.page(path)

        assert "<script>" not in html
        assert " style=" not in html
        assert " onclick=" not in html


async def test_files_are_kept_by_the_browser_as_long_as_they_are_the_same(visitor: Visitor) -> None:
    html = await visitor.page("/sign-in")
    addresses = [part.split('"')[0] for part in html.split('"/static/')[1:]]

    assert len(addresses) >= 7
    for address in addresses:
        answer = await visitor.get(f"/static/{address}")
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["cache-control"]


async def test_only_what_the_pages_need_is_served(visitor: Visitor) -> None:
    for path in ("/static/tabler/../../package.json", "/static/icons/package.json", "/static/own/../app.py"):
        assert (await visitor.get(path)).status_code == 404
