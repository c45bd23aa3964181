"""Letters that go out by themselves are the engine's doing: nobody brings one about through the API."""

from uuid import uuid4

import httpx
import pytest

from tests.api.eventually import eventually
from tests.api.office import Json, Office, problem
from tests.domain.supervisions import OPENING

CLERK, LEADER = "rongchang.sfj", "rongchang.sfj.leader"


async def opened_by(office: Office, login: str, **form: object) -> httpx.Response:
    body = {
        "definition": "supervision",
        "title": "久未签收的线索",
        "parties": {"body": "500153-cg"},
        "form": OPENING | form,
    }
    return await office.call(login, "POST", "/cases", key=str(uuid4()), json=body)


@pytest.mark.parametrize("login", [CLERK, LEADER])
@pytest.mark.parametrize("origin", ["ladder", "complaint"])
async def test_a_person_who_says_so_still_opens_a_draft(office: Office, login: str, origin: str) -> None:
    answer = await opened_by(office, login, unattended=True, origin=origin)
    assert answer.status_code == 201, answer.text
    case: Json = answer.json()

    assert case["stage"]["id"] == "drafting"
    assert case["letters"] == []
    # The check by a second person and the leader's signature are not passed over.
    offered = [action["id"] for action in case["actions"]]
    assert "serve" not in offered
    assert "issue" not in offered


async def test_nobody_acts_as_the_engine(office: Office) -> None:
    """Who acts is who signed in; a body that names another actor is refused whole."""
    body = {
        "definition": "supervision",
        "title": "久未签收的线索",
        "parties": {"body": "500153-cg"},
        "form": OPENING | {"unattended": True},
        "actor": {"login": "system", "org": "500153-sfj"},
    }
    answer = await office.call(CLERK, "POST", "/cases", key=str(uuid4()), json=body)

    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("action", ["overdue", "tied", "redate"])
async def test_acts_of_the_engine_are_nobody_s(office: Office, action: str) -> None:
    case: Json = (await opened_by(office, CLERK)).json()
    answer = await office.act(LEADER, case, action, form={})

    problem(answer, 404, "not-found")


async def test_where_no_district_says_so_the_ladder_opens_a_draft(office: Office) -> None:
    paper = {"paper_received_on": "2026-03-02", "paper_reason": "补录"}
    late = await office.open("rongchang.changyuan", receiver="500153-cg", title="久未签收", **paper)

    async def tied() -> list[Json]:
        found: list[Json] = (await office.get(CLERK, f"/cases/{late['id']}"))["tied"]
        return found

    (other,) = await eventually(tied)
    case = await office.get(CLERK, f"/cases/{other['id']}")
    assert case["stage"]["id"] == "drafting"
    assert case["form"]["origin"] == "ladder"
    assert case["form"]["unattended"] is False
    assert case["letters"] == []


async def test_a_review_of_an_objection_is_not_opened_by_hand(office: Office) -> None:
    supervision: Json = (await opened_by(office, CLERK)).json()
    body = {
        "definition": "objection-review",
        "title": "异议复查",
        "parties": {"reviewer": "500153-sfj"},
        "form": {"cases": [supervision["number"]], "reasons": "不服"},
    }
    answer = await office.call("rongchang.cg", "POST", "/cases", key=str(uuid4()), json=body)

    problem(answer, 403, "not-entitled")
