"""A supervision as the tests of the rules write it: the office against the body, and how it moves."""

from datetime import datetime
from typing import Any

from domain.act import SYSTEM, Act, Actor, OpeningAct
from domain.case import Case
from domain.made_step import Step
from domain.procedure import Definition
from domain.step import open_case, take
from tests.domain.transfers import COORDINATOR, PEOPLE, RECEIVER

SUPERVISOR, BODY, JOINT, COMMISSION = COORDINATOR, RECEIVER, "500112-zf", "500112-jcw"
CLERK, LEADER, HELD = "yubei.sfj", "yubei.sfj.leader", "yubei.cg"
NUMBER = "XS-500112-20260302-0001"

OPENING: dict[str, Any] = {
    "origin": "complaint",
    "facts": "逾期未签收。",
    "basis": "移送签收时限（工作惯例，非法定时限）",
}

_DEMANDED: dict[str, Any] = {"demands": ["立即签收", "查明原因"], "contact": "监督科 023-00000000"}
_UNMET: dict[str, Any] = {"unmet": "未查明原因", "violated": "内部收件制度", "opinion": "逾期签收不当"}

FORMS: dict[str, dict[str, Any]] = {
    "draft": _DEMANDED | {"consequence": "将制发监督意见书。"},
    "draft-opinion": _DEMANDED | _UNMET,
    "draft-decision": _DEMANDED | _UNMET | {"decision_type": "correct", "effect": "不影响其他行政行为"},
    "send-back": {"reason": "事实不清"},
    "decline-countersign": {"reason": "不属共同职责"},
    "serve": {"way": "direct", "served_on": "2026-03-02", "received_by": "收发室", "place": "渝北区"},
    "void-letter": {"reason": "文号有误"},
    "withdraw-letter": {"reason": "事实有误"},
    "report": {"summary": "已签收。"},
    "return-report": {"reason": "未附材料"},
    "object": {"reasons": "收发交接所致"},
    "step-up": {"reason": "未查明原因"},
    "interview": {
        "interview_at": "2026-04-01 09:30",
        "place": "区司法局",
        "interviewers": ["游立群", "吴颖"],
        "interviewee": "简川",
        "recorder": "游立群",
        "reason": "逾期不办",
        "record": "问：为何逾期？答：收发交接。",
        "commitments": ["三日内签收"],
    },
    "circulate": {"approved_by": "区人民政府", "decision": "通报批评", "demands": ["全面自查"]},
    "hand-on": {"to": COMMISSION, "suggestion": "建议核查", "contact": "监督科"},
    "close": {"verdict": "corrected", "summary": "已整改"},
    "close-unissued": {"reason": "已签收"},
    "settle-moved": {"summary": "已签收办理"},
}
"""A form that is good enough for each action."""

ISSUED = ((CLERK, "draft"), (LEADER, "check"), (LEADER, "issue"))
SERVED = (*ISSUED, (CLERK, "serve"))
CORRECTING = (*SERVED, (HELD, "sign-for"))
OPINED = (
    *CORRECTING,
    (HELD, "report"),
    (LEADER, "step-up"),
    (CLERK, "draft-opinion"),
    (LEADER, "check"),
    (LEADER, "issue"),
    (CLERK, "serve"),
    (HELD, "sign-for"),
)
"""Ways from the opening: to the letter, to its service, to the correction, to that after the opinion."""


def opening_act(*, by_engine: bool = False, **form: Any) -> OpeningAct:
    """Return the act that opens a supervision, by the office's clerk or by the engine in its name."""
    actor = Actor(login=SYSTEM, org=SUPERVISOR) if by_engine else PEOPLE[CLERK]
    parties = {"supervisor": SUPERVISOR, "body": BODY}
    return OpeningAct(id="opening", actor=actor, title="线索逾期未签收", parties=parties, form=OPENING | form)


def opened(definition: Definition, *, at: datetime, by_engine: bool = False, **form: Any) -> Step:
    """Open a supervision of the urban management team."""
    act = opening_act(by_engine=by_engine, **form)
    return open_case(definition, act, case_id="supervision", at=at)


def acted(
    definition: Definition,
    case: Case,
    login: str,
    action: str,
    *,
    at: datetime,
    form: dict[str, Any] | None = None,
) -> Step:
    """Have somebody act on it; a form that nobody gives is one that is good enough."""
    given = FORMS.get(action, {}) if form is None else form
    act = Act(id=f"act-{case.seq}", action=action, actor=PEOPLE[login], seq=case.seq, form=given)
    return take(definition, case, act, at=at)


def walked(definition: Definition, *steps: tuple[str, str], at: datetime, case: Case | None = None) -> Case:
    """Open a supervision, or go on with one, and take these steps, each a login and an action."""
    case = case or opened(definition, at=at).case
    for login, action in steps:
        case = acted(definition, case, login, action, at=at).case
    return case
