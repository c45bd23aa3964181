"""A case that an action opens: when the action may be taken, what it says, and how news of tied cases comes back."""

from typing import Any

import pytest

from domain.act import SYSTEM, Act, Actor
from domain.built_in import TIED
from domain.case import Case, NotNow, NotOpenHere
from domain.guard import value_of
from domain.procedure import Definition, Opens
from domain.step import take
from scenarios.load import load_definitions
from tests.domain.dates import at
from tests.domain.supervisions import (
    BODY,
    CLERK,
    CORRECTING,
    HELD,
    LEADER,
    NUMBER,
    OPINED,
    SUPERVISOR,
    acted,
    opened,
    walked,
)

NOW = at("2026-03-02 10:00")
ENDS = at("2026-03-16 18:00")
DECIDED = (
    *OPINED,
    (HELD, "report"),
    (LEADER, "step-up"),
    (CLERK, "draft-decision"),
    (LEADER, "check"),
    (LEADER, "issue"),
    (CLERK, "serve"),
    (HELD, "sign-for"),
)


@pytest.fixture
def definition() -> Definition:
    return load_definitions()["supervision"]


def after(definition: Definition, *steps: tuple[str, str]) -> Case:
    case = walked(definition, *steps, at=NOW)
    return case.model_copy(update={"windows": {"object": ENDS}})


@pytest.mark.parametrize(
    ("steps", "times"),
    [
        pytest.param(CORRECTING, 0, id="an urging letter is not reviewed"),
        pytest.param(OPINED, 1, id="an opinion once"),
        pytest.param(DECIDED, 2, id="a decision, and the opinion before it"),
    ],
)
def test_each_letter_but_the_first_may_be_objected_to_once(
    definition: Definition, steps: tuple[tuple[str, str], ...], times: int
) -> None:
    case = after(definition, *steps)
    for _ in range(times):
        case = acted(definition, case, HELD, "object", at=NOW).case

    with pytest.raises(NotNow, match="not reviewed"):
        acted(definition, case, HELD, "object", at=NOW)


def test_an_objection_does_not_suspend_execution(definition: Definition) -> None:
    case = after(definition, *OPINED)
    step = acted(definition, case, HELD, "object", at=NOW)

    assert (step.stage_from, step.stage_to) == ("correcting", "correcting")
    assert step.case.clock == case.clock
    assert step.case.moved_seq == case.moved_seq


def opens_of(definition: Definition) -> Opens:
    opens = definition.procedure.stages["correcting"].actions["object"].opens
    assert opens is not None
    return opens


@pytest.mark.parametrize(
    ("form", "evidence"),
    [
        pytest.param({"reasons": "收发交接"}, [], id="nothing enclosed"),
        pytest.param({"reasons": "收发交接", "evidence": ["a" * 64]}, ["a" * 64], id="a file enclosed"),
    ],
)
def test_the_opening_is_filled_in_from_the_act(
    definition: Definition, form: dict[str, Any], evidence: list[str]
) -> None:
    opens = opens_of(definition)
    case = after(definition, *OPINED)
    facts = case.facts(definition, form) | {"number": NUMBER, "title": case.title}
    said = {name: value_of(source, facts) for name, source in opens.form.items()}

    assert said == {"cases": [NUMBER], "reasons": "收发交接", "evidence": evidence}
    assert value_of(opens.title, facts) == "异议复查：线索逾期未签收"


def test_the_parties_of_the_new_case_are_those_of_this_one(definition: Definition) -> None:
    opens = opens_of(definition)
    case = after(definition, *OPINED)

    assert {role: case.parties[party] for role, party in opens.parties.items()} == {
        "objector": BODY,
        "reviewer": SUPERVISOR,
    }


def news(number: str, stage: str = "维持原文书", *, seq: int = 2) -> Act:
    """Return the act by which a case writes down that a tied one has moved."""
    said = {"number": number, "stage": stage, "stage_en": "moved"}
    return Act(id=f"{TIED}@{number}.{seq}", action=TIED, actor=Actor(login=SYSTEM, org=SYSTEM), form=said)


def test_news_of_a_tied_case_is_an_entry_and_moves_nothing(definition: Definition) -> None:
    case = after(definition, *OPINED)
    step = take(definition, case, news(NUMBER), at=NOW)
    told = step.case

    assert (told.seq, told.stage, told.moved_seq) == (case.seq + 1, case.stage, case.moved_seq)
    assert (told.clock, told.rung, told.uses[TIED]) == (case.clock, case.rung, 1)
    assert (step.form["number"], step.form["stage"]) == (NUMBER, "维持原文书")


def test_news_is_for_the_inbox_of_the_holder(definition: Definition) -> None:
    step = take(definition, after(definition, *OPINED), news(NUMBER), at=NOW)

    assert [(notice.kind, notice.org) for notice in step.notices] == [(TIED, BODY)]


@pytest.mark.parametrize("times", [0, 1, 2], ids=["no news", "news once", "news twice"])
def test_a_supervision_is_closed_at_once_only_when_its_case_has_moved(
    definition: Definition, times: int
) -> None:
    case = opened(definition, at=NOW).case
    for nth in range(times):
        case = take(definition, case, news(NUMBER, "审查中", seq=nth + 2), at=NOW).case

    if times:
        assert acted(definition, case, LEADER, "settle-moved", at=NOW).case.outcome == "settled"
    else:
        with pytest.raises(NotNow, match="has not moved"):
            acted(definition, case, LEADER, "settle-moved", at=NOW)


def test_a_person_brings_no_news(definition: Definition) -> None:
    forged = news(NUMBER).model_copy(update={"actor": Actor(login=CLERK, org=SUPERVISOR)})

    with pytest.raises(NotOpenHere):
        take(definition, after(definition, *OPINED), forged, at=NOW)
