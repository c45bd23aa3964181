"""Acts: a case goes its way, an old page is told who was first, and a form can name only what exists."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from domain.office_time import local_day
from tests.api.office import FORMS, OTHER, RECEIVER, SENDER, WAYS, Office, problem


async def test_a_clue_goes_its_whole_way(office: Office) -> None:
    case = await office.open(stage="archived")

    assert (case["stage"]["id"], case["holder"], case["due"], case["light"]) == ("archived", None, None, None)
    assert case["closed_at"] is not None
    assert case["actions"] == []
    entries = await office.get("yubei.scjg", f"/cases/{case['id']}/entries")
    assert [entry["action"] for entry in entries] == ["open", *(action for _, action in WAYS["archived"])]
    assert [entry["previous_hash"] for entry in entries[1:]] == [entry["hash"] for entry in entries[:-1]]
    problem(await office.act("yubei.cg", case, "archive"), 409, "case-closed")
    problem(await office.act("yubei.scjg", case, "comment"), 409, "case-closed")


async def test_an_old_page_is_told_who_was_first(office: Office) -> None:
    case = await office.open(stage="reviewing")
    await office.done("yubei.cg.leader", case, "accept")
    case_now = await office.done("yubei.cg", case | {"seq": case["seq"] + 1}, "decide")

    refused = problem(await office.act("yubei.cg", case, "feedback-filing"), 409, "stale-seq")

    assert refused["detail"] == "事项已由区城管执法支队龚光辉先行处理，请刷新后再办"
    assert "yubei.cg" in refused["detail_en"]
    assert (refused["first"], refused["first_name"], refused["first_organisation"]) == (
        "yubei.cg",
        "龚光辉",
        "区城管执法支队",
    )
    assert (refused["given"], refused["seq"]) == (case["seq"], case_now["seq"])


async def test_of_two_at_the_same_time_one_is_first(office: Office) -> None:
    case = await office.open(stage="reviewing")

    answers = await asyncio.gather(
        office.act("yubei.cg", case, "accept"), office.act("yubei.cg.leader", case, "supplement")
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await office.get("yubei.cg", f"/cases/{case['id']}"))["seq"] == case["seq"] + 1


async def test_a_comment_does_not_age_other_pages(office: Office) -> None:
    case = await office.open()
    await office.done("yubei.scjg", case, "comment")

    assert (await office.done("yubei.cg", case, "sign"))["stage"]["id"] == "reviewing"


async def test_an_action_of_another_stage_is_a_conflict_and_an_unknown_one_is_not_found(
    office: Office,
) -> None:
    case = await office.open()

    problem(await office.act("yubei.cg", case, "archive"), 409, "not-open-here")
    for action in ("dance", "open", "overdue", "redate"):
        problem(await office.act("yubei.cg", case, action, form={}), 404, "not-found")


@pytest.mark.parametrize(
    ("receiver", "code"),
    [
        ("500112-nowhere", "parties-wrong"),
        ("500112-cc", "parties-wrong"),
        (SENDER, "parties-wrong"),
        ("x" * 65, "form-invalid"),
        ("", "form-invalid"),
        (7, "form-invalid"),
        ("a\x00b", "form-invalid"),
    ],
)
async def test_a_clue_cannot_be_sent_on_to_nobody(office: Office, receiver: object, code: str) -> None:
    case = await office.open(stage="refused")

    problem(await office.act("yubei.scjg", case, "redirect", form={"receiver": receiver}), 422, code)


async def test_a_clue_sent_on_has_a_new_holder_and_the_old_one_keeps_reading(office: Office) -> None:
    case = await office.open(stage="refused")
    after = await office.done("yubei.scjg", case, "redirect")

    assert after["holder"]["code"] == OTHER
    seen = await office.get("yubei.cg", f"/cases/{case['id']}")
    assert seen["actions"] == []
    left = {party["organisation"]["code"]: party["until_seq"] for party in seen["parties"]}
    assert (left[RECEIVER], left[OTHER]) == (after["seq"], None)
    problem(await office.act("yubei.cg", after, "sign"), 403, "not-entitled")
    assert (await office.done("yubei.sthjzd", after, "sign"))["stage"]["id"] == "reviewing"


async def test_an_officer_of_another_organisation_cannot_be_assigned(office: Office) -> None:
    case = await office.open()

    for officer in ("yubei.scjg", "nobody"):
        refused = problem(
            await office.act("yubei.cg", case, "assign", form={"officer": officer}), 422, "form-invalid"
        )
        assert [error["field"] for error in refused["errors"]] == ["officer"]
    assert (await office.done("yubei.cg", case, "assign"))["assignee"] == "yubei.cg.legal"


async def test_what_a_page_offers_is_what_may_be_done(office: Office) -> None:
    """A supervision office of a former party's region reads the case but has no say in it any more."""
    case = await office.open(receiver="500153-scjgzd")
    for login, action in (("rongchang.scjgzd", "sign"), ("rongchang.scjgzd", "refuse")):
        case = await office.done(login, case, action)
    assert "comment" in offered(await office.get("rongchang.sfj", f"/cases/{case['id']}"))

    case = await office.done("yubei.scjg", case, "redirect")

    assert offered(await office.get("rongchang.sfj", f"/cases/{case['id']}")) == []
    problem(await office.act("rongchang.sfj", case, "comment"), 403, "not-entitled")


def offered(case: dict[str, list[dict[str, str]]]) -> list[str]:
    return [action["id"] for action in case["actions"]]


async def test_an_extension_is_asked_for_by_the_handler_and_granted_by_the_leader(office: Office) -> None:
    case = await office.open(stage="verifying")
    asked = await office.done("yubei.cg", case, "request-extension")
    problem(await office.act("yubei.cg", asked, "grant-extension"), 403, "not-entitled")

    granted = await office.done("yubei.cg.leader", asked, "grant-extension")

    assert granted["due_at"] > case["due_at"]


async def test_a_suspended_case_is_grey_until_it_is_resumed(office: Office) -> None:
    case = await office.open(stage="verifying")
    until = local_day(datetime.now(UTC)) + timedelta(days=200)
    form = {**FORMS["suspend"], "until": until.isoformat()}
    still = await office.done("yubei.cg.leader", case, "suspend", form)
    assert (still["light"], still["due"]["light"]) == ("grey", "grey")
    assert still["due"]["suspended_until"] == f"{until}T00:00:00+08:00"

    assert (await office.done("yubei.cg.leader", still, "resume"))["light"] == case["light"]
