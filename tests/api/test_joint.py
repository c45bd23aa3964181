"""A letter of two bodies: countersigned, under the lead's number, with both names."""

import re

from tests.api.office import Json, Office
from tests.api.supervising import CLERK, DRAFT, LEADER, issue, step, supervise

JOINT, JOINT_LEADER, JOINT_CODE = "yubei.scjg", "yubei.scjg.leader", "500112-scjg"
LEAD_NAME, JOINT_NAME = "重庆市渝北区司法局", "重庆市渝北区市场监督管理局"


async def to_countersign(office: Office, case: Json) -> Json:
    await step(office, CLERK, case, "draft", DRAFT | {"joint": JOINT_CODE})
    return await step(office, LEADER, case, "check")


def serial(number: str) -> int:
    return int(re.search(r"〕(\d+)号", number)[1])  # type: ignore[index]  # it is an official number


async def test_a_joint_letter_is_countersigned_and_bears_the_leads_number(office: Office) -> None:
    alone = await issue(office, await supervise(office))
    case = await supervise(office)
    waiting = await to_countersign(office, case)
    assert (waiting["stage"]["id"], waiting["holder"]["code"]) == ("countersigning", JOINT_CODE)
    await step(office, JOINT_LEADER, case, "countersign")
    issued = await step(office, LEADER, case, "issue")

    (letter,) = issued["letters"]
    assert letter["number"].startswith("渝北执督函〔")
    assert serial(letter["number"]) == serial(alone["number"]) + 1
    assert letter["issuer"] == "500112-sfj"
    whole = await office.get(JOINT, f"/letters/{letter['id']}")
    assert "书面回复我们" in whole["words"]
    verified = await office.call(None, "GET", f"/verify/{whole['code']}")
    assert verified.json()["issuer"] == f"{LEAD_NAME}、{JOINT_NAME}"
    after = issue(office, await supervise(office))
    assert serial((await after)["number"]) == serial(letter["number"]) + 1


async def test_who_declines_leads_back_to_the_draft_and_may_be_left_out(office: Office) -> None:
    case = await supervise(office)
    await to_countersign(office, case)
    back = await step(office, JOINT_LEADER, case, "decline-countersign", {"reason": "不属我局职责"})
    assert (back["stage"]["id"], back["letters"]) == ("drafting", [])

    letter = await issue(office, case)

    whole = await office.get(CLERK, f"/letters/{letter['id']}")
    assert "书面回复我单位" in whole["words"]
    verified = await office.call(None, "GET", f"/verify/{whole['code']}")
    assert verified.json()["issuer"] == LEAD_NAME
