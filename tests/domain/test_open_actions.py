"""What a page offers: what the actor may take now, and nothing else."""

from typing import Any

import pytest

from domain.case import Case
from domain.open_actions import open_actions
from domain.procedure import Definition
from tests.domain.dates import at
from tests.domain.transfers import PEOPLE, acted, walked

NOW = at("2026-03-02 10:00")


def offered(definition: Definition, case: Case, login: str) -> list[str]:
    return [name for name, _ in open_actions(definition, case, PEOPLE[login], at=NOW)]


TO_VERIFYING = (("yubei.cg", "sign"), ("yubei.cg", "accept"))


@pytest.mark.parametrize(
    ("steps", "login", "names"),
    [
        pytest.param((), "yubei.cg", "sign assign comment add-evidence", id="the holder"),
        pytest.param((), "yubei.scjg", "withdraw comment add-evidence urge", id="the sender"),
        pytest.param((), "yubei.sfj", "comment add-evidence urge", id="the supervisor"),
        pytest.param((), "yubei.sthj", "", id="a stranger"),
        pytest.param(
            (), "yubei.cg.leader", "sign assign comment add-evidence suspend", id="the holder's leader"
        ),
        pytest.param(
            TO_VERIFYING,
            "yubei.cg",
            "decide assign comment add-evidence request-extension",
            id="a limit that may be extended",
        ),
        pytest.param((("yubei.scjg", "withdraw"),), "yubei.cg", "", id="a closed case"),
    ],
)
def test_what_is_offered(
    clue_transfer: Definition, steps: tuple[tuple[str, str], ...], login: str, names: str
) -> None:
    case = walked(clue_transfer, *steps, at=NOW)

    assert offered(clue_transfer, case, login) == names.split()


def test_an_answer_is_offered_only_to_a_request(clue_transfer: Definition) -> None:
    case = walked(clue_transfer, *TO_VERIFYING, at=NOW)
    asked = acted(clue_transfer, case, "yubei.cg", "request-extension", at=NOW, value=5, reason="待鉴定").case

    assert "grant-extension" not in offered(clue_transfer, case, "yubei.cg.leader")
    assert {"grant-extension", "deny-extension"} <= set(offered(clue_transfer, asked, "yubei.cg.leader"))
    assert "request-extension" not in offered(clue_transfer, asked, "yubei.cg")


def test_a_clock_that_stands_still_is_resumed_and_not_suspended(clue_transfer: Definition) -> None:
    case = walked(clue_transfer, *TO_VERIFYING, at=NOW)
    pause: dict[str, Any] = {"until": "2026-03-09", "reason": "等待鉴定", "basis": "某法第三条"}
    still = acted(clue_transfer, case, "yubei.cg.leader", "suspend", at=NOW, **pause).case

    assert "suspend" in offered(clue_transfer, case, "yubei.cg.leader")
    assert "resume" not in offered(clue_transfer, case, "yubei.cg.leader")
    assert "suspend" not in offered(clue_transfer, still, "yubei.cg.leader")
    assert "resume" in offered(clue_transfer, still, "yubei.cg.leader")


def test_what_is_used_up_is_not_offered(clue_transfer: Definition) -> None:
    once = (("yubei.cg", "sign"), ("yubei.cg", "supplement"), ("yubei.scjg", "resubmit"))
    case = walked(clue_transfer, *once, at=NOW)

    assert "supplement" not in offered(clue_transfer, case, "yubei.cg")
