"""Samples and what is said of them."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of all values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


class Figures:
    """Every sample of the run by its name, in the order taken, and by round where rounds are compared."""

    def __init__(self) -> None:
        self._samples: dict[str, list[float]] = {}

    def note(self, name: str, *values: float) -> None:
        """Keep samples."""
        self._samples.setdefault(name, []).extend(values)

    def all(self, name: str) -> list[float]:
        """Return the samples of a name, none if it was not measured."""
        return self._samples.get(name, [])

    def names(self) -> list[str]:
        """Return the names of everything measured."""
        return list(self._samples)

    def middle(self, name: str) -> float | None:
        """Return the median of a name."""
        values = self.all(name)
        return median(values) if values else None

    def p99(self, name: str) -> float | None:
        """Return the 99th percentile of a name."""
        values = self.all(name)
        return percentile(values, 0.99) if values else None


async def timed(work: Awaitable[object]) -> float:
    """Do one thing and return how many milliseconds it took."""
    started = time.perf_counter()
    await work
    return (time.perf_counter() - started) * 1000


async def rate(work: Sequence[Callable[[], Awaitable[object]]], *, at_once: int) -> tuple[float, list[float]]:
    """Do all of it with so many at once; return how many a second, and the milliseconds of each."""
    left, took = iter(work), list[float]()

    async def hand() -> None:
        for one in left:
            took.append(await timed(one()))

    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(hand())
    return len(work) / (time.perf_counter() - started), took
