"""Following a case."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete

from domain.organisation import Person
from domain.refusal import Refusal
from store.cases import case_for
from store.tables import WatchRow


class CaseNotVisible(Refusal):
    """There is no such case that the person may see."""

    code = "not-found"


def set_watch(session: Session, person: Person, case_id: str, *, is_on: bool) -> None:
    """Follow a case or stop following it; a second time changes nothing.

    Raises:
        CaseNotVisible: There is no such case that the person may see.
    """
    row = case_for(session, person, case_id)
    if row is None:
        raise CaseNotVisible(f"没有找到：{case_id}", f"Not found: {case_id}.")
    mine = (col(WatchRow.login) == person.login, col(WatchRow.case_id) == row.id)
    session.exec(delete(WatchRow).where(*mine))
    if is_on:
        session.execute(insert(WatchRow).values(login=person.login, case_id=row.id).on_conflict_do_nothing())


def is_watching(session: Session, person: Person, case_id: str) -> bool:
    """Return whether the officer follows the case."""
    return session.get(WatchRow, (person.login, case_id)) is not None
