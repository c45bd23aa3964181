"""Finding a case for whoever asks: there is none for those who may not see it."""

from sqlmodel import Session

from api.away import NotFound
from domain.organisation import Person
from store.cases import case_for
from store.tables import CaseRow


def case_seen(session: Session, person: Person, case_id: str) -> CaseRow:
    """Return the case with this id or number.

    Raises:
        NotFound: There is none that the person may see.
    """
    row = case_for(session, person, case_id)
    if row is None:
        raise NotFound(case_id)
    return row
