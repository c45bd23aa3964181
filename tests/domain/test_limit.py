"""What a limit must say about itself."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.limit import Kind, Limit, Unit
from tests.domain.dates import limit

ROW = {
    "code": "PAY_FINE",
    "title": "缴纳罚款",
    "title-en": "paying the fine",
    "value": 15,
    "unit": "ND",
    "kind": "citizen",
    "starts-at": "收到处罚决定书",
    "starts-at-en": "decision received",
    "basis": "行政处罚法第六十七条",
    "confidence": "H",
}


@pytest.mark.parametrize(
    ("unit", "kind", "rolls"),
    [
        pytest.param(Unit.ND, Kind.CITIZEN, True, id="a citizen has until the next working day"),
        pytest.param(Unit.ND, Kind.AUTHORITY, True, id="so has an authority"),
        pytest.param(Unit.ND, Kind.HANDOFF, True, id="and one office towards another"),
        pytest.param(Unit.ND, Kind.CRIMINAL, True, id="three days for a referral may roll"),
        pytest.param(Unit.HR, Kind.CRIMINAL, False, id="twenty-four hours do not"),
        pytest.param(Unit.ND, Kind.INTRUSIVE, False, id="power over a citizen does not grow"),
        pytest.param(Unit.MON, Kind.CITIZEN, True, id="months roll"),
        pytest.param(Unit.BH, Kind.HANDOFF, False, id="office hours have nothing to roll"),
    ],
)
def test_who_gets_the_next_working_day(unit: Unit, kind: Kind, rolls: bool) -> None:
    assert limit(5, unit, kind).rolls is rolls


def test_a_rule_may_say_otherwise() -> None:
    assert Limit.model_validate(ROW | {"roll": False}).rolls is False


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"value": 0}, "greater than 0", id="nothing"),
        pytest.param({"unit": "DAYS"}, "Input should be", id="a unit nobody knows"),
        pytest.param({"basis": None}, "needs a basis", id="law without a basis"),
        pytest.param({"confidence": "C"}, "customary", id="custom dressed as law"),
        pytest.param({"days": 3}, "Extra inputs", id="an unknown key"),
        pytest.param({"unit": "MON", "backward": True}, "WD or ND", id="months backwards"),
        pytest.param(
            {"backward": True, "extension": {"value": 3}}, "neither extended", id="backward and extended"
        ),
        pytest.param({"backward": True, "roll": True}, "nor rolled", id="backward and rolled"),
        pytest.param({"code": "pay fine"}, "pattern", id="not a code"),
    ],
)
def test_a_limit_that_makes_no_sense_is_not_one(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Limit.model_validate(ROW | change)
