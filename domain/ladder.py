"""What happens when a due date nears and passes: rungs from the reminder to accountability."""

from enum import StrEnum
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.limit import Confidence, Unit
from domain.model import Rule


class Recipient(StrEnum):
    """To whom a rung speaks, or who signs it; `domain/recipient.py` resolves it to an organisation."""

    HOLDER = "holder"
    HOLDER_SUPERVISOR = "holder-supervisor"
    GOVERNMENT = "government"
    DISCIPLINE = "discipline"


class Span(Rule):
    """How long after the due date a rung fires."""

    value: int = Field(gt=0)
    unit: Unit


class Rung(Rule):
    """One rung: its level in the trade (L0 …), what sets it off, whom it tells, who signs it, what it brings about.

    With `at: yellow` it is the daily reminder of what is due soon. Without any trigger it fires when the date passes,
    with `after` so long afterwards, with `action` when people take this action of the procedure that an earlier rung
    opened. `opens` names a procedure that is opened against the holder by the body that supervises the holder;
    `letter` is issued by the engine in the name of whoever `signs`; `reply` is the limit that the letter states.
    """

    level: str = Field(pattern=r"^L[0-7]$")
    title: str
    title_en: str
    at: Literal["yellow"] | None = None
    after: Span | None = None
    action: str | None = None
    tells: tuple[Recipient, ...] = Field(min_length=1)
    signs: Recipient | None = None
    letter: str | None = None
    reply: str | None = None
    opens: str | None = None
    effect: str = ""
    effect_en: str = ""
    basis: str | None = None
    confidence: Confidence = Confidence.C

    @property
    def is_timed(self) -> bool:
        """Return whether the clock of the case sets this rung off."""
        return self.at is None and self.action is None

    @model_validator(mode="after")
    def _has_one_trigger(self) -> Self:
        if sum(each is not None for each in (self.at, self.after, self.action)) > 1:
            raise ValueError("a rung has one trigger: 'at', 'after' or 'action'")
        if not self.is_timed and (self.opens or self.letter):
            raise ValueError("only a rung that the clock sets off opens a case or issues a letter")
        if self.letter and self.signs is None:
            raise ValueError("a rung with a letter says who signs it")
        if self.confidence is not Confidence.C and not self.basis:
            raise ValueError(f"confidence {self.confidence} needs a basis")
        return self


class Ladder(Rule):
    """The rungs in their order. The case is marked overdue with the first that the clock sets off."""

    ladder: str
    title: str
    title_en: str
    rungs: tuple[Rung, ...] = Field(min_length=1)

    @property
    def timed(self) -> tuple[Rung, ...]:
        """Return the rungs that fire by themselves, in their order."""
        return tuple(rung for rung in self.rungs if rung.is_timed)

    @property
    def reminder(self) -> Rung | None:
        """Return the rung of the daily reminder, if the ladder has one."""
        return next((rung for rung in self.rungs if rung.at == "yellow"), None)

    @property
    def by_hand(self) -> tuple[Rung, ...]:
        """Return the rungs that people set off."""
        return tuple(rung for rung in self.rungs if rung.action is not None)

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        """Check that the rungs follow one another: reminder, due date, later ones, those that people take."""
        if not self.timed or self.timed[0].after is not None:
            raise ValueError("the first rung fires when the date passes, so it has no 'after'")
        spans = [rung.after for rung in self.timed[1:]]
        if any(span is None for span in spans):
            raise ValueError("each rung after the first says 'after' how long it fires")
        later = [span for span in spans if span is not None]
        if len({span.unit for span in later}) > 1:
            raise ValueError("the rungs of a ladder count in one unit, so that their order is plain")
        if any(one.value >= other.value for one, other in pairwise(later)):
            raise ValueError("each rung fires later than the one before")
        if any(one.level >= other.level for one, other in pairwise(self.rungs)):
            raise ValueError("the levels of a ladder rise")
        if self.by_hand and not any(rung.opens for rung in self.timed):
            raise ValueError(
                "a rung by 'action' needs an earlier one that 'opens' the case in which it is taken"
            )
        return self
