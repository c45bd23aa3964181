"""Which days are worked, and by whose notice: national, then regional, then a body's own."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import Field, model_validator

from domain.limit import Confidence
from domain.model import Rule
from domain.office_time import OFFICE_HOURS, OfficeHours
from domain.refusal import Refusal

NATION = "CN"
_DECEMBER = 12
_SATURDAY = 5


class CalendarNotLoaded(Refusal):
    """The year's holiday notice is not published, or not loaded."""

    code = "calendar-not-loaded"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"{year}年放假安排尚未载入", f"the holiday notice for {year} is not loaded", year=year
        )
        self.year = year


class Level(StrEnum):
    """Whose notice a layer carries; a later level overrides an earlier one."""

    NATION = "nation"
    REGION = "region"
    BODY = "body"


class Notice(Rule):
    """The document that makes days off and make-up days."""

    title: str = Field(min_length=1)
    number: str | None = None
    issuer: str = Field(min_length=1)
    published_on: date | None = None
    confidence: Confidence

    @property
    def cited(self) -> str:
        """Return how the notice is cited: by its number, or by its title if it has none."""
        return self.number or f"《{self.title}》"


class OffPeriod(Rule):
    """Days off in a row, both ends included, weekends among them too."""

    name: str = Field(min_length=1)
    name_en: str = Field(min_length=1)
    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Yield each day of the period."""
        for n in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=n)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"{self.name}: {self.first} is after {self.last}")
        return self


class MakeUpDay(Rule):
    """A rest day that is worked for a holiday (调休)."""

    day: date
    name: str = Field(min_length=1)
    name_en: str = Field(min_length=1)


class CalendarLayer(Rule):
    """One notice for one year: a file. `region` is CN for the nation; `body` is set for one body only."""

    region: str = NATION
    body: str | None = None
    year: int = Field(ge=1949, le=2200)
    notice: Notice
    days_off: tuple[OffPeriod, ...] = ()
    make_up: tuple[MakeUpDay, ...] = ()

    @property
    def level(self) -> Level:
        """Return whose notice this is."""
        if self.body is not None:
            return Level.BODY
        return Level.NATION if self.region == NATION else Level.REGION

    @model_validator(mode="after")
    def _names_each_day_once(self) -> Self:
        named = [day for period in self.days_off for day in period.days()] + [
            each.day for each in self.make_up
        ]
        for day in named:
            if not self._is_within(day):
                raise ValueError(f"{day} is not in {self.year}")
        twice = sorted({str(day) for day in named if named.count(day) > 1})
        if twice:
            raise ValueError(f"named twice: {', '.join(twice)}")
        if self.level is Level.NATION and (
            weekday := [each.day for each in self.make_up if each.day.weekday() < _SATURDAY]
        ):
            raise ValueError(f"a make-up day is a weekend day: {weekday[0]}")
        return self

    def _is_within(self, day: date) -> bool:
        # A New Year holiday, or the day worked for it, may lie at the end of the old year.
        return day.year == self.year or (day.year == self.year - 1 and day.month == _DECEMBER)


class Day(NamedTuple):
    """What the calendar says about a day, and on whose word."""

    on: date
    is_working: bool
    reason_zh: str
    reason_en: str
    notice: str | None
    layer: Level
    is_provisional: bool

    @property
    def is_made_up(self) -> bool:
        """Say whether this is a weekend day that is worked."""
        return self.is_working and self.on.weekday() >= _SATURDAY


class WorkCalendar:
    """Layers of notices, read day by day; the most particular and latest word counts."""

    def __init__(self, layers: Iterable[CalendarLayer], office_hours: OfficeHours = OFFICE_HOURS) -> None:
        order = list(Level)
        self.layers = tuple(sorted(layers, key=lambda layer: (order.index(layer.level), layer.year)))
        self.office_hours = office_hours
        self.years = frozenset(layer.year for layer in self.layers if layer.level is Level.NATION)
        self._days = {day.on: day for layer in self.layers for day in _named_days(layer, self.years)}

    def day(self, on: date) -> Day:
        """Return what is known about a day; raise CalendarNotLoaded if its year has no national notice."""
        if on.year not in self.years:
            raise CalendarNotLoaded(on.year)
        return self.provisional_day(on)

    def provisional_day(self, on: date) -> Day:
        """Return the day; without a notice Monday to Friday are assumed worked, and it is marked."""
        known = self._days.get(on)
        if known is None:
            known = self._days[on] = _unnamed_day(on, is_provisional=on.year not in self.years)
        return known

    def nth_working_day(self, from_on: date, n: int) -> date:
        """Return the n-th working day after the given day, or before it if n is negative; provisional."""
        step = timedelta(days=1 if n > 0 else -1)
        on = from_on
        for _ in range(abs(n)):
            on += step
            while not self.provisional_day(on).is_working:
                on += step
        return on


def _named_days(layer: CalendarLayer, years: frozenset[int]) -> Iterator[Day]:
    """Yield the days that a layer names; a day of a year without national notice stays provisional."""
    notice, level = layer.notice.cited, layer.level
    for period in layer.days_off:
        for on in period.days():
            yield Day(on, False, period.name, period.name_en, notice, level, on.year not in years)  # noqa: FBT003 - a named tuple's field
    for each in layer.make_up:
        yield Day(each.day, True, each.name, each.name_en, notice, level, each.day.year not in years)  # noqa: FBT003 - a named tuple's field


def _unnamed_day(on: date, *, is_provisional: bool) -> Day:
    """Return a day that no notice names: the week decides."""
    is_working = on.weekday() < _SATURDAY
    zh, en = ("工作日", "working day") if is_working else ("周末", "weekend")
    return Day(on, is_working, zh, en, None, Level.NATION, is_provisional)
