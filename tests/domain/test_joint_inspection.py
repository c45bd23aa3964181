"""综合查一次 on the pure rules: how often a firm is visited, who comes, what each one checks, and what was spared."""

from pathlib import Path
from typing import Any

import pytest

from domain.act import SYSTEM, Act, Actor, OpeningAct
from domain.built_in import TIED
from domain.case import Case, NotNow, UsedUp
from domain.guard import is_met, value_of
from domain.open_actions import closed_actions, open_actions
from domain.organisation import Role
from domain.plan import Plan
from domain.procedure import Definition
from domain.step import open_case, take
from domain.tasks import check_list, item_codes
from domain.visits import NOT_COUNTED, Counted
from scenarios.load import PROCEDURES, SCENARIOS, load_definition
from tests.domain.dates import at

NOW = at("2026-03-02 10:00")
LEAD, SUPERVISOR = "500112-ga", "500112-sfj"
FOLDER = next(folder for folder in SCENARIOS if folder.name == "joint-inspection")
SHIPPED = sorted(FOLDER.glob("*.yaml"))
PENALISED_BY = {"tobacco-licence": "market"}
"""Items that one body checks and another one penalises (烟草专卖法实施条例第五十七条)."""

OPENING: dict[str, Any] = {
    "object": "某酒店",
    "credit_code": "91500112MA5U0015X5",
    "address": "金石大道",
    "trigger": "planned",
    "trigger_basis": "2026年度联合检查计划第3号",
    "grade": "b",
    "lead_department": "police",
    "bodies": ["fire", "health", "market"],
    "window_from": "2026-03-09",
    "window_to": "2026-03-13",
    "notice": "announced",
}
FORMS: dict[str, dict[str, Any]] = {
    "ask": {"assistants": 0, "contact": "李德礼"},
    "explain": {"reason": "防止转移物品"},
    "permit": {"reason": "重大活动保障"},
    "refuse": {"reason": "频次已满"},
    "serve-notice": {"served_on": "2026-03-04", "way": "delivered", "visit_at": "2026-03-09T10:00:00+08:00"},
    "begin": {"began_on": "2026-03-09", "code_shown": "已亮码"},
    "gather": {"summary": "汇总"},
}
JOINED = {"fire": "joined", "health": "joined", "market": "joined"}


@pytest.fixture(scope="module")
def hotels() -> Definition:
    return load_definition(FOLDER / "hotels.yaml")


def plan_of(definition: Definition) -> Plan:
    plan = definition.procedure.plan
    assert plan is not None
    return plan


def opened(definition: Definition, **form: Any) -> Case:
    actor = Actor(login="lead", org=LEAD, roles=(Role.HANDLER,))
    parties = {"lead": LEAD, "supervisor": SUPERVISOR}
    act = OpeningAct(id="o", actor=actor, title="某酒店联合检查", parties=parties, form=OPENING | form)
    return open_case(definition, act, case_id="c", at=NOW).case


def did(definition: Definition, case: Case, *actions: str, visits: Counted = NOT_COUNTED) -> Case:
    for name in actions:
        org = SUPERVISOR if name == "permit" else LEAD
        actor = Actor(login=org, org=org, roles=(Role.HANDLER, Role.LEADER))
        form = FORMS.get(name, {})
        act = Act(id=name, action=name, actor=actor, seq=case.seq, form=form, visits=visits)
        case = take(definition, case, act, at=NOW).case
    return case


def heard(definition: Definition, case: Case, key: str, result: str, *findings: dict[str, Any]) -> Case:
    """Return the case after news that one of its tasks has ended."""
    news = {"case_id": case.tasks[key].case_id, "outcome": result, "result": result, "findings": findings}
    actor = Actor(login=SYSTEM, org=SYSTEM)
    return take(definition, case, Act(id=key, action=TIED, actor=actor, form=news), at=NOW).case


def answered(definition: Definition, answers: dict[str, str], **form: Any) -> Case:
    """Return a matter in which every body asked has answered; one that entrusts names the fire service."""
    case = did(definition, opened(definition, bodies=list(answers), **form), "ask")
    for body, answer in answers.items():
        told = ({"to": "fire", "items": "泳池水质", "facts": "简单事项"},) if answer == "entrusted" else ()
        case = heard(definition, case, f"join-{body}", answer, *told)
    return case


