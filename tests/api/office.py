"""How tests speak to the API: as an officer, with a token, over the app itself."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx

from scenarios.bodies import EXAMPLE_PASSWORD
from tests.domain import transfers

SENDER, RECEIVER, OTHER, COORDINATOR = "500112-scjg", "500112-cg", "500112-sthjzd", "500112-sfj"

OPENING: dict[str, Any] = transfers.OPENING | {"approved_by": "何泽宇"}

FORMS: dict[str, dict[str, Any]] = {
    "sign": {},
    "withdraw": {"reason": "重复移送"},
    "accept": {"handler_name": "龚光辉"},
    "supplement": {"missing": ["missing_seal"], "explanation": "缺公章"},
    "resubmit": {"explanation": "已补盖"},
    "refuse": {"ground": "not_my_item", "basis": "权责清单", "suggested_body": "区生态环境局"},
    "redirect": {"receiver": OTHER},
    "contest": {"reasons": "拒收理由不成立"},
    "take-back": {"reason": "自行处理"},
    "designate": {"receiver": OTHER, "reasons": "职责清楚", "basis": "权责清单"},
    "confirm-refusal": {"reasons": "确不属其职责"},
    "decide": {"outcome": "filed", "reasons": "事实清楚"},
    "feedback-filing": {"summary": "已立案"},
    "close-case": {"result": "penalty", "summary": "罚款"},
    "feedback-result": {"summary": "已处罚"},
    "confirm": {"satisfied": True},
    "archive": {"archive_no": "2026-1"},
    "assign": {"officer": "yubei.cg.legal"},
    "comment": {"text": "请抓紧"},
    "add-evidence": {"files": []},
    "urge": {"text": "请尽快办理"},
    "request-extension": {"value": 1, "reason": "案情复杂"},
    "grant-extension": {},
    "deny-extension": {"reason": "理由不足"},
    "suspend": {"until": "2999-01-01", "reason": "鉴定", "basis": "行政强制法"},
    "resume": {},
}
"""A complete form for each action."""

WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    "sent": (),
    "reviewing": (("yubei.cg", "sign"),),
    "supplementing": (("yubei.cg", "sign"), ("yubei.cg", "supplement")),
    "refused": (("yubei.cg", "sign"), ("yubei.cg", "refuse")),
    "disputed": (("yubei.cg", "sign"), ("yubei.cg", "refuse"), ("yubei.scjg", "contest")),
    "verifying": (("yubei.cg", "sign"), ("yubei.cg", "accept")),
}
WAYS["filing-feedback"] = (*WAYS["verifying"], ("yubei.cg", "decide"))
WAYS["handling"] = (*WAYS["filing-feedback"], ("yubei.cg", "feedback-filing"))
WAYS["result-feedback"] = (*WAYS["handling"], ("yubei.cg", "close-case"))
WAYS["confirming"] = (*WAYS["result-feedback"], ("yubei.cg", "feedback-result"))
WAYS["archiving"] = (*WAYS["confirming"], ("yubei.scjg", "confirm"))
WAYS["archived"] = (*WAYS["archiving"], ("yubei.cg", "archive"))
"""The acts that bring a new case to each stage."""

Json = dict[str, Any]


class Office:
    """Officers at their desks: each signs in once, then calls the API with the token."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self._tokens: dict[str, str] = {}

    def give_token(self, login: str, token: str) -> None:
        """Let an officer call with a token that stands in the ledger already."""
        self._tokens[login] = token

    async def sign_in(self, login: str) -> str:
        """Return the officer's token."""
        if login not in self._tokens:
            credentials = {"username": login, "password": EXAMPLE_PASSWORD}
            answer = await self.client.post("/api/v1/token", data=credentials)
            assert answer.status_code == 200, answer.text
            self._tokens[login] = answer.json()["access_token"]
        return self._tokens[login]

    async def call(
        self, login: str | None, method: str, path: str, *, key: str | None = None, **request: Any
    ) -> httpx.Response:
        """Send one request as this officer, or as nobody."""
        headers = dict(request.pop("headers", {}))
        if login is not None:
            headers["Authorization"] = f"Bearer {await self.sign_in(login)}"
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.client.request(method, f"/api/v1{path}", headers=headers, **request)

    async def get(self, login: str, path: str, **params: Any) -> Any:
        """Return what the officer reads."""
        answer = await self.call(login, "GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def send(
        self,
        login: str = "yubei.scjg",
        *,
        receiver: str = RECEIVER,
        title: str = "红锦大道烧烤店油烟直排",
        key: str | None = None,
        **form: Any,
    ) -> httpx.Response:
        """Send a new clue."""
        body = {
            "definition": "clue-transfer",
            "title": title,
            "parties": {"receiver": receiver},
            "form": OPENING | form,
        }
        return await self.call(login, "POST", "/cases", key=key or str(uuid4()), json=body)

    async def open(self, login: str = "yubei.scjg", *, stage: str = "sent", **said: Any) -> Json:
        """Open a case and bring it to a stage."""
        answer = await self.send(login, **said)
        assert answer.status_code == 201, answer.text
        case: Json = answer.json()
        for actor, action in WAYS[stage]:
            case = await self.done(actor, case, action)
        return case

    async def act(
        self,
        login: str | None,
        case: Mapping[str, Any],
        action: str,
        *,
        key: str | None = None,
        form: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """Take an act on the case as this officer saw it."""
        body = {"seq": case["seq"], "form": FORMS.get(action, {}) if form is None else form}
        return await self.call(login, "POST", f"/cases/{case['id']}/actions/{action}", key=key, json=body)

    async def done(
        self, login: str, case: Mapping[str, Any], action: str, form: Mapping[str, Any] | None = None
    ) -> Json:
        """Take an act that is taken, and return the case after it."""
        answer = await self.act(login, case, action, form=form)
        assert answer.status_code == 200, answer.text
        after: Json = answer.json()
        return after

    async def upload(self, login: str, content: bytes, name: str = "照片说明.txt") -> httpx.Response:
        """Store a file."""
        return await self.call(login, "POST", "/evidence", files={"file": (name, content)})

    async def stored(self, login: str, content: bytes, name: str = "照片说明.txt") -> str:
        """Store a file and return its hash."""
        answer = await self.upload(login, content, name)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["hash"])


def problem(answer: httpx.Response, status: int, code: str) -> Json:
    """Check that an answer is a problem in both languages, and return it."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), (
        answer.text
    )
    said: Json = answer.json()
    assert (said["status"], said["code"]) == (status, code), said
    assert any("一" <= letter <= "鿿" for letter in said["detail"]), said
    assert said["detail_en"] != said["detail"], said
    return said
