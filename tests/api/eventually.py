"""Waiting for what another process does on its own."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Found = TypeVar("Found")


async def eventually(ask: Callable[[], Awaitable[Found]], *, within: float = 20.0) -> Found:
    """Ask until the answer is something, and return it; the last answer when the time is over."""
    ends = asyncio.get_running_loop().time() + within
    found = await ask()
    while not found and asyncio.get_running_loop().time() < ends:
        await asyncio.sleep(0.05)
        found = await ask()
    return found