def visited(definition: Definition, answers: dict[str, str]) -> Case:
    case = answered(definition, answers)
    return did(definition, case, "submit", "approve", "serve-notice", "begin")


def inspecting(case: Case) -> set[str | None]:
    return {
        state.department
        for state in case.tasks.values()
        if state.rule == "inspect" and state.status == "started"
    }


@pytest.mark.parametrize(
    ("form", "planned", "is_refused"),
    [
        pytest.param({"grade": "a"}, 0, False, id="A: the first visit"),
        pytest.param({"grade": "a"}, 1, True, id="A: a second one"),
        pytest.param({"grade": "b"}, 1, True, id="B: a second one"),
        pytest.param({"grade": "c"}, 1, False, id="C: the second"),
        pytest.param({"grade": "c"}, 2, True, id="C: a third one"),
        pytest.param({"grade": "d"}, 3, False, id="D: the fourth"),
        pytest.param({"grade": "d"}, 4, True, id="D: a fifth one"),
        pytest.param({"yearly_cap": 3}, 2, False, id="within the published cap"),
        pytest.param({"grade": "d", "yearly_cap": 1}, 1, True, id="at the published cap"),
        pytest.param({"yearly_cap": 0}, 0, True, id="a cap of none"),
        pytest.param({"grade": "c", "visits_elsewhere": 1}, 0, False, id="one that the ledger does not know"),
        pytest.param({"grade": "c", "visits_elsewhere": 1}, 1, True, id="and one that it does"),
        pytest.param({"trigger": "triggered"}, 9, False, id="a triggered one is exempt"),
    ],
)
def test_a_planned_visit_beyond_the_yearly_cap_is_not_approved(
    hotels: Definition, form: dict[str, Any], planned: int, is_refused: bool
) -> None:
    case, counted = did(hotels, answered(hotels, JOINED, **form), "submit"), Counted(planned=planned)

    if is_refused:
        with pytest.raises(NotNow, match="planned visits of this year"):
            did(hotels, case, "approve", visits=counted)
        assert did(hotels, case, "refuse", visits=counted).stage == "drafting"
    else:
        assert did(hotels, case, "approve", visits=counted).stage == "noticing"


def test_triggered_visits_do_not_use_up_the_cap(hotels: Definition) -> None:
    case = did(hotels, answered(hotels, JOINED), "submit")

    assert did(hotels, case, "approve", visits=Counted(triggered=9, this_month=9)).stage == "noticing"


def test_a_page_shows_the_approval_closed_with_its_reason(hotels: Definition) -> None:
    case = did(hotels, answered(hotels, JOINED), "submit")
    leader = Actor(login="lead", org=LEAD, roles=(Role.LEADER,))

    def shown(planned: int) -> tuple[list[str], dict[str, str]]:
        counted = Counted(planned=planned)
        opens = [name for name, _ in open_actions(hotels, case, leader, at=NOW, visits=counted)]
        closed = closed_actions(hotels, case, leader, at=NOW, visits=counted)
        return [name for name in opens if name == "approve"], {name: no.zh for name, _, no in closed}

    reason = "该对象本年度计划内检查已达到频次上限，不得批准；确有必要的由监督机关特批"
    assert shown(0) == (["approve"], {})
    assert shown(1) == ([], {"approve": reason})


def test_the_supervising_office_may_permit_one_beyond_it(hotels: Definition) -> None:
    case = did(hotels, answered(hotels, JOINED), "submit", "permit")

    assert did(hotels, case, "approve", visits=Counted(planned=1)).stage == "noticing"


@pytest.mark.parametrize(
    ("this_month", "stage"),
    [pytest.param(0, "noticing", id="the first this month"), pytest.param(1, None, id="a second one")],
)
def test_a_site_has_one_joint_visit_a_month(this_month: int, stage: str | None) -> None:
    definition = load_definition(FOLDER / "construction-visits.yaml")
    actor = Actor(login="lead", org=LEAD, roles=(Role.HANDLER,))
    form = OPENING | {"grade": "d", "lead_department": "housing", "bodies": ["fire"]}
    form |= {"node": "structure"}
    parties = {"lead": LEAD, "supervisor": SUPERVISOR, "township": "500112-yuelai"}
    act = OpeningAct(id="o", actor=actor, title="某工地", parties=parties, form=form)
    case = did(definition, open_case(definition, act, case_id="c", at=NOW).case, "ask")
    case = did(definition, heard(definition, case, "join-fire", "joined"), "submit")

    counted = Counted(triggered=this_month, this_month=this_month)
    if stage is None:
        with pytest.raises(NotNow, match="joint visit of this month"):
            did(definition, case, "approve", visits=counted)
    else:
        assert did(definition, case, "approve", visits=counted).stage == stage


