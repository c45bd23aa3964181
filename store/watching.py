"""Following a case."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete

from domain.organisation import Person
from store.tables import WatchRow


def set_watch(session: Session, person: Person, case_id: str, *, is_on: bool) -> None:
    """Follow a case that the person may see, or stop following it; a second time changes nothing."""
    mine = (col(WatchRow.login) == person.login, col(WatchRow.case_id) == case_id)
    session.exec(delete(WatchRow).where(*mine))
    if is_on:
        session.execute(insert(WatchRow).values(login=person.login, case_id=case_id).on_conflict_do_nothing())


def is_watching(session: Session, person: Person, case_id: str) -> bool:
    """Return whether the officer follows the case."""
    return session.get(WatchRow, (person.login, case_id)) is not None
