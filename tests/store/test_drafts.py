"""An officer's unfinished form is kept until it is sent, and is nobody else's."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from store.connection import transaction
from store.inbox import draft_of, drop_draft, save_draft
from store.tables import DraftRow

AT = datetime(2026, 3, 2, tzinfo=UTC)


def draft(login: str, **form: str) -> DraftRow:
    return DraftRow(login=login, definition="clue-transfer", form=form, saved_at=AT)


def test_the_newest_draft_replaces_the_one_before_and_is_ones_own(scratch: Engine) -> None:
    with transaction(scratch) as session:
        save_draft(session, draft("yubei.scjg", facts="一"))
        save_draft(session, draft("yubei.scjg", facts="二"))
        save_draft(session, draft("yubei.scjg.leader", facts="三"))

    with transaction(scratch) as session:
        assert draft_of(session, "yubei.scjg", "clue-transfer") == {"facts": "二"}
        assert draft_of(session, "yubei.scjg", "another") is None
        drop_draft(session, "yubei.scjg", "clue-transfer")

    with transaction(scratch) as session:
        assert draft_of(session, "yubei.scjg", "clue-transfer") is None
        assert draft_of(session, "yubei.scjg.leader", "clue-transfer") == {"facts": "三"}
