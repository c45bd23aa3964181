"""Who may do what: as a table, for each stage and each kind of person."""

import pytest

from domain.act import OpeningAct
from domain.case import NotEntitled
from domain.procedure import Definition
from domain.step import open_case
from tests.domain.dates import at
from tests.domain.transfers import FORMS, OPENING, PARTIES, PEOPLE, RECEIVER, acted, walked

NOW = at("2026-03-02 10:00")
TO_SUPPLEMENTING = (("yubei.cg", "sign"), ("yubei.cg", "supplement"))
TO_REFUSED = (("yubei.cg", "sign"), ("yubei.cg", "refuse"))
TO_DISPUTED = (*TO_REFUSED, ("yubei.scjg", "contest"))
TO_CONFIRMING = (
    ("yubei.cg", "sign"),
    ("yubei.cg", "accept"),
    ("yubei.cg", "decide"),
    ("yubei.cg", "feedback-filing"),
    ("yubei.cg", "close-case"),
    ("yubei.cg", "feedback-result"),
)


@pytest.mark.parametrize(
    ("steps", "action", "entitled"),
    [
        pytest.param((), "sign", "yubei.cg yubei.cg.leader", id="the holder signs"),
        pytest.param(
            (), "withdraw", "yubei.scjg yubei.scjg.leader", id="the sender withdraws from the holder"
        ),
        pytest.param(
            TO_SUPPLEMENTING, "resubmit", "yubei.scjg yubei.scjg.leader", id="then the sender holds"
        ),
        pytest.param(
            TO_REFUSED, "take-back", "yubei.scjg yubei.scjg.leader", id="a refused clue is its sender's"
        ),
        pytest.param(TO_DISPUTED, "designate", "yubei.sfj.leader", id="only a leader names the receiver"),
        pytest.param(TO_DISPUTED, "confirm-refusal", "yubei.sfj.leader", id="only a leader confirms"),
        pytest.param(TO_CONFIRMING, "confirm", "yubei.scjg yubei.scjg.leader", id="the sender confirms"),
        pytest.param((), "comment", "* -yubei.sthj -yubei.sthj.leader", id="a stranger says nothing"),
        pytest.param((), "assign", "yubei.cg yubei.cg.leader", id="the holder assigns"),
        pytest.param(
            (), "urge", "yubei.scjg yubei.scjg.leader yubei.sfj yubei.sfj.leader", id="nobody urges himself"
        ),
        pytest.param((), "suspend", "yubei.cg.leader", id="the holder's leader stops the clock"),
    ],
)
def test_only_the_entitled_act(
    clue_transfer: Definition, steps: tuple[tuple[str, str], ...], action: str, entitled: str
) -> None:
    case = walked(clue_transfer, *steps, at=NOW)
    forms = FORMS | {
        "comment": {"text": "请加快。"},
        "urge": {"text": "请加快。"},
        "assign": {"officer": "yubei.cg"},
        "suspend": {"until": "2026-03-09", "reason": "等待鉴定", "basis": "某法第三条"},
    }
    may = set()
    for login in PEOPLE:
        try:
            acted(clue_transfer, case, login, action, at=NOW, **forms[action])
            may.add(login)
        except NotEntitled:
            pass

    if entitled.startswith("*"):
        assert may == set(PEOPLE) - {word.removeprefix("-") for word in entitled.split()[1:]}
    else:
        assert may == set(entitled.split())


def test_a_former_receiver_is_no_longer_involved(clue_transfer: Definition) -> None:
    case = walked(clue_transfer, *TO_REFUSED, ("yubei.scjg", "redirect"), at=NOW)

    with pytest.raises(NotEntitled, match="not a party"):
        acted(clue_transfer, case, "yubei.cg", "comment", at=NOW, text="与我单位无关。")
    assert RECEIVER not in case.parties.values()


def test_only_the_sender_opens(clue_transfer: Definition) -> None:
    act = OpeningAct(id="x", actor=PEOPLE["yubei.sthj"], title="线索", parties=PARTIES, form=OPENING)

    with pytest.raises(NotEntitled, match="for the sending body to open"):
        open_case(clue_transfer, act, case_id="case", at=NOW)
