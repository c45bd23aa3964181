"""The shapes in which a case is told, to programs and pages alike."""

from datetime import datetime
from typing import Any

from api.ladders import LadderRungOut
from api.tasks import BodyOut, TaskOut
from api.visits import VisitOut
from domain.light import Light
from domain.model import Model


class TitledOut(Model):
    """An id with its titles in both languages."""

    id: str
    title: str
    title_en: str


class PartyOut(Model):
    """A party of a case; `until_seq` is the entry with which it ceased to be one."""

    role: str
    title: str
    title_en: str
    organisation: BodyOut
    until_seq: int | None = None


class LimitOut(Model):
    """The rule behind a due date."""

    code: str
    title: str
    title_en: str
    value: int
    unit: str
    basis: str | None
    confidence: str


class DueOut(Model):
    """Until when, and why: the instant enforced, its day, the light, and the derivation in words and as data."""

    at: datetime
    on: str
    light: Light
    is_overdue: bool
    is_provisional: bool
    suspended_until: datetime | None
    limit: LimitOut
    explanation: list[str]
    explanation_en: list[str]
    derivation: dict[str, Any]


class ActionOut(Model):
    """An action open to the caller, with its form as JSON Schema and the values that the form begins with.

    `until` is the last moment at which the action may be taken, when it has a limit of its own.
    """

    id: str
    title: str
    title_en: str
    look: str
    is_built_in: bool
    form: dict[str, Any]
    prefilled: dict[str, Any] = {}
    until: datetime | None = None


class ClosedActionOut(TitledOut):
    """An action that the caller could take but for a condition that does not hold yet, with the reason."""

    reason: str
    reason_en: str


class LetterEndOut(Model):
    """That a letter no longer stands: voided before it was served or withdrawn, why, and since when."""

    status: str
    reason: str
    at: datetime


class LetterOut(Model):
    """A letter by its number; `ended` when it no longer stands. A firm as the addressee has a name and no code."""

    id: str
    kind: str
    title: str
    number: str
    issuer: str
    addressee: str
    addressee_name: str
    issued_at: datetime
    hash: str
    ended: LetterEndOut | None = None


class FileOut(Model):
    """A line of the manifest."""

    hash: str
    name: str
    media_type: str
    size: int
    seq: int
    organisation: str


class RungOut(Model):
    """The rung of the ladder that comes next, and when."""

    level: str
    title: str
    title_en: str
    at: datetime


class CaseSummaryOut(Model):
    """A case in a list."""

    id: str
    number: str
    definition: str
    title: str
    stage: TitledOut
    holder: BodyOut | None
    assignee: str | None
    opened_by: BodyOut
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    light: Light | None
    is_overdue: bool
    is_provisional: bool
    is_urgent: bool
    next_rung: RungOut | None
    seq: int


class TiedOut(Model):
    """A case tied to this one, such as its supervision."""

    id: str
    number: str
    definition: str
    title: str
    stage: TitledOut


class CaseOut(CaseSummaryOut):
    """A case with all that the caller may know and do.

    `critical` are the keys of those tasks that decide when the matter can end, the first one to be settled first.
    """

    digest: str
    due: DueOut | None
    parties: list[PartyOut]
    form: dict[str, Any]
    actions: list[ActionOut]
    closed_actions: list[ClosedActionOut]
    letters: list[LetterOut]
    evidence: list[FileOut]
    tied: list[TiedOut]
    ladder: list[LadderRungOut]
    tasks: list[TaskOut]
    critical: list[str]
    findings: list[dict[str, Any]]
    visit: VisitOut | None
    links: dict[str, str]


class EntryOut(Model):
    """One line of the case file."""

    seq: int
    act_id: str
    action: str
    title: str
    at: datetime
    actor: str
    actor_name: str
    organisation: str
    organisation_name: str
    form: dict[str, Any]
    stage_from: str | None
    stage_to: str
    due_at: datetime | None
    hash: str
    previous_hash: str
