"""An opening form as an officer filled it in, and the draft that keeps it until it is sent."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from api.casework import act_id
from domain.organisation import Person
from store.inbox import draft_of, drop_draft, save_draft
from store.tables import CaseRow, DraftRow


@dataclass(frozen=True)
class Filled:
    """What was filled in; `key` is the act's, so that a retry is the same act."""

    key: str
    title: str = ""
    parties: dict[str, str] = field(default_factory=dict)
    form: dict[str, Any] = field(default_factory=dict)


def draft_for(session: Session, person: Person, definition: str) -> Filled | None:
    """Return the officer's draft; one that has become a case is dropped."""
    kept = draft_of(session, person.login, definition)
    if kept is None:
        return None
    filled = Filled(**kept)
    if _is_sent(session, person, filled):
        drop_draft(session, person.login, definition)
        return None
    return filled


def keep_draft(session: Session, person: Person, definition: str, filled: Filled, *, at: datetime) -> None:
    """Keep what was filled in; what arrives after the form was sent is not a draft any more."""
    if not _is_sent(session, person, filled):
        save_draft(
            session,
            DraftRow(login=person.login, definition=definition, form=asdict(filled), saved_at=at),
        )


def _is_sent(session: Session, person: Person, filled: Filled) -> bool:
    return session.get(CaseRow, act_id(person, filled.key)) is not None
