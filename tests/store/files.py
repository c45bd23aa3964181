"""Case files written straight into a ledger, as the recording activity writes them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from domain.act import Act, Actor, OpeningAct
from domain.organisation import Role
from domain.procedure import Definition
from letters.public import PublicLetters
from messages.case import ActAt, RecordSteps
from messages.settings import DEFAULT_PUBLIC_URL
from store.ledger import Ledger
from tests.api.office import COORDINATOR, OPENING, RECEIVER, SENDER
from worker import calendars

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LEDGER = Ledger(calendars(), PublicLetters(DEFAULT_PUBLIC_URL, token_hex))

_ACTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "sign": ("yubei.cg", RECEIVER, {"pages": 3}),
    "comment": ("yubei.scjg", SENDER, {"text": "请抓紧"}),
    "accept": ("yubei.cg", RECEIVER, {"handler_name": "龚光辉"}),
    "withdraw": ("yubei.scjg", SENDER, {"reason": "重复移送"}),
}


def opening_of(definition: Definition, case_id: str, *, at: datetime = AT) -> RecordSteps:
    """Return the order that opens a case."""
    act = OpeningAct(
        id=case_id,
        actor=Actor(login="yubei.scjg", org=SENDER, roles=(Role.HANDLER,)),
        title="红锦大道烧烤店油烟直排",
        parties={"sender": SENDER, "receiver": RECEIVER, "coordinator": COORDINATOR},
        form=OPENING,
    )
    return RecordSteps(case_id=case_id, digest=definition.digest, seq=0, acts=(ActAt(at=at, opening=act),))


def step_of(definition: Definition, case_id: str, seq: int, *actions: str) -> RecordSteps:
    """Return the order that records acts after entry `seq`."""
    acts = []
    for number, action in enumerate(actions):
        login, org, form = _ACTS[action]
        act = Act(id=str(uuid4()), action=action, actor=Actor(login=login, org=org), form=form)
        acts.append(ActAt(at=AT + timedelta(hours=seq + number), act=act))
    return RecordSteps(case_id=case_id, digest=definition.digest, seq=seq, acts=tuple(acts))


def write_file(session: Session, definition: Definition, actions: Sequence[str] = ()) -> str:
    """Write a whole case file and return the case's id."""
    case_id = str(uuid4())
    LEDGER.record(session, opening_of(definition, case_id))
    if actions:
        LEDGER.record(session, step_of(definition, case_id, 1, *actions))
    return case_id
