"""When a running limit ends: one place counts every date, and says how it did."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from pydantic import AwareDatetime

from domain.clock import Clock
from domain.derivation import Derivation, Marked, counted_to, instant_reached, rolled_to
from domain.limit import Kind, Unit
from domain.model import Model
from domain.office_time import end_of, last_day, local_day
from domain.work_calendar import Day, WorkCalendar


class DueDate(Model):
    """The end of a limit: the last day in time, the moment enforced, and the day to be done by.

    `operational_on` is earlier than `due_on` when the period ends on a rest day and does not roll.
    """

    due_on: date
    due_at: AwareDatetime
    operational_on: date
    provisional: bool
    derivation: Derivation


class _Reading:
    """What the calendar said while one date was counted."""

    def __init__(self, calendar: WorkCalendar) -> None:
        self._calendar = calendar
        self.days: dict[date, Day] = {}

    def is_worked(self, on: date) -> bool:
        day = self.days[on] = self._calendar.provisional_day(on)
        return day.is_working

    def is_rest(self, on: date) -> bool:
        return not self.is_worked(on)

    def rest(self) -> tuple[Marked, ...]:
        return _grouped(day for day in self.days.values() if not day.is_working)

    def worked(self) -> tuple[Marked, ...]:
        return _grouped(day for day in self.days.values() if day.is_made_up)

    def unpublished(self) -> set[int]:
        return {day.on.year for day in self.days.values() if day.is_provisional}


def due_date(clock: Clock, calendar: WorkCalendar) -> DueDate:
    """Return when the limit ends, with its derivation.

    A year without a holiday notice is counted Monday to Friday and makes the date provisional.
    """
    counted = Derivation(
        limit=clock.limit,
        started_at=clock.started_at,
        suspensions=clock.suspensions,
        extensions=clock.extensions,
        rolls=clock.limit.rolls,
        office_hours=calendar.office_hours if clock.limit.unit is Unit.BH else None,
        operational_on=local_day(clock.started_at),
        due_at=clock.started_at,
    )
    derivation = _in_days(counted, calendar) if clock.limit.unit.is_days else _in_hours(counted, calendar)
    due_at = derivation.due_at
    return DueDate(
        due_on=last_day(due_at),
        due_at=due_at,
        operational_on=derivation.operational_on,
        provisional=bool(derivation.unpublished),
        derivation=derivation,
    )


def _in_days(counted: Derivation, calendar: WorkCalendar) -> Derivation:
    """Return the derivation of a period that ends with a day."""
    counting, ending = _Reading(calendar), _Reading(calendar)
    due_on = counted_to(counted, counting.is_worked)
    if counted.rolls:
        due_on = rolled_to(due_on, counted.suspensions, ending.is_rest)
    operational_on = due_on if counted.limit.unit is Unit.WD else _last_worked(due_on, counted, ending)
    closes = _closes(due_on, counted, calendar)
    return counted.model_copy(
        update={
            "skipped": counting.rest(),
            "worked": counting.worked(),
            "at_end": ending.rest(),
            "closes": closes,
            "due_at": end_of(due_on, closes),
            "operational_on": operational_on,
            "unpublished": tuple(sorted(counting.unpublished() | ending.unpublished())),
        }
    )


def _in_hours(counted: Derivation, calendar: WorkCalendar) -> Derivation:
    """Return the derivation of a period that ends at a moment; only business hours ask the calendar."""
    counting = _Reading(calendar)
    due_at = instant_reached(counted, counting.is_worked)
    return counted.model_copy(
        update={
            "skipped": counting.rest(),
            "worked": counting.worked(),
            "due_at": due_at,
            "operational_on": last_day(due_at),
            "unpublished": tuple(sorted(counting.unpublished())),
        }
    )


def _last_worked(due_on: date, counted: Derivation, ending: _Reading) -> date:
    """Return the last working day up to the due date, or the due date if the period holds none."""
    on, start = due_on, local_day(counted.started_at)
    while not ending.is_worked(on):
        on -= timedelta(days=1)
        if on < start and not counted.limit.backward:
            return due_on
    return on


def _closes(due_on: date, counted: Derivation, calendar: WorkCalendar) -> time | None:
    """Return the close of business for acts between offices (CC 203, second paragraph), else nothing.

    A clock that is resumed only after hours on its last day has until midnight.
    """
    if counted.limit.kind is not Kind.HANDOFF or not calendar.provisional_day(due_on).is_working:
        return None
    closes = calendar.office_hours.close_of_business
    return None if _stands_still_at(end_of(due_on, closes), counted) else closes


def _stands_still_at(at: datetime, counted: Derivation) -> bool:
    return any(pause.covers(at) for pause in counted.suspensions)


def _grouped(days: Iterable[Day]) -> tuple[Marked, ...]:
    """Return the days as runs, gathered by the word that decided them."""
    runs: dict[tuple[str, str, str | None], list[tuple[date, date]]] = {}
    for day in sorted(days):
        spans = runs.setdefault((day.reason_zh, day.reason_en, day.notice), [])
        if spans and spans[-1][1] + timedelta(days=1) == day.on:
            spans[-1] = (spans[-1][0], day.on)
        else:
            spans.append((day.on, day.on))
    return tuple(
        Marked(name=zh, name_en=en, notice=notice, runs=tuple(spans))
        for (zh, en, notice), spans in runs.items()
    )
