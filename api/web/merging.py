"""The opening form of one supervision over several late cases, filled in as far as the ledger knows."""

from collections.abc import Sequence
from uuid import uuid4

from sqlmodel import Session

from api.clock import now
from api.errors import RequestInvalid
from api.web.filled import Filled
from domain.organisation import Person
from store.links import check_readable
from store.merging import check_few, drafted, late_cases
from store.organisations import organisation

_TITLE = 100


def merged(session: Session, person: Person, body_code: str, numbers: Sequence[str]) -> Filled:
    """Return the form over these cases of a body.

    Raises:
        RequestInvalid: There is no such body.
        CaseUnknown: A case does not exist, or the person may not see it.
        NotTogether: The cases are too many, not this body's, or not overdue.
    """
    body = organisation(session, body_code)
    if body is None:
        raise RequestInvalid("没有这个单位", "There is no such organisation.")
    chosen = list(dict.fromkeys(numbers))
    check_few(chosen)
    check_readable(session, person, chosen)
    late = late_cases(session, chosen, body)
    title = late[0].title if len(late) == 1 else f"{body.short_name}{len(late)}件逾期事项合并督办"
    return Filled(
        key=str(uuid4()),
        title=title[:_TITLE],
        parties={"body": body.code},
        form=drafted(session, late, body, person.org_code, at=now()),
    )
