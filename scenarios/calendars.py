"""The only reader of holiday notices: YAML files, stacked nation, then region, then body."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from domain.office_time import OFFICE_HOURS, OfficeHours
from domain.work_calendar import NATION, CalendarLayer, WorkCalendar
from scenarios.rule_file import read_rule

CALENDARS = Path(__file__).parent / "calendars"


def load_layers(folder: Path = CALENDARS) -> tuple[CalendarLayer, ...]:
    """Read every notice below the folder; of two of one level and year the later file name overrides.

    Raises:
        DefinitionWrong: A file is not a notice; what is wrong is named with its line.
    """
    files = sorted(folder.rglob("*.yaml"), key=lambda file: (file.parent, file.stem))
    return tuple(read_rule(file, CalendarLayer) for file in files)


def stack(
    layers: Sequence[CalendarLayer],
    *,
    regions: Sequence[str] = (),
    body: str | None = None,
    office_hours: OfficeHours = OFFICE_HOURS,
) -> WorkCalendar:
    """Return the calendar of a body in its regions, named from the widest to the narrowest."""
    order = {NATION: 0} | {region: depth for depth, region in enumerate(regions, start=1)}
    of_places = [layer for layer in layers if layer.body is None and layer.region in order]
    of_body = [layer for layer in layers if body is not None and layer.body == body]
    return WorkCalendar((*sorted(of_places, key=lambda layer: order[layer.region]), *of_body), office_hours)


@cache
def national_calendar() -> WorkCalendar:
    """Return the calendar of the national notices alone."""
    return stack(load_layers())
