"""A supervision case from the ladder to its opinion: two pairs of eyes, numbered letters, one chain."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from domain.office_time import local_day
from tests.api.eventually import eventually
from tests.api.office import Json, Office, problem

SENDER, BODY, BODY_CODE = "rongchang.changyuan", "rongchang.cg", "500153-cg"
CLERK, LEADER = "rongchang.sfj", "rongchang.sfj.leader"
DRAFT = {
    "demands": ["立即签收", "查明原因"],
    "consequence": "将制发监督意见书。",
    "contact": "监督科 023-00000000",
}
SERVICE = {"way": "direct", "served_on": "2026-03-02", "received_by": "收发室", "place": "荣昌区"}
OPINION = {
    "unmet": "未查明原因",
    "violated": "内部收件制度",
    "opinion": "逾期签收不当",
    "demands": ["七日内整改"],
    "contact": "监督科",
}


async def tied(office: Office, login: str, case_id: str) -> list[Json]:
    whole = await office.get(login, f"/cases/{case_id}")
    found: list[Json] = whole["tied"]
    return found


async def step(office: Office, login: str, case: Json, action: str, form: Json | None = None) -> Json:
    """Take an act on the case as it stands now."""
    current = await office.get(login, f"/cases/{case['id']}")
    return await office.done(login, current, action, form)


async def refused(
    office: Office, login: str, case: Json, action: str, code: str, form: Json | None = None
) -> None:
    """Check that an act on the case as it stands now is refused with this code."""
    current = await office.get(login, f"/cases/{case['id']}")
    answer = await office.act(login, current, action, form=form)
    problem(answer, 403 if code == "not-entitled" else 409, code)


@pytest.fixture
async def supervision(office: Office) -> Json:
    """The supervision case that the ladder opens over a paper which lay for two months."""
    received_on = local_day(datetime.now(UTC)) - timedelta(days=60)
    paper = {"paper_received_on": received_on.isoformat(), "paper_reason": "补录"}
    case = await office.open(SENDER, receiver=BODY_CODE, title="久未签收的线索", **paper)
    (other,) = await eventually(partial(tied, office, CLERK, case["id"]))
    whole: Json = await office.get(CLERK, f"/cases/{other['id']}")
    return whole | {"supervised": case["id"]}


async def test_the_ladder_fills_in_the_facts(office: Office, supervision: Json) -> None:
    assert supervision["stage"]["id"] == "drafting"
    assert supervision["holder"]["code"] == "500153-sfj"
    assert "经催办仍未办理" in supervision["form"]["facts"]
    assert "非法定时限" in supervision["form"]["basis"]
    # The sender is no party of the supervision, so its page does not name it.
    assert await tied(office, SENDER, supervision["supervised"]) == []


async def test_letters_step_up_under_one_chain_of_numbers(office: Office, supervision: Json) -> None:
    await step(office, CLERK, supervision, "draft", DRAFT)
    await refused(office, CLERK, supervision, "check", "same-person")
    await step(office, LEADER, supervision, "check")
    await refused(office, CLERK, supervision, "issue", "not-entitled")
    issued = await step(office, LEADER, supervision, "issue")
    await step(office, CLERK, supervision, "serve", SERVICE)
    await step(office, BODY, supervision, "sign-for")
    await refused(office, BODY, supervision, "object", "not-allowed-now", {"reasons": "收发交接"})
    await step(office, BODY, supervision, "report", {"summary": "已签收。"})
    await step(office, LEADER, supervision, "step-up", {"reason": "未查明原因"})
    await step(office, CLERK, supervision, "draft-opinion", OPINION)
    await step(office, LEADER, supervision, "check")
    stepped = await step(office, LEADER, supervision, "issue")

    assert [letter["kind"] for letter in stepped["letters"]] == [
        "urging-letter",
        "service-proof",
        "supervision-opinion",
    ]
    urging = issued["letters"][0]["number"]
    assert urging.startswith("荣昌执督函〔")
    opinion = await office.get(CLERK, f"/letters/{stepped['letters'][-1]['id']}")
    assert opinion["number"].startswith("荣昌执监意〔")
    assert urging in opinion["words"]
    assert "未查明原因" in opinion["words"]


async def test_when_the_supervised_case_moves_its_supervision_may_be_closed(
    office: Office, supervision: Json
) -> None:
    await refused(office, LEADER, supervision, "settle-moved", "not-allowed-now", {"summary": "x"})
    clue = await office.get(BODY, f"/cases/{supervision['supervised']}")
    await office.done(BODY, clue, "sign")

    async def told() -> list[Json]:
        entries: list[Json] = await office.get(CLERK, f"/cases/{supervision['id']}/entries")
        return [entry for entry in entries if entry["action"] == "tied"]

    (news,) = await eventually(told)
    assert news["form"]["stage"] == "审查中"
    closed = await step(office, LEADER, supervision, "settle-moved", {"summary": "已签收办理"})
    assert closed["stage"]["id"] == "settled"
