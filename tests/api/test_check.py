"""The firm's own page: whoever holds the code learns whether the visit is genuine, and rates it once and in time."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from api.rate import RateLimit
from scenarios.walks import WalkStep
from store.tables import NoticeRow
from tests.api.inspecting import (
    AT_TEN,
    BODY,
    INSPECTED,
    LEAD,
    LEADER,
    SUPERVISOR,
    TO_APPROVAL,
    TO_VISIT,
    UNANNOUNCED,
    inspected,
    municipal_officer,
    new_firm,
    stopped,
    token_of,
    went_on,
)
from tests.api.office import Json, Office, problem
from tests.api.visitors import Visitor, words

COMMENT = "检查组态度很好，但等候时间较长"
SECRET = {"score": 2, "comment": COMMENT}


@pytest.fixture(autouse=True)
def fresh_limit(app: FastAPI) -> None:
    """Let each test ask as if nobody had asked before."""
    app.state.rate_limit = RateLimit()


async def checked(office: Office, token: str) -> Json:
    answer = await office.call(None, "GET", f"/check/{token}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def brought(office: Office, steps: Sequence[WalkStep], **form: str) -> tuple[Json, str]:
    case = await inspected(office, new_firm(), *TO_APPROVAL, *steps, **form)
    return case, token_of(case)


async def test_the_firm_learns_who_comes_and_what_they_check(office: Office) -> None:
    case, token = await brought(office, TO_VISIT[:1])

    found = await checked(office, token)

    assert (found["result"], found["status"], found["may_rate"]) == ("OK", "approved", False)
    assert (found["code"], found["object_code"]) == (case["visit"]["code"], case["visit"]["object_code"])
    assert (found["lead"], found["is_planned"], found["is_announced"]) == (
        "重庆市公安局渝北区分局",
        True,
        True,
    )
    assert found["bodies"][0]["name"] == found["lead"]
    assert len(found["bodies"]) == 3
    assert any("消防" in check for body in found["bodies"] for check in body["checks"])
    assert [right["basis"] for right in found["rights"]] == ["行政处罚法第四十二条", "行政处罚法第五十五条"]
    assert "yubei." not in str(found)


async def test_the_same_bodies_stand_there_while_they_are_there(office: Office) -> None:
    case, token = await brought(office, TO_VISIT[:1])
    before = await checked(office, token)

    case = await went_on(office, case, *TO_VISIT[1:], INSPECTED[0])

    during = await checked(office, token)
    assert during["bodies"] == before["bodies"]
    assert (during["result"], during["status"], during["may_rate"]) == ("OK", "begun", True)
    await went_on(office, case, *INSPECTED[1:])
    after = await checked(office, token)
    assert (after["result"], after["status"], after["may_rate"]) == ("VISIT_OVER", "over", True)


async def test_a_visit_outside_its_window_and_one_that_was_given_up(office: Office) -> None:
    days = {"window_from": "2099-03-02", "window_to": "2099-03-06"}
    case, token = await brought(office, TO_VISIT[:1], **days)
    assert (await checked(office, token))["result"] == "OUT_OF_TIME_WINDOW"

    await stopped(office, case)

    found = await checked(office, token)
    assert (found["result"], found["status"]) == ("TASK_NOT_APPROVED", "withdrawn")
    assert (await office.get(LEAD, f"/cases/{case['id']}"))["visit"]["freed_at"] is not None
    problem(await rate(office, token, 5), 409, "visit-not-begun")


async def test_an_unannounced_visit_is_not_there_before_it_begins(office: Office, engine: Engine) -> None:
    case = await inspected(office, new_firm(), *TO_APPROVAL, TO_VISIT[0], **UNANNOUNCED)
    with engine.connect() as connection:
        asked = text("SELECT token FROM visit WHERE case_id = :case")
        token = connection.execute(asked, {"case": case["id"]}).scalar_one()
    unknown = await office.call(None, "GET", "/check/no-such-token-here")
    hidden = await office.call(None, "GET", f"/check/{token}")
    problem(hidden, 404, "not-found")
    assert {**hidden.json(), "detail": ""} == {**unknown.json(), "detail": ""} | {
        "detail_en": hidden.json()["detail_en"]
    }
    problem(await rate(office, token, 5), 404, "not-found")

    hour = WalkStep(act="set-hour", form=AT_TEN)
    await went_on(office, case, hour, WalkStep(act="go-unannounced"))

    assert (await checked(office, token))["is_announced"] is False


async def rate(office: Office, token: str, score: int, comment: str = "") -> httpx.Response:
    body = {"score": score, "comment": comment}
    return await office.call(None, "POST", f"/check/{token}/rating", json=body)


async def test_a_visit_is_rated_once_and_only_the_supervision_office_reads_it(
    office: Office, app: FastAPI, engine: Engine
) -> None:
    case, token = await brought(office, TO_VISIT[:2])
    problem(await rate(office, token, 2), 409, "visit-not-begun")
    case = await went_on(office, case, TO_VISIT[2])
    for wrong in ({"score": 0}, {"score": 6}, {"score": "very good"}, {}, SECRET | {"name": "x"}):
        answer = await office.call(None, "POST", f"/check/{token}/rating", json=wrong)
        problem(answer, 422, "request-invalid")

    first = await rate(office, token, 2, COMMENT)
    again = await rate(office, token, 2, COMMENT)

    assert [each.status_code for each in (first, again)] == [200, 200]
    assert (first.json()["is_rated"], first.json()["may_rate"]) == (True, False)
    assert COMMENT not in first.text
    problem(await rate(office, token, 5), 409, "rated-already")
    for login in (LEAD, LEADER, BODY):
        seen = await office.call(login, "GET", f"/cases/{case['id']}")
        assert (seen.json()["visit"]["is_rated"], seen.json()["visit"]["rating"]) == (True, None)
        assert COMMENT not in seen.text
    for login in (SUPERVISOR, municipal_officer(engine, office)):
        rating = (await office.get(login, f"/cases/{case['id']}"))["visit"]["rating"]
        assert {name: rating[name] for name in SECRET} == SECRET
    assert COMMENT not in str(await office.get(LEAD, f"/cases/{case['id']}/entries"))
    for login, is_shown in ((LEAD, False), (SUPERVISOR, True)):
        visitor = Visitor(app)
        await visitor.sign_in(login)
        page = await visitor.page(f"/cases/{case['id']}")
        assert "已评价" in words(page)
        assert (COMMENT in page, "2分" in words(page)) == (is_shown, is_shown)


async def test_a_low_rating_is_told_to_the_supervision_office_alone(office: Office, engine: Engine) -> None:
    case, token = await brought(office, TO_VISIT)
    assert (await rate(office, token, 1, COMMENT)).status_code == 200

    with Session(engine) as session:
        low = select(NoticeRow).where(NoticeRow.case_id == case["id"], NoticeRow.kind == "low-rating")
        (notice,) = session.exec(low).all()
    assert notice.org == "500112-sfj"
    assert COMMENT not in notice.text


async def test_of_two_ratings_at_once_one_is_kept(office: Office) -> None:
    _, token = await brought(office, TO_VISIT)

    answers = await asyncio.gather(rate(office, token, 5), rate(office, token, 3))

    assert sorted(each.status_code for each in answers) == [200, 409]


async def test_a_rating_is_too_late_after_its_time(office: Office, engine: Engine) -> None:
    case, token = await brought(office, TO_VISIT)
    until = case["visit"]["rated_until"]
    assert until is not None
    with engine.begin() as connection:
        late = "UPDATE visit SET rated_until = now() - interval '1 second' WHERE case_id = :case"
        connection.execute(text(late), {"case": case["id"]})

    problem(await rate(office, token, 5), 409, "rating-closed")
    assert "评价期限已过" in words((await office.client.get(f"/check/{token}")).text)


async def test_nobody_tries_out_tokens(office: Office) -> None:
    answers = [await office.call(None, "GET", "/check/2222222222222222") for _ in range(31)]

    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    problem(await rate(office, "2222222222222222", 5), 429, "asked-too-often")


async def test_the_firms_page_and_its_form(office: Office) -> None:
    case, token = await brought(office, TO_VISIT)
    page = await office.client.get(f"/check/{token}")
    said = words(page.text)
    assert page.status_code == 200
    assert "检查真实有效" in said
    assert case["visit"]["code"] in said
    assert "行政处罚法第五十五条" in said

    empty = await office.client.post(f"/check/{token}/rating", data={"form.comment": COMMENT})
    assert empty.status_code == 422
    assert COMMENT in empty.text
    sent = {"form.score": "4", "form.comment": COMMENT}
    done = await office.client.post(f"/check/{token}/rating", data=sent)

    assert (done.status_code, done.headers["location"]) == (303, f"/check/{token}")
    after = await office.client.get(f"/check/{token}")
    assert "已收到评价" in words(after.text)
    assert COMMENT not in after.text
    other = await office.client.post(f"/check/{token}/rating", data=sent | {"form.score": "1"})
    assert other.status_code == 409
    assert "不能重复评价" in words(other.text)
    english = await office.client.get(f"/check/{token}", headers={"Cookie": "onething_language=en"})
    assert "genuine" in words(english.text)
    missing = await office.client.get("/check/no-such-token-here", headers={"Accept": "text/html"})
    assert missing.status_code == 404
