"""Traffic lights: how a running limit looks, and the moments at which that changes."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

from pydantic import AwareDatetime

from domain.clock import Clock
from domain.counting import is_still, later, office_later, still_days
from domain.derivation import Derivation
from domain.due_date import DueDate
from domain.limit import Unit
from domain.model import Model
from domain.office_time import end_of, local_day, start_of
from domain.work_calendar import WorkCalendar

# Customary shares of a limit, not law.
_YELLOW_SHARE = 0.3
_DARK_SHARE = 0.5
_DARK_WORKING_DAYS = 5
_HOURS = {Unit.HR: timedelta(hours=1), Unit.BH: timedelta(hours=1), Unit.MIN: timedelta(minutes=1)}


class Light(StrEnum):
    """How a limit looks: time left, little left, overdue, long overdue, standing still."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    DARK_RED = "dark-red"
    GREY = "grey"


class LightChanges(Model):
    """The moments at which the light changes if nobody acts; a page colours a row by these alone."""

    yellow_at: AwareDatetime
    red_at: AwareDatetime
    dark_red_at: AwareDatetime

    def at(self, now: datetime, *, suspended: bool = False) -> Light:
        """Return the light of the moment."""
        if suspended:
            return Light.GREY
        if now >= self.dark_red_at:
            return Light.DARK_RED
        if now >= self.red_at:
            return Light.RED
        return Light.YELLOW if now >= self.yellow_at else Light.GREEN


def light(
    started_at: datetime, due: DueDate, now: datetime, calendar: WorkCalendar, *, suspended: bool
) -> Light:
    """Return the light of a limit at the moment."""
    return _changes(started_at, due, calendar).at(now, suspended=suspended)


def light_changes(clock: Clock, due: DueDate, calendar: WorkCalendar) -> LightChanges:
    """Return the moments at which the light changes.

    Yellow when 30 % of the limit or one working day is left, whichever comes first, and for hours when
    70 % has run; dark red 5 working days or half the limit past the due date, whichever comes first.
    Days are taken whole, in favour of an early yellow and a late dark red.
    """
    return _changes(clock.started_at, due, calendar)


def _changes(started_at: datetime, due: DueDate, calendar: WorkCalendar) -> LightChanges:
    in_days = due.derivation.limit.unit.is_days
    yellow_at = _yellow_in_days(due, calendar) if in_days else _yellow_in_hours(due.derivation, calendar)
    dark_at = _dark_in_days(due, calendar) if in_days else _dark_in_hours(due, calendar)
    long_overdue_at = end_of(calendar.nth_working_day(due.due_on, _DARK_WORKING_DAYS), due.derivation.closes)
    if not due.derivation.limit.backward:
        yellow_at = max(yellow_at, started_at)
    return LightChanges(yellow_at=yellow_at, red_at=due.due_at, dark_red_at=min(dark_at, long_overdue_at))


def _days(due: DueDate) -> int:
    """Return how many days the limit grants, in working days or calendar days."""
    derivation = due.derivation
    if derivation.limit.unit in (Unit.WD, Unit.ND):
        return derivation.budget
    return (derivation.reached_on - local_day(derivation.started_at)).days


def _yellow_in_days(due: DueDate, calendar: WorkCalendar) -> datetime:
    """Return the beginning of the day on which only the share is left, or of the last working day in time.

    A roll is time given, not time planned with: both are reckoned from where counting alone ends.
    """
    left = max(ceil(_YELLOW_SHARE * _days(due)), 1)
    still = still_days(due.derivation.suspensions)
    only_working = due.derivation.limit.unit is Unit.WD

    def counts(on: date) -> bool:
        return not is_still(on, still) and (not only_working or calendar.provisional_day(on).is_working)

    ends_on = due.derivation.reached_on
    on = ends_on
    while left > 1:
        on -= timedelta(days=1)
        left -= counts(on)
    last_worked = (
        ends_on if calendar.provisional_day(ends_on).is_working else calendar.nth_working_day(ends_on, -1)
    )
    return start_of(min(on, last_worked))


def _dark_in_days(due: DueDate, calendar: WorkCalendar) -> datetime:
    over = ceil(_DARK_SHARE * _days(due))
    if due.derivation.limit.unit is Unit.WD:
        on = calendar.nth_working_day(due.due_on, over)
    else:
        on = due.due_on + timedelta(days=over)
    return end_of(on, due.derivation.closes)


def _yellow_in_hours(derivation: Derivation, calendar: WorkCalendar) -> datetime:
    length = derivation.budget * _HOURS[derivation.limit.unit] * (1 - _YELLOW_SHARE)
    return _hours_later(derivation.started_at, length, derivation, calendar)


def _dark_in_hours(due: DueDate, calendar: WorkCalendar) -> datetime:
    length = due.derivation.budget * _HOURS[due.derivation.limit.unit] * _DARK_SHARE
    return _hours_later(due.due_at, length, due.derivation, calendar)


def _hours_later(
    start: datetime, length: timedelta, derivation: Derivation, calendar: WorkCalendar
) -> datetime:
    pauses = derivation.suspensions
    if derivation.office_hours is None:
        return later(start, length, pauses)
    return office_later(
        start, length, pauses, derivation.office_hours, lambda on: calendar.provisional_day(on).is_working
    )
