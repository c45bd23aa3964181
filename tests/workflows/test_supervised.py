"""A supervision on the real engine: more time once, an objection within its days, letters that go out by themselves."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.act import Actor, OpeningAct
from domain.case import Case
from domain.organisation import Role
from domain.procedure import Definition
from scenarios.load import load_definitions
from tests.domain.supervisions import BODY, CORRECTING, HELD, LEADER, OPINED, SUPERVISOR
from tests.domain.transfers import OPENING, PARTIES
from tests.workflows.case_files import actions, check, check_numbers, entries, letters
from tests.workflows.cases import Desk, OpenedCase, tries
from tests.workflows.ladders import (
    SECOND,
    act,
    apart,
    climb,
    fired,
    followers,
    levels,
    open_supervision,
    skip_to,
    working_days_after,
)

REASONS: dict[str, Any] = {"reasons": "收发交接所致，已整改。"}


@pytest.fixture
def definition() -> Definition:
    return load_definitions()["supervision"]


async def test_more_time_for_a_correction_is_granted_once_by_the_supervisor(
    desk: Desk, definition: Definition
) -> None:
    case = await open_supervision(desk, definition, *CORRECTING)
    before = case.row()
    await case.act(HELD, "request-extension", value=5, reason="需购置设备")
    assert await case.refused("yubei.cg.leader", "grant-extension") == "not-entitled"
    assert await case.refused("yubei.sfj", "grant-extension") == "not-entitled"
    assert case.row().due_at == before.due_at
    await case.act(LEADER, "grant-extension", note="同意")
    after = case.row()
    assert before.due_at is not None
    assert after.due_at == working_days_after(before.due_at, 5, "500112", BODY)
    assert (after.next_rung, after.next_rung_at) == ("L1", after.due_at)
    assert "需购置设备" in str(after.derivation)
    asked_again = await case.refused(HELD, "request-extension", value=1, reason="再延")
    assert asked_again == "extension-exhausted"

    await skip_to(case, before.due_at + SECOND)
    assert fired(case) == []
    await climb(case, 1)
    assert (fired(case)[0].stage, case.row().overdue_at) == ("correcting", after.due_at)
    await check(case)


async def test_more_time_than_the_rule_grants_is_not_asked_for(desk: Desk, definition: Definition) -> None:
    case = await open_supervision(desk, definition, *CORRECTING)

    assert await case.refused(HELD, "request-extension", value=11, reason="再延") == "extension-too-long"
    await climb(case, 1)
    assert await case.refused(HELD, "request-extension", value=1, reason="再延") == "not-allowed-now"


async def test_a_supervision_steps_up_without_a_report_when_its_date_has_passed(
    desk: Desk, definition: Definition
) -> None:
    case = await open_supervision(desk, definition, *CORRECTING)
    assert await case.refused(LEADER, "step-up", reason="未整改") == "not-allowed-now"
    await climb(case, 1)
    await act(case, LEADER, "step-up")

    assert (case.row().stage, case.row().overdue_at) == ("drafting", None)
    assert levels(case) == ["L1"]
    await check(case)


async def objected(desk: Desk, definition: Definition) -> tuple[OpenedCase, OpenedCase]:
    """Return a supervision whose opinion is objected to, and the review of the objection."""
    case = await open_supervision(desk, definition, *OPINED)
    await case.act(HELD, "object", **REASONS)
    (review,) = await followers(case, "objection-review")
    return case, review


@pytest.mark.parametrize(
    ("after", "code"),
    [
        pytest.param(timedelta(seconds=-10), "", id="before its last moment"),
        pytest.param(timedelta(seconds=1), "window-closed", id="a second too late"),
        pytest.param(timedelta(days=3), "window-closed", id="days too late"),
    ],
)
async def test_an_objection_is_heard_within_ten_working_days(
    desk: Desk, definition: Definition, after: timedelta, code: str
) -> None:
    case = await open_supervision(desk, definition, *OPINED)
    signed = entries(case)[-1].at
    ends_at = Case.model_validate(case.row().state).windows["object"]
    last = working_days_after(signed, 10, "500112", BODY)
    assert ends_at.astimezone(signed.tzinfo).date() == last.date()
    assert (await case.case()).windows == {"object": ends_at}
    await skip_to(case, ends_at + after)

    assert await case.refused(HELD, "object", **REASONS) == code
    assert actions(case)[-1] == ("sign-for" if code else "object")
    assert levels(case) == []


async def test_an_objection_opens_its_review(desk: Desk, definition: Definition) -> None:
    case, review = await objected(desk, definition)
    row = review.row()

    assert (row.stage, row.holder, row.title) == ("reviewing", SUPERVISOR, "异议复查：线索逾期未签收")
    assert row.opened_by == HELD
    assert Case.model_validate(row.state).parties == {"objector": BODY, "reviewer": SUPERVISOR}
    assert Case.model_validate(row.state).opening == {"cases": [case.row().number], **REASONS}
    assert row.limit_code == "SUPERVISE_OBJECTION_REVIEW"
    assert row.due_on == working_days_after(row.opened_at, 15, "500112", SUPERVISOR).date()
    (back,) = await followers(review, "supervision")
    assert back.case_id == case.case_id
    # Execution goes on meanwhile: the clock of the correction is as it was.
    assert (case.row().stage, case.row().suspended_until) == ("correcting", None)


@pytest.mark.parametrize(
    ("login", "action", "said"),
    [
        pytest.param(LEADER, "uphold", "维持原文书", id="upheld"),
        pytest.param(LEADER, "revoke", "撤销原文书", id="revoked"),
        pytest.param(HELD, "withdraw-objection", "异议已撤回", id="withdrawn"),
    ],
)
async def test_how_the_review_ended_comes_back_as_news(
    desk: Desk, definition: Definition, login: str, action: str, said: str
) -> None:
    case, review = await objected(desk, definition)
    form: dict[str, Any] = (
        {"reason": "不再坚持"} if login == HELD else {"findings": "属实", "conclusion": "程序合法"}
    )
    await review.act(login, action, **form)

    def news() -> list[str]:
        told = [entry for entry in entries(case) if entry.action == "tied"]
        return [each.form["stage"] for each in told if each.form["number"] == review.row().number]

    await case.until(lambda _: said in news())
    assert news() == ["复查中", said]
    assert review.row().outcome is not None
    # It is news, not a verdict: what follows from it people decide in the supervision.
    assert case.row().stage == "correcting"
    await act(case, LEADER, "withdraw-letter")
    assert case.row().outcome == "revoked"


async def sent_in(desk: Desk, region: str) -> OpenedCase:
    """Open a clue transfer within a region."""
    parties = {party: code.replace("500112", region) for party, code in PARTIES.items()}
    actor = Actor(login="x", org=parties["sender"], roles=(Role.HANDLER,))
    logins = {"500112": "yubei.scjg", "500153": "rongchang.scjg"}
    case_id = str(uuid4())
    act = OpeningAct(
        id=case_id,
        actor=actor.model_copy(update={"login": logins[region]}),
        title="线索",
        parties=parties,
        form=OPENING,
    )
    return await desk.opened(case_id, act)


async def test_a_letter_goes_out_by_itself_only_where_the_district_says_so(desk: Desk) -> None:
    async with apart(desk, unattended=frozenset({"500153"})) as own:
        cases = [await sent_in(own, region) for region in ("500153", "500112")]
        for case in cases:
            await climb(case, 2)
        (by_itself,), (by_hand,) = [await followers(case, "supervision") for case in cases]
        async for _ in tries():
            if letters(by_itself):
                break

    (letter,) = letters(by_itself)
    assert (by_itself.row().stage, by_itself.row().holder) == ("serving", "500153-sfj")
    assert (letter.seq, letter.kind, letter.issuer, letter.addressee) == (
        1,
        "urging-letter",
        "500153-sfj",
        "500153-cg",
    )
    assert letter.number.startswith("荣昌执督函〔")
    assert (by_hand.row().stage, by_hand.row().holder) == ("drafting", "500112-sfj")
    assert letters(by_hand) == []
    check_numbers(desk.engine)
