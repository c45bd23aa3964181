"""The ways through a procedure: which takes longest when every limit is used to its end."""

from collections import Counter
from dataclasses import dataclass

from domain.limit import Limit, Unit
from domain.procedure import Definition

# For comparing limits of different units only; a due date is never computed with these.
_HOURS = {Unit.MIN: 1 / 60, Unit.HR: 1, Unit.BH: 3, Unit.ND: 24, Unit.WD: 34, Unit.MON: 730, Unit.YR: 8760}


@dataclass(frozen=True)
class Way:
    """The stages in their order, and the sum of their limits for each unit, such as `29 WD + 120 ND`."""

    stages: tuple[str, ...]
    limits: str


def longest_way(definition: Definition) -> Way:
    """Return the longest way that enters no stage twice."""
    procedure = definition.procedure
    longest = {name: _longest_limit(definition, name) for name in procedure.stages}
    onward = {
        name: sorted({t.to for a in stage.actions.values() for t in a.targets if t.to in procedure.stages})
        for name, stage in procedure.stages.items()
    }
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    ways: list[tuple[str, ...]] = [(procedure.opens.to,)]
    while ways:
        way = ways.pop()
        hours = sum(longest[name].value * _HOURS[longest[name].unit] for name in way)
        best = max(best, (hours, way))
        ways += [(*way, name) for name in onward[way[-1]] if name not in way]
    return Way(best[1], _total([longest[name] for name in best[1]]))


def _longest_limit(definition: Definition, stage: str) -> Limit:
    limits = [definition.limits[choice.use] for choice in definition.procedure.stages[stage].limits]
    return max(limits, key=lambda limit: limit.value * _HOURS[limit.unit])


def _total(limits: list[Limit]) -> str:
    total: Counter[str] = Counter()
    for limit in limits:
        total[limit.unit.value] += limit.value
    return " + ".join(f"{value} {unit}" for unit, value in total.items())
