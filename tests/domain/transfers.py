"""A clue transfer as the tests of the rules write it: who is who, how it opens, how it moves."""

from datetime import datetime
from typing import Any

from domain.act import Act, Actor, OpeningAct
from domain.case import Case
from domain.made_step import Step
from domain.organisation import Role
from domain.procedure import Definition
from domain.step import open_case, take

SENDER, RECEIVER, OTHER, COORDINATOR = "500112-scjg", "500112-cg", "500112-sthj", "500112-sfj"
PARTIES = {"sender": SENDER, "receiver": RECEIVER, "coordinator": COORDINATOR}


def _officer(login: str, org: str, role: Role) -> Actor:
    return Actor(login=login, org=org, roles=(role,), supervises=org == COORDINATOR)


PEOPLE = {
    actor.login: actor
    for actor in (
        _officer("yubei.scjg", SENDER, Role.HANDLER),
        _officer("yubei.scjg.leader", SENDER, Role.LEADER),
        _officer("yubei.cg", RECEIVER, Role.HANDLER),
        _officer("yubei.cg.leader", RECEIVER, Role.LEADER),
        _officer("yubei.sthj", OTHER, Role.HANDLER),
        _officer("yubei.sthj.leader", OTHER, Role.LEADER),
        _officer("yubei.sfj", COORDINATOR, Role.HANDLER),
        _officer("yubei.sfj.leader", COORDINATOR, Role.LEADER),
    )
}

OPENING: dict[str, Any] = {
    "source": "patrol",
    "discovered_on": "2026-03-02",
    "discovered_at_place": "龙溪街道红锦大道",
    "suspect_name": "某烧烤店",
    "facts": "占道经营，油烟直排。",
    "item": "大气污染防治法第八十一条",
    "why_not_own": "该事项由承接单位行使处罚权。",
    "urgency": "ordinary",
    "approved_by": "负责人",
}

FORMS: dict[str, dict[str, Any]] = {
    "sign": {"pages": 3},
    "withdraw": {"reason": "重复移送"},
    "accept": {"handler_name": "张三"},
    "supplement": {"missing": ["missing_seal", "missing_evidence"], "explanation": "请补盖印章。"},
    "resubmit": {"explanation": "已补盖印章。"},
    "refuse": {"ground": "not_my_item", "basis": "某法第三条", "suggested_body": "区生态环境局"},
    "redirect": {"receiver": OTHER},
    "contest": {"reasons": "该事项属于承接单位。"},
    "take-back": {"reason": "本单位自行处理。"},
    "designate": {"receiver": RECEIVER, "reasons": "职责清单载明。", "basis": "职责清单第五项"},
    "confirm-refusal": {"reasons": "拒收成立。"},
    "decide": {"outcome": "filed", "filing_no": "渝北城执立〔2026〕1号", "reasons": "事实清楚。"},
    "feedback-filing": {"summary": "已立案。"},
    "close-case": {"result": "penalty", "summary": "罚款一千元。"},
    "feedback-result": {"summary": "已处罚。"},
    "confirm": {"satisfied": True},
    "archive": {"archive_no": "2026-001"},
}
"""A form that is good enough for each action."""


def opened(definition: Definition, *, at: datetime, title: str = "红锦大道烧烤店", **form: Any) -> Step:
    """Open a clue transfer from market regulation to the urban management team."""
    act = OpeningAct(
        id="opening", actor=PEOPLE["yubei.scjg"], title=title, parties=PARTIES, form=OPENING | form
    )
    return open_case(definition, act, case_id="case", at=at)


def acted(
    definition: Definition,
    case: Case,
    login: str,
    action: str,
    *,
    at: datetime,
    seq: int | None = None,
    **form: Any,
) -> Step:
    """Have somebody act on a case."""
    act = Act(id=f"act-{case.seq}", action=action, actor=PEOPLE[login], seq=seq, form=form)
    return take(definition, case, act, at=at)


def walked(definition: Definition, *steps: tuple[str, str], at: datetime, **opening: Any) -> Case:
    """Open a case and take these steps, each a login and an action with a form that is good enough."""
    case = opened(definition, at=at, **opening).case
    for login, action in steps:
        case = acted(definition, case, login, action, at=at, **FORMS.get(action, {})).case
    return case
