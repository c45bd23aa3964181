"""Officers at work through the HTTP API: they open cases, comment on them and move them on."""

from collections.abc import Awaitable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from domain.refusal import Refusal
from scenarios.bodies import EXAMPLE_PASSWORD

SENDER, RECEIVER, SUPERVISOR = "yubei.scjg", "yubei.cg", "yubei.sfj"
LEAD = "yubei.shuanglonghu"
RECEIVING_BODY = "500112-cg"
_COMMENT = {"text": "已电话联系当事人，约定明日上午到场核对油烟净化设施的清洗记录。"}
OPENING: dict[str, Any] = {
    "source": "patrol",
    "discovered_on": "2026-03-02",
    "discovered_at_place": "龙溪街道红锦大道",
    "suspect_name": "某烧烤店",
    "facts": "占道经营，油烟直排，附近居民多次反映。",
    "item": "大气污染防治法第八十一条",
    "why_not_own": "该事项由承接单位行使处罚权。",
    "urgency": "ordinary",
    "approved_by": "负责人",
}
MOVES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (RECEIVER, "sign", {"pages": 3}),
    (RECEIVER, "accept", {"handler_name": "张三"}),
    (RECEIVER, "decide", {"outcome": "filed", "reasons": "有初步证据证明违法事实存在。"}),
    (RECEIVER, "feedback-filing", {"summary": "已立案。"}),
    (RECEIVER, "close-case", {"result": "penalty", "summary": "责令改正，罚款五千元。"}),
    (RECEIVER, "feedback-result", {"summary": "已作出处罚决定并履行完毕。"}),
    (SENDER, "confirm", {"satisfied": True}),
    (RECEIVER, "archive", {"archive_no": "A-1"}),
)


class NotTaken(Refusal):
    """The API did not answer as the measurement needs it to."""

    code = "bench-not-taken"

    def __init__(self, answer: httpx.Response) -> None:
        said = f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:300]}"
        super().__init__(f"接口未受理：{said}", f"The API did not take it: {said}")


@dataclass
class OpenedCase:
    """A case under measurement and the entry at which it stands."""

    id: str
    seq: int


class Officers:
    """The sign-ins and what the officers do with them."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._headers: dict[str, dict[str, str]] = {}

    async def sign_in(self) -> None:
        """Sign everybody in."""
        for login in (SENDER, RECEIVER, SUPERVISOR, LEAD):
            body = {"username": login, "password": EXAMPLE_PASSWORD}
            token = _taken(await self._client.post("/api/v1/token", data=body)).json()["access_token"]
            self._headers[login] = {"Authorization": f"Bearer {token}"}

    async def open(self) -> OpenedCase:
        """Open a case."""
        parties = {"receiver": RECEIVING_BODY}
        return await self._open(SENDER, "clue-transfer", "红锦大道烧烤店油烟直排", parties, OPENING)

    async def open_matter(self, definition: str, title: str, form: dict[str, Any]) -> OpenedCase:
        """Open a matter across departments."""
        return await self._open(LEAD, definition, title, {}, form)

    async def _open(
        self, login: str, definition: str, title: str, parties: dict[str, str], form: dict[str, Any]
    ) -> OpenedCase:
        body = {"definition": definition, "title": title, "parties": parties, "form": form}
        answer = _taken(await self._client.post("/api/v1/cases", json=body, headers=self._headers[login]))
        return OpenedCase(answer.json()["id"], 1)

    async def comment(self, case: OpenedCase) -> None:
        """Write a comment: the smallest step."""
        await self.act(RECEIVER, case, "comment", _COMMENT)

    def moves(self, case: OpenedCase) -> Iterator[tuple[str, Awaitable[None]]]:
        """Yield each action and what is to be awaited for it, one after the other, to move a fresh case to its end."""
        for login, action, form in MOVES:
            yield action, self.act(login, case, action, form)

    async def get(self, login: str, path: str) -> httpx.Response:
        """Read something."""
        return _taken(await self._client.get(path, headers=self._headers[login]))

    async def page(self, path: str, headers: dict[str, str]) -> httpx.Response:
        """Read a page as a browser does."""
        return _taken(await self._client.get(path, headers=headers))

    async def act(self, login: str, case: OpenedCase, action: str, form: dict[str, Any]) -> None:
        """Take an act."""
        path = f"/api/v1/cases/{case.id}/actions/{action}"
        body = {"seq": case.seq, "form": form}
        answer = _taken(await self._client.post(path, json=body, headers=self._headers[login]))
        case.seq = answer.json()["seq"]


def _taken(answer: httpx.Response) -> httpx.Response:
    if answer.is_error:
        raise NotTaken(answer)
    return answer
