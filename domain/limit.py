"""What a limit is: a period that a rule grants, with the rule it rests on."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from domain.model import Rule

# Words that open the basis of a customary limit: it leans on a text that does not bind here.
BY_ANALOGY = "参照"


class Unit(StrEnum):
    """What a period is counted in. Hours run through nights and holidays; business hours do not."""

    WD = "WD"
    ND = "ND"
    HR = "HR"
    BH = "BH"
    MIN = "MIN"
    MON = "MON"
    YR = "YR"

    @property
    def is_days(self) -> bool:
        """Say whether a period in this unit ends with a day, and not at an instant."""
        return self in _DAY_UNITS


_DAY_UNITS = frozenset({Unit.WD, Unit.ND, Unit.MON, Unit.YR})


class Kind(StrEnum):
    """Whose time is running. It decides the roll over rest days and when the last day ends."""

    HANDOFF = "handoff"
    AUTHORITY = "authority"
    CITIZEN = "citizen"
    INTRUSIVE = "intrusive"
    CRIMINAL = "criminal"


class Confidence(StrEnum):
    """How sure the basis is: H read in the text, M from a reliable second hand, C customary."""

    H = "H"
    M = "M"
    C = "C"


class Extension(Rule):
    """How far a limit may be extended: by at most `value` (in the limit's unit), at most `times` times."""

    value: int = Field(gt=0)
    times: int = Field(default=1, gt=0)
    basis: str | None = None


class Limit(Rule):
    """A period granted by a rule: so many units, starting at an event, on a basis that is named."""

    code: str = Field(pattern=r"^[A-Z][A-Z0-9_]*$")
    title: str = Field(min_length=1)
    title_en: str = Field(min_length=1)
    value: int = Field(gt=0)
    unit: Unit
    kind: Kind
    starts_at: str = Field(min_length=1)
    starts_at_en: str = Field(min_length=1)
    basis: str | None = None
    basis_en: str | None = None
    confidence: Confidence
    backward: bool = False
    extension: Extension | None = None
    roll: bool | None = None

    @property
    def rolls(self) -> bool:
        """Say whether a last day that is a rest day is moved to the next working day.

        CC 203 lets it move. Power that weighs on a citizen is not lengthened that way, and a period
        in hours or one counted backwards has nothing to move.
        """
        if self.backward or not self.unit.is_days:
            return False
        if self.roll is not None:
            return self.roll
        return self.kind is not Kind.INTRUSIVE

    @model_validator(mode="after")
    def _names_what_it_rests_on(self) -> Self:
        if self.confidence is Confidence.C:
            if self.basis is not None and not self.basis.startswith(BY_ANALOGY):
                raise ValueError(
                    f"{self.code}: a customary limit has no basis, or one that opens with {BY_ANALOGY}"
                )
        elif not self.basis:
            raise ValueError(f"{self.code}: confidence {self.confidence} needs a basis")
        return self

    @model_validator(mode="after")
    def _counts_back_in_days(self) -> Self:
        if not self.backward:
            return self
        if self.unit not in (Unit.WD, Unit.ND):
            raise ValueError(f"{self.code}: a backward limit is counted in WD or ND, not {self.unit}")
        # Whoever must be told in advance would lose by it.
        if self.extension is not None or self.roll:
            raise ValueError(f"{self.code}: a backward limit is neither extended nor rolled")
        return self
