"""The command: `python -m bench [--rounds N] [--cases N] [--quick]`."""

import argparse
import asyncio
import sys
import time

import httpx
from sqlalchemy import Engine
from temporalio.client import Client

from bench import histories, house, ladder, ledger, matters, pages, report
from bench.figures import Figures
from bench.officers import RECEIVING_BODY, Officers
from bench.steps import CROWD, Bench
from domain.refusal import Refusal
from store.connection import connect

_QUICK = {"rounds": 2, "cases": 10_000, "steps": 10, "times": 10, "late": 100}
_SECONDS = 60.0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured, in turns")
    parser.add_argument("--steps", type=int, default=40, help="steps of each kind alone, in a round")
    parser.add_argument("--cases", type=int, default=100_000, help="how many cases the lists are asked over")
    parser.add_argument("--times", type=int, default=30, help="how often each list is asked for")
    parser.add_argument("--late", type=int, default=1000, help="how many cases become late in one second")
    parser.add_argument("--quick", action="store_true", help="a look rather than a measurement")
    options = parser.parse_args()
    if options.quick:
        vars(options).update(_QUICK)
    return options


async def _measure(
    where: house.House, engine: Engine, options: argparse.Namespace, figures: Figures
) -> tuple[pages.Page, ...]:
    # The bare update is sent as Temporal's own client sends it.
    temporal = await Client.connect(
        where.settings.temporal_address, namespace=where.settings.temporal_namespace
    )
    limits = httpx.Limits(max_connections=CROWD, max_keepalive_connections=CROWD)
    async with httpx.AsyncClient(
        base_url=where.url, timeout=_SECONDS, trust_env=False, limits=limits
    ) as client:
        officers = Officers(client)
        await officers.sign_in()
        await Bench(temporal, officers, engine, Figures(), steps=10).round()  # warm up, and forget it
        for number in range(options.rounds):
            _tell(f"第 {number + 1} 轮 · round {number + 1} of {options.rounds}")
            await Bench(temporal, officers, engine, figures, options.steps).round()
        _tell("读回历史 · reading histories back")
        await histories.measure(temporal, officers, figures)
        _tell("跨部门事项 · matters across departments")
        await matters.measure(temporal, officers, engine, figures, rounds=options.rounds)
        _tell(f"{options.late:,} 个事项同时逾期 · {options.late:,} cases late in one second")
        await ladder.measure(temporal, engine, figures, cases=options.late)
        pattern = await officers.open()
        _tell(f"写入 {options.cases:,} 个事项 · writing {options.cases:,} cases")
        ledger.fill(engine, pattern.id, cases=options.cases, desk=RECEIVING_BODY)
        shown = pages.pages(pattern.id)
        _tell("列表与页面 · lists and pages")
        await pages.measure(client, engine, figures, shown, times=options.times)
        return shown


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    """Measure and print; the code is 0 whatever the figures say, and 1 when something does not work."""
    options, figures, started = _options(), Figures(), time.monotonic()
    try:
        with house.running() as where:
            engine = connect(where.settings.database_url)
            try:
                shown = asyncio.run(_measure(where, engine, options, figures))
            finally:
                engine.dispose()
    except Refusal as refusal:
        _tell(f"{refusal.zh}\n{refusal.en}")
        return 1
    report.show(figures, shown, cases=options.cases, late=options.late)
    _tell(f"用时 {time.monotonic() - started:.0f} 秒 · {time.monotonic() - started:.0f} s in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
