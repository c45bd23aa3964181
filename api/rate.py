"""How often one address may ask what needs no account."""

from collections import OrderedDict, deque
from time import monotonic
from typing import Annotated

from fastapi import Depends, Request

from domain.refusal import Refusal

_MOST = 30
_SECONDS = 60.0
_ADDRESSES = 10_000


class AskedTooOften(Refusal):
    """One address asks more often than a person would."""

    code = "asked-too-often"


class RateLimit:
    """Remembers when each address asked, for a minute, and for the last so many addresses."""

    def __init__(self) -> None:
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, address: str, at: float) -> None:
        """Note one request.

        Raises:
            AskedTooOften: The address has asked as often as it may within a minute.
        """
        times = self._asked.setdefault(address, deque())
        self._asked.move_to_end(address)
        while times and times[0] <= at - _SECONDS:
            times.popleft()
        if len(times) >= _MOST:
            raise AskedTooOften("查询过于频繁，请一分钟后再试", "Too many requests; try again in a minute.")
        times.append(at)
        while len(self._asked) > _ADDRESSES:
            self._asked.popitem(last=False)


async def not_too_often(request: Request) -> None:
    """Refuse an address that asks too often."""
    limit: RateLimit = request.app.state.rate_limit
    limit.check(request.client.host if request.client else "", monotonic())


NotTooOften = Annotated[None, Depends(not_too_often)]
