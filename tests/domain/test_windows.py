"""An action with a limit of its own: refused before it begins and after it has run out, taken up to its last moment."""

from datetime import datetime, timedelta

import pytest

from domain.case import Case, NotNow, WindowClosed
from domain.open_actions import open_actions
from domain.procedure import Definition
from scenarios.load import load_definitions
from tests.domain.dates import at
from tests.domain.supervisions import HELD, OPINED, acted, walked
from tests.domain.transfers import PEOPLE

SIGNED = at("2026-03-02 10:00")
ENDS = at("2026-03-16 18:00")
SECOND = timedelta(seconds=1)


@pytest.fixture
def definition() -> Definition:
    return load_definitions()["supervision"]


@pytest.fixture
def opined(definition: Definition) -> Case:
    """A supervision in which an opinion has been signed for; the ledger has said until when it may be objected to."""
    return walked(definition, *OPINED, at=SIGNED).model_copy(update={"windows": {"object": ENDS}})


def is_offered(definition: Definition, case: Case, now: datetime) -> bool:
    offered = open_actions(definition, case, PEOPLE[HELD], at=now)
    return "object" in [name for name, _ in offered]


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(SIGNED, id="at the moment it begins"),
        pytest.param(at("2026-03-09 12:00"), id="in the middle"),
        pytest.param(ENDS - SECOND, id="a second before its end"),
        pytest.param(ENDS, id="at its last moment"),
    ],
)
def test_within_its_limit_it_is_offered_and_taken(
    definition: Definition, opined: Case, now: datetime
) -> None:
    step = acted(definition, opined, HELD, "object", at=now)

    assert is_offered(definition, opined, now)
    assert (step.case.uses["object"], step.stage_to) == (1, "correcting")


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(ENDS + timedelta(microseconds=1), id="at once after its end"),
        pytest.param(ENDS + SECOND, id="a second after its end"),
        pytest.param(ENDS + timedelta(days=365), id="a year after its end"),
    ],
)
def test_after_its_limit_it_is_neither_offered_nor_taken(
    definition: Definition, opined: Case, now: datetime
) -> None:
    with pytest.raises(WindowClosed) as refused:
        acted(definition, opined, HELD, "object", at=now)

    assert refused.value.facts["ended_at"] == ENDS.isoformat()
    assert not is_offered(definition, opined, now)


def test_before_its_limit_has_begun_it_is_not_possible(definition: Definition, opined: Case) -> None:
    unbegun = opined.model_copy(update={"windows": {}})

    assert not is_offered(definition, unbegun, SIGNED)
    with pytest.raises(NotNow, match="not possible yet"):
        acted(definition, unbegun, HELD, "object", at=SIGNED)


def test_another_window_says_nothing_of_this_one(definition: Definition, opined: Case) -> None:
    other = opined.model_copy(update={"windows": {"report": ENDS}})

    with pytest.raises(NotNow):
        acted(definition, other, HELD, "object", at=SIGNED)


def test_an_action_without_a_limit_of_its_own_has_no_window(definition: Definition, opined: Case) -> None:
    step = acted(definition, opined, HELD, "report", at=ENDS + timedelta(days=365))

    assert step.stage_to == "verifying"


def test_the_rules_leave_the_moments_as_the_ledger_has_said_them(
    definition: Definition, opined: Case
) -> None:
    after = acted(definition, opined, HELD, "report", at=SIGNED).case

    assert after.windows == {"object": ENDS}
