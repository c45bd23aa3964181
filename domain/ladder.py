"""What happens when a due date passes: rungs from reminder to supervision."""

from enum import StrEnum
from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from domain.limit import Confidence, Unit
from domain.model import Rule


class Recipient(StrEnum):
    """To whom a rung speaks; the registry resolves it to an organisation."""

    HOLDER = "holder"
    HOLDER_SUPERVISOR = "holder-supervisor"


class Span(Rule):
    """How long after the due date a rung fires."""

    value: int = Field(gt=0)
    unit: Unit


class Rung(Rule):
    """One rung: its level in the trade (L1 …), when it fires, whom it tells, and which procedure it opens.

    A rung without `after` fires when the date passes. `opens` names a procedure that is opened against the
    holder, with the body that supervises the holder as the one who opens it.
    """

    level: str = Field(pattern=r"^L[0-7]$")
    title: str
    title_en: str
    after: Span | None = None
    tells: tuple[Recipient, ...] = Field(min_length=1)
    opens: str | None = None
    basis: str | None = None
    confidence: Confidence = Confidence.C


class Ladder(Rule):
    """The rungs in their order. The case is marked overdue with the first."""

    ladder: str
    title: str
    title_en: str
    rungs: tuple[Rung, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        """Check that the first rung fires when the date passes and each later one after the one before."""
        if self.rungs[0].after is not None:
            raise ValueError("the first rung fires when the date passes, so it has no 'after'")
        spans = [rung.after for rung in self.rungs[1:]]
        if any(span is None for span in spans):
            raise ValueError("each rung after the first says 'after' how long it fires")
        later = [span for span in spans if span is not None]
        if len({span.unit for span in later}) > 1:
            raise ValueError("the rungs of a ladder count in one unit, so that their order is plain")
        if any(one.value >= other.value for one, other in pairwise(later)):
            raise ValueError("each rung fires later than the one before")
        if any(one.level >= other.level for one, other in pairwise(self.rungs)):
            raise ValueError("the levels of a ladder rise")
        return self