def test_an_unannounced_visit_needs_a_reason(hotels: Definition) -> None:
    case = opened(hotels, notice="unannounced")
    with pytest.raises(NotNow, match="needs a reason first"):
        did(hotels, case, "ask")

    assert did(hotels, case, "explain", "ask").stage == "joining"
    assert (
        did(hotels, opened(hotels, notice="unannounced", unannounced_reason="举报"), "ask").stage == "joining"
    )


def test_the_lead_is_not_asked(hotels: Definition) -> None:
    case = did(hotels, opened(hotels, bodies=["police", "fire"]), "ask")

    assert {key: state.status for key, state in case.tasks.items()} == {
        "join-police": "left-out",
        "join-fire": "started",
    }


@pytest.mark.parametrize(
    ("answers", "is_joint"),
    [
        pytest.param({"fire": "joined", "health": "declined"}, True, id="one joins"),
        pytest.param({"fire": "entrusted", "health": "declined"}, True, id="one entrusts"),
        pytest.param({"fire": "declined", "health": "declined"}, False, id="nobody does"),
    ],
)
def test_a_visit_of_the_lead_alone_is_no_joint_inspection(
    hotels: Definition, answers: dict[str, str], is_joint: bool
) -> None:
    case = answered(hotels, answers)

    if is_joint:
        assert did(hotels, case, "submit").stage == "approving"
    else:
        with pytest.raises(NotNow, match="none takes part"):
            did(hotels, case, "submit")


def test_it_is_not_submitted_before_everybody_has_answered(hotels: Definition) -> None:
    case = did(hotels, opened(hotels), "ask")
    case = heard(hotels, case, "join-fire", "joined")

    with pytest.raises(NotNow, match="Not every body"):
        did(hotels, case, "submit")


def test_only_who_has_joined_comes(hotels: Definition) -> None:
    case = visited(hotels, {"fire": "joined", "market": "declined", "health": "entrusted"})

    assert inspecting(case) == {"police", "fire"}
    assert case.tasks["inspect-market"].status == "left-out"


@pytest.mark.parametrize(
    ("answers", "came", "saved"),
    [
        pytest.param(JOINED, ("police", "fire", "health", "market"), "3", id="four bodies, one visit"),
        pytest.param(JOINED | {"market": "declined"}, ("police", "fire", "health"), "2", id="one declined"),
        pytest.param({"fire": "joined"}, ("police",), "0", id="the other one was called off"),
    ],
)
def test_the_visits_spared_are_the_bodies_that_came_less_one(
    hotels: Definition, answers: dict[str, str], came: tuple[str, ...], saved: str
) -> None:
    case = visited(hotels, answers)
    for body in sorted(inspecting(case), key=str):
        case = heard(hotels, case, f"inspect-{body}", "no-problem" if body in came else "cancelled")

    yields = hotels.procedure.yields
    assert yields is not None
    assert value_of(yields, case.facts(hotels, {})) == saved
    assert did(hotels, case, "gather").stage == "telling"


def test_the_results_are_gathered_when_every_body_has_told_its_own(hotels: Definition) -> None:
    case = visited(hotels, {"fire": "joined"})
    case = heard(hotels, case, "inspect-police", "no-problem")

    with pytest.raises(NotNow, match="has not finished its part"):
        did(hotels, case, "gather")


@pytest.mark.parametrize(
    ("fire", "checker"),
    [
        pytest.param("joined", "fire", id="by whom it named"),
        pytest.param("declined", "police", id="by the lead when that one does not come"),
    ],
)
def test_what_a_body_has_entrusted_is_checked(hotels: Definition, fire: str, checker: str) -> None:
    case = visited(hotels, {"fire": fire, "health": "entrusted", "market": "joined"})
    plan = plan_of(hotels)
    source = plan.tasks["inspect"].form["checks"]

    lists = {
        body: value_of(source, case.facts(hotels, {}) | {"each": body, "items": check_list(plan, str(body))})
        for body in sorted(inspecting(case), key=str)
    }
    assert [body for body, checks in lists.items() if "受托代查：泳池水质" in checks] == [checker]
    assert lists["market"] == [
        "餐饮、电梯、价格和押金条款（食品安全法第一百二十二条、第一百二十六条；特种设备安全法第八十三条；价格法第十三条、第四十二条）"
    ]


