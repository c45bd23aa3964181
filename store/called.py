"""Whom an organisation has called before: what it chose in earlier cases of the same kind."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session, col, select

from store.tables import CaseRow

_LOOK_BACK, _MOST = 30, 6


def called_before(session: Session, org: str, definition: str, field: str) -> Sequence[str]:
    """Return the organisations that `org` named most often in a field of its last cases of a definition, the most first."""
    chosen = col(CaseRow.state)["opening"][field]
    newest = (
        select(chosen)
        .where(CaseRow.opened_org == org, CaseRow.definition == definition)
        .order_by(col(CaseRow.opened_at).desc(), col(CaseRow.id).desc())
        .limit(_LOOK_BACK)
    )
    counted = Counter(code for codes in session.scalars(newest).all() for code in codes or ())
    return [code for code, _ in counted.most_common(_MOST)]
