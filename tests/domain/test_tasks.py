"""The tasks of a plan: what begins when, what is left out, what is settled, and what the lead may do about it."""

from datetime import datetime
from typing import Any

import pytest

from domain.act import SYSTEM, Act, Actor, OpeningAct
from domain.case import Case, NotEntitled, NotNow
from domain.organisation import Role
from domain.plan import Plan, TaskRule
from domain.procedure import Definition, PartyRule
from domain.step import open_case, take
from domain.task_acts import TaskUnknown
from domain.tasks import is_settled, task_case_id
from scenarios.load import load_definitions
from tests.domain.dates import at

NOW = at("2026-03-02 10:00")
LEAD = Actor(login="lead", org="org-lead", roles=(Role.HANDLER, Role.LEADER))
STRANGER = Actor(login="fire", org="org-fire", roles=(Role.HANDLER,))


def rule(**said: Any) -> TaskRule:
    return TaskRule(title="任务", title_en="task", **said)


def planned(**tasks: TaskRule) -> Definition:
    """Return night market's rules with another plan."""
    shipped = load_definitions()["night-market"]
    plan = shipped.procedure.plan
    assert plan is not None
    procedure = shipped.procedure.model_copy(
        update={
            "plan": Plan(**(dict(plan) | {"tasks": tasks})),
            "parties": {"lead": PartyRule(title="牵头", title_en="lead")},
        }
    )
    return Definition(procedure=procedure, limits=shipped.limits, ladders=shipped.ladders)


def opened(definition: Definition, **form: Any) -> Case:
    given = {"source": "plan", "place": "某街", "object": "夜市", "facts": "开市", "urgency": "ordinary"}
    act = OpeningAct(id="case", actor=LEAD, title="夜市", parties={"lead": "org-lead"}, form=given | form)
    return open_case(definition, act, case_id="case", at=NOW).case


def told(definition: Definition, case: Case, key: str, *, when: datetime = NOW, **news: Any) -> Case:
    """Return the case after it has heard of one of its tasks."""
    form = {
        "number": f"RW-{key}",
        "stage": "办理中",
        "stage_en": "doing",
        "case_id": task_case_id("case", key),
    }
    act = Act(id=f"{key}-{case.seq}", action="tied", actor=Actor(login=SYSTEM, org=SYSTEM), form=form | news)
    return take(definition, case, act, at=when).case


def done(definition: Definition, case: Case, *keys: str, result: str = "ok") -> Case:
    for key in keys:
        case = told(definition, case, key, outcome="done", result=result)
    return case


def led(definition: Definition, case: Case, action: str, actor: Actor = LEAD, **form: Any) -> Case:
    return take(
        definition, case, Act(id=f"{action}-{case.seq}", action=action, actor=actor, form=form), at=NOW
    ).case


def statuses(case: Case) -> dict[str, str]:
    return {key: state.status for key, state in case.tasks.items()}


def test_a_task_begins_when_those_before_it_are_settled() -> None:
    plan = planned(first=rule(), second=rule(after=("first",)))
    case = opened(plan)

    assert statuses(case) == {"first": "started"}
    assert statuses(done(plan, case, "first")) == {"first": "done", "second": "started"}


def test_a_task_whose_condition_does_not_hold_is_left_out_and_holds_nobody_up() -> None:
    plan = planned(
        first=rule(), order=rule(when="opening.urgency == 'urgent'"), last=rule(after=("first", "order"))
    )

    assert statuses(done(plan, opened(plan), "first")) == {
        "first": "done",
        "order": "left-out",
        "last": "started",
    }


def test_a_condition_reads_what_an_earlier_task_has_yielded() -> None:
    plan = planned(look=rule(), file=rule(after=("look",), when="'case' in tasks.look.results"))
    case = opened(plan)

    assert statuses(done(plan, case, "look", result="case"))["file"] == "started"
    assert statuses(done(plan, case, "look", result="ok"))["file"] == "left-out"