def test_a_body_without_an_item_assists_and_checks_nothing(hotels: Definition) -> None:
    case = visited(hotels, {"culture": "joined"})
    facts = case.facts(hotels, {}) | {"each": "culture", "items": check_list(plan_of(hotels), "culture")}

    assert value_of(plan_of(hotels).tasks["inspect"].form["checks"], facts) == ["到场协助，不单独检查"]


def test_a_rule_that_was_not_read_in_the_text_is_marked_on_the_list() -> None:
    plan = plan_of(load_definition(FOLDER / "nursing-homes.yaml"))

    assert check_list(plan, "insurance") == ["医保基金使用（医疗保障基金使用监督管理条例，条款待核对）"]


def test_a_finding_is_given_an_item_of_the_plan(hotels: Definition) -> None:
    inspect = load_definition(PROCEDURES / "inspect.yaml").procedure
    plan = plan_of(hotels)

    assert item_codes(plan, inspect)["items"].keys() == plan.items.keys()
    assert item_codes(plan, load_definition(PROCEDURES / "join.yaml").procedure) == {}


def test_what_has_to_be_corrected_is_followed_and_the_rest_is_not(hotels: Definition) -> None:
    found = [
        {"item": "sewage", "facts": "某", "result": result}
        for result in ("ordered-to-correct", "danger", "corrected-on-site", "clue-transferred")
    ]
    case = heard(hotels, visited(hotels, {"fire": "joined"}), "inspect-fire", "ordered", *found)

    assert [state.status for state in case.tasks.values() if state.rule == "rectify"] == [
        "started",
        "started",
        "left-out",
        "left-out",
    ]


def test_the_fifteen_of_the_catalogue_ship() -> None:
    assert len(SHIPPED) == 15


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_the_boundary_gives_each_item_to_its_owner(file: Path) -> None:
    plan = plan_of(load_definition(file))

    owners = {
        name: next(rule.owner for rule in plan.boundary if is_met(rule.when, {"finding": {"item": name}}))
        for name in plan.items
    }
    assert owners == {name: PENALISED_BY.get(name, item.owner) for name, item in plan.items.items()}


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_who_may_be_asked_or_lead_is_a_department_of_the_plan(file: Path) -> None:
    procedure = load_definition(file).procedure
    plan = plan_of(load_definition(file))

    assert procedure.codes["bodies"].keys() == plan.departments.keys()
    assert procedure.codes["leads"].keys() <= plan.departments.keys()
    assert plan.tasks["join"].codes["bodies"] == procedure.codes["bodies"]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_check_list_fits_its_field(file: Path) -> None:
    plan = plan_of(load_definition(file))

    lists = [check_list(plan, body) for body in plan.departments]
    assert max(len(check) for checks in lists for check in checks) <= 200


def test_a_correction_is_ordered_again_at_most_twice() -> None:
    definition = load_definition(PROCEDURES / "rectify.yaml")
    actor = Actor(login="fire", org="500112-xf", roles=(Role.HANDLER,))
    lead = Actor(login=SYSTEM, org=LEAD)
    parties = {"lead": LEAD, "doer": actor.org}
    form = {"matter": "某酒店联合检查", "task": "问题整改", "asks": "责令改正"}
    opening = OpeningAct(id="o", actor=lead, title="问题整改", parties=parties, form=form)
    order = {
        "addressee": "某酒店",
        "facts": "通道堆放杂物",
        "demands": "清理通道",
        "basis": "消防法",
        "served_on": "2026-03-02",
    }
    case = open_case(definition, opening, case_id="c", at=NOW).case

    def then(case: Case, action: str, form: dict[str, Any]) -> Case:
        return take(definition, case, Act(id=action, action=action, actor=actor, form=form), at=NOW).case

    case = then(then(case, "order", order), "due-for-recheck", {})
    for _ in range(2):
        case = then(then(case, "order-again", order), "due-for-recheck", {})
    with pytest.raises(UsedUp):
        then(case, "order-again", order)

    filed = then(case, "file-case", {"filed_on": "2026-03-02", "reasons": "三次未改正"})
    assert definition.procedure.yields is not None
    assert value_of(definition.procedure.yields, filed.facts(definition, {})) == "escalated"
