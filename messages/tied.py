"""The messages between a case and those tied to it."""

from domain.model import Model


class OpenAgainst(Model):
    """Open a case of this procedure against the holder of a case that is late; `seq` is the entry of the rung."""

    case_id: str
    seq: int
    procedure: str


class Opened(Model):
    """The case that was opened."""

    case_id: str


class TiedMoved(Model):
    """A tied case has moved: its number, the entry with which it did, and where it stands now."""

    number: str
    seq: int
    stage: str
    stage_en: str
