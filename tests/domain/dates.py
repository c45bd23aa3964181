"""Moments, limits and clocks as the tests of dates write them."""

from datetime import date, datetime

from domain.clock import Clock
from domain.limit import Confidence, Extension, Kind, Limit, Unit
from domain.office_time import OFFICE_ZONE


def at(text: str) -> datetime:
    """Return a moment in China: `2026-03-02` or `2026-03-02 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


def on(text: str) -> date:
    """Return a day."""
    return date.fromisoformat(text)


def limit(
    value: int,
    unit: Unit,
    kind: Kind = Kind.AUTHORITY,
    *,
    backward: bool = False,
    extension: Extension | None = None,
) -> Limit:
    """Return a limit of that length; what it is called does not matter."""
    return Limit(
        code="SOME_LIMIT",
        title="办理",
        title_en="handling",
        value=value,
        unit=unit,
        kind=kind,
        starts_at="签收",
        starts_at_en="signed for receipt",
        basis="某法第一条",
        confidence=Confidence.H,
        backward=backward,
        extension=extension,
    )


def clock(
    started: str, value: int, unit: Unit, kind: Kind = Kind.AUTHORITY, *, extension: Extension | None = None
) -> Clock:
    """Return a clock that started at ten in the morning if no hour is given."""
    hour = "" if ":" in started else " 10:00"
    return Clock(limit=limit(value, unit, kind, extension=extension), started_at=at(started + hour))
