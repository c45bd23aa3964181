"""What a matter must not lose: results from which nothing follows and findings that no task deals with are raised."""

from typing import Any

import pytest

from domain.case import Case, NotNow
from domain.form import Choice
from domain.open_ends import asked_for, settling_of
from domain.plan import Plan
from domain.procedure import Definition
from domain.tasks import TaskState, is_settled, task_case_id
from scenarios.load import load_definitions
from tests.domain.test_tasks import done, led, opened, planned, rule, statuses, told

FOUND = [{"facts": "消防通道堵塞"}]


def kept(definition: Definition) -> Definition:
    """Return the same rules with a plan that keeps its open ends to itself."""
    plan = definition.procedure.plan
    assert plan is not None
    own = Plan(**(dict(plan) | {"open_ends": "kept"}))
    procedure = definition.procedure.model_copy(update={"plan": own})
    return Definition(procedure=procedure, limits=definition.limits, ladders=definition.ladders)


def ended(definition: Definition, case: Case, key: str, result: str, *, is_open_end: bool) -> Case:
    """Return the case after one of its tasks has ended with a result that settles it or does not."""
    news: dict[str, Any] = {"outcome": "done", "result": result, "result_title": "未能办结"}
    return told(definition, case, key, is_open_end=is_open_end, **news)


@pytest.mark.parametrize(
    ("is_open_end", "after"),
    [
        pytest.param(False, {"look": "done"}, id="a result that settles"),
        pytest.param(
            True, {"look": "done", "look-next": "blocked"}, id="a result that leaves something to do"
        ),
    ],
)
def test_a_result_from_which_nothing_follows_is_raised(is_open_end: bool, after: dict[str, str]) -> None:
    plan = planned(look=rule())
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=is_open_end)

    assert statuses(case) == after


def test_a_raised_task_says_what_it_follows_and_why_in_both_languages() -> None:
    plan = planned(look=rule())
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=True)

    raised = case.tasks["look-next"]
    assert (raised.title, raised.title_en, raised.follows) == ("后续处理：任务", "Follow up: task", "look")
    assert raised.reason == "结果为“未能办结”，没有规定后续任务，请派给有关单位，或者说明理由后取消"
    assert raised.reason_en.startswith("No task follows from this result;")
    assert raised.case_id == task_case_id("case", "look-next")


def test_a_result_for_which_a_condition_asks_is_not_raised() -> None:
    plan = planned(look=rule(), again=rule(after=("look",), when="'not-done' in tasks.look.results"))
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=True)

    assert statuses(case) == {"look": "done", "again": "started"}


def test_a_condition_on_another_task_does_not_ask_for_it() -> None:
    plan = planned(
        look=rule(),
        other=rule(),
        again=rule(after=("look", "other"), when="'not-done' in tasks.other.results"),
    )
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=True)

    assert statuses(case)["look-next"] == "blocked"


def test_a_finding_that_no_task_deals_with_is_raised() -> None:
    plan = planned(look=rule())
    case = told(plan, opened(plan), "look", findings=FOUND)

    raised = case.tasks["finding-1"]
    assert (raised.status, raised.finding, raised.follows, raised.rule) == ("blocked", 0, "look", None)
    assert raised.asks == "消防通道堵塞"


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param(
            {"look": rule(), "act": rule(for_each="findings.look", by="boundary")}, id="of this task"
        ),
        pytest.param({"look": rule(), "act": rule(for_each="findings", by="boundary")}, id="of any task"),
        pytest.param({"look": rule(findings="kept")}, id="only kept"),
    ],
)
def test_a_finding_that_is_dealt_with_or_only_kept_is_not_raised(tasks: dict[str, Any]) -> None:
    plan = planned(**tasks)
    case = told(plan, opened(plan), "look", findings=FOUND)

    assert "finding-1" not in case.tasks
    assert case.findings == ({"facts": "消防通道堵塞", "task": "look"},)


def test_a_finding_of_a_task_that_deals_with_findings_is_raised() -> None:
    plan = planned(look=rule(), act=rule(for_each="findings", by="boundary"))
    case = told(plan, opened(plan), "look", findings=FOUND)
    case = told(plan, case, "act-1", findings=[{"facts": "另有违法建筑"}])

    assert statuses(case) == {"look": "running", "act-1": "running", "finding-2": "blocked"}
    assert case.tasks["finding-2"].asks == "另有违法建筑"


def test_what_is_raised_is_raised_once() -> None:
    plan = planned(look=rule(), other=rule())
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=True)
    since = case.tasks["look-next"].since
    case = led(plan, case, "leave-out-task", task="look-next", reason="无须继续")
    case = done(plan, case, "other")

    assert statuses(case) == {"look": "done", "other": "done", "look-next": "left-out"}
    assert case.tasks["look-next"].since == since
    assert (case.tasks["look-next"].reason, case.tasks["look-next"].reason_en) == ("无须继续", "")