@pytest.mark.parametrize(
    ("join", "after_one", "after_two"),
    [
        pytest.param("all", False, False, id="all of three"),
        pytest.param("any", True, True, id="any of three"),
        pytest.param(2, False, True, id="two of three"),
    ],
)
def test_a_join_waits_for_as_many_as_it_says(join: Any, after_one: bool, after_two: bool) -> None:
    plan = planned(a=rule(), b=rule(), c=rule(), last=rule(after=("a", "b", "c"), join=join))
    one = done(plan, opened(plan), "a")

    assert ("last" in one.tasks) is after_one
    assert ("last" in done(plan, one, "b").tasks) is after_two


def test_one_task_is_made_for_every_department() -> None:
    plan = planned(look=rule(for_each="departments", by="each"), last=rule(after=("look",)))
    case = opened(plan)
    departments = ["urban", "market", "fire", "emergency", "gas", "environment", "police", "health"]

    assert list(case.tasks) == [f"look-{name}" for name in departments]
    assert case.tasks["look-fire"].department == "fire"
    almost = done(plan, case, *(f"look-{name}" for name in departments[:-1]))
    assert "last" not in almost.tasks
    assert "last" in done(plan, almost, "look-health").tasks


def test_one_task_is_made_for_every_finding_also_while_the_source_still_runs() -> None:
    plan = planned(
        patrol=rule(), rectify=rule(for_each="findings.patrol", by="boundary"), last=rule(after=("rectify",))
    )
    case = told(plan, opened(plan), "patrol", findings=[{"facts": "一"}, {"facts": "二"}])

    assert statuses(case) == {"patrol": "running", "rectify-1": "started", "rectify-2": "started"}
    case = done(
        plan, told(plan, case, "patrol", findings=[{"facts": "三"}]), "rectify-1", "rectify-2", "patrol"
    )
    assert "last" not in case.tasks
    assert case.tasks["rectify-3"].finding == 2
    assert "last" in done(plan, case, "rectify-3").tasks


def test_a_source_that_finds_nothing_lets_the_next_begin() -> None:
    plan = planned(
        patrol=rule(), rectify=rule(for_each="findings.patrol", by="boundary"), last=rule(after=("rectify",))
    )

    assert statuses(done(plan, opened(plan), "patrol")) == {"patrol": "done", "last": "started"}


def test_who_waits_for_findings_waits_also_for_those_whose_tasks_have_not_begun() -> None:
    plan = planned(
        patrol=rule(),
        other=rule(),
        rectify=rule(for_each="findings.patrol", by="boundary", after=("other",)),
        last=rule(after=("rectify",)),
    )
    case = done(plan, told(plan, opened(plan), "patrol", findings=[{"facts": "一"}]), "patrol")

    assert "last" not in case.tasks
    case = done(plan, case, "other")
    assert statuses(case)["rectify-1"] == "started"
    assert "last" in done(plan, case, "rectify-1").tasks


def test_news_of_a_case_that_is_no_task_changes_no_task() -> None:
    plan = planned(first=rule())
    case = opened(plan)

    after = told(plan, case, "stranger", outcome="done")
    assert (after.tasks, after.seq) == (case.tasks, case.seq + 1)


def test_a_finding_that_is_told_twice_by_the_same_news_counts_once_only_when_it_is_taken_once() -> None:
    # The workflow knows an act by its id; the rules themselves take what they are told.
    plan = planned(patrol=rule())
    case = told(plan, opened(plan), "patrol", findings=[{"facts": "一"}])

    assert [finding["task"] for finding in case.findings] == ["patrol"]


def test_the_lead_adds_a_task_that_all_others_wait_for() -> None:
    plan = planned(first=rule())
    case = led(plan, opened(plan), "add-task", name="断电", to="org-power", asks="切断电源", days=2)
    key = next(name for name in case.tasks if name.startswith("added-"))

    assert (case.tasks[key].status, case.tasks[key].org, case.tasks[key].days) == ("started", "org-power", 2)
    with pytest.raises(NotNow):
        led(plan, done(plan, case, "first"), "finish", summary="完")
    assert led(plan, done(plan, case, "first", key), "finish", summary="完").outcome == "finished"


