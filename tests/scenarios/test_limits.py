"""The catalogue of limits as it ships."""

from pathlib import Path

import pytest

from domain.limit import Confidence, Kind, Unit
from scenarios.errors import DefinitionWrong
from scenarios.limits import LIMITS, load_limits

# Value, unit, confidence and longest extension of each row of the rule book.
ROWS = """
TRANSFER_SEND 3 WD H 0|TRANSFER_SIGN 1 WD C 0|TRANSFER_SIGN_URGENT 2 BH C 0|TRANSFER_REVIEW 3 WD C 0
TRANSFER_SUPPLEMENT 3 WD C 0|CLUE_VERIFY 15 WD M 15|FILING_FEEDBACK 5 WD C 0|RESULT_FEEDBACK 5 WD M 0
ASSIST_REPLY 5 WD H 5|ASSIST_TECH_OPINION 10 ND H 0|CASE_DECISION 90 ND H 0|EVIDENCE_PRESERVE 7 WD H 0
SEIZURE 30 ND H 30|SEIZURE_URGENT_REPORT 24 HR H 0|HEARING_REQUEST 5 WD H 0|HEARING_NOTICE_BEFORE 7 WD H 0
DEFENCE 5 WD C 0|LEGAL_REVIEW 5 WD C 5|SERVE_DECISION 7 WD H 0|PUBLISH_PENALTY 7 WD H 0
PUBLISH_OTHER 20 WD H 0|WITHDRAW_PUBLICATION 3 WD H 0|PAY_FINE 15 ND H 0|REMINDER_BEFORE_COURT 10 WD H 0
COURT_APPLICATION 3 MON H 0|SUBSTITUTE_REMINDER 3 WD H 0|RECONSIDERATION 60 ND H 0|LITIGATION 6 MON H 0
CRIMINAL_HEAD_DECISION 3 ND H 0|CRIMINAL_SEND 24 HR H 0|CRIMINAL_POLICE_DECISION 3 ND H 0
CRIMINAL_SUPPLEMENT 3 ND H 0|CRIMINAL_GOODS_HANDOVER 3 ND H 0|CRIMINAL_RECONSIDER 3 ND H 0
DISPUTE_ACCEPT 5 WD H 0|DISPUTE_SUPPLEMENT 3 WD H 0|DISPUTE_ANSWER 7 WD M 0|DISPUTE_OPINION 20 WD C 10
SUPERVISE_DRAFT 2 WD C 0|SUPERVISE_CHECK 2 WD C 0|SUPERVISE_COUNTERSIGN 2 WD C 0|SUPERVISE_APPROVE 5 WD C 0|SUPERVISE_SERVE 3 WD C 0
SUPERVISE_SIGN 1 WD C 0|SUPERVISE_VERIFY 10 WD C 0|SUPERVISE_DISCIPLINE_REPLY 10 WD C 0
SUPERVISE_URGE_REPLY 10 WD C 10|SUPERVISE_OPINION_CORRECT 30 ND M 0|SUPERVISE_DECISION_REPORT 30 ND M 0
SUPERVISE_OBJECTION 10 WD H 0|SUPERVISE_OBJECTION_REVIEW 15 WD H 0|WHISTLE_EMERGENCY_ARRIVE 30 MIN M 0
REFUSAL_RESPONSE 2 WD C 0|RESULT_CONFIRM 10 WD C 0|TRANSFER_ARCHIVE 30 ND C 0|URGE_REPLY 2 WD C 0
TASK_SIGN 1 WD C 0|TASK_OBJECTION 2 BH C 0|TASK_DO 5 WD C 5|TASK_CHECK 2 WD C 0|ONE_THING_WHOLE 60 WD C 60|ONE_THING_LONG 12 MON C 12
WHISTLE_ANSWER 2 BH C 0|WHISTLE_ARRIVE 1 WD C 0|WHISTLE_DISPOSE 5 WD C 5|WHISTLE_CHECK 2 WD C 0
WHISTLE_COMPETENCE 2 BH C 0|WHISTLE_WHOLE 30 WD C 30
RECTIFY_ORDER 3 WD C 0|RECTIFY_DEADLINE 15 ND C 15|RECTIFY_RECHECK 3 WD C 0|JOINT_DRAFT 3 WD C 0|JOINT_ANSWER 2 WD C 0
JOINT_COMPOSE 4 WD C 0|JOINT_APPROVE 2 WD C 0|INSPECT_NOTICE 3 WD C 0|JOINT_WINDOW 10 WD C 0|INSPECT_VISIT 1 WD C 2
INSPECT_TELL 5 WD C 0|JOINT_VISIT 10 WD C 10|JOINT_CORRECT 60 ND C 60|INSPECT_PUBLISH 20 WD H 0|FIRM_RATING 15 ND C 0
ASSIST_SIGN 1 WD C 0|ASSIST_URGENT 24 HR C 0|JOINT_CLOSE 5 WD C 0
"""


def test_the_catalogue_is_the_rule_book() -> None:
    rows = sorted(row.strip() for line in ROWS.split("\n") for row in line.split("|") if row.strip())

    ours = sorted(
        f"{rule.code} {rule.value} {rule.unit} {rule.confidence} {rule.extension.value if rule.extension else 0}"
        for rule in load_limits().values()
    )
    assert ours == rows


def test_only_notice_given_beforehand_counts_back() -> None:
    assert [code for code, rule in load_limits().items() if rule.backward] == [
        "HEARING_NOTICE_BEFORE",
        "SUBSTITUTE_REMINDER",
    ]


def test_power_over_citizens_is_marked() -> None:
    assert [code for code, rule in load_limits().items() if rule.kind is Kind.INTRUSIVE] == [
        "EVIDENCE_PRESERVE",
        "SEIZURE",
        "SEIZURE_URGENT_REPORT",
    ]


@pytest.mark.parametrize("code", sorted(load_limits()))
def test_each_limit_says_in_both_languages_what_it_rests_on(code: str) -> None:
    rule = load_limits()[code]

    assert (rule.basis is None) == (rule.basis_en is None)
    assert rule.confidence is Confidence.C or rule.basis is not None


def test_only_offices_use_office_hours() -> None:
    assert {rule.kind for rule in load_limits().values() if rule.unit is Unit.BH} == {Kind.HANDOFF}


def test_a_code_stands_once(tmp_path: Path) -> None:
    rows = LIMITS.read_text(encoding="utf-8").split("  # Handing over a clue\n")
    twice = tmp_path / "limits.yaml"
    twice.write_text(rows[0] + rows[1] + rows[1], encoding="utf-8")

    with pytest.raises(DefinitionWrong, match=r"codes stand twice: .*PAY_FINE"):
        load_limits(twice)


def test_a_wrong_row_is_named_with_its_line(tmp_path: Path) -> None:
    text = LIMITS.read_text(encoding="utf-8").replace("unit: BH", "unit: BUSINESS")
    line = text.split("unit: BUSINESS")[0].count("\n") + 1
    wrong = tmp_path / "limits.yaml"
    wrong.write_text(text, encoding="utf-8")

    with pytest.raises(DefinitionWrong, match=f"limits.yaml:{line}: limits.2.unit"):
        load_limits(wrong)
