"""What holds a matter up: of all chains of unsettled tasks, the one that still takes longest."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domain.plan import Plan, TaskRule
from domain.tasks import is_settled

if TYPE_CHECKING:
    from domain.case import Case

_Chain = tuple[float, tuple[str, ...]]


def longest_chain(plan: Plan, hours: Mapping[str, float], begun: frozenset[str] = frozenset()) -> _Chain:
    """Return how many hours the longest chain of tasks takes, and its rules in their order.

    Only rules with `hours` count. One that has `begun` waits for no task that was to come first, but for those whose
    findings it deals with. Where a task waits for some of those before it, the last of that many decides.
    """
    ends: dict[str, _Chain] = {}

    def end(name: str) -> _Chain:
        if name not in ends:
            rule = plan.tasks[name]
            first = [each for each in plan.before(name) if name not in begun or each not in rule.after]
            taken, way = _decisive(rule, sorted(end(each) for each in first if each in hours))
            ends[name] = (taken + hours[name], (*way, name))
        return ends[name]

    return max((end(name) for name in plan.tasks if name in hours), default=(0.0, ()))


def _decisive(rule: TaskRule, before: list[_Chain]) -> _Chain:
    """Return the chain that ends last among those that a task has to wait for."""
    if not before:
        return 0.0, ()
    if rule.join == "all":
        return before[-1]
    return before[min(1 if rule.join == "any" else rule.join, len(before)) - 1]


def critical_path(
    plan: Plan, case: "Case", whole: Mapping[str, float], left: Mapping[str, float]
) -> tuple[str, ...]:
    """Return the keys of the tasks that decide when the matter can end, the first one to be settled first.

    `whole` says for each rule how many hours its tasks take, `left` for each task that has begun how many are left.
    The id of a rule stands for a task that has not begun.
    """
    unsettled = {key: state for key, state in case.tasks.items() if not state.is_settled}
    keys: dict[str, str] = {}
    for key, state in unsettled.items():
        rule = state.rule or key
        if rule not in keys or left.get(key, 0.0) > left.get(keys[rule], 0.0):
            keys[rule] = key
    hours = {
        name: left.get(keys[name], whole[name]) if name in keys else whole[name]
        for name in plan.tasks
        if not is_settled(plan, case, name)
    }
    begun = frozenset(state.rule for state in case.tasks.values() if state.rule)
    longest = longest_chain(plan, hours, begun)
    added = [(left.get(key, 0.0), (key,)) for key, state in unsettled.items() if state.rule is None]
    _, way = max([longest, *added])
    return tuple(keys.get(name, name) for name in way if name in keys or name not in begun)
