"""Do the statistics make sense? What they speak of is there, and whoever they are broken down by is a party."""

from collections.abc import Iterator

from domain.finding import Finding, in_guard
from domain.procedure import Procedure
from domain.statistics import AT_THE_END


def in_keeps(procedure: Procedure) -> Iterator[Finding]:
    """Find every statistic that no case could ever yield, and those that are only words."""
    if procedure.plan is not None and procedure.plan.keeps:
        yield Finding(
            ("plan", "keeps"), "statistics stand in 'keeps' of the whole definition, each with its value"
        )
    for name, rule in procedure.keeps.items():
        path = ("keeps", name)
        yield from in_guard(procedure, rule.value, {}, (*path, "value"), AT_THE_END)
        yield from in_guard(procedure, rule.when, {}, (*path, "when"), AT_THE_END)
        if rule.by is not None and rule.by not in procedure.parties:
            yield Finding((*path, "by"), f"{rule.by!r} is not a party")
        if bool(rule.unit) is not bool(rule.unit_en):
            yield Finding((*path, "unit"), "a unit stands in both languages or in none")
