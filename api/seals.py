"""Who seals letters here: the district's own service, an example's, or nobody, and then a hand does it."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, to_thread
from sqlmodel import Session

from api.clock import now
from domain.refusal import Refusal
from letters.seals import SampleSeals, SealImage, SealService
from messages.settings import SAMPLE_SEALS
from store.seals import keep_seals
from store.tables import LetterRow, SealRow

_SECONDS = 20.0
_AT_ONCE = 4
_log = logging.getLogger(__name__)


class SealsUnknown(Refusal):
    """The setting names no seal service that can be used."""

    code = "seals-unknown"

    def __init__(self, named: str, why: str) -> None:
        super().__init__(
            f"无法使用签章服务 {named}：{why}",
            f"the seal service {named!r} cannot be used: {why}",
            named=named,
        )


class SealAway(Refusal):
    """The seal service gave no seal; the letter is shown when it does."""

    code = "seal-away"

    def __init__(self) -> None:
        super().__init__(
            "签章服务暂时不可用，请稍后再试",
            "The seal service does not answer; please try again in a moment.",
        )


def seal_service(named: str) -> SealService | None:
    """Return the service of a setting: none when empty, the sample, or a class named as `package.module:Name`.

    Raises:
        SealsUnknown: There is no such class, it cannot be made without arguments, or it seals nothing.
    """
    if not named:
        return None
    if named == SAMPLE_SEALS:
        return SampleSeals()
    module, _, name = named.partition(":")
    if not module or not name:
        raise SealsUnknown(named, "should be empty, 'sample' or 'package.module:Name'")
    try:
        service = getattr(import_module(module), name)()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise SealsUnknown(named, str(error)) from error
    if not callable(getattr(service, "seal", None)):
        raise SealsUnknown(named, "it has no method 'seal'")
    return service  # type: ignore[no-any-return]  # a district's class, of which only this is known


@dataclass
class SealDesk:
    """Asks the service for the seals of a letter, for one reader at a time and only so many at once."""

    service: SealService
    seconds: float = _SECONDS
    _limit: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_AT_ONCE))
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def turn(self, letter_id: str) -> asyncio.Lock:
        """Return the lock of a letter: two readers at once do not have it sealed twice."""
        return self._turns.setdefault(letter_id, asyncio.Lock())

    async def pressed(
        self, row: LetterRow, issuers: Sequence[str], digest: str
    ) -> tuple[SealImage | None, ...]:
        """Return the seal of each issuer for the document with this SHA-256.

        Raises:
            SealAway: The service fails or does not answer in time.
        """

        def ask() -> tuple[SealImage | None, ...]:
            given = (self.service.seal(issuer, digest) for issuer in issuers)
            return tuple(seal if seal is None else SealImage.model_validate(seal) for seal in given)

        try:
            async with asyncio.timeout(self.seconds):
                return await to_thread.run_sync(ask, abandon_on_cancel=True, limiter=self._limit)
        except Exception as error:  # whatever a district's service raises, the letter is not sealed
            _log.exception("%s was not sealed", row.number)
            raise SealAway from error


def kept(
    session: Session, row: LetterRow, issuers: Sequence[str], seals: Sequence[SealImage | None]
) -> dict[str, SealRow]:
    """Keep what the service has answered, and return what is kept."""
    at = now()
    return keep_seals(
        session,
        [
            SealRow(
                letter_id=row.id,
                issuer=issuer,
                svg=seal.svg if seal else None,
                diameter_mm=seal.diameter_mm if seal else None,
                at=at,
            )
            for issuer, seal in zip(issuers, seals, strict=True)
        ],
    )


def image(row: SealRow | None) -> SealImage | None:
    """Return a kept seal as it is printed; nothing when it is pressed by hand."""
    if row is None or row.svg is None or row.diameter_mm is None:
        return None
    return SealImage(svg=row.svg, diameter_mm=row.diameter_mm)
