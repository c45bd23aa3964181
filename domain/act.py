"""What people do: an act of an actor, as it travels from the page to the history."""

from typing import Any

from domain.model import Model
from domain.organisation import Role
from domain.visits import NOT_COUNTED, Counted

SYSTEM = "system"
"""The actor of what the engine does by itself: marking a case overdue, dating it anew."""


class Actor(Model):
    """Who acts, for which organisation; `supervises` when that is the supervision office of the case's region."""

    login: str
    org: str
    roles: tuple[Role, ...] = ()
    supervises: bool = False


class Act(Model):
    """One act. `id` is the same for a double click or a retry; `seq` is the entry on which it was decided.

    `visits` is what the ledger had counted by then. It is no part of what the act says: the same act may come again
    with another count.
    """

    id: str
    action: str
    actor: Actor
    seq: int | None = None
    form: dict[str, Any] = {}
    visits: Counted = NOT_COUNTED


class OpeningAct(Model):
    """The act that opens a case; `parties` names an organisation for each role, `ties` the numbers of cases it follows."""

    id: str
    actor: Actor
    title: str
    parties: dict[str, str]
    form: dict[str, Any] = {}
    ties: tuple[str, ...] = ()


def by_engine(action: str, *, seq: int, nth: int, **form: Any) -> Act:
    """Return an act of the engine itself; its id is the same when the engine comes to it again."""
    actor = Actor(login=SYSTEM, org=SYSTEM)
    return Act(id=f"{action}@{seq}.{nth}", action=action, actor=actor, seq=seq, form=form)
