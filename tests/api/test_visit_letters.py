"""The letters of a joint inspection, from the task sheet to the order: to a firm that is no party of the case."""

import re
from datetime import datetime
from typing import Any

import pytest
from fastapi import FastAPI

from api.rate import RateLimit
from domain.office_time import last_day
from domain.wording import zh_date
from scenarios.load import SCENARIOS
from scenarios.organisations import load_registry
from scenarios.walks import load_walks
from tests.api.lettered import acted, letters_of, said
from tests.api.matters import all_run, once, task
from tests.api.office import Json, Office, problem
from tests.api.visitors import Visitor, words
from tests.api.walking import Walker

LEAD, LEAD_BODY = "yubei.scjgzd", "500112-scjgzd"
FIRM = "重庆某餐饮管理有限公司龙溪店"
LEAK, FUME = "后厨闻到燃气味，软管接口泄漏，已关阀疏散", "净化器未运行，油烟直排"


@pytest.fixture(scope="module")
async def visit(office: Office) -> Json:
    """The inspection of a restaurant whose result has been told; what was found is to be put right."""
    file, walk = next((file, walk) for file, walk in load_walks().items() if file.stem == "catering")
    assert file.parent in SCENARIOS
    told = next(place for place, step in enumerate(walk.steps) if step.act == "tell" and step.task is None)
    definition = await office.get(LEAD, "/definitions/catering")
    walker = Walker(office, load_registry(with_examples=True), definition)
    case = await walker.walk(walk.model_copy(update={"steps": walk.steps[: told + 1]}))
    return await once(office, LEAD, case, all_run)


@pytest.fixture(scope="module")
async def letters(office: Office, visit: Json) -> dict[str, Json]:
    return await letters_of(office, LEAD, visit["id"])


async def of_task(office: Office, visit: Json, key: str) -> dict[str, Json]:
    return await letters_of(office, LEAD, task(visit, key)["case_id"])


async def test_the_task_sheet_is_the_leads_own_with_copies_to_all_who_joined(
    office: Office, visit: Json, letters: dict[str, Json]
) -> None:
    sheet = letters["inspection-task"]
    text = said(sheet)

    assert (sheet["issuer"], sheet["addressee"]) == (LEAD_BODY, LEAD_BODY)
    assert re.fullmatch(r"[\u4e00-\u9fff]+检任〔20\d\d〕[1-9]\d*号", sheet["number"])
    assert f"检查对象{FIRM}统一社会信用代码91500112MA5U0009X9" in text
    assert "触发理由明厨亮灶智能识别预警三次" in text
    assert f"检查码{visit['visit']['code']}" in text
    assert "重庆市渝北区消防救援局疏散出口、电气线路和烟道清洗（消防法第六十条）" in text
    assert "生态环境" not in text, "who declined does not come"
    approver = next(
        entry["actor_name"]
        for entry in await office.get(LEAD, f"/cases/{visit['id']}/entries")
        if entry["action"] == "approve"
    )
    assert f"审批人{approver}" in text
    assert "五个严禁" in text
    register = await office.get(LEAD, "/register", kind="inspection-task")
    line = next(each for each in register["items"] if each["id"] == sheet["id"])
    assert line["status"] == "issued", "who makes a paper out for itself does not answer it"


async def test_the_notice_goes_to_the_firm_and_to_no_inbox(
    app: FastAPI, office: Office, visit: Json, letters: dict[str, Json]
) -> None:
    notice = letters["inspection-notice"]
    text = said(notice)

    assert (notice["addressee"], notice["addressee_name"]) == ("", FIRM)
    assert text.startswith(f"{FIRM}：")
    assert "第四十二条、第五十五条" in text
    assert "有权申请其回避" in text
    assert re.search(r"本次检查前，你单位本年度已接受计划内检查\d次（年度频次上限为1次）", text)
    assert "/check/" in text
    clerk = Visitor(app)
    await clerk.sign_in(LEAD)
    assert FIRM in words(await clerk.page("/register?kind=inspection-notice"))
    assert f"→ {FIRM}" in words(await clerk.page(f"/cases/{visit['id']}"))
    sheet = await clerk.get("/register.xlsx?kind=inspection-notice")
    assert sheet.status_code == 200
    register = await office.get(LEAD, "/register", kind="inspection-notice")
    line = next(each for each in register["items"] if each["id"] == notice["id"])
    assert line["addressee"] == {"code": "", "name": FIRM}


