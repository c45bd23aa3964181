"""Civil time: the zone all dates are in, when offices are open, when a day ends."""

from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from domain.model import Model
from domain.refusal import Refusal

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")


class TimeWithoutZone(Refusal):
    """A moment was given without its zone, so nobody knows which day it is on."""

    code = "time-without-zone"

    def __init__(self, at: datetime) -> None:
        super().__init__(f"时间未带时区：{at}", f"the moment has no zone: {at}", at=at.isoformat())


class Session(Model):
    """One stretch of office time within a day."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(f"a session opens before it closes: {self.opens} to {self.closes}")
        return self


class OfficeHours(Model):
    """The sessions of a working day, in order."""

    sessions: tuple[Session, ...] = Field(min_length=1)

    @property
    def close_of_business(self) -> time:
        """Return when the last session of the day ends."""
        return self.sessions[-1].closes

    @model_validator(mode="after")
    def _sessions_in_order(self) -> Self:
        for earlier, later in zip(self.sessions, self.sessions[1:], strict=False):
            if earlier.closes > later.opens:
                raise ValueError(f"sessions overlap: {earlier} and {later}")
        return self


# The hours a district justice bureau publishes; another body's are given to its calendar.
OFFICE_HOURS = OfficeHours(
    sessions=(
        Session(opens=time(9, 0), closes=time(12, 30)),
        Session(opens=time(14, 0), closes=time(18, 0)),
    )
)


def local(at: datetime) -> datetime:
    """Return the same moment as clocks in China show it; refuse one without a zone."""
    if at.tzinfo is None:
        raise TimeWithoutZone(at)
    return at.astimezone(OFFICE_ZONE)


def local_day(at: datetime) -> date:
    """Return the day a moment is on, in China."""
    return local(at).date()


def start_of(on: date) -> datetime:
    """Return 00:00 of the day."""
    return datetime.combine(on, time.min, OFFICE_ZONE)


def end_of(on: date, closes: time | None = None) -> datetime:
    """Return when the day ends: at close of business if given, else at 24:00 (CC 203)."""
    if closes is None:
        return start_of(on + timedelta(days=1))
    return datetime.combine(on, closes, OFFICE_ZONE)


def last_day(due_at: datetime) -> date:
    """Return the last day with time left before the moment: 00:00 belongs to the day that ends."""
    return local_day(due_at - timedelta(microseconds=1))


def clock_time(due_at: datetime) -> str:
    """Write the hour of a moment that ends a period: midnight is 24:00 of the day before."""
    at = local(due_at)
    return "24:00" if at.time() == time.min else f"{at:%H:%M}"
