"""Opening a case: what comes back, and what stands in the way."""

from typing import Any

import httpx
import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from store.connection import transaction
from store.tables import CaseRow
from tests.api.office import COORDINATOR, OPENING, OTHER, RECEIVER, SENDER, Office, problem


async def opening(office: Office, login: str = "yubei.scjg", **changed: Any) -> httpx.Response:
    body: dict[str, Any] = {
        "definition": "clue-transfer",
        "title": "占道经营",
        "parties": {"receiver": RECEIVER},
        "form": OPENING,
    }
    return await office.call(login, "POST", "/cases", json=body | changed)


async def test_a_new_case_has_a_holder_a_due_date_and_a_letter(office: Office) -> None:
    answer = await office.send(title="  红锦大道烧烤店油烟直排 ")

    case = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/api/v1/cases/{case['id']}"
    assert case["title"] == "红锦大道烧烤店油烟直排"
    assert case["stage"]["id"] == "sent"
    assert case["holder"] == {"code": RECEIVER, "name": "区城管执法支队"}
    assert case["due"]["at"] == case["due_at"]
    assert case["due"]["limit"]["code"] == "TRANSFER_SIGN"
    assert case["due"]["explanation"]
    assert case["due"]["explanation_en"]
    assert [letter["kind"] for letter in case["letters"]] == ["transfer-letter"]
    assert {party["role"]: party["organisation"]["code"] for party in case["parties"]} == {
        "sender": SENDER,
        "receiver": RECEIVER,
        "coordinator": COORDINATOR,
    }


async def test_the_links_of_a_case_lead_somewhere(office: Office) -> None:
    case = await office.open()

    for name in ("self", "entries", "definition"):
        assert case["links"][name].startswith("/api/v1/")
        assert await office.get("yubei.scjg", case["links"][name].removeprefix("/api/v1"))


async def test_a_case_is_found_by_its_number(office: Office) -> None:
    case = await office.open()

    assert (await office.get("yubei.cg", f"/cases/{case['number']}"))["id"] == case["id"]
    entries = await office.get("yubei.cg", f"/cases/{case['number']}/entries")
    assert [(entry["seq"], entry["action"], entry["actor"]) for entry in entries] == [
        (1, "open", "yubei.scjg")
    ]


async def test_an_urgent_clue_has_hours_not_days(office: Office) -> None:
    case = await office.open(urgency="urgent")

    assert (case["due"]["limit"]["code"], case["is_urgent"]) == ("TRANSFER_SIGN_URGENT", True)


@pytest.mark.parametrize(
    ("parties", "said"),
    [
        pytest.param({}, "receiver", id="missing"),
        pytest.param({"receiver": "500112-nowhere"}, "500112-nowhere", id="unknown"),
        pytest.param({"receiver": ""}, "organisation", id="empty"),
        pytest.param({"receiver": "500112-cc"}, "cannot be", id="of a kind that does not receive"),
        pytest.param({"receiver": SENDER}, "two parties", id="the sender itself"),
        pytest.param({"receiver": RECEIVER, "sender": OTHER}, "own organisation", id="for somebody else"),
        pytest.param({"receiver": RECEIVER, "witness": OTHER}, "witness", id="a role that does not exist"),
        pytest.param(
            {"receiver": RECEIVER, "coordinator": "500112-cc"},
            "cannot be chosen",
            id="an arbiter of one's own",
        ),
    ],
)
async def test_parties_that_do_not_fit_are_refused(
    office: Office, parties: dict[str, str], said: str
) -> None:
    refused = problem(await opening(office, parties=parties), 422, "parties-wrong")

    assert said in refused["detail_en"]


async def test_the_coordinator_may_be_named_if_it_is_the_one_that_the_registry_finds(office: Office) -> None:
    parties = {"receiver": RECEIVER, "coordinator": COORDINATOR, "sender": SENDER}

    assert (await opening(office, parties=parties)).status_code == 201


@pytest.mark.parametrize("login", ["yubei.sfj", "yubei.zf"])
async def test_who_cannot_be_the_sender_may_not_open(office: Office, login: str) -> None:
    problem(await opening(office, login), 403, "not-entitled")


async def test_an_unknown_definition_is_not_found(office: Office) -> None:
    problem(await opening(office, definition="no-such-thing"), 404, "not-found")


async def test_every_gap_of_a_form_shows_at_once(office: Office) -> None:
    form = {name: value for name, value in OPENING.items() if name not in ("facts", "item")}
    form |= {"source": "gossip", "discovered_on": "yesterday", "colour": "red"}

    refused = problem(await opening(office, form=form), 422, "form-invalid")

    assert {error["field"] for error in refused["errors"]} == {
        "facts",
        "item",
        "source",
        "discovered_on",
        "colour",
    }


async def test_a_paper_cannot_come_from_the_future_or_without_a_reason(office: Office) -> None:
    problem(await opening(office, form=OPENING | {"paper_received_on": "2999-01-01"}), 422, "form-invalid")


async def test_what_is_refused_leaves_no_trace(office: Office, engine: Engine) -> None:
    def cases() -> int:
        with transaction(engine) as session:
            return session.exec(select(func.count()).select_from(CaseRow)).one()

    before = cases()
    await opening(office, parties={})
    await opening(office, form={})
    await opening(office, form=OPENING | {"evidence": ["0" * 64]})

    assert cases() == before