async def test_a_letter_to_a_firm_is_seen_by_whoever_sees_the_case_and_verified_by_anyone(
    app: FastAPI, office: Office, letters: dict[str, Json]
) -> None:
    app.state.rate_limit = RateLimit()
    notice = letters["inspection-notice"]
    verified = await office.call(None, "GET", f"/verify/{notice['code']}")

    assert verified.json()["number"] == notice["number"]
    assert FIRM not in verified.text
    problem(await office.call("rongchang.sfj", "GET", f"/letters/{notice['id']}"), 404, "not-found")
    pdf = await office.call(LEAD, "GET", f"/letters/{notice['id']}.pdf")
    assert pdf.content.startswith(b"%PDF-")


async def test_each_body_writes_its_own_record_with_what_it_found(office: Office, visit: Json) -> None:
    market = (await of_task(office, visit, "inspect-market"))["inspection-record"]
    fire = (await of_task(office, visit, "inspect-fire"))["inspection-record"]
    gas = (await of_task(office, visit, "inspect-gas"))["inspection-record"]

    assert market["addressee_name"] == fire["addressee_name"] == FIRM
    assert LEAK in said(market)
    assert "两名从业人员健康证明过期，调离岗位。现场处理：现场改正。" in said(market)
    assert FUME not in said(market)
    assert f"{FUME}。" in said(fire)
    assert "本次检查未登记问题。" in said(gas)
    assert "统一社会信用代码91500112MA5U0009X9" in said(gas), "of the matter"


async def test_the_record_bears_no_seal(office: Office, visit: Json) -> None:
    record = (await of_task(office, visit, "inspect-gas"))["inspection-record"]
    answer = await office.call(LEAD, "GET", f"/letters/{record['id']}.pdf")

    assert answer.status_code == 200
    assert "被检查单位签名" in record["words"]


async def test_the_joint_result_tells_what_all_bodies_found(
    office: Office, visit: Json, letters: dict[str, Json]
) -> None:
    own = (await of_task(office, visit, "inspect-fire"))["inspection-result"]
    joint = letters["inspection-result"]

    assert (own["issuer"], joint["issuer"]) == ("500112-xf", LEAD_BODY)
    assert FUME in said(own)
    assert LEAK not in said(own)
    for found in (LEAK, FUME, "两名从业人员健康证明过期"):
        assert found in said(joint)
    assert re.search(r"重庆市渝北区消防救援局检查）：" + FUME, said(joint))


async def test_the_order_is_cited_when_it_has_to_be_given_again(office: Office, visit: Json) -> None:
    case_id = task(visit, "rectify-3")["case_id"]
    seen = await office.get(LEAD, f"/cases/{case_id}")
    doer = load_registry(with_examples=True).by_code[seen["holder"]["code"]].officers[0].login
    form: dict[str, Any] = {
        "addressee": FIRM,
        "facts": FUME,
        "demands": "立即恢复净化器运行。",
        "basis": "大气污染防治法第一百一十八条",
        "served_on": "2026-03-02",
    }
    body = {"seq": seen["seq"], "form": form}
    shown = await office.call(doer, "POST", f"/cases/{case_id}/actions/order/preview", json=body)
    assert shown.status_code == 200, shown.text
    ordered = await acted(office, doer, case_id, "order", form)
    first = (await letters_of(office, doer, case_id))["correction-order"]
    await acted(office, doer, case_id, "due-for-recheck")
    await acted(office, doer, case_id, "order-again", form | {"facts": "复查时净化器仍未运行。"})
    second = (await letters_of(office, doer, case_id))["correction-order"]

    assert (first["addressee"], first["addressee_name"]) == ("", FIRM)
    due_on = last_day(datetime.fromisoformat(ordered["due"]["at"]))
    assert f"于{zh_date(due_on)}前（含当日）改正" in said(first)
    assert f"一、违法事实{FUME}" in said(first)
    assert "《中华人民共和国行政复议法》第二十条" in said(first)
    assert "《中华人民共和国行政诉讼法》第四十六条" in said(first)
    assert "复查时净化器仍未运行。" in said(second)
    assert f"此前已发出{first['number']}责令改正通知书" in said(second)
