"""Acting through the page of a case."""

import re

import pytest

from tests.api.office import Json, Office
from tests.api.visitors import SignedIn, hidden, words

RECEIVER, SENDER, STRANGER = "yubei.cg", "yubei.scjg", "yubei.jw"


@pytest.fixture
async def case(office: Office) -> Json:
    return await office.open()


def offered(html: str) -> set[str]:
    return set(re.findall(r'hx-get="/cases/[^"/]+/actions/([\w-]+)"', html))


async def test_the_holder_is_offered_what_it_may_do(signed_in: SignedIn, case: Json) -> None:
    html = await (await signed_in(RECEIVER)).page(f"/cases/{case['id']}")

    assert {"sign", "comment", "assign"} <= offered(html)
    assert "withdraw" not in offered(html)


async def test_the_page_explains_the_due_date(signed_in: SignedIn, case: Json) -> None:
    said = words(await (await signed_in(RECEIVER)).page(f"/cases/{case['id']}"))

    assert all(sentence in said for sentence in case["due"]["explanation"])
    assert "惯例设定（非法定）" in said


async def test_an_act_moves_the_case_and_issues_its_letter(signed_in: SignedIn, case: Json) -> None:
    visitor = await signed_in(RECEIVER)
    sent = await visitor.acting(case["id"], "sign", pages="3")
    answer = await visitor.post(f"/cases/{case['id']}/actions/sign", sent, htmx=True)
    html = await visitor.page(answer.headers["hx-redirect"])

    assert "已登记第2条留痕：签收" in words(html)
    assert "材料页数 3" in words(html)
    letter = re.search(r'href="(/letters/[^"]+-2-receipt)"', html)
    assert letter
    sheet = await visitor.page(letter[1])
    assert "重庆市渝北区城市管理综合行政执法支队" in words(sheet)
    assert '<p class="addressee">' in sheet


async def test_gaps_show_at_their_fields(signed_in: SignedIn, office: Office) -> None:
    case = await office.open(stage="reviewing")
    visitor = await signed_in(RECEIVER)
    sent = await visitor.acting(case["id"], "supplement", explanation="缺公章")
    answer = await visitor.post(f"/cases/{case['id']}/actions/supplement", sent, htmx=True)

    assert answer.status_code == 422
    assert answer.text.count('class="field-error"') == 1
    assert "缺公章" in answer.text
    assert hidden(answer.text, "key") == sent["key"]


async def test_lists_and_organisations_are_chosen_and_said_in_words(
    signed_in: SignedIn, office: Office
) -> None:
    case = await office.open(stage="reviewing")
    visitor = await signed_in(RECEIVER)
    gaps = {"missing": ["missing_seal", "unclear_location"], "explanation": "请补齐"}
    sent = await visitor.acting(case["id"], "supplement", **gaps)
    answer = await visitor.post(f"/cases/{case['id']}/actions/supplement", sent)
    said = words(await visitor.page(answer.headers["location"]))

    assert "未加盖印章；地点不明确" in said

    refused = await office.open(stage="refused")
    sender = await signed_in(SENDER)
    sent = await sender.acting(refused["id"], "redirect", receiver="500112-sthjzd")
    answer = await sender.post(f"/cases/{refused['id']}/actions/redirect", sent)

    assert "新的承接单位 重庆市渝北区生态环境保护综合行政执法支队" in words(
        await sender.page(answer.headers["location"])
    )


async def test_a_yes_or_no_is_a_choice(signed_in: SignedIn, office: Office) -> None:
    case = await office.open(stage="confirming")
    visitor = await signed_in(SENDER)
    sent = await visitor.acting(case["id"], "confirm", satisfied="false", remarks="罚款过轻")
    answer = await visitor.post(f"/cases/{case['id']}/actions/confirm", sent)

    assert "认可处理结果 否" in words(await visitor.page(answer.headers["location"]))


async def test_two_clicks_act_once(signed_in: SignedIn, office: Office, case: Json) -> None:
    visitor = await signed_in(RECEIVER)
    sent = await visitor.acting(case["id"], "comment", text="只说一遍")
    first = await visitor.post(f"/cases/{case['id']}/actions/comment", sent, htmx=True)
    second = await visitor.post(f"/cases/{case['id']}/actions/comment", sent, htmx=True)

    assert first.headers["hx-redirect"] == second.headers["hx-redirect"]
    entries = await office.get(RECEIVER, f"/cases/{case['id']}/entries")
    assert [entry["action"] for entry in entries] == ["open", "comment"]


async def test_an_old_page_says_who_was_first(signed_in: SignedIn, office: Office) -> None:
    case = await office.open(stage="reviewing")
    visitor = await signed_in(SENDER)
    sent = await visitor.acting(case["id"], "withdraw", reason="已自行处理")
    await office.done("yubei.cg.leader", case, "supplement")
    answer = await visitor.post(f"/cases/{case['id']}/actions/withdraw", sent, htmx=True)

    assert answer.status_code == 409
    leader = (await office.get("yubei.cg.leader", "/me"))["name"]
    assert f"事项已由区城管执法支队{leader}先行处理" in words(answer.text)
    assert "刷新事项" in answer.text
    assert "已自行处理" in answer.text


async def test_a_stage_that_was_left_is_a_refusal_and_not_an_error(
    signed_in: SignedIn, office: Office, case: Json
) -> None:
    visitor = await signed_in(RECEIVER)
    sent = await visitor.acting(case["id"], "sign")
    await office.done(RECEIVER, case, "sign")
    again = await visitor.post(f"/cases/{case['id']}/actions/sign", sent, htmx=True)
    form = await visitor.get(f"/cases/{case['id']}/actions/sign", htmx=True)

    assert again.status_code == 409
    assert form.status_code == 409
    assert form.headers["hx-retarget"] == "#alerts"


@pytest.mark.parametrize("path", ["", "/actions/sign", "/actions/comment"])
async def test_strangers_see_nothing(signed_in: SignedIn, case: Json, path: str) -> None:
    answer = await (await signed_in(STRANGER)).get(f"/cases/{case['id']}{path}")

    assert answer.status_code == 404
    assert case["title"] not in answer.text


async def test_who_only_waits_cannot_open_the_holders_form(signed_in: SignedIn, case: Json) -> None:
    answer = await (await signed_in(SENDER)).get(f"/cases/{case['id']}/actions/sign")

    assert answer.status_code == 409
    assert "not-open-here" in answer.text


async def test_letters_are_for_those_who_see_the_case(signed_in: SignedIn, case: Json) -> None:
    letter = case["letters"][0]["id"]

    assert (await (await signed_in(STRANGER)).get(f"/letters/{letter}")).status_code == 404
    assert (await (await signed_in(SENDER)).get(f"/letters/{letter}")).status_code == 200


async def test_another_site_cannot_act(signed_in: SignedIn, case: Json) -> None:
    visitor = await signed_in(RECEIVER)
    sent = await visitor.acting(case["id"], "sign")
    answer = await visitor.client.post(
        f"/cases/{case['id']}/actions/sign", data=sent, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


async def test_a_closed_case_shows_its_end_and_offers_nothing(signed_in: SignedIn, office: Office) -> None:
    case = await office.open(stage="archived")
    html = await (await signed_in(RECEIVER)).page(f"/cases/{case['id']}")

    assert offered(html) == set()
    assert "已办结，无责任单位" in html