def test_a_task_that_has_not_begun_may_be_left_out_with_a_reason() -> None:
    plan = planned(first=rule(), second=rule(after=("first",)), third=rule(after=("second",)))
    case = led(plan, opened(plan), "leave-out-task", task="second", reason="已自行整改")

    assert statuses(done(plan, case, "first")) == {"second": "left-out", "first": "done", "third": "started"}
    assert case.tasks["second"].reason == "已自行整改"


def test_a_running_task_is_ended_in_its_own_case_only() -> None:
    plan = planned(first=rule())
    case = told(plan, opened(plan), "first")

    with pytest.raises(NotNow):
        led(plan, case, "leave-out-task", task="first", reason="不要了")


def test_a_task_that_nobody_can_do_is_given_to_somebody() -> None:
    plan = planned(first=rule())
    blocked = Act(
        id="b",
        action="task-blocked",
        actor=Actor(login=SYSTEM, org=SYSTEM),
        form={"task": "first", "reason": "无"},
    )
    case = take(plan, opened(plan), blocked, at=NOW).case

    assert (case.tasks["first"].status, case.tasks["first"].reason) == ("blocked", "无")
    with pytest.raises(NotNow):
        led(plan, case, "finish", summary="完")
    given = led(plan, case, "reassign-task", task="first", to="org-other", reason="代办")
    assert (given.tasks["first"].status, given.tasks["first"].org) == ("started", "org-other")
    assert given.tasks["first"].since == given.seq


@pytest.mark.parametrize("action", ["leave-out-task", "reassign-task"])
def test_a_task_that_does_not_exist_is_named(action: str) -> None:
    plan = planned(first=rule())
    with pytest.raises(TaskUnknown):
        led(
            plan, opened(plan), action, task="nothing", to="org-x", reason="错"
        ) if action == "reassign-task" else led(plan, opened(plan), action, task="nothing", reason="错")


def test_only_the_lead_has_its_way_with_the_tasks() -> None:
    plan = planned(first=rule())
    case = told(plan, opened(plan), "first", doer="org-fire")

    with pytest.raises(NotEntitled):
        led(plan, case, "add-task", STRANGER, name="x", to="org-x", asks="x", days=1)
    # Who does a task may say something in the matter.
    assert led(plan, case, "comment", STRANGER, text="已到现场").seq == case.seq + 1


def test_a_case_without_a_plan_has_no_tasks_to_add() -> None:
    transfer = load_definitions()["clue-transfer"]
    act = Act(id="x", action="add-task", actor=LEAD, form={})
    case = Case(id="case", title="x", stage="sent", parties={"sender": "a", "receiver": "org-lead"})

    with pytest.raises(NotEntitled):
        take(transfer, case, act, at=NOW)


def test_a_successor_takes_every_place_of_the_body_that_is_no_more() -> None:
    plan = planned(first=rule())
    case = told(plan, opened(plan), "first", doer="org-fire")
    succeed = Act(
        id="s",
        action="succeed",
        actor=Actor(login=SYSTEM, org=SYSTEM),
        form={"body": "org-fire", "successor": "org-rescue"},
    )

    after = take(plan, case, succeed, at=NOW).case
    assert after.tasks["first"].doer == "org-rescue"
    assert is_settled(plan.procedure.plan, done(plan, after, "first"), "first")  # type: ignore[arg-type]  # it has a plan


def test_a_task_that_was_late_once_stays_so() -> None:
    plan = planned(first=rule(), second=rule())
    case = told(plan, opened(plan), "first", late=True)
    case = done(plan, case, "first", "second")

    assert {key: state.late for key, state in case.tasks.items()} == {"first": True, "second": False}
    counted = case.facts(plan, {})["tasks"]
    assert (counted["first"]["late"], counted["second"]["late"]) == (1, 0)
