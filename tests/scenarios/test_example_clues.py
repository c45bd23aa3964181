"""The example clues: every script can be walked by people who may, and the forms are those of the procedure."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.act import Act, Actor, OpeningAct
from domain.form import validated
from domain.organisation import OrganisationKind, Role
from domain.step import open_case, take
from scenarios.example_clues import CLUES as FILE
from scenarios.example_clues import ExampleAct, ExampleClue, ExampleUnsound, load_example_clues, on_days
from scenarios.load import load_definitions
from scenarios.organisations import Organisation, Registry, load_registry

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

# (stage, action) → (who acts, next stage); "stays" is the stage itself. Written out by hand, so that a
# procedure that changes under the examples is noticed.
WALK = {
    ("sent", "sign"): ("receiver", "reviewing"),
    ("sent", "withdraw"): ("sender", "withdrawn"),
    ("reviewing", "accept"): ("receiver", "verifying"),
    ("reviewing", "supplement"): ("receiver", "supplementing"),
    ("reviewing", "refuse"): ("receiver", "refused"),
    ("reviewing", "withdraw"): ("sender", "withdrawn"),
    ("supplementing", "resubmit"): ("sender", "reviewing"),
    ("supplementing", "withdraw"): ("sender", "withdrawn"),
    ("refused", "redirect"): ("sender", "sent"),
    ("refused", "contest"): ("sender", "disputed"),
    ("refused", "take-back"): ("sender", "taken-back"),
    ("refused", "withdraw"): ("sender", "withdrawn"),
    ("disputed", "designate"): ("coordinator", "sent"),
    ("disputed", "confirm-refusal"): ("coordinator", "refusal-confirmed"),
    ("verifying", "decide"): ("receiver", "filing-feedback"),
    ("filing-feedback", "feedback-filing"): ("receiver", "handling"),
    ("handling", "close-case"): ("receiver", "result-feedback"),
    ("result-feedback", "feedback-result"): ("receiver", "confirming"),
    ("confirming", "confirm"): ("sender", "archiving"),
    ("archiving", "archive"): ("receiver", "archived"),
}
BUILT_IN = {"comment", "urge", "request-extension", "grant-extension", "suspend", "resume", "assign"}
BY_LEADER = {"designate", "confirm-refusal", "grant-extension", "suspend", "resume"}
CLOSED = {"archived", "withdrawn", "taken-back", "refusal-confirmed"}
SENDS = {
    OrganisationKind.REGULATOR,
    OrganisationKind.ENFORCEMENT,
    OrganisationKind.TOWNSHIP,
    OrganisationKind.COMMAND,
}


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(with_examples=True)


CLUES = load_example_clues(today=TODAY)
every_clue = pytest.mark.parametrize("clue", CLUES, ids=lambda clue: clue.key)


def next_stage(stage: str, act: ExampleAct, history: list[ExampleAct]) -> str:
    """Say where the act leads; a KeyError means that nobody can do this here."""
    if act.action in BUILT_IN:
        assert stage not in CLOSED
        return stage
    _, following = WALK[stage, act.action]
    if act.action == "refuse" and any(each.action == "refuse" for each in history):
        return "disputed"
    if act.action == "feedback-filing":
        decided = next(each for each in reversed(history) if each.action == "decide")
        return "confirming" if decided.form["outcome"] == "not_filed" else following
    return following


def walked(clue: ExampleClue) -> str:
    """Walk the script and return the stage where it ends."""
    stage = "sent"
    for position, act in enumerate(clue.script):
        stage = next_stage(stage, act, list(clue.script[:position]))
    return stage


def acting_party(stage: str, act: ExampleAct) -> str:
    """Name the party that holds a built-in act, or that the walk expects."""
    if act.action not in BUILT_IN:
        return WALK[stage, act.action][0]
    return {"comment": "anybody", "urge": "sender"}.get(act.action, "receiver")


@every_clue
def test_each_act_is_done_by_someone_of_the_right_party_and_role(
    clue: ExampleClue, registry: Registry
) -> None:
    parties = {"sender": registry.by_login[clue.sender][1].code, "receiver": clue.receiver}
    parties["coordinator"] = f"{clue.receiver[:6]}-sfj"
    stage = "sent"
    for position, act in enumerate(clue.script):
        officer, body = registry.by_login[act.login]
        expected = acting_party(stage, act)
        assert expected == "anybody" or body.code == parties[expected], act
        assert act.action not in BY_LEADER or Role.LEADER in officer.roles, act
        stage = next_stage(stage, act, list(clue.script[:position]))
        if act.action in ("redirect", "designate"):
            parties["receiver"] = act.form["receiver"]
            assert parties["receiver"] in registry.by_code

    assert stage == walked(clue)


@every_clue
def test_sender_and_receiver_are_bodies_of_one_district_that_may_take_part(
    clue: ExampleClue, registry: Registry
) -> None:
    _, sender = registry.by_login[clue.sender]
    receiver: Organisation = registry.by_code[clue.receiver]

    assert sender.kind in SENDS
    assert receiver.kind in SENDS - {OrganisationKind.COMMAND}
    assert sender.region == receiver.region
    assert sender.code != receiver.code
    assert receiver.officers


@every_clue
def test_the_letter_is_approved_by_the_senders_leader_and_shows_the_handlers_certificate(
    clue: ExampleClue, registry: Registry
) -> None:
    officer, _ = registry.by_login[clue.sender]
    leader, _ = registry.by_login[f"{clue.sender}.leader"]

    assert clue.form.approved_by == leader.name
    assert clue.form.handler_certificate == officer.certificate_no


@every_clue
def test_the_opening_is_complete_and_passes_the_procedures_own_form(clue: ExampleClue) -> None:
    procedure = load_definitions()["clue-transfer"].procedure

    assert validated(procedure.opens.form, procedure.codes, clue.opening) == clue.opening
    assert len(clue.form.facts) >= 60
    assert 1 <= len(clue.evidence) <= 5
    assert clue.form.discovered_on <= TODAY
    assert (clue.form.paper_received_on is None) == (clue.form.paper_reason is None)
    if clue.form.paper_received_on:
        assert clue.form.discovered_on <= clue.form.paper_received_on < TODAY


def actor(registry: Registry, login: str) -> Actor:
    officer, body = registry.by_login[login]
    supervises = body.kind is OrganisationKind.SUPERVISION
    return Actor(login=login, org=body.code, roles=officer.roles, supervises=supervises)


@every_clue
def test_the_rules_themselves_let_every_act_of_the_script_happen(
    clue: ExampleClue, registry: Registry
) -> None:
    definition = load_definitions()["clue-transfer"]
    parties = {
        "sender": registry.by_login[clue.sender][1].code,
        "receiver": clue.receiver,
        "coordinator": f"{clue.receiver[:6]}-sfj",
    }
    opening = OpeningAct(
        id="open",
        actor=actor(registry, clue.sender),
        title=clue.title,
        parties=parties,
        form=clue.opening,
    )
    case = open_case(definition, opening, case_id=clue.key, at=NOW).case
    for number, each in enumerate(clue.script):
        act = Act(
            id=str(number),
            action=each.action,
            actor=actor(registry, each.login),
            seq=case.seq,
            form=each.form,
        )
        case = take(definition, case, act, at=NOW).case

    assert case.stage == walked(clue)


@every_clue
def test_the_people_named_in_forms_are_those_who_act(clue: ExampleClue, registry: Registry) -> None:
    for act in clue.script:
        if act.action == "assign":
            assert registry.by_login[act.form["officer"]][1] is registry.by_login[act.login][1]
        if act.action == "accept":
            assert act.form["handler_name"] == registry.by_login[act.login][0].name


def test_the_examples_stand_in_all_stages_in_sensible_numbers() -> None:
    stages = Counter("closed" if walked(each) in CLOSED else walked(each) for each in CLUES)

    assert stages == {
        "sent": 10,
        "reviewing": 6,
        "supplementing": 4,
        "refused": 3,
        "disputed": 3,
        "verifying": 6,
        "filing-feedback": 3,
        "handling": 4,
        "result-feedback": 1,
        "confirming": 2,
        "closed": 6,
    }
    assert {walked(each) for each in CLUES} >= CLOSED


def test_both_districts_are_shown_and_some_unsigned_clues_are_overdue_by_weeks() -> None:
    districts = Counter(each.receiver[:6] for each in CLUES)
    paper = [each.form.paper_received_on for each in CLUES if walked(each) == "sent"]
    waiting = [(TODAY - day).days for day in paper if day]

    assert (districts["500112"], districts["500153"]) == (33, 15)
    assert len(waiting) >= 6
    assert min(waiting) >= 7
    assert max(waiting) > 21


def test_one_clue_is_suspended_and_one_extended() -> None:
    used = Counter(act.action for each in CLUES for act in each.script)

    assert (used["suspend"], used["request-extension"], used["grant-extension"]) == (1, 1, 1)


def test_parties_and_their_codes_are_invented_and_never_shared() -> None:
    codes = [each.form.suspect_code for each in CLUES if each.form.suspect_code]

    assert len(codes) == len(set(codes))
    # A real code has no run of zeros where the register number stands.
    assert all(code[8:15] == "MA00000" for code in codes)


def test_relative_days_are_counted_from_the_day_of_loading() -> None:
    value = {"on": "-12d", "until": "+20d", "now": "0d", "deep": [{"day": "-1d"}], "text": "3d后"}

    assert on_days(value, today=date(2026, 3, 2)) == {
        "on": "2026-02-18",
        "until": "2026-03-22",
        "now": "2026-03-02",
        "deep": [{"day": "2026-03-01"}],
        "text": "3d后",
    }


@pytest.mark.parametrize("fault", ["key: Yubei Clue", "key: yubei-diesel-quality\n  colour: red"])
def test_an_example_of_the_wrong_shape_is_refused_by_name(tmp_path: Path, fault: str) -> None:
    broken = tmp_path / "clues.yaml"
    text = FILE.read_text(encoding="utf-8").replace("key: yubei-diesel-quality", fault, 1)
    broken.write_text(text, encoding="utf-8")

    with pytest.raises(ExampleUnsound) as refused:
        load_example_clues(today=TODAY, path=broken)
    assert refused.value.facts["example"] in ("Yubei Clue", "yubei-diesel-quality")


def test_a_key_used_twice_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "clues.yaml"
    text = FILE.read_text(encoding="utf-8").replace("key: yubei-diesel-quality", "key: yubei-wage-account", 1)
    broken.write_text(text, encoding="utf-8")

    with pytest.raises(ExampleUnsound, match="twice"):
        load_example_clues(today=TODAY, path=broken)
