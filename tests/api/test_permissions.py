"""The matrix: every call of the API and every action of every stage, by every role of every kind of body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from domain.organisation import Role
from scenarios.load import load_definitions
from tests.api.bodies import BODIES, Caller, callers_in
from tests.api.office import FORMS, OPENING, Json, Office

PROCEDURE = load_definitions()["clue-transfer"].procedure
OPENERS = PROCEDURE.parties["sender"].kinds


@pytest.fixture(scope="module")
def callers(engine: Engine, office: Office) -> list[Caller]:
    return callers_in(engine, office)


WAYS: dict[str, tuple[str, ...]] = {
    "sent": ("sign", "refuse", "redirect"),
    "refused": ("sign", "refuse"),
}
WAYS["reviewing"] = (*WAYS["sent"], "sign")
WAYS["supplementing"] = (*WAYS["reviewing"], "supplement")
WAYS["disputed"] = (*WAYS["reviewing"], "refuse")
WAYS["verifying"] = (*WAYS["reviewing"], "accept")
WAYS["filing-feedback"] = (*WAYS["verifying"], "decide")
WAYS["handling"] = (*WAYS["filing-feedback"], "feedback-filing")
WAYS["result-feedback"] = (*WAYS["handling"], "close-case")
WAYS["confirming"] = (*WAYS["result-feedback"], "feedback-result")
WAYS["archiving"] = (*WAYS["confirming"], "confirm")
WAYS["archived"] = (*WAYS["archiving"], "archive")
"""How a clue comes to each stage, so that by then it has had another receiver before."""


async def brought_to(office: Office, stage: str, **form: Any) -> Json:
    """Bring a clue to a stage, each act by an officer of the body whose turn it is."""
    case = await office.open("matrix.sender.handler", receiver=BODIES["former receiver"], **form)
    for action in WAYS[stage]:
        assert (await takes(office, case, action)).status_code == 200, (action, case["stage"])
        case = await office.get("matrix.sender.handler", f"/cases/{case['id']}")
    assert case["stage"]["id"] == stage
    return case


async def takes(office: Office, case: Json, action: str) -> Any:
    rules = PROCEDURE.stages[case["stage"]["id"]]
    rule = rules.actions[action]
    holders = {party["role"]: party["organisation"]["code"] for party in current(case)}
    org = holders[rule.by or rules.who]
    body = next(name for name, code in BODIES.items() if code == org)
    role = rule.role or Role.HANDLER
    return await office.act(f"matrix.{body.replace(' ', '-')}.{role.value}", case, action, form=FORM[action])


def current(case: Json) -> list[Json]:
    return [party for party in case["parties"] if party["until_seq"] is None]


FORM = FORMS | {
    "redirect": {"receiver": BODIES["receiver"]},
    "designate": FORMS["designate"] | {"receiver": BODIES["regulator"]},
}


@pytest.fixture(scope="module")
async def cases(office: Office, callers: list[Caller]) -> dict[str, Json]:
    file_hash = await office.stored("matrix.sender.handler", b"evidence of the matrix")
    return {stage: await brought_to(office, stage, evidence=[file_hash]) for stage in WAYS}


# ---- every call ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """A call of the API on a case, and the status that each caller gets by the rule."""

    method: str
    path: str
    expected: Callable[[Caller], int]
    request: Mapping[str, Any] | None = None

    def of(self, case: Json) -> tuple[str, dict[str, Any]]:
        """Return the address and the request for this case."""
        names = {
            "case_id": case["id"],
            "action": "comment",
            "letter_id": case["letters"][0]["id"],
            "file_hash": case["evidence"][0]["hash"],
            "name": "clue-transfer",
            "notice_id": case["notice_id"],
        }
        return self.path.format(**names), dict(self.request or {})


def anybody(status: int) -> Callable[[Caller], int]:
    """Everybody who has signed in."""
    return lambda _caller: status


def who_sees(status: int) -> Callable[[Caller], int]:
    """Those whose case it is; for others it does not exist."""
    return lambda caller: status if caller.sees else 404


def involved(caller: Caller) -> int:
    """A party of now, or a supervision office above one; a former party only reads."""
    if not caller.sees:
        return 404
    return 403 if caller.body == "former receiver" else 200


ROWS = [
    Call("POST", "/token", anybody(401), {"data": {"username": "x", "password": "y"}}),
    Call("GET", "/me", anybody(200)),
    Call("GET", "/definitions", anybody(200)),
    Call("GET", "/definitions/{name}", anybody(200)),
    Call("GET", "/definitions/{name}/statistics", anybody(200)),
    Call("GET", "/definitions/{name}/statistics.xlsx", anybody(200)),
    Call(
        "GET",
        "/organisations",
        anybody(200),
        {"params": {"definition": "clue-transfer", "party": "receiver"}},
    ),
    Call("GET", "/items", anybody(200), {"params": {"q": "油烟"}}),
    Call("POST", "/route", anybody(200), {"json": {"item": "night-market.scales", "region": "500112"}}),
    Call(
        "GET",
        "/proposals",
        anybody(200),
        {"params": {"definition": "whistle-emergency", "words": "消防通道被堵"}},
    ),
    Call(
        "POST",
        "/cases",
        lambda caller: 201 if caller.kind in OPENERS else 403,
        {
            "json": {
                "definition": "clue-transfer",
                "title": "矩阵",
                "parties": {"receiver": "500112-xf"},
                "form": OPENING,
            }
        },
    ),
    Call("GET", "/cases", anybody(200), {"params": {"box": "all"}}),
    Call("GET", "/cases.xlsx", anybody(200), {"params": {"box": "all"}}),
    Call("GET", "/register.xlsx", anybody(200)),
    Call("GET", "/overdue", lambda caller: 200 if caller.kind == "supervision" else 403),
    Call("GET", "/supervision", lambda caller: 200 if caller.kind == "supervision" else 403),
    Call("GET", "/visits", anybody(200), {"params": {"object": "91500112MA5U0001X1"}}),
    Call("GET", "/visits/summary", anybody(200)),
    Call("GET", "/cases/{case_id}", who_sees(200)),
    Call("GET", "/cases/{case_id}/entries", who_sees(200)),
    Call(
        "POST", "/cases/{case_id}/actions/{action}", involved, {"json": {"seq": 1, "form": {"text": "留言"}}}
    ),
    Call("PUT", "/cases/{case_id}/watch", who_sees(204)),
    Call("DELETE", "/cases/{case_id}/watch", who_sees(204)),
    Call("GET", "/cases/{case_id}/evidence/{file_hash}", who_sees(200)),
    Call("GET", "/letters/{letter_id}", who_sees(200)),
    Call("GET", "/register", anybody(200)),
    Call(
        "POST",
        "/cases/{case_id}/actions/{action}/preview",
        lambda caller: 409 if involved(caller) == 200 else involved(caller),
        {"json": {"seq": 1, "form": {"text": "留言"}}},
    ),
    Call("GET", "/letters/{letter_id}.pdf", who_sees(200)),
    Call("POST", "/evidence", anybody(201), {"files": {"file": ("矩阵.txt", b"matrix")}}),
    Call("GET", "/notices", anybody(200)),
    Call("GET", "/digest", anybody(200)),
    Call("POST", "/digest/read", anybody(204)),
    Call("POST", "/notices/{notice_id}/read", lambda caller: 204 if caller.body == "receiver" else 404),
]
OF_OPERATORS = {("GET", path) for path in ("/healthz", "/readyz", "/metrics")}
OF_EVERYONE = {
    ("GET", "/api/v1/verify/{code}"),
    ("POST", "/api/v1/verify/{code}/compare"),
    ("GET", "/api/v1/check/{token}"),
    ("POST", "/api/v1/check/{token}/rating"),
}


def test_every_call_of_the_api_has_a_row(app: FastAPI) -> None:
    calls = {(method.upper(), path) for path, methods in app.openapi()["paths"].items() for method in methods}

    assert {(row.method, f"/api/v1{row.path}") for row in ROWS} | OF_OPERATORS | OF_EVERYONE == calls


@pytest.fixture(scope="module")
async def urged(office: Office, cases: dict[str, Json]) -> Json:
    """The case in its second review, with a message to its holder."""
    case = cases["reviewing"]
    assert (await office.act("matrix.sender.handler", case, "urge")).status_code == 200
    notices = await office.get("matrix.receiver.handler", "/notices")
    return case | {"notice_id": next(each["id"] for each in notices if each["case_id"] == case["id"])}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.path}")
async def test_each_call_is_open_to_whom_it_is(
    office: Office, callers: list[Caller], urged: Json, row: Call
) -> None:
    path, request = row.of(urged)
    found = {
        caller.login: (
            await office.call(caller.login, row.method, path, key=str(uuid4()), **request)
        ).status_code
        for caller in callers
    }

    assert found == {caller.login: row.expected(caller) for caller in callers}
    anonymous = await office.call(None, row.method, path, **request)
    assert anonymous.status_code == 401


async def test_nobody_needs_to_sign_in_for_the_operators_calls(office: Office) -> None:
    for method, path in OF_OPERATORS:
        assert (await office.client.request(method, path)).status_code == 200


@pytest.mark.parametrize("box", ["todo", "opened", "watch", "overdue", "supervision", "all"])
async def test_no_box_shows_a_case_to_whom_it_does_not_concern(
    office: Office, callers: list[Caller], cases: dict[str, Json], box: str
) -> None:
    ids = {case["id"] for case in cases.values()}
    for caller in callers[:: len(Role)]:
        page = await office.get(caller.login, "/cases", box=box, limit=100)
        shown = ids & {case["id"] for case in page["items"]}
        if not caller.sees:
            assert shown == set(), caller
        elif box == "all" and caller.body == "sender":
            assert shown == ids


# ---- every action of every stage ----------------------------------------------------------------------------------

BUILT_IN = {
    "assign": ("holder", None),
    "comment": ("involved", None),
    "add-evidence": ("involved", None),
    "urge": ("onlooker", None),
    "request-extension": ("holder", None),
    "grant-extension": ("holder", Role.LEADER),
    "deny-extension": ("holder", Role.LEADER),
    "suspend": ("holder", Role.LEADER),
    "resume": ("holder", Role.LEADER),
}
"""Who may use what every procedure has: the holder, whoever is involved, or whoever is and waits for the holder."""

STAGE_ACTIONS = [(stage, action) for stage, rules in PROCEDURE.stages.items() for action in rules.actions]
HELD_BY_EACH = ("confirming", "handling", "disputed")


def party_of(caller: Caller, stage: str) -> str | None:
    """Return the party that a body is in a stage; before the clue was sent on, its first receiver was the receiver."""
    if stage == "refused":
        return {"former receiver": "receiver", "receiver": None}.get(caller.body, caller.body)
    return caller.body


def may(caller: Caller, stage: str, action: str) -> bool:
    """Say by the definition alone whether somebody may take an action in a stage."""
    party, rules = party_of(caller, stage), PROCEDURE.stages[stage]
    if action in rules.actions:
        rule = rules.actions[action]
        role = rule.role or (None if rule.by else rules.role)
        return party == (rule.by or rules.who) and role in (None, caller.role)
    who, role = BUILT_IN[action]
    is_holder = party == rules.who
    is_involved = party in (*PROCEDURE.parties, "municipal supervision")
    is_one = {"holder": is_holder, "involved": is_involved, "onlooker": is_involved and not is_holder}[who]
    return is_one and role in (None, caller.role)


def expected(caller: Caller, stage: str, action: str) -> int:
    """Return 422 for whoever may, because the form of these calls is wrong on purpose, so that no case moves."""
    sees = caller.sees and party_of(caller, stage) is not None
    if not sees:
        return 404
    return 422 if may(caller, stage, action) else 403


@pytest.mark.parametrize(
    ("stage", "action"), STAGE_ACTIONS + [(stage, action) for stage in HELD_BY_EACH for action in BUILT_IN]
)
async def test_each_action_is_open_to_whom_it_is(
    office: Office, callers: list[Caller], cases: dict[str, Json], stage: str, action: str
) -> None:
    asked = [caller for caller in callers if caller.sees or caller.role is Role.LEADER]
    found = {}
    for caller in asked:
        answer = await office.act(caller.login, cases[stage], action, form={"no_such_field": True})
        found[caller.login] = answer.status_code

    assert found == {caller.login: expected(caller, stage, action) for caller in asked}


@pytest.mark.parametrize("stage", WAYS)
async def test_a_page_offers_exactly_what_the_definition_gives(
    office: Office, callers: list[Caller], cases: dict[str, Json], stage: str
) -> None:
    rules = PROCEDURE.stages.get(stage)
    named = set(rules.actions) if rules else set()
    for caller in callers:
        if not caller.sees or party_of(caller, stage) is None:
            continue
        case = await office.get(caller.login, f"/cases/{cases[stage]['id']}")
        offered = {action["id"] for action in case["actions"]}
        assert offered & named == {action for action in named if may(caller, stage, action)}
        assert all(may(caller, stage, action) for action in offered)


ON_NO_WAY = {
    action: stage for stage, action in STAGE_ACTIONS if all(action not in way for way in WAYS.values())
}


@pytest.mark.parametrize(("action", "stage"), ON_NO_WAY.items())
async def test_whoever_may_take_an_action_can(
    office: Office, callers: list[Caller], action: str, stage: str
) -> None:
    """The others are taken on the ways above."""
    case = await brought_to(office, stage)

    answer = await takes(office, case, action)

    rule = PROCEDURE.stages[stage].actions[action]
    assert answer.status_code == 200, answer.text
    assert answer.json()["stage"]["id"] in {target.to for target in rule.targets}
