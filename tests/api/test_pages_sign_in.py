"""Signing in and out on the pages, in either language."""

import pytest
from fastapi import FastAPI

from api.identity import COOKIE
from tests.api.visitors import Visitor, hidden, words


@pytest.fixture
def visitor(app: FastAPI) -> Visitor:
    return Visitor(app)


async def test_who_has_not_signed_in_is_led_to_the_form_and_on_to_the_page_asked_for(
    visitor: Visitor,
) -> None:
    refused = await visitor.get("/inbox?a=1")

    assert (refused.status_code, refused.headers["location"]) == (303, "/sign-in?next=/inbox%3Fa%3D1")

    form = await visitor.page(refused.headers["location"])
    answer = await visitor.sign_in("yubei.scjg", next=hidden(form, "next"))

    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?a=1")
    assert "收件箱" in await visitor.page("/inbox")


async def test_htmx_is_led_to_the_form_as_a_whole_page(visitor: Visitor) -> None:
    answer = await visitor.client.get(
        "/inbox", headers={"HX-Request": "true", "HX-Current-URL": "http://onething.test/overdue"}
    )

    assert answer.headers["hx-redirect"] == "/sign-in?next=/overdue"


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = (await visitor.sign_in("yubei.scjg")).headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie.split("; ")


async def test_over_https_the_cookie_is_never_sent_in_the_clear(visitor: Visitor) -> None:
    visitor.client.base_url = "https://onething.test"
    cookie = (await visitor.sign_in("yubei.scjg")).headers["set-cookie"].lower()

    assert "secure" in cookie.split("; ")


async def test_a_wrong_password_is_said_and_the_login_kept(visitor: Visitor) -> None:
    answer = await visitor.sign_in("yubei.cc", "wrong")

    assert answer.status_code == 401
    assert "账号或密码不正确" in answer.text
    assert 'value="yubei.cc"' in answer.text
    assert COOKIE not in answer.cookies


async def test_an_account_rests_after_five_wrong_passwords(visitor: Visitor) -> None:
    for _ in range(5):
        await visitor.sign_in("rongchang.yc.legal", "wrong")
    answer = await visitor.sign_in("rongchang.yc.legal")

    assert answer.status_code == 429
    assert "账号已暂时锁定" in answer.text


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil"]
)
async def test_the_form_never_leads_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    answer = await visitor.sign_in("yubei.scjg", next=elsewhere)

    assert answer.headers["location"] == "/"


async def test_another_site_cannot_sign_anybody_in(visitor: Visitor) -> None:
    answer = await visitor.client.post(
        "/sign-in",
        data={"login": "yubei.scjg", "password": "wrong"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 403
    assert "foreign-page" in answer.text


async def test_signing_out_ends_the_session_at_once(visitor: Visitor) -> None:
    await visitor.sign_in("yubei.scjg")
    secret = visitor.client.cookies[COOKIE]
    await visitor.post("/sign-out", {})
    visitor.client.cookies.set(COOKIE, secret)

    assert (await visitor.get("/")).status_code == 303


async def test_the_example_accounts_are_offered(visitor: Visitor) -> None:
    html = await visitor.page("/sign-in")

    assert 'data-fill-login="yubei.scjg"' in html


async def test_the_page_speaks_english_once_asked_to(visitor: Visitor) -> None:
    await visitor.sign_in("yubei.scjg")

    assert "我的工作台" in words(await visitor.page("/"))

    answer = await visitor.post("/language", {"to": "en", "back": "/?box=opened"})

    assert answer.headers["location"] == "/?box=opened"
    assert "My desk" in words(await visitor.page("/"))
