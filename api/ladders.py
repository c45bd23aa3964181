"""The ladder of a case as a reader gets it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from domain.ladder import Recipient
from domain.limit import Confidence
from domain.model import Model
from store.climbed import Climbed


class AfterOut(Model):
    """How long after the due date a rung fires; the units are those of limits (`WD` is a working day)."""

    value: int
    unit: str


class LadderRungOut(Model):
    """One rung of the ladder of the stage where a case stands.

    `sets_off` says what sets it off: the reminder before the date, the clock, or people. `at` is that moment as far as
    it is known now: of the reminder and of the rung that comes next; for a later one `after` says how long after the
    due date. `fired_at` is when it was climbed, by entry `seq` of case `case_id` (for what people do: the supervision).
    Only a rung with `is_customary` false rests on law.
    """

    level: str
    title: str
    title_en: str
    sets_off: Literal["reminder", "clock", "people"]
    at: datetime | None
    after: AfterOut | None
    fired_at: datetime | None
    case_id: str | None
    seq: int | None
    is_next: bool
    tells: list[Recipient]
    signs: Recipient | None
    effect: str
    effect_en: str
    basis: str | None
    is_customary: bool


def ladder_out(rungs: Sequence[Climbed]) -> list[LadderRungOut]:
    """Return the rungs, the lowest first."""
    return [_rung(each) for each in rungs]


def _rung(climbed: Climbed) -> LadderRungOut:
    rung, entry = climbed.rung, climbed.entry
    sets_off: Literal["reminder", "clock", "people"] = "clock" if rung.is_timed else "reminder"
    return LadderRungOut(
        level=rung.level,
        title=rung.title,
        title_en=rung.title_en,
        sets_off="people" if rung.action else sets_off,
        at=climbed.at,
        after=AfterOut(value=rung.after.value, unit=rung.after.unit.value) if rung.after else None,
        fired_at=climbed.fired_at,
        case_id=entry.case_id if entry else None,
        seq=entry.seq if entry else None,
        is_next=climbed.is_next,
        tells=list(rung.tells),
        signs=rung.signs,
        effect=rung.effect,
        effect_en=rung.effect_en,
        basis=rung.basis,
        is_customary=rung.confidence is Confidence.C,
    )
