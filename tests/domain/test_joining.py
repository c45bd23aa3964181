"""A party that is absent at first: an action brings it in, another lets it go, nobody waits for it while it is away."""

from typing import Any

import pytest

from domain.act import Act, Actor, OpeningAct
from domain.case import Case, NotEntitled
from domain.organisation import Role
from domain.parties import PartiesWrong
from domain.procedure import Definition, Procedure
from domain.step import open_case, take
from scenarios.load import load_definitions
from tests.domain.dates import at
from tests.domain.supervisions import (
    BODY,
    CLERK,
    COMMISSION,
    CORRECTING,
    FORMS,
    JOINT,
    LEADER,
    SUPERVISOR,
    acted,
    opened,
    walked,
)

NOW = at("2026-03-02 10:00")
PRINCIPAL = {"supervisor": SUPERVISOR, "body": BODY}
WITH_JOINT = FORMS["draft"] | {"joint": JOINT}


@pytest.fixture
def definition() -> Definition:
    return load_definitions()["supervision"]


@pytest.fixture
def drafted(definition: Definition) -> Case:
    """A joint letter that has been drafted."""
    case = opened(definition, at=NOW).case
    return acted(definition, case, CLERK, "draft", at=NOW, form=WITH_JOINT).case


def countersigned(definition: Definition, case: Case, org: str, action: str = "countersign") -> Case:
    actor = Actor(login="joint.leader", org=org, roles=(Role.LEADER,))
    act = Act(id="joint", action=action, actor=actor, seq=case.seq, form=FORMS.get(action, {}))
    return take(definition, case, act, at=NOW).case


def test_a_case_opens_without_those_that_join_later(definition: Definition) -> None:
    assert opened(definition, at=NOW).case.parties == PRINCIPAL


def test_an_action_brings_a_party_in(drafted: Case) -> None:
    assert drafted.parties == PRINCIPAL | {"joint": JOINT}


@pytest.mark.parametrize(
    ("form", "stage"),
    [
        pytest.param(WITH_JOINT, "countersigning", id="a joint letter is countersigned"),
        pytest.param(FORMS["draft"], "signing", id="a letter of one office is not"),
    ],
)
def test_where_the_way_leads_depends_on_who_has_joined(
    definition: Definition, form: dict[str, Any], stage: str
) -> None:
    case = acted(definition, opened(definition, at=NOW).case, CLERK, "draft", at=NOW, form=form).case

    assert acted(definition, case, LEADER, "check", at=NOW).stage_to == stage


def test_who_has_joined_holds_its_stage_and_acts_there(definition: Definition, drafted: Case) -> None:
    checked = acted(definition, drafted, LEADER, "check", at=NOW).case
    with pytest.raises(NotEntitled):
        countersigned(definition, checked, SUPERVISOR)

    assert countersigned(definition, checked, JOINT).stage == "signing"


def test_a_party_whose_field_is_left_empty_leaves(definition: Definition, drafted: Case) -> None:
    checked = acted(definition, drafted, LEADER, "check", at=NOW).case
    declined = countersigned(definition, checked, JOINT, "decline-countersign")
    alone = acted(definition, declined, CLERK, "draft", at=NOW, form=FORMS["draft"]).case

    assert declined.parties == PRINCIPAL | {"joint": JOINT}
    assert alone.parties == PRINCIPAL
    assert acted(definition, alone, LEADER, "check", at=NOW).stage_to == "signing"


def test_who_did_not_join_has_nothing_to_say(definition: Definition) -> None:
    case = walked(definition, *CORRECTING, at=NOW)
    stranger = Actor(login="jw", org=COMMISSION, roles=(Role.LEADER,))

    with pytest.raises(NotEntitled):
        take(definition, case, Act(id="1", action="comment", actor=stranger, form={"text": "请说明"}), at=NOW)


def test_the_commission_joins_when_the_matter_is_handed_on(definition: Definition) -> None:
    case = walked(definition, *CORRECTING, (LEADER, "hand-on"), at=NOW)
    member = Actor(login="jw", org=COMMISSION, roles=(Role.HANDLER,))

    assert case.parties == PRINCIPAL | {"discipline": COMMISSION}
    said = take(definition, case, Act(id="1", action="comment", actor=member, form={"text": "已收"}), at=NOW)
    assert said.case.seq == case.seq + 1


@pytest.mark.parametrize(
    "org",
    [pytest.param(BODY, id="the supervised body"), pytest.param(SUPERVISOR, id="the office itself")],
)
def test_who_is_a_party_already_cannot_join_as_another(definition: Definition, org: str) -> None:
    case = opened(definition, at=NOW).case

    with pytest.raises(PartiesWrong, match="cannot be two parties"):
        acted(definition, case, CLERK, "draft", at=NOW, form=FORMS["draft"] | {"joint": org})


def _small(**party: Any) -> Definition:
    """Return a procedure in which the second stage is held by whoever joins."""
    ships = load_definitions()["supervision"]
    named = {"title": "某", "title-en": "some"}
    procedure = {
        "procedure": "small",
        "number-prefix": "SM",
        **named,
        "parties": {"asker": named, "helper": named | party},
        "opens": {"who": "asker", "to": "asked"},
        "stages": {
            "asked": named
            | {
                "who": "asker",
                "limit": "SUPERVISE_DRAFT",
                "overdue": "supervision",
                "actions": {
                    "pass-on": named
                    | {
                        "to": "helped",
                        "bind": {"helper": "helper"},
                        "form": {"helper": {"title": "协助单位", "type": "organisation"}},
                    },
                    "end": named | {"to": "ended"},
                },
            },
            "helped": named
            | {
                "who": "helper",
                "limit": "SUPERVISE_DRAFT",
                "overdue": "supervision",
                "actions": {"end": named | {"to": "ended"}},
            },
        },
        "closed": {"ended": named},
    }
    return ships.model_copy(update={"procedure": Procedure.model_validate(procedure)})


@pytest.mark.parametrize(
    ("form", "holder"),
    [
        pytest.param({"helper": BODY}, BODY, id="named"),
        pytest.param({}, None, id="left empty: nobody would hold the stage"),
    ],
)
def test_a_stage_is_not_entered_while_nobody_holds_it(form: dict[str, str], holder: str | None) -> None:
    definition = _small(**{"joins-later": True})
    actor = Actor(login="a", org=SUPERVISOR, roles=(Role.HANDLER,))
    opening = OpeningAct(id="o", actor=actor, title="协助", parties={"asker": SUPERVISOR})
    case = open_case(definition, opening, case_id="c", at=NOW).case
    act = Act(id="p", action="pass-on", actor=actor, seq=1, form=form)

    if holder is None:
        with pytest.raises(PartiesWrong, match="There is no some yet"):
            take(definition, case, act, at=NOW)
        assert take(definition, case, act.model_copy(update={"action": "end"}), at=NOW).case.is_closed
    else:
        after = take(definition, case, act, at=NOW).case
        assert (after.stage, after.parties["helper"]) == ("helped", holder)


def test_a_party_that_does_not_join_later_has_to_be_there_at_once() -> None:
    actor = Actor(login="a", org=SUPERVISOR, roles=(Role.HANDLER,))
    opening = OpeningAct(id="o", actor=actor, title="协助", parties={"asker": SUPERVISOR})

    with pytest.raises(PartiesWrong, match="Parties missing"):
        open_case(_small(), opening, case_id="c", at=NOW)
