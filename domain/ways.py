"""The ways through a procedure and through a plan: which takes longest when every limit is used to its end."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from domain.critical_path import longest_chain
from domain.limit import Limit, Unit
from domain.plan import Period, Plan
from domain.procedure import Definition, Stage

# For comparing limits of different units only; a due date is never computed with these.
_HOURS = {Unit.MIN: 1 / 60, Unit.HR: 1, Unit.BH: 3, Unit.ND: 24, Unit.WD: 34, Unit.MON: 730, Unit.YR: 8760}
_Length = tuple[int, Unit]


@dataclass(frozen=True)
class Way:
    """The stages or tasks in their order, and the limits that they take."""

    stages: tuple[str, ...]
    lengths: tuple[_Length, ...]

    @property
    def limits(self) -> str:
        """Return the sum of the limits for each unit, such as `29 WD + 120 ND`."""
        total: Counter[str] = Counter()
        for value, unit in self.lengths:
            total[unit.value] += value
        return " + ".join(f"{value} {unit}" for unit, value in total.items())

    @property
    def hours(self) -> float:
        """Return about how many hours the way takes, to compare it with others."""
        return sum(_in_hours(length) for length in self.lengths)


def working_days(hours: float) -> int:
    """Return about how many working days these hours are, rounded up."""
    return ceil(hours / _HOURS[Unit.WD] - 1e-9)


def hours_of(limit: Limit | Period) -> float:
    """Return about how many hours a limit is, to compare it with limits of other units."""
    return limit.value * _HOURS[limit.unit]


def longest_way(definition: Definition, *, anew: Mapping[str, Period] | None = None) -> Way:
    """Return the longest way that enters no stage twice; `anew` are the limits that a plan sets for a task."""
    return _longest(definition, [target.to for target in definition.procedure.opens.targets], anew or {})


def way_from(definition: Definition, stage: str, *, anew: Mapping[str, Period] | None = None) -> Way:
    """Return what of the longest way is still to come in a stage; beside that way, the longest one from there."""
    whole = longest_way(definition, anew=anew)
    if stage not in whole.stages:
        return _longest(definition, [stage], anew or {})
    place = whole.stages.index(stage)
    return Way(whole.stages[place:], whole.lengths[place:])


def _longest(definition: Definition, starts: Iterable[str], anew: Mapping[str, Period]) -> Way:
    stages = definition.procedure.stages
    longest = {name: _longest_limit(definition, stage, anew) for name, stage in stages.items()}
    onward = {name: sorted(_onward(stage) & stages.keys()) for name, stage in stages.items()}
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    ways: list[tuple[str, ...]] = [(start,) for start in starts]
    while ways:
        way = ways.pop()
        best = max(best, (sum(_in_hours(longest[name]) for name in way), way))
        ways += [(*way, name) for name in onward[way[-1]] if name not in way]
    return Way(best[1], tuple(longest[name] for name in best[1]))


def longest_way_of_tasks(plan: Plan, definitions: Mapping[str, Definition]) -> Way:
    """Return the longest chain of tasks of a plan, each by the longest way of its procedure under the plan's limits."""
    ways = {name: way_of_task(plan, name, definitions) for name in plan.tasks}
    _, chain = longest_chain(plan, {name: way.hours for name, way in ways.items()})
    return Way(chain, tuple(length for name in chain for length in ways[name].lengths))


def way_of_task(plan: Plan, name: str, definitions: Mapping[str, Definition]) -> Way:
    """Return the longest way through a task of a plan."""
    rule = plan.tasks[name]
    return longest_way(definitions[rule.procedure], anew=rule.limits)


def _onward(stage: Stage) -> set[str]:
    """Return where a stage may lead: by an action, or by what it hears of a tied case."""
    acts = {target.to for action in stage.actions.values() for target in action.targets}
    return acts | {each.to for each in stage.hears}


def _longest_limit(definition: Definition, stage: Stage, anew: Mapping[str, Period]) -> _Length:
    limits = [anew.get(choice.use) or definition.limits[choice.use] for choice in stage.limits]
    longest = max(limits, key=hours_of)
    return longest.value, longest.unit


def _in_hours(length: _Length) -> float:
    return length[0] * _HOURS[length[1]]
