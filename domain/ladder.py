"""What happens when a due date passes: rungs from reminder to decision."""

from enum import StrEnum

from pydantic import Field

from domain.model import Rule


class Recipient(StrEnum):
    """To whom a rung speaks; the registry resolves it to an organisation."""

    HOLDER = "holder"
    HOLDER_SUPERVISOR = "holder-supervisor"


class Rung(Rule):
    """One rung: its level in the trade (L1 …), and whom it tells. The first one fires when the date passes."""

    level: str
    title: str
    title_en: str
    tells: tuple[Recipient, ...] = Field(min_length=1)
    basis: str | None = None


class Ladder(Rule):
    """The rungs in their order. The case is marked overdue with the first."""

    ladder: str
    title: str
    title_en: str
    rungs: tuple[Rung, ...] = Field(min_length=1)
