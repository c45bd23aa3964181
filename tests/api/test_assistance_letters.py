"""协助函 and 协助复函: asked for in writing, answered in writing, each citing only what it may."""

import re

import pymupdf
from fastapi import FastAPI

from tests.api.lettered import acted, letters_of, said
from tests.api.matters import opened
from tests.api.office import Json, Office
from tests.api.visitors import Visitor, words

ASKING, ASKED = "yubei.cg", "yubei.scjg"
REQUEST: Json = {
    "matter": "紫薇路露天烧烤扰民案",
    "asks": "提供摊主的备案登记信息。",
    "ground": "held-by-other",
    "legal_basis": "《中华人民共和国行政处罚法》第二十六条",
    "reasons": "当事人拒绝提供身份证件。",
    "urgency": "ordinary",
    "confidentiality": "仅用于本案",
    "contact": "龚光辉 023-67000000",
}


async def asked(office: Office, **form: object) -> Json:
    return await opened(
        office,
        ASKING,
        {
            "definition": "assist",
            "title": "核查摊主备案信息",
            "parties": {"doer": "500112-scjg"},
            "form": REQUEST | form,
        },
    )


async def test_a_request_goes_out_as_a_letter_with_all_that_is_asked(office: Office) -> None:
    case = await asked(office)
    letter = (await letters_of(office, ASKED, case["id"]))["assistance-letter"]

    assert re.fullmatch(r"渝北城执协函〔20\d\d〕[1-9]\d*号", letter["number"])
    assert (letter["issuer"], letter["addressee"]) == ("500112-cg", "500112-scjg")
    text = said(letter)
    for part in (
        "提供摊主的备案登记信息。",
        "所必需的文书、资料、信息为对方掌握",
        "当事人拒绝提供身份证件。",
        "仅用于本案。",
    ):
        assert part in text
    assert "根据《中华人民共和国行政处罚法》第二十六条" in text
    assert "请在签收本函后5个工作日内书面答复" in text
    assert "安阳" not in text, "a rule of another city is no law here"


async def test_an_urgent_request_is_answered_in_its_own_limit(office: Office) -> None:
    case = await asked(office, urgency="urgent")
    letter = (await letters_of(office, ASKED, case["id"]))["assistance-letter"]

    assert "请在签收本函后24小时内书面答复" in said(letter)


async def test_the_reply_cites_the_request_and_says_what_is_missing(office: Office) -> None:
    case = await asked(office)
    await acted(office, ASKED, case["id"], "sign")
    form = {"content": "登记人为蒲某。", "missing": "检查记录已移交档案馆。"}
    await acted(office, ASKED, case["id"], "provide-partly", form)
    letters = await letters_of(office, ASKING, case["id"])
    reply = letters["assistance-reply"]

    assert (reply["issuer"], reply["addressee"]) == ("500112-scjg", "500112-cg")
    text = said(reply)
    assert letters["assistance-letter"]["number"] in text
    assert "答复为“部分协助”" in text
    assert "登记人为蒲某。" in text
    assert "检查记录已移交档案馆。" in text
    pdf = await office.call(ASKING, "GET", f"/letters/{reply['id']}.pdf")
    shown = "".join(page.get_text() for page in pymupdf.open(stream=pdf.content, filetype="pdf"))
    assert "023-67000000" not in shown, "the other side's contact is not this letter's"


async def test_who_cannot_help_says_why_and_on_which_basis(office: Office) -> None:
    case = await asked(office)
    await acted(office, ASKED, case["id"], "sign")
    await acted(office, ASKED, case["id"], "unable", {"reason": "该摊主未备案。", "basis": "备案台账"})
    text = said((await letters_of(office, ASKING, case["id"]))["assistance-reply"])

    assert "不能协助的理由和依据该摊主未备案。依据：备案台账。" in text


async def test_the_reply_can_be_seen_before_it_is_signed(office: Office) -> None:
    case = await asked(office)
    signed = await acted(office, ASKED, case["id"], "sign")
    body = {"seq": signed["seq"], "form": {"content": "登记人为蒲某。"}}

    answer = await office.call(ASKED, "POST", f"/cases/{case['id']}/actions/provide/preview", json=body)

    assert answer.status_code == 200, answer.text
    shown = "".join(page.get_text() for page in pymupdf.open(stream=answer.content, filetype="pdf"))
    assert "（签发时取号）" in shown
    assert case["letters"][0]["number"] in re.sub(r"\s", "", shown)
    assert len((await office.get(ASKED, f"/cases/{case['id']}"))["letters"]) == 1


async def test_the_register_holds_it_and_knows_that_it_was_answered(app: FastAPI, office: Office) -> None:
    case = await asked(office)
    await acted(office, ASKED, case["id"], "sign")
    register = await office.get(ASKING, "/register", kind="assistance-letter")
    clerk = Visitor(app)
    await clerk.sign_in(ASKING)

    line = next(each for each in register["items"] if each["case_id"] == case["id"])
    assert line["status"] == "answered"
    assert all(each["is_whole"] for each in register["sequences"])
    assert line["number"] in words(await clerk.page("/register?kind=assistance-letter"))
