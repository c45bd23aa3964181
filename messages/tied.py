"""The messages between a case and those tied to it."""

from typing import Any

from domain.model import Model


class OpenFrom(Model):
    """Open a case of this procedure that follows from an entry of another: a rung that fired, an action, a task begun."""

    case_id: str
    seq: int
    procedure: str
    task: str | None = None


class Opened(Model):
    """The case that was opened."""

    case_id: str


class TiedMoved(Model):
    """A tied case has moved: its number, the entry with which it did, where it stands now, who holds and who does it.

    When it has ended, `outcome` says how, `result` what it yields, and `is_open_end` that something is left to do after
    that result; `findings` are what it found since it last told; `late` says whether a rung of its
    ladders has ever fired.
    """

    number: str
    seq: int
    stage: str
    stage_en: str
    case_id: str | None = None
    procedure: str | None = None
    holder: str | None = None
    doer: str | None = None
    outcome: str | None = None
    result: str | None = None
    result_title: str = ""
    is_open_end: bool = False
    findings: tuple[dict[str, Any], ...] = ()
    late: bool = False
