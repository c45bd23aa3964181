"""How tests supervise: a case opened by hand, and its ways from the draft to the letter."""

from uuid import uuid4

from tests.api.office import Json, Office

CLERK, LEADER = "yubei.sfj", "yubei.sfj.leader"
BODY, BODY_CODE = "yubei.cg", "500112-cg"
DRAFT = {
    "demands": ["立即签收", "查明原因"],
    "consequence": "将制发监督意见书。",
    "contact": "监督科 023-00000000",
}
OPINION = {
    "unmet": "未查明原因",
    "violated": "内部收件制度",
    "opinion": "逾期签收不当",
    "demands": ["七日内整改"],
    "contact": "监督科",
}
SERVICE = {"way": "direct", "served_on": "2026-03-02", "received_by": "收发室", "place": "渝北区"}


async def supervise(office: Office, **form: object) -> Json:
    """Open a supervision case by hand."""
    facts = {"origin": "complaint", "facts": "投诉久未办理。", "basis": "行政执法监督条例"}
    answer = await office.call(
        CLERK,
        "POST",
        "/cases",
        key=str(uuid4()),
        json={
            "definition": "supervision",
            "title": "投诉久未办理",
            "parties": {"body": BODY_CODE},
            "form": facts | form,
        },
    )
    assert answer.status_code == 201, answer.text
    case: Json = answer.json()
    return case


async def step(office: Office, login: str, case: Json, action: str, form: Json | None = None) -> Json:
    """Take an act on the case as it stands now."""
    current = await office.get(login, f"/cases/{case['id']}")
    return await office.done(login, current, action, form)


async def issue(office: Office, case: Json, action: str = "draft", form: Json | None = None) -> Json:
    """Draft, check and sign a letter, and return the newest one of the case."""
    await step(office, CLERK, case, action, form or DRAFT)
    await step(office, LEADER, case, "check")
    after = await step(office, LEADER, case, "issue")
    letter: Json = after["letters"][-1]
    return letter


async def serve(office: Office, case: Json) -> Json:
    """Serve the letter, and have the body sign for it."""
    await step(office, CLERK, case, "serve", SERVICE)
    return await step(office, BODY, case, "sign-for")


async def step_up(office: Office, case: Json) -> Json:
    """Go from the served urging letter on to the opinion, and return it."""
    await step(office, BODY, case, "report", {"summary": "已签收。"})
    await step(office, LEADER, case, "step-up", {"reason": "未查明原因"})
    return await issue(office, case, "draft-opinion", OPINION)


async def tied(office: Office, login: str, case: Json) -> list[Json]:
    """Return the cases that the page of a case names beside it."""
    whole = await office.get(login, f"/cases/{case['id']}")
    found: list[Json] = whole["tied"]
    return found
