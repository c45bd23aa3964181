"""A letter before it is signed: for whom it is to sign, without a number, and nothing is written."""

import re

import httpx
import pymupdf
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text

from tests.api.office import Json, Office, problem
from tests.api.supervising import CLERK, DRAFT, LEADER, step, supervise
from tests.api.visitors import Visitor, words

LATER = "（签发时取号）"


@pytest.fixture
async def to_sign(office: Office) -> Json:
    """A case that waits for the signature of its urging letter."""
    case = await supervise(office)
    await step(office, CLERK, case, "draft", DRAFT)
    return await step(office, LEADER, case, "check")


async def previewed(
    office: Office, login: str, case: Json, action: str, form: Json | None = None
) -> httpx.Response:
    body = {"seq": case["seq"], "form": form or {}}
    return await office.call(login, "POST", f"/cases/{case['id']}/actions/{action}/preview", json=body)


def written(engine: Engine) -> tuple[object, ...]:
    """Return how much there is of all that signing writes."""
    tables = ("letter", "entry", "sequence", "notice", "seal")
    with engine.connect() as connection:
        counts = [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]
        last = connection.execute(text("SELECT sum(last) FROM sequence")).scalar_one()
    return (*counts, last)


def said(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.get_text() for page in pymupdf.open(stream=pdf, filetype="pdf")))


async def test_a_preview_says_what_the_letter_will_say_without_a_number(
    office: Office, engine: Engine, to_sign: Json
) -> None:
    before = written(engine)
    answer = await previewed(office, LEADER, to_sign, "issue")

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    shown = said(answer.content)
    assert LATER in shown
    assert "预览" in shown
    assert "渝北执督函〔" not in shown
    assert "验证码" not in shown
    assert "1.立即签收。2.查明原因。" in shown
    assert written(engine) == before, "no number is taken, nothing is written"

    issued = await step(office, LEADER, to_sign, "issue")
    pdf = await office.call(LEADER, "GET", f"/letters/{issued['letters'][0]['id']}.pdf")
    number = issued["letters"][0]["number"]
    body = said(pdf.content).partition(number)[2]
    assert body[:120] == shown.partition(LATER)[2][:120]


async def test_it_is_for_whoever_may_sign(office: Office, to_sign: Json) -> None:
    problem(await previewed(office, CLERK, to_sign, "issue"), 403, "not-entitled")
    problem(await previewed(office, "yubei.cg.leader", to_sign, "issue"), 403, "not-entitled")
    problem(await previewed(office, "rongchang.changyuan", to_sign, "issue"), 404, "not-found")
    problem(await previewed(office, LEADER, to_sign, "send-back", {"reason": "x"}), 409, "no-letter-here")
    problem(await previewed(office, LEADER, to_sign, "nonsense"), 404, "not-found")


async def test_what_keeps_the_letter_from_being_signed_keeps_it_from_being_shown(
    office: Office, to_sign: Json
) -> None:
    await step(office, LEADER, to_sign, "send-back", {"reason": "换人"})
    case = await step(office, CLERK, to_sign, "draft", DRAFT | {"contact": "\U0002ebe0"})
    case = await step(office, LEADER, case, "check")

    shown = await previewed(office, LEADER, case, "issue")
    signed = await office.act(LEADER, case, "issue", form={})

    assert problem(shown, 422, "letter-glyph-missing")["detail"] == signed.json()["detail"]
    assert signed.json()["code"] == "letter-glyph-missing"


async def test_a_date_that_signing_sets_is_in_the_preview(office: Office) -> None:
    """The receipt states until when the review lasts, which begins with the very act."""
    case = await office.open(title="预览回执")
    shown = await previewed(office, "yubei.cg", case, "sign", {"pages": 3})
    signed = await office.done("yubei.cg", case, "sign", {"pages": 3})
    letter = await office.get("yubei.cg", f"/letters/{signed['letters'][-1]['id']}")
    until = re.search(r"审查期限至</th><td>([^<]+)<", letter["words"])

    assert until
    assert f"审查期限至{until[1]}" in said(shown.content)


async def test_the_form_offers_the_preview_and_its_page_leads_to_the_pdf(
    app: FastAPI, engine: Engine, office: Office, to_sign: Json
) -> None:
    leader = Visitor(app)
    await leader.sign_in(LEADER)
    path = f"/cases/{to_sign['id']}/actions/issue"
    assert f'formaction="{path}/preview"' in await leader.page(path)
    before = written(engine)
    sent = await leader.acting(to_sign["id"], "issue", note="同意")
    page = await leader.post(f"{path}/preview", sent)
    pdf = await leader.post(f"{path}/preview.pdf", sent)

    assert page.status_code == 200
    shown = words(page.text)
    assert LATER in shown
    assert "预览" in shown
    assert "尚未取号" in shown
    assert 'class="watermark"' in page.text
    assert 'name="form.note" value="同意"' in page.text
    assert pdf.content.startswith(b"%PDF-")
    assert written(engine) == before


async def test_a_form_without_a_letter_offers_none_and_a_wrong_one_says_so_at_the_field(
    app: FastAPI, office: Office, to_sign: Json
) -> None:
    leader = Visitor(app)
    await leader.sign_in(LEADER)
    assert "data-preview" not in await leader.page(f"/cases/{to_sign['id']}/actions/send-back")
    case = await step(office, LEADER, to_sign, "issue")
    clerk = Visitor(app)
    await clerk.sign_in(CLERK)
    sent = await clerk.acting(case["id"], "serve", way="direct", served_on="2026-03-02", place="渝北区")

    page = await clerk.post(f"/cases/{case['id']}/actions/serve/preview", sent)

    assert page.status_code == 422
    assert "收件人" in words(page.text)
    assert 'value="渝北区"' in page.text, "what was filled in is kept"
