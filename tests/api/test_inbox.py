"""Messages and letters: they come to whom they concern, and nobody else reads them."""

from functools import partial

import pytest

from tests.api.eventually import eventually
from tests.api.office import Json, Office, problem
from tests.lateness import lately_late

# Bodies whose inboxes no other test fills.
SENDER, RECEIVER, RECEIVER_CODE = "rongchang.jt", "rongchang.jtzd", "500153-jtzd"


async def notices(office: Office, login: str, case: Json) -> list[Json]:
    return [each for each in await office.get(login, "/notices") if each["case_id"] == case["id"]]


@pytest.fixture(scope="module")
async def overdue(office: Office) -> Json:
    """A case whose paper came so long ago that it is overdue as soon as it is opened."""
    return await office.open(SENDER, receiver=RECEIVER_CODE, **lately_late())


async def test_the_holder_and_its_supervisor_are_told_of_an_overdue_case(
    office: Office, overdue: Json
) -> None:
    for login in (RECEIVER, "rongchang.sfj"):
        told = await eventually(partial(notices, office, login, overdue))
        assert [(each["kind"], each["read_at"]) for each in told] == [("overdue", None)]
        assert told[0]["text"] == f"{overdue['number']} 催办：区交通执法支队“待签收”已逾期"
    for login in (SENDER, "yubei.sfj"):
        assert await notices(office, login, overdue) == []
    assert (await office.get(RECEIVER, f"/cases/{overdue['id']}"))["is_overdue"]


async def test_urging_comes_to_the_holder(office: Office) -> None:
    case = await office.open(SENDER, receiver=RECEIVER_CODE)
    await office.done("rongchang.sfj", case, "urge")

    assert [each["kind"] for each in await notices(office, RECEIVER, case)] == ["urge"]
    problem(await office.act(RECEIVER, case, "urge"), 403, "not-entitled")


async def test_a_message_is_marked_as_read_by_its_own_organisation_only(office: Office) -> None:
    case = await office.open(SENDER, receiver=RECEIVER_CODE)
    await office.done(SENDER, case, "urge")
    (notice,) = await notices(office, RECEIVER, case)
    path = f"/notices/{notice['id']}/read"

    for login in (SENDER, "rongchang.sfj", "yubei.cg"):
        problem(await office.call(login, "POST", path), 404, "not-found")
    assert (await notices(office, RECEIVER, case))[0]["read_at"] is None

    assert (await office.call(RECEIVER, "POST", path)).status_code == 204
    first = (await notices(office, RECEIVER, case))[0]["read_at"]
    assert (await office.call(f"{RECEIVER}.leader", "POST", path)).status_code == 204
    assert first is not None
    assert (await notices(office, RECEIVER, case))[0]["read_at"] == first


async def test_unread_messages_come_first_and_then_the_newest(office: Office) -> None:
    case = await office.open(SENDER, receiver=RECEIVER_CODE)
    for text in ("一", "二", "三"):
        await office.done(SENDER, case, "urge", {"text": text})
    newest = (await notices(office, RECEIVER, case))[0]
    await office.call(RECEIVER, "POST", f"/notices/{newest['id']}/read")

    texts = [each["text"][-1] for each in await notices(office, RECEIVER, case)]

    assert texts == ["二", "一", "三"]


async def test_a_letter_says_what_its_step_decided(office: Office) -> None:
    case = await office.open(stage="refused")

    kinds = [letter["kind"] for letter in case["letters"]]
    letter = await office.get("yubei.scjg", f"/letters/{case['letters'][-1]['id']}")

    assert kinds == ["transfer-letter", "receipt", "refusal"]
    assert letter["number"] in [each["number"] for each in case["letters"]]
    assert (letter["issuer"], letter["addressee"]) == ("500112-cg", "500112-scjg")
    assert "不属于本单位执法事项" in letter["words"]
    assert case["number"] in letter["words"]


async def test_a_letter_is_read_by_who_sees_the_case(office: Office) -> None:
    case = await office.open()
    path = f"/letters/{case['letters'][0]['id']}"

    for login in ("yubei.scjg.legal", "yubei.cg", "yubei.sfj"):
        assert (await office.get(login, path))["case_id"] == case["id"]
    for login in ("yubei.sthj", "yubei.zf", "rongchang.sfj"):
        problem(await office.call(login, "GET", path), 404, "not-found")


async def test_what_people_write_stays_text_in_a_letter(office: Office) -> None:
    case = await office.open(title="<b>标题</b>", suspect_name="<script>alert(1)</script>")
    words = (await office.get("yubei.cg", f"/letters/{case['letters'][0]['id']}"))["words"]

    assert "<script>" not in words
    assert "&lt;script&gt;" in words
