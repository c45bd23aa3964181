"""Papers that came just so long ago that their first date has passed, and no second rung has fired yet."""

from datetime import UTC, datetime, timedelta

from domain.clock import Clock
from domain.due_date import due_date
from domain.office_time import local_day, start_of
from scenarios.calendars import national_calendar
from scenarios.limits import load_limits


def lately_late() -> dict[str, str]:
    """Return the opening's fields of a paper whose signing fell due last, whatever day it is today."""
    now, limit = datetime.now(UTC), load_limits()["TRANSFER_SIGN"]
    received_on = local_day(now)
    while due_date(Clock(limit=limit, started_at=start_of(received_on)), national_calendar()).due_at > now:
        received_on -= timedelta(days=1)
    return {"paper_received_on": received_on.isoformat(), "paper_reason": "补录"}
