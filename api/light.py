"""The light that a case shows at a moment."""

from datetime import datetime

from domain.light import Light
from store.tables import CaseRow


def light_of(row: CaseRow, at: datetime) -> Light | None:
    """Return the light that a row shows at a moment; a closed case shows none."""
    if row.due_at is None or row.yellow_at is None or row.dark_red_at is None:
        return None
    if row.suspended_until is not None and row.suspended_until > at:
        return Light.GREY
    steps = ((row.dark_red_at, Light.DARK_RED), (row.due_at, Light.RED), (row.yellow_at, Light.YELLOW))
    return next((light for moment, light in steps if at >= moment), Light.GREEN)
