"""Each body's own calendar, with its own office hours."""

from collections.abc import Callable
from functools import cache

from domain.office_time import OFFICE_HOURS
from domain.work_calendar import WorkCalendar
from scenarios.calendars import load_layers, stack
from scenarios.organisations import office_hours


def calendars() -> Callable[[str, str], WorkCalendar]:
    """Return a lookup of each body's calendar: the nation's, the municipality's, its district's, then its own."""
    layers = load_layers()
    hours = office_hours()

    @cache
    def calendar_for(region: str, body: str) -> WorkCalendar:
        wider = [f"{region[:2]}0000", region] if region else []
        return stack(layers, regions=wider, body=body or None, office_hours=hours.get(body, OFFICE_HOURS))

    return calendar_for
