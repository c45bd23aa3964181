"""The tables that are printed, with the targets."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench.figures import Figures
from bench.ladder import RUNGS
from bench.matters import MANY, TASKS
from bench.officers import MOVES
from bench.pages import Page

_PAGE_MS = 50.0
_TARGET_PAGES = ("box=todo (", "box=overdue (", "/overdue (", "/ (")


@dataclass(frozen=True)
class Target:
    """A number that must not be exceeded."""

    title: str
    value: float | None
    most: float
    is_strict: bool = False

    @property
    def is_met(self) -> bool:
        """Return whether it holds; what was not measured is not met."""
        if self.value is None:
            return False
        return self.value < self.most if self.is_strict else self.value <= self.most


def targets(figures: Figures, shown: tuple[Page, ...]) -> list[Target]:
    """Return every target of the design with what was measured; of several measurements the worst counts."""
    bare, comment, move = (figures.middle(name) for name in ("bare", "comment", "move"))
    together = figures.middle("comment together events")
    found = [
        Target("步骤事件数 · events of a step alone", _worst(figures, "alone events"), 12),
        Target("任务步骤事件数 · events of a step of a task", figures.middle("task step events"), 12),
        Target("步骤历史字节 · bytes of history of a step alone", _worst(figures, "alone bytes"), 1536),
        Target("步骤写事务 · ledger commits of a step alone", _worst(figures, "commits"), 1),
        Target("二十人同案 · events a step, 20 together", together, 6, is_strict=True),
        Target("评论/空活动 · comment p50 / bare p50", _ratio(comment, bare), 2),
        Target("流转/空活动 · move p50 / bare p50", _ratio(move, bare), 2),
    ]
    asked = [page.name for page in shown if figures.all(page.name)]
    lists = [name for name in asked if any(part in name for part in _TARGET_PAGES)]
    return found + [
        Target(f"{name} p50 ms", figures.middle(name), _PAGE_MS, is_strict=True) for name in lists
    ]


def _ratio(ours: float | None, bare: float | None) -> float | None:
    return ours / bare if ours is not None and bare else None


def _worst(figures: Figures, what: str) -> float | None:
    """Return the median of the action that takes most: comments, or one of the moves."""
    names = [f"{action} {what}" for action in ("comment", *(action for _, action, _ in MOVES))]
    return max((value for name in names if (value := figures.middle(name)) is not None), default=None)


def show(figures: Figures, shown: tuple[Page, ...], *, cases: int, late: int) -> None:
    """Print what was measured, then the targets, met or missed."""
    console = Console(width=None if Console().is_terminal else 120)
    console.print(_costs(figures))
    console.print(_rates(figures))
    console.print(_matters(figures))
    console.print(_late(figures, late))
    console.print(_pages(figures, shown, cases))
    table = Table("目标 · target", "测得 · measured", "上限 · at most", "", title="目标 · targets")
    for target in targets(figures, shown):
        verdict = "达到 met" if target.is_met else "[bold red]未达 MISSED[/]"
        limit = f"{'<' if target.is_strict else '≤'} {target.most:g}"
        table.add_row(target.title, _said(target.value), limit, verdict)
    console.print(table)


def _costs(figures: Figures) -> Table:
    table = Table(
        "", "bare", "comment", "move", "comment/bare", "move/bare", title="一步的代价 · one step alone"
    )
    rows = {"p50 ms": figures.middle, "p99 ms": figures.p99}
    for title, said in rows.items():
        bare, comment, move = said("bare"), said("comment"), said("move")
        ratios = (_ratio(comment, bare), _ratio(move, bare))
        table.add_row(title, *map(_said, (bare, comment, move, *ratios)))
    for title in ("events", "bytes"):
        bare, comment, move = (
            figures.middle(f"{name} alone {title}") for name in ("bare", "comment", "move")
        )
        table.add_row(title, *map(_said, (bare, comment, move, _ratio(comment, bare), _ratio(move, bare))))
    table.add_row(
        "commits", "–", *map(_said, (figures.middle("comment commits"), figures.middle("move commits")))
    )
    return table


def _rates(figures: Figures) -> Table:
    table = Table("", "bare", "comment", "comment/bare", "opening", title="许多人一起 · in a crowd")
    bare, comment = figures.all("bare"), figures.all("comment")
    alone = [len(took) / sum(took) * 1000 if took else None for took in (bare, comment)]
    table.add_row("1: steps/s", *map(_said, (*alone, _ratio(alone[1], alone[0]), figures.middle("open/s"))))
    table.add_row("1: p50 ms", "", "", "", _said(figures.middle("open")))
    for title, name in (("20 apart", "apart"), ("20 on one", "together")):
        opening = ("open crowd/s", "open crowd") if name == "apart" else ("", "")
        bare_rate, our_rate = figures.middle(f"bare {name}/s"), figures.middle(f"comment {name}/s")
        table.add_row(
            f"{title}: steps/s",
            *map(_said, (bare_rate, our_rate, _ratio(our_rate, bare_rate), figures.middle(opening[0]))),
        )
        for words, said in (("p50", figures.middle), ("p99", figures.p99)):
            bare_ms, our_ms = said(f"bare {name}"), said(f"comment {name}")
            table.add_row(
                f"{title}: {words} ms",
                *map(_said, (bare_ms, our_ms, _ratio(our_ms, bare_ms), said(opening[1]))),
            )
    for title in ("events", "bytes"):
        bare_size, our_size = (figures.middle(f"{name} together {title}") for name in ("bare", "comment"))
        table.add_row(
            f"20 on one: {title} a step", *map(_said, (bare_size, our_size, _ratio(our_size, bare_size)))
        )
    table.add_row("20 on one: commits a step", "–", _said(figures.middle("together commits")))
    return table


def _matters(figures: Figures) -> Table:
    table = Table(
        "", f"{TASKS} cases", f"1 matter, {TASKS} tasks", "", title="跨部门事项 · matters across departments"
    )
    for title in ("ms", "events", "bytes"):
        single, matter = figures.middle(f"ten cases {title}"), figures.middle(f"matter {title}")
        table.add_row(f"opened: {title}", *map(_said, (single, matter, _ratio(matter, single))))
    rates = [
        opened * 1000 / took if (took := figures.middle(f"{name} ms")) else None
        for name, opened in (("ten cases", TASKS), ("matter", TASKS + 1))
    ]
    table.add_row("opened: cases a second", *map(_said, (*rates, _ratio(rates[1], rates[0]))))
    for title, name in (
        ("a step of a task: events", "task step"),
        ("what its matter hears: events", "matter hears"),
    ):
        table.add_row(title, "", _said(figures.middle(f"{name} events")), "")
    for title in ("api", "page"):
        name = f"hundred tasks {title}"
        table.add_row(
            f"{MANY} tasks, {title}: p50 ms", "", _said(figures.middle(name)), _said(figures.p99(name))
        )
    return table


def _late(figures: Figures, cases: int) -> Table:
    table = Table("", "s", "rungs/s", title=f"同时逾期 · {cases:,} cases late in one second")
    for level in RUNGS:
        took = figures.middle(f"late {level} s")
        table.add_row(f"{level}: last recorded after", _said(took), _said(cases / took if took else None))
    table.add_row("opened beforehand", "", _said(figures.middle("late opened/s")))
    return table


def _pages(figures: Figures, shown: tuple[Page, ...], cases: int) -> Table:
    table = Table("", "p50 ms", "p99 ms", title=f"列表与页面 · lists and pages, {cases:,} cases")
    for page in shown:
        if figures.all(page.name):
            table.add_row(page.name, _said(figures.middle(page.name)), _said(figures.p99(page.name)))
    return table


def _said(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
