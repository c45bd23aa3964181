"""The same request again is the same act; another request under its key is refused."""

import asyncio
from uuid import uuid4

import pytest

from tests.api.office import FORMS, OTHER, Office, problem


async def entries(office: Office, case_id: str) -> list[str]:
    return [entry["action"] for entry in await office.get("yubei.scjg", f"/cases/{case_id}/entries")]


async def test_opening_twice_under_one_key_is_once(office: Office) -> None:
    key = str(uuid4())
    first, second = await office.send(key=key), await office.send(key=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert await entries(office, first.json()["id"]) == ["open"]


async def test_opening_again_is_the_same_after_the_case_has_moved_and_ended(office: Office) -> None:
    key = str(uuid4())
    case = await office.open(key=key)
    for login, action in (("yubei.cg", "sign"), ("yubei.cg", "refuse"), ("yubei.scjg", "redirect")):
        case = await office.done(login, case, action)
    assert (await office.send(key=key)).json()["id"] == case["id"]
    case = await office.done("yubei.scjg", case, "withdraw")

    again = await office.send(key=key)

    assert (again.status_code, again.json()["closed_at"]) == (201, case["closed_at"])


@pytest.mark.parametrize(
    "changed", [{"title": "另一件"}, {"receiver": OTHER}, {"facts": "另一事实"}, {"risk": "有风险"}]
)
async def test_another_opening_under_the_same_key_is_refused(office: Office, changed: dict[str, str]) -> None:
    key = str(uuid4())
    case = await office.open(key=key)

    refused = problem(await office.send(key=key, **changed), 422, "idempotency-key-used")

    assert refused["case_id"] == case["id"]


async def test_an_incomplete_form_does_not_use_up_its_key(office: Office) -> None:
    key = str(uuid4())
    problem(await office.send(key=key, facts=""), 422, "form-invalid")

    assert (await office.send(key=key)).status_code == 201


async def test_two_officers_may_have_the_same_key(office: Office) -> None:
    key = str(uuid4())
    first, second = await office.send(key=key), await office.send("yubei.scjg.leader", key=key)

    assert first.json()["id"] != second.json()["id"]


async def test_two_cases_may_have_the_same_key(office: Office) -> None:
    key = str(uuid4())
    for case in (await office.open(), await office.open()):
        assert (await office.act("yubei.cg", case, "sign", key=key)).json()["seq"] == 2


async def test_five_openings_at_once_under_one_key_are_one_case(office: Office) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(office.send(key=key) for _ in range(5)))

    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert await entries(office, answers[0].json()["id"]) == ["open"]


async def test_five_acts_at_once_under_one_key_are_one_entry(office: Office) -> None:
    case = await office.open()
    key = str(uuid4())
    answers = await asyncio.gather(*(office.act("yubei.cg", case, "sign", key=key) for _ in range(5)))

    assert [answer.status_code for answer in answers] == [200] * 5
    assert await entries(office, case["id"]) == ["open", "sign"]


async def test_of_two_different_openings_at_once_under_one_key_one_is_refused(office: Office) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(office.send(key=key, title=title) for title in ("甲", "乙")))

    assert sorted(answer.status_code for answer in answers) == [201, 422]
    taken = next(answer for answer in answers if answer.status_code == 201)
    assert taken.json()["title"] in ("甲", "乙")
    assert answers.index(taken) == ("甲", "乙").index(taken.json()["title"])


async def test_of_two_different_comments_at_once_under_one_key_one_is_refused(office: Office) -> None:
    case = await office.open()
    key = str(uuid4())
    answers = await asyncio.gather(
        *(office.act("yubei.cg", case, "comment", key=key, form={"text": text}) for text in ("甲", "乙"))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 422]
    assert await entries(office, case["id"]) == ["open", "comment"]


async def test_an_act_again_is_the_same_even_when_its_page_is_old_and_the_case_closed(office: Office) -> None:
    case = await office.open()
    key = str(uuid4())
    assert (await office.act("yubei.cg", case, "sign", key=key)).status_code == 200
    now = await office.get("yubei.scjg", f"/cases/{case['id']}")
    await office.done("yubei.scjg", now, "withdraw")

    again = await office.act("yubei.cg", case, "sign", key=key)

    assert (again.status_code, again.json()["stage"]["id"]) == (200, "withdrawn")
    assert await entries(office, case["id"]) == ["open", "sign", "withdraw"]


@pytest.mark.parametrize(("action", "form"), [("comment", None), ("sign", {"pages": 3})])
async def test_another_act_under_the_same_key_is_refused(
    office: Office, action: str, form: dict[str, int] | None
) -> None:
    case = await office.open()
    key = str(uuid4())
    await office.act("yubei.cg", case, "sign", key=key)

    answer = await office.act("yubei.cg", case, action, key=key, form=form or FORMS[action])

    problem(answer, 422, "idempotency-key-used")


async def test_without_a_key_each_request_is_an_act_of_its_own(office: Office) -> None:
    case = await office.open()
    for _ in range(2):
        await office.act("yubei.cg", case, "comment")

    assert await entries(office, case["id"]) == ["open", "comment", "comment"]


async def test_a_key_is_not_longer_than_it_may_be(office: Office) -> None:
    assert (await office.send(key="k" * 200)).status_code == 201
    problem(await office.send(key="k" * 201), 422, "request-invalid")
