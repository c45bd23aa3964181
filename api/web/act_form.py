"""The form of an action: which one it is, whether it is open to the visitor, and what its page shows."""

from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from api.away import NotFound
from api.clock import now
from api.identity import actor_of
from api.web.case_page import case_row
from api.web.fields import Given, parted, shown_fields
from api.web.tasks import tasks_to_choose
from api.web.visit import Facts, Visit
from domain.actions import find_action
from domain.case import Case, NotOpenHere, stage_of
from domain.form import Form
from domain.open_actions import open_actions
from domain.organisation import OrganisationKind
from domain.procedure import Action, Definition
from store import cases
from store.visits import counted_for


@dataclass(frozen=True)
class ActFilled:
    """An action's form as it was filled in, the entry it was decided on, and the act's key.

    `stays` when the visitor goes on where they are instead of to the case's page.
    """

    key: str
    seq: int | None = None
    form: dict[str, Any] = field(default_factory=dict)
    stays: bool = False


def form_asked(session: Session, visit: Visit, case_id: str, action: str) -> Form:
    """Return the form of an action, also when the case has left the stage that offers it.

    Raises:
        NotFound: The procedure has no such action.
    """
    row = case_row(session, visit, case_id)
    definition = visit.resources.shelf.definition(session, row.digest)
    return action_of(definition, Case.model_validate(row.state), action).form


def action_of(definition: Definition, case: Case, name: str) -> Action:
    """Return an action: as the case's own stage offers it, else as any other does.

    Raises:
        NotFound: Neither a stage nor the engine offers it.
    """
    for stage in (case.stage, *definition.procedure.stages):
        found = find_action(definition, stage, name)
        if found is not None:
            return found
    raise NotFound(name)


def check_open(session: Session, visit: Visit, definition: Definition, case: Case, action: str) -> None:
    """Check that the visitor may take the action now.

    Raises:
        Refusal: The stage does not offer it, or not to this visitor.
    """
    action_of(definition, case, action)
    regions = [party.region for party, _ in cases.parties_of(session, case.id)]
    actor = actor_of(visit.person, lambda: regions)
    visits = counted_for(session, definition, case, at=now())
    if action not in dict(open_actions(definition, case, actor, at=now(), visits=visits)):
        raise NotOpenHere(case, stage_of(case, definition), action)


def act_facts(
    session: Session,
    visit: Visit,
    case_id: str,
    action: str,
    filled: ActFilled,
    errors: dict[str, str] | None = None,
) -> Facts:
    row = case_row(session, visit, case_id)
    definition = visit.resources.shelf.definition(session, row.digest)
    case = Case.model_validate(row.state)
    rule = action_of(definition, case, action)
    given = Given(
        session,
        visit.person,
        visit.language,
        definition.procedure.codes,
        values=filled.form,
        errors=errors or {},
        kinds=_kinds(definition, rule),
        tasks=tasks_to_choose(definition, case, action, visit.language),
    )
    return {
        "row": row,
        "case_id": case_id,
        "action_id": action,
        "action": rule,
        "fields": parted(shown_fields(rule.form, given), is_quick=_is_quick(case)),
        "filled": filled,
        "refusal": None,
        "is_stale": False,
    }


def _is_quick(case: Case) -> bool:
    """Return whether the limit that runs is in hours or minutes: then only what is required is asked for at first."""
    return case.clock is not None and not case.clock.limit.unit.is_days


def _kinds(definition: Definition, action: Action) -> dict[str, tuple[OrganisationKind, ...]]:
    """Return which kinds of organisations the fields that bind a party may name."""
    parties = definition.procedure.parties
    bound = {name: parties[role].kinds for role, name in action.bind.items()}
    own = {name: field.kinds for name, field in action.form.items() if field.kinds}
    return bound | own
