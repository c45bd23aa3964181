"""Which tasks decide when a matter can end: the limits that are still to run, as the rules and the ledger have them."""

from datetime import datetime
from functools import lru_cache

from sqlmodel import Session, col, select

from api.resources import Resources
from domain.case import Case
from domain.critical_path import critical_path
from domain.plan import Period, Plan
from domain.procedure import Definition, read_definition
from domain.ways import hours_of, longest_way, way_from
from store.tables import CaseRow

_HOUR = 3600


def critical_out(
    resources: Resources, session: Session, definition: Definition, case: Case, *, at: datetime
) -> list[str]:
    """Return the keys of the tasks that hold the matter up, the first one to be settled first."""
    plan = definition.procedure.plan
    if plan is None or case.is_closed:
        return []
    whole = {name: _of_task(resources, plan, name) for name in plan.tasks}
    ids = {state.case_id: key for key, state in case.tasks.items() if not state.is_settled}
    rows = session.exec(select(CaseRow).where(col(CaseRow.id).in_(ids), col(CaseRow.outcome).is_(None))).all()
    left = {key: whole.get(state.rule or "", _of_added(resources, plan)) for key, state in case.tasks.items()}
    left |= {ids[row.id]: _left(resources.shelf.definition(session, row.digest), row, at) for row in rows}
    return list(critical_path(plan, case, whole, left))


def _left(rules: Definition, row: CaseRow, at: datetime) -> float:
    """Return how many hours a task may still take: what is left of its stage, and the longest way after it.

    Whoever is late may need the whole limit once more.
    """
    limit = rules.limits.get(row.limit_code or "")
    stage = hours_of(limit) if limit else 0.0
    ahead = _hours(rules.canonical, (), row.stage) - stage
    if row.due_at is None or row.due_at <= at:
        return max(ahead, 0.0) + stage
    return max(ahead, 0.0) + (row.due_at - at).total_seconds() / _HOUR


def _of_task(resources: Resources, plan: Plan, name: str) -> float:
    rule = plan.tasks[name]
    return _of_procedure(
        resources, rule.procedure, tuple(sorted(rule.limits.items(), key=lambda each: each[0]))
    )


def _of_added(resources: Resources, plan: Plan) -> float:
    return _of_procedure(resources, plan.added.procedure, ())


def _of_procedure(resources: Resources, procedure: str, anew: tuple[tuple[str, Period], ...]) -> float:
    """Return how long a task takes by its procedure; one that is no longer defined counts for nothing."""
    rules = resources.definitions.get(procedure)
    return _hours(rules.canonical, anew, None) if rules else 0.0


@lru_cache(maxsize=1024)
def _hours(canonical: str, anew: tuple[tuple[str, Period], ...], since: str | None) -> float:
    rules = read_definition(canonical)
    if since is not None:
        return way_from(rules, since).hours
    return longest_way(rules, anew=dict(anew)).hours
