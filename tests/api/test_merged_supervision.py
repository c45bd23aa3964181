"""One supervision over several late cases of a body: chosen on the list, drafted, gone over by people, checked again."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import Response

from domain.office_time import local_day
from domain.wording import zh_date
from store.merging import MOST, Late, facts_of
from tests.api.eventually import eventually
from tests.api.office import Json, Office, problem
from tests.api.visitors import Visitor, hidden, words

SENDER, BODY, BODY_CODE, BODY_NAME = "rongchang.sw", "rongchang.sl", "500153-sl", "区水利局"
CLERK = "rongchang.sfj"


@pytest.fixture(scope="module")
async def late(office: Office) -> list[Json]:
    """Three late cases of one body, the longest overdue first."""
    opened = []
    for days in (30, 20, 15):
        received_on = local_day(datetime.now(UTC)) - timedelta(days=days)
        paper = {"paper_received_on": received_on.isoformat(), "paper_reason": "补录"}
        opened.append(await office.open(SENDER, receiver=BODY_CODE, title=f"迟办{days}天", **paper))

    async def noticed() -> list[Json]:
        seen = [await office.get(BODY, f"/cases/{case['id']}") for case in opened]
        return seen if all(case["is_overdue"] for case in seen) else []

    found = await eventually(noticed)
    assert found
    return found


@pytest.fixture
async def clerk(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(CLERK)
    return visitor


def address(cases: list[Json], body: str = BODY_CODE) -> str:
    return f"/cases/new/supervision?over={body}" + "".join(f"&case={case['number']}" for case in cases)


def drafted(html: str) -> dict[str, str]:
    """Return what stands in the long fields of the form."""
    found = re.findall(r'<textarea[^>]* name="form\.(\w+)"[^>]*>\n([^<]*)</textarea>', html)
    return {name: unescape(value) for name, value in found}


async def opening(office: Office, cases: list[Json], body: str = BODY_CODE) -> Response:
    said = {
        "origin": "overdue",
        "facts": "逾期。",
        "basis": "工作惯例",
        "cases": [case["number"] for case in cases],
    }
    asked = {"definition": "supervision", "title": "合并督办", "parties": {"body": body}, "form": said}
    return await office.call(CLERK, "POST", "/cases", key=str(uuid4()), json=asked)


async def test_rows_are_marked_on_the_list_of_one_body(clerk: Visitor, late: list[Json]) -> None:
    of_all, of_one = await clerk.page("/overdue"), await clerk.page(f"/overdue?holder={BODY_CODE}")

    assert 'name="case"' not in of_all
    for case in late:
        assert f'name="case" value="{case["number"]}" form="merge"' in of_one
    assert 'action="/cases/new/supervision"' in of_one
    assert hidden(of_one, "over") == BODY_CODE


async def test_the_form_tells_of_each_case(clerk: Visitor, late: list[Json]) -> None:
    html = await clerk.page(address(late[::-1]))
    form = drafted(html)

    assert form["cases"].split() == [case["number"] for case in late]
    lines = form["facts"].splitlines()
    assert len(lines) == 1 + len(late)
    assert "荣昌区水利局办理的下列3件事项经催办仍未办理" in lines[0]
    for line, case in zip(lines[1:], late, strict=True):
        due_on = datetime.fromisoformat(case["due"]["on"]).date()
        days = (local_day(datetime.now(UTC)) - due_on).days
        assert case["title"] in line
        assert case["number"] in line
        assert f"“待签收”环节应于{zh_date(due_on)}前办结，已逾期{days}日" in line
    assert "非法定时限" in form["basis"]
    assert len(form["demands"].splitlines()) == 2
    assert re.search(rf'<option value="{BODY_CODE}" selected>', html)
    assert f"{BODY_NAME}3件逾期事项合并督办" in html


async def test_one_case_is_told_of_as_the_ladder_does(
    clerk: Visitor, office: Office, late: list[Json]
) -> None:
    async def by_the_ladder() -> str:
        tied = (await office.get(CLERK, f"/cases/{late[0]['id']}"))["tied"]
        opened = [await office.get(CLERK, f"/cases/{each['id']}") for each in tied]
        return next((each["form"]["facts"] for each in opened if each["form"]["origin"] == "ladder"), "")

    assert drafted(await clerk.page(address(late[:1])))["facts"] == await eventually(by_the_ladder)


async def test_what_the_form_says_can_be_changed_and_opens_one_case(
    clerk: Visitor, office: Office, late: list[Json]
) -> None:
    html = await clerk.page(address(late[1:]))
    sent = {f"form.{name}": value for name, value in drafted(html).items()}
    sent |= {"key": hidden(html, "key"), "title": "两件一并督办", "party.body": BODY_CODE}
    sent |= {"form.origin": "other", "form.facts": sent["form.facts"] + "\n已电话催促。"}
    answer = await clerk.post("/cases/new/supervision", sent)

    assert answer.status_code == 303, words(answer.text)
    case = await office.get(CLERK, answer.headers["location"].partition("?")[0])
    assert case["form"]["facts"].endswith("已电话催促。")
    assert {each["id"] for each in case["tied"]} == {each["id"] for each in late[1:]}
    for each in late[1:]:
        tied = (await office.get(CLERK, f"/cases/{each['id']}"))["tied"]
        assert case["id"] in {one["id"] for one in tied}


async def test_the_list_says_what_is_under_supervision_already(
    clerk: Visitor, office: Office, late: list[Json]
) -> None:
    assert (await opening(office, late[:1])).status_code == 201
    html = await clerk.page(f"/overdue?holder={BODY_CODE}")
    row = next(each for each in html.split("<tr ") if late[0]["number"] in each)
    found = re.search(r'href="/cases/([0-9a-f-]+)">督办中<', row)

    assert found
    supervision = await office.get(CLERK, f"/cases/{found[1]}")
    assert supervision["definition"] == "supervision"
    assert late[0]["id"] in {each["id"] for each in supervision["tied"]}


async def test_a_case_that_has_moved_meanwhile_is_refused(
    clerk: Visitor, office: Office, late: list[Json]
) -> None:
    case = await office.open(SENDER, receiver=BODY_CODE, title="尚未逾期")
    answer = await clerk.get(address([late[0], case]))

    assert answer.status_code == 409
    assert case["number"] in words(answer.text)
    assert "cases-not-together" in answer.text


async def test_the_cases_of_another_body_are_refused(
    clerk: Visitor, office: Office, late: list[Json]
) -> None:
    page = await clerk.get(address(late, "500153-jj"))
    answer = await opening(office, late, "500153-jj")

    assert page.status_code == 409
    problem(answer, 409, "cases-not-together")
    assert (await opening(office, late)).status_code == 201


async def test_at_most_fifty_are_taken_and_at_least_one(clerk: Visitor, late: list[Json]) -> None:
    many = [{"number": f"XS-500153-20260101-{n:04}"} for n in range(MOST + 1)]
    for cases in ([], many):
        answer = await clerk.get(address(cases))
        assert answer.status_code == 409
        assert f"1至{MOST}件" in words(answer.text)


async def test_a_case_that_one_may_not_see_does_not_exist(app: FastAPI, late: list[Json]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("yubei.sfj")

    answer = await visitor.get(address(late))

    assert answer.status_code == 422
    assert "case-unknown" in answer.text


@pytest.mark.parametrize("length", [5, 100])
def test_the_facts_of_fifty_cases_fit_the_form(length: int) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    late = [
        Late("长" * length, f"XS-500153-20261122-{n:04}", "待反馈立案情况", at - timedelta(days=200), "惯例")
        for n in range(MOST)
    ]
    text = facts_of(late, "重庆市荣昌区水利局", at=at)

    assert len(text) <= 4000
    assert all(each.number in text for each in late)
    assert ("…" in text) is (length == 100)
