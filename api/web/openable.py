"""Which procedures an officer can open a case of."""

from collections.abc import Iterable

from domain.organisation import Person
from domain.procedure import Definition, Procedure


def may_open(person: Person, procedure: Procedure) -> bool:
    """Return whether an officer's organisation and role can open a case of this procedure."""
    opens = procedure.opens
    kinds = procedure.parties[opens.who].kinds
    is_entitled = (not kinds or person.kind in kinds) and (opens.role is None or person.has_role(opens.role))
    return opens.by_hand and is_entitled


def openable(person: Person, definitions: Iterable[Definition]) -> list[Procedure]:
    """Return the procedures that the officer can open a case of."""
    return [each.procedure for each in definitions if may_open(person, each.procedure)]
