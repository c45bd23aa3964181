"""The messages of a case: how it is opened, what is recorded, what comes back."""

from datetime import datetime

from domain.act import Act, OpeningAct
from domain.case import Case
from domain.model import Model
from messages.tied import OpenFrom, TiedMoved


class Carried(Model):
    """What one run of a case hands to the next: the case, its next alarm, the acts already done."""

    case: Case
    alarm_at: datetime | None
    done: dict[str, int]


class OpenCase(Model):
    """The input of a case's workflow. `definition` is the canonical text of the rules that it runs under."""

    case_id: str
    definition: str
    act: OpeningAct
    carried: Carried | None = None


class ActAt(Model):
    """One accepted act and the workflow's time when it was."""

    at: datetime
    act: Act | None = None
    opening: OpeningAct | None = None


class RecordSteps(Model):
    """Record these acts on the case, in this order, in one transaction. `seq` is where they begin.

    Only an opening says under which definition; the ledger knows it of a case that stands there.
    """

    case_id: str
    digest: str | None = None
    seq: int
    acts: tuple[ActAt, ...]


class Recorded(Model):
    """What the ledger holds now: the last entry, the stage, and when the engine has to look again.

    `opens` are cases to be opened, `tells` the tied cases that have to hear the `news`; `windows` are the moments until
    which actions with a limit of their own may be taken.
    """

    seq: int
    stage: str
    alarm_at: datetime | None = None
    opens: tuple[OpenFrom, ...] = ()
    tells: tuple[str, ...] = ()
    news: TiedMoved | None = None
    windows: dict[str, datetime] = {}


class ActDone(Model):
    """The entry under which an act stands in the case file."""

    seq: int


class CaseSeen(Model):
    """The case as its workflow knows it, for operators and for proof against the ledger."""

    case: Case
    alarm_at: datetime | None
