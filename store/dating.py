"""The due date of a case: the earliest end among its running clocks, with its explanation and its lights."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from domain import clocks
from domain.case import Case, holder
from domain.clock import Clock
from domain.due_date import due_date
from domain.ladder import Rung, Span
from domain.light import light_changes
from domain.limit import Confidence, Kind, Limit
from domain.procedure import Definition
from domain.work_calendar import WorkCalendar

CalendarFor = Callable[[str, str], WorkCalendar]
"""Returns the calendar of a body: its region's code and its own."""


def standing(definition: Definition, case: Case, calendar: WorkCalendar, *, at: datetime) -> dict[str, Any]:
    """Return the columns of a case row that say until when; all empty for a closed case."""
    if case.is_closed:
        return dict.fromkeys(
            (
                "due_at",
                "due_on",
                "yellow_at",
                "dark_red_at",
                "suspended_until",
                "derivation",
                "limit_code",
                "overdue_at",
            )
        ) | {"is_provisional": False}
    running = clocks.running(definition, case)
    clock, due = min(((c, due_date(c, calendar)) for c in running), key=lambda pair: pair[1].due_at)
    lights = light_changes(clock, due, calendar)
    pauses = [pause.until_at for pause in clock.suspensions if pause.covers(at)]
    return {
        "due_at": due.due_at,
        "due_on": due.due_on,
        "yellow_at": lights.yellow_at,
        "dark_red_at": lights.dark_red_at,
        "suspended_until": pauses[0] if pauses else None,
        "is_provisional": due.provisional,
        "derivation": due.derivation.model_dump(mode="json", exclude_unset=True),
        "limit_code": clock.limit.code,
    }


def next_rung(
    definition: Definition, case: Case, due_at: datetime | None, calendar: WorkCalendar
) -> tuple[str | None, datetime | None]:
    """Return the level of the rung that fires next and when; nothing when none is left on the ladder."""
    if case.is_closed or holder(case, definition) is None:
        return None, None
    rungs = definition.ladders[definition.procedure.stages[case.stage].overdue].timed
    if due_at is None or case.rung >= len(rungs):
        return None, None
    rung = rungs[case.rung]
    if rung.after is None:
        return rung.level, due_at
    return rung.level, due_date(_rung_clock(rung, rung.after, due_at), calendar).due_at


def started_windows(definition: Definition, action: str) -> dict[str, Limit]:
    """Return the limits that this action starts, by the actions that may be taken within them."""
    actions = (item for stage in definition.procedure.stages.values() for item in stage.actions.items())
    return {
        name: definition.limits[rule.within.limit]
        for name, rule in actions
        if rule.within is not None and rule.within.since == action
    }


def window_end(limit: Limit, calendar: WorkCalendar, *, at: datetime) -> datetime:
    """Return the last moment of a limit that starts at this moment."""
    return due_date(Clock(limit=limit, started_at=at), calendar).due_at


def _rung_clock(rung: Rung, after: Span, due_at: datetime) -> Clock:
    """Return a clock that runs from the due date to the rung; it is counted as every other limit is."""
    limit = Limit(
        code=rung.level,
        title=rung.title,
        title_en=rung.title_en,
        value=after.value,
        unit=after.unit,
        kind=Kind.HANDOFF,
        starts_at="到期",
        starts_at_en="due date",
        confidence=Confidence.C,
    )
    # A day that ends at midnight is still the day before; counting starts on the day after it.
    return Clock(limit=limit, started_at=due_at - timedelta(microseconds=1))
