"""How periods are counted, whoever knows which days are worked. Arithmetic only."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from domain.clock import Suspension
from domain.office_time import OFFICE_ZONE, OfficeHours, local, local_day

_DAY = timedelta(days=1)


def nth_day(start: date, n: int, counts: Callable[[date], bool], *, backward: bool = False) -> date:
    """Return the n-th day that counts after the start (or before it); the start is not counted (CC 201)."""
    step = -_DAY if backward else _DAY
    day = start
    left = n
    while left > 0:
        day += step
        left -= counts(day)
    return day


def months_later(start: date, months: int) -> date:
    """Return the corresponding day so many months on, or that month's last if it has none (CC 202)."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def still_days(pauses: Sequence[Suspension]) -> tuple[tuple[date, date], ...]:
    """Return the spans of days that do not count, each without its end: the day of resuming counts again."""
    return tuple((local_day(pause.from_at), local_day(pause.until_at)) for pause in pauses)


def is_still(on: date, spans: Sequence[tuple[date, date]]) -> bool:
    """Say whether the day is one of those that do not count."""
    return any(first <= on < after for first, after in spans)


def pushed_days(start: date, end: date, spans: Sequence[tuple[date, date]]) -> date:
    """Return the last day of a period that ends on `end` if nothing stands still; spans are in order."""
    for first, after in spans:
        begins = max(first, start + _DAY)
        if begins <= end and after > begins:
            end += after - begins
    return end


def later(start: datetime, length: timedelta, pauses: Sequence[Suspension]) -> datetime:
    """Return the moment so much running time on; hours start at once (CC 201) and run through the night.

    Suspensions are in order and begin no earlier than the start, as the clock keeps them.
    """
    end = local(start) + length
    for pause in pauses:
        if pause.from_at < end:
            end += pause.until_at - pause.from_at
    return end


def office_later(
    start: datetime,
    length: timedelta,
    pauses: Sequence[Suspension],
    hours: OfficeHours,
    counts: Callable[[date], bool],
) -> datetime:
    """Return the moment so much office time on, on the days that count."""
    left = length
    for opens, closes in _running(local(start), pauses, hours, counts):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise AssertionError("office time does not end")


def _running(
    start: datetime, pauses: Sequence[Suspension], hours: OfficeHours, counts: Callable[[date], bool]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield each stretch of office time after the start in which the clock runs."""
    on = start.date()
    while True:
        if counts(on):
            for session in hours.sessions:
                opens = max(start, datetime.combine(on, session.opens, OFFICE_ZONE))
                closes = datetime.combine(on, session.closes, OFFICE_ZONE)
                yield from _unpaused(opens, closes, pauses)
        on += _DAY


def _unpaused(
    opens: datetime, closes: datetime, pauses: Sequence[Suspension]
) -> Iterator[tuple[datetime, datetime]]:
    for pause in pauses:
        if pause.from_at < closes and pause.until_at > opens:
            if pause.from_at > opens:
                yield opens, local(pause.from_at)
            opens = local(pause.until_at)
    if opens < closes:
        yield opens, closes
