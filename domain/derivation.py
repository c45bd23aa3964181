"""How a due date came about: everything needed to count it again without a calendar."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from pydantic import AwareDatetime

from domain.clock import Extended, Suspension
from domain.counting import (
    is_still,
    later,
    months_later,
    nth_day,
    office_later,
    pushed_days,
    still_days,
)
from domain.explanation import explain
from domain.limit import Limit, Unit
from domain.model import Model
from domain.office_time import OfficeHours, end_of, last_day, local_day

__all__ = ["Derivation", "Marked", "counted_to", "explain", "instant_reached", "re_execute", "rolled_to"]

_MONTHS = {Unit.MON: 1, Unit.YR: 12}
_LENGTHS = {Unit.HR: timedelta(hours=1), Unit.BH: timedelta(hours=1), Unit.MIN: timedelta(minutes=1)}


class Marked(Model):
    """Days that one word of the calendar decided: runs of days, both ends included, in the order counted."""

    name: str
    name_en: str
    notice: str | None = None
    runs: tuple[tuple[date, date], ...]

    def covers(self, on: date) -> bool:
        """Say whether the day is one of them."""
        return any(first <= on <= last for first, last in self.runs)


class Derivation(Model):
    """The event, the limit, the days passed over and why, the roll, the end of the day, the outcome.

    `skipped` are the rest days met while counting and `worked` the weekend days that did count;
    `at_end` are the rest days on which the period would have ended. `closes` is empty for 24:00.
    """

    limit: Limit
    started_at: AwareDatetime
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extended, ...] = ()
    skipped: tuple[Marked, ...] = ()
    worked: tuple[Marked, ...] = ()
    at_end: tuple[Marked, ...] = ()
    rolls: bool = False
    closes: time | None = None
    office_hours: OfficeHours | None = None
    operational_on: date
    due_at: AwareDatetime
    unpublished: tuple[int, ...] = ()

    @property
    def budget(self) -> int:
        """Return how much is granted in all, extensions included, in the limit's unit."""
        return self.limit.value + sum(extended.value for extended in self.extensions)

    @property
    def reached_on(self) -> date:
        """Return the day that counting alone reaches; a roll may have moved the due date past it."""
        if self.rolls and self.at_end:
            return min(marked.runs[0][0] for marked in self.at_end)
        return last_day(self.due_at)


def re_execute(derivation: Derivation) -> datetime:
    """Return the moment the limit ends, counted again from the derivation alone."""

    def is_worked(on: date) -> bool:
        return not any(marked.covers(on) for marked in derivation.skipped)

    def is_rest(on: date) -> bool:
        return any(marked.covers(on) for marked in derivation.at_end)

    if not derivation.limit.unit.is_days:
        return instant_reached(derivation, is_worked)
    reached = counted_to(derivation, is_worked)
    if derivation.rolls:
        reached = rolled_to(reached, derivation.suspensions, is_rest)
    return end_of(reached, derivation.closes)


def counted_to(counted: Derivation, is_worked: Callable[[date], bool]) -> date:
    """Return the day a period in days is counted to, before any roll.

    Counted backwards, so many full days lie between that day and the event, neither counted (PPL 64).
    """
    limit, start, budget = counted.limit, local_day(counted.started_at), counted.budget
    if limit.backward:
        return _counted_back(limit.unit, start, budget, is_worked)
    still = still_days(counted.suspensions)
    if limit.unit is Unit.WD:
        return nth_day(start, budget, lambda on: not is_still(on, still) and is_worked(on))
    if limit.unit is Unit.ND:
        return pushed_days(start, start + timedelta(days=budget), still)
    return pushed_days(start, months_later(start, budget * _MONTHS[limit.unit]), still)


def _counted_back(unit: Unit, start: date, budget: int, is_worked: Callable[[date], bool]) -> date:
    if unit is Unit.WD:
        return nth_day(start, budget + 1, is_worked, backward=True)
    return start - timedelta(days=budget + 1)


def rolled_to(reached: date, suspensions: tuple[Suspension, ...], is_rest: Callable[[date], bool]) -> date:
    """Return the first day after a rest day on which the period can end (CC 203).

    A period never ends on a day that stands still, so the roll passes over those too.
    """
    if not is_rest(reached):
        return reached
    still = still_days(suspensions)
    while is_still(reached, still) or is_rest(reached):
        reached += timedelta(days=1)
    return reached


def instant_reached(counted: Derivation, is_worked: Callable[[date], bool]) -> datetime:
    """Return the moment a period in hours or minutes runs out."""
    length = counted.budget * _LENGTHS[counted.limit.unit]
    if counted.office_hours is None:
        return later(counted.started_at, length, counted.suspensions)
    return office_later(counted.started_at, length, counted.suspensions, counted.office_hours, is_worked)
