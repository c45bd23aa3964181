"""A running limit: a budget, and a ledger of suspensions and extensions. The date follows from it."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints, field_validator

from domain.limit import Limit
from domain.model import Model
from domain.refusal import Refusal

_LONGEST_SUSPENSION = timedelta(days=3653)

Stated = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class ClockAlreadySuspended(Refusal):
    """The clock stands still in that time already."""

    code = "clock-already-suspended"


class ClockNotSuspended(Refusal):
    """The clock is running, so it cannot be resumed."""

    code = "clock-not-suspended"


class SuspensionEndsBeforeItBegins(Refusal):
    """The stated end of the suspension lies before its beginning."""

    code = "suspension-ends-before-it-begins"


class SuspensionTooLong(Refusal):
    """The stated end is so far away that it must be a slip of the pen."""

    code = "suspension-too-long"


class SuspensionBeforeStart(Refusal):
    """The suspension would begin before the limit does."""

    code = "suspension-before-start"


class BackwardLimitFixed(Refusal):
    """A limit that is counted back from an event stands and falls with the event."""

    code = "backward-limit-fixed"


class ExtensionNotAllowed(Refusal):
    """The rule grants no extension of this limit."""

    code = "extension-not-allowed"


class ExtensionExhausted(Refusal):
    """The limit has been extended as often as the rule allows."""

    code = "extension-exhausted"


class ExtensionTooLong(Refusal):
    """The extension is longer than the rule allows."""

    code = "extension-too-long"


class ExtensionTooShort(Refusal):
    """The extension adds nothing."""

    code = "extension-too-short"


class Suspension(Model):
    """Time that does not count, with its stated end (AEL 25: the period is stated), reason and basis."""

    from_at: AwareDatetime
    until_at: AwareDatetime
    reason: Stated
    basis: Stated

    def covers(self, at: datetime) -> bool:
        """Say whether the clock stands still at the moment; at the end it runs again."""
        return self.from_at <= at < self.until_at


class Extended(Model):
    """An extension granted: so many of the limit's units, why, by whom, when."""

    value: int = Field(gt=0)
    reason: Stated
    by: Stated
    at: AwareDatetime


class Clock(Model):
    """A limit that runs since a moment. A backward limit is counted back from that moment."""

    limit: Limit
    started_at: AwareDatetime
    suspensions: tuple[Suspension, ...] = ()
    extensions: tuple[Extended, ...] = ()

    @field_validator("suspensions")
    @classmethod
    def _in_order(cls, pauses: tuple[Suspension, ...]) -> tuple[Suspension, ...]:
        return tuple(sorted(pauses, key=lambda pause: pause.from_at))

    @property
    def budget(self) -> int:
        """Return how much is granted in all, extensions included, in the limit's unit."""
        return self.limit.value + sum(extended.value for extended in self.extensions)

    def is_suspended(self, at: datetime) -> bool:
        """Say whether the clock stands still at the moment."""
        return any(pause.covers(at) for pause in self.suspensions)

    def suspend(self, from_at: datetime, until_at: datetime, *, reason: str, basis: str) -> "Clock":
        """Return the clock standing still for a stated time.

        Raises:
            Refusal: The limit counts backwards, the time is not a time after the start, or it overlaps another.
        """
        pause = Suspension(from_at=from_at, until_at=until_at, reason=reason, basis=basis)
        self._check_pause(pause)
        return self.model_copy(update={"suspensions": self._in_order((*self.suspensions, pause))})

    def _check_pause(self, pause: Suspension) -> None:
        if self.limit.backward:
            raise BackwardLimitFixed(
                "倒推计算的时限不能中止", "A limit counted backwards is not suspended.", limit=self.limit.code
            )
        if pause.until_at < pause.from_at:
            raise SuspensionEndsBeforeItBegins(
                "中止的截止时间早于开始时间", "The suspension ends before it begins."
            )
        if pause.until_at - pause.from_at > _LONGEST_SUSPENSION:
            raise SuspensionTooLong("中止时间超过十年", "The suspension is longer than ten years.")
        if pause.from_at < self.started_at:
            raise SuspensionBeforeStart(
                "中止不得早于时限起算", "A suspension does not begin before the limit does."
            )
        for other in self.suspensions:
            if pause.from_at < other.until_at and other.from_at < pause.until_at:
                raise ClockAlreadySuspended(
                    f"时限已中止：{other.reason}",
                    f"The clock is suspended already: {other.reason}.",
                    from_at=other.from_at.isoformat(),
                    until_at=other.until_at.isoformat(),
                )

    def resume(self, at: datetime) -> "Clock":
        """Return the clock running again: the suspension that covers the moment ends there.

        Raises:
            ClockNotSuspended: None covers it.
        """
        if not self.is_suspended(at):
            raise ClockNotSuspended("时限未处于中止状态", "The clock is not suspended.", at=at.isoformat())
        pauses = tuple(
            pause.model_copy(update={"until_at": at}) if pause.covers(at) else pause
            for pause in self.suspensions
        )
        return self.model_copy(update={"suspensions": pauses})

    def extend(self, value: int, *, reason: str, by: str, at: datetime) -> "Clock":
        """Return the clock with so many more of the limit's units.

        Raises:
            Refusal: The rule grants no extension, not so many, or not so long a one.
        """
        self.check_extension(value)
        extended = Extended(value=value, reason=reason, by=by, at=at)
        return self.model_copy(update={"extensions": (*self.extensions, extended)})

    def check_extension(self, value: int) -> None:
        """Check that the rule grants so much more.

        Raises:
            Refusal: It grants no extension, not so many, or not so long a one.
        """
        granted = self.limit.extension
        if granted is None:
            raise ExtensionNotAllowed(
                f"“{self.limit.title}”不得延长", "This limit may not be extended.", limit=self.limit.code
            )
        if len(self.extensions) >= granted.times:
            raise ExtensionExhausted(
                f"最多延长{granted.times}次",
                f"It may be extended {granted.times} times at most.",
                times=granted.times,
            )
        if value > granted.value:
            raise ExtensionTooLong(
                f"每次延长不得超过{granted.value}",
                f"One extension is {granted.value} at most.",
                asked=value,
                most=granted.value,
            )
        if value <= 0:
            raise ExtensionTooShort("延长的时间须大于零", "An extension is longer than nothing.", asked=value)