def test_the_lead_gives_a_raised_task_to_a_body_and_what_comes_of_it_is_heard() -> None:
    plan = planned(look=rule())
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=True)
    case = led(plan, case, "reassign-task", task="look-next", to="500112-yjzd", reason="专业处置")

    given = case.tasks["look-next"]
    assert (given.status, given.org, given.since) == ("started", "500112-yjzd", case.seq)
    assert (given.reason, given.reason_en) == ("", "")
    case = ended(plan, case, "look-next", "done", is_open_end=False)
    assert statuses(case) == {"look": "done", "look-next": "done"}


def test_a_raised_task_that_comes_to_nothing_is_raised_again_and_its_findings_too() -> None:
    plan = planned(look=rule())
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=True)
    case = led(plan, case, "reassign-task", task="look-next", to="500112-yjzd", reason="专业处置")
    case = told(plan, case, "look-next", findings=FOUND)
    case = ended(plan, case, "look-next", "not-done", is_open_end=True)

    assert statuses(case) == {
        "look": "done",
        "look-next": "done",
        "finding-1": "blocked",
        "look-next-next": "blocked",
    }
    assert case.tasks["finding-1"].follows == "look-next"


def test_a_matter_with_a_raised_task_cannot_finish_until_it_is_dealt_with() -> None:
    plan = planned(look=rule())
    case = ended(plan, opened(plan), "look", "not-done", is_open_end=True)
    with pytest.raises(NotNow):
        led(plan, case, "finish", summary="完")
    case = led(plan, case, "leave-out-task", task="look-next", reason="当事人已搬离")

    assert led(plan, case, "finish", summary="完").stage == "finished"


def test_a_definition_that_keeps_its_open_ends_behaves_as_before() -> None:
    plan = kept(planned(look=rule()))
    case = told(plan, opened(plan), "look", findings=FOUND)
    case = ended(plan, case, "look", "not-done", is_open_end=True)

    assert statuses(case) == {"look": "done"}


def test_a_plan_that_does_not_say_what_becomes_of_open_ends_keeps_them() -> None:
    assert Plan.model_fields["open_ends"].default == "kept"
    for definition in load_definitions().values():
        assert definition.procedure.plan is None or definition.procedure.plan.open_ends == "raised"


@pytest.mark.parametrize(
    ("own", "settling"),
    [
        pytest.param(None, ("done", "no-problem", "problems", "cancelled"), id="as its procedure says"),
        pytest.param(
            ("drained",), ("drained", "done", "cancelled"), id="its own, and how else its case may end"
        ),
        pytest.param((), ("done", "cancelled"), id="none of its own"),
    ],
)
def test_a_plan_says_which_outcomes_of_its_own_settle_a_task(
    own: tuple[str, ...] | None, settling: tuple[str, ...]
) -> None:
    task = load_definitions()["task"].procedure
    outcomes = ("drained", "works-needed") if own is not None else tuple(task.codes["outcomes"])

    assert settling_of(task, outcomes, own) == settling


def test_whatever_ends_a_procedure_that_says_nothing_settles_it() -> None:
    join = load_definitions()["join"].procedure

    assert join.settles is None
    assert settling_of(join, (), None) is None


def test_conditions_of_tasks_targets_and_limits_ask_for_results() -> None:
    plan = planned(
        look=rule(codes={"outcomes": {"seen": Choice(title="见", title_en="seen")}}, settles=("seen",)),
        again=rule(after=("look",), when="'hidden' in tasks['look'].results && opening.urgency == 'urgent'"),
    ).procedure

    assert "hidden" in asked_for(plan, "look")
    assert "seen" not in asked_for(plan, "look")
    assert asked_for(plan, "again") == frozenset()


def test_bare_findings_are_settled_when_all_their_sources_are() -> None:
    definition = planned(
        look=rule(), listen=rule(), act=rule(for_each="findings", by="boundary"), last=rule(after=("act",))
    )
    plan = definition.procedure.plan
    assert plan is not None
    case = told(definition, opened(definition), "look", outcome="done", findings=FOUND)
    case = done(definition, case, "act-1")
    assert not is_settled(plan, case, "act")
    assert "last" not in case.tasks
    case = told(definition, case, "listen", outcome="done", findings=[{"facts": "二"}])
    assert not is_settled(plan, case, "act")
    case = done(definition, case, "act-2")

    assert is_settled(plan, case, "act")
    assert case.tasks["last"] == TaskState(
        rule="last",
        title="任务",
        title_en="task",
        since=case.seq,
        case_id=task_case_id("case", "last"),
    )


def test_nothing_is_raised_once_the_matter_is_closed() -> None:
    plan = planned(look=rule())
    case = led(plan, done(plan, opened(plan), "look"), "finish", summary="完")

    assert case.is_closed
    assert statuses(case) == {"look": "done"}
