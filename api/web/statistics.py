"""The numbers of a definition's page: one year's cases, each statistic in words, with a bar where it is a share."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.v1.statistics import OfBodyOut, StatisticOut, StatisticsOut
from api.web.language import Language
from api.web.visit import Facts
from domain.statistics import Summary

_BODIES = 20
"""How many organisations are shown of a statistic, those with most cases; programs get them all."""
_EARLIEST = 1900


@dataclass(frozen=True)
class Line:
    """A number in words, over how many cases, and as a share of a hundred where it is a rate; `value` is empty without one."""

    title: str
    value: str
    share: int | None
    n: int
    failed: int


@dataclass(frozen=True)
class Shown:
    """A statistic over all cases, and its lines by organisation; `left` counts those that are not shown."""

    whole: Line
    by: str
    bodies: Sequence[Line]
    left: int


def statistics_facts(language: Language, found: StatisticsOut, *, this_year: int) -> Facts:
    """Return what the card shows, with the years that one can turn to."""
    return {
        "numbers": found,
        "statistics": [_shown(language, each) for each in found.kept],
        "year_before": found.year - 1 if found.year > _EARLIEST else None,
        "year_after": found.year + 1 if found.year < this_year else None,
    }


def _shown(language: Language, statistic: StatisticOut) -> Shown:
    shown = statistic.bodies[:_BODIES]
    return Shown(
        whole=_line(language, statistic, language.title(statistic), statistic),
        by=language.title(statistic.by) if statistic.by else "",
        bodies=[_line(language, statistic, each.body.name, each) for each in shown],
        left=len(statistic.bodies) - len(shown),
    )


def _line(language: Language, rule: StatisticOut, title: str, numbers: StatisticOut | OfBodyOut) -> Line:
    value = numbers.value
    is_share = rule.as_ == "rate" and value is not None
    return Line(
        title=title,
        value="" if value is None else number_words(rule.as_, value, language.pick(rule.unit, rule.unit_en)),
        share=round(value * 100) if is_share and value is not None else None,
        n=numbers.n,
        failed=numbers.failed,
    )


def number_words(summary: Summary, value: float, unit: str) -> str:
    """Return a number as people read it: a rate in percent, everything else with one decimal at most and its unit."""
    if summary == "rate":
        return f"{_plain(value * 100)}%"
    return f"{_plain(value)} {unit}".rstrip()


def _plain(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
