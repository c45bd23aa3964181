"""How a matter goes on by itself after each step: tasks begin, are left out, or are raised to the lead."""

from typing import TYPE_CHECKING

from domain.open_ends import raised
from domain.tasks import beginning

if TYPE_CHECKING:
    from domain.case import Case
    from domain.procedure import Definition


def advanced(definition: "Definition", case: "Case") -> "Case":
    """Return the case with every task that has come about now; one task that is left out may let the next begin."""
    plan = definition.procedure.plan
    if plan is None or case.is_closed:
        return case
    while new := beginning(definition, plan, case) | raised(definition.procedure, plan, case):
        case = case.model_copy(update={"tasks": {**case.tasks, **new}})
    return case
