"""The ledger's tables. Constraints keep the promises: one holder and one due date, one entry for an act."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


def _at(*, null: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(DateTime(timezone=True), nullable=null, index=index))


def _json(*, null: bool = False) -> Any:
    return Field(default=None, sa_column=Column(JSONB, nullable=null))


class RegionRow(SQLModel, table=True):
    """A region: the municipality or a district."""

    __tablename__ = "region"
    code: str = Field(primary_key=True)
    name: str
    word: str
    parent: str | None = Field(default=None, foreign_key="region.code")


class OrganisationRow(SQLModel, table=True):
    """An organisation that can be a party. `word` is its code word in document numbers (机关代字)."""

    __tablename__ = "organisation"
    code: str = Field(primary_key=True)
    name: str
    short_name: str
    kind: str = Field(index=True)
    region: str = Field(foreign_key="region.code", index=True)
    department: str | None = None
    word: str
    parent: str | None = Field(default=None, foreign_key="organisation.code")
    supervisor: str | None = Field(default=None, foreign_key="organisation.code")
    is_active: bool = True


class ItemRuleRow(SQLModel, table=True):
    """What a district's item list says of an item: which line of work exercises it there, by which title."""

    __tablename__ = "item_rule"
    region: str = Field(foreign_key="region.code", primary_key=True)
    item: str = Field(primary_key=True)
    department: str
    kinds: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    basis: str | None = None
    confidence: str
    authority: str


class OfficerRow(SQLModel, table=True):
    """A person of an organisation who may sign in. After some wrong passwords in a row the account rests."""

    __tablename__ = "officer"
    login: str = Field(primary_key=True)
    name: str
    org: str = Field(foreign_key="organisation.code", index=True)
    post: str = ""
    certificate_no: str | None = None
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    password_hash: str
    is_active: bool = True
    is_example: bool = False
    failures: int = 0
    locked_until: datetime | None = _at(null=True)


class SessionRow(SQLModel, table=True):
    """A sign-in, of a page (cookie) or of a program (bearer token); only the hash of its secret is kept."""

    __tablename__ = "session"
    secret_hash: str = Field(primary_key=True)
    login: str = Field(foreign_key="officer.login", index=True)
    kind: str
    opened_at: datetime = _at()
    ends_at: datetime = _at(index=True)


class SignInRow(SQLModel, table=True):
    """One attempt to sign in, for the audit."""

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))
    login: str = Field(index=True)
    at: datetime = _at()
    address: str
    outcome: str


class DefinitionRow(SQLModel, table=True):
    """A definition as published, under its hash; cases point to the one they run under. Never changed."""

    __tablename__ = "definition"
    digest: str = Field(primary_key=True)
    name: str = Field(index=True)
    canonical: str
    published_at: datetime = _at()


class CaseRow(SQLModel, table=True):
    """Where a case stands now. `state` is the case as the rules see it; the columns are what lists ask for."""

    __tablename__ = "case_"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
        CheckConstraint("(outcome IS NULL) = (holder IS NOT NULL)", name="open_has_holder"),
        CheckConstraint("(outcome IS NULL) = (due_at IS NOT NULL)", name="open_has_due_date"),
        CheckConstraint("overdue_at IS NULL OR outcome IS NULL", name="overdue_is_open"),
        Index("ix_case_holder_due", "holder", "due_at", "id", postgresql_where=text("outcome IS NULL")),
        Index(
            "ix_case_region_due", "holder_region", "due_at", "id", postgresql_where=text("outcome IS NULL")
        ),
        Index(
            "ix_case_overdue",
            "holder_region",
            "overdue_at",
            "id",
            postgresql_where=text("overdue_at IS NOT NULL"),
        ),
        Index("ix_case_opener", "opened_org", "opened_at", "id"),
        Index("ix_case_opened", "opened_at", "id"),
        Index("ix_case_kind_opened", "definition", "opened_at", "id", postgresql_include=["opened_org"]),
        Index(
            "ix_case_kind_closed",
            "definition",
            "closed_at",
            "id",
            postgresql_include=["opened_org"],
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        Index(
            "ix_case_kind_open",
            "definition",
            "id",
            postgresql_include=["opened_org", "overdue_at"],
            postgresql_where=text("outcome IS NULL"),
        ),
        Index("ix_case_words", "search", postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"}),
    )
    id: str = Field(primary_key=True)
    number: str = Field(unique=True)
    definition: str = Field(index=True)
    digest: str = Field(foreign_key="definition.digest")
    title: str
    search: str = ""
    stage: str
    seq: int
    holder: str | None = Field(default=None, foreign_key="organisation.code")
    holder_region: str | None = None
    assignee: str | None = None
    entered_at: datetime = _at()
    due_at: datetime | None = _at(null=True)
    due_on: date | None = None
    yellow_at: datetime | None = _at(null=True)
    dark_red_at: datetime | None = _at(null=True)
    suspended_until: datetime | None = _at(null=True)
    is_provisional: bool = False
    derivation: dict[str, Any] | None = _json(null=True)
    limit_code: str | None = None
    overdue_at: datetime | None = _at(null=True)
    next_rung: str | None = None
    next_rung_at: datetime | None = _at(null=True)
    is_urgent: bool = False
    opened_by: str
    opened_org: str = Field(foreign_key="organisation.code")
    opened_at: datetime = _at()
    closed_at: datetime | None = _at(null=True)
    outcome: str | None = None
    head_hash: str
    state: dict[str, Any] = _json()


class CasePartyRow(SQLModel, table=True):
    """An organisation that is or was party to a case; who was, keeps reading what it had a part in."""

    __tablename__ = "case_party"
    case_id: str = Field(foreign_key="case_.id", primary_key=True)
    org: str = Field(foreign_key="organisation.code", primary_key=True)
    role: str = Field(primary_key=True)
    region: str
    since_seq: int
    until_seq: int | None = None
    __table_args__ = (Index("ix_party_org", "org", "case_id"), Index("ix_party_region", "region", "case_id"))


class EntryRow(SQLModel, table=True):
    """One line of a case file. `hash` covers the line and the hash before it."""

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("case_id", "act_id", name="one_entry_for_an_act"),)
    case_id: str = Field(foreign_key="case_.id", primary_key=True)
    seq: int = Field(primary_key=True)
    act_id: str
    action: str
    title: str
    at: datetime = _at()
    actor: str
    actor_name: str
    org: str
    org_name: str
    form: dict[str, Any] = _json()
    stage_from: str | None = None
    stage_to: str
    due_at: datetime | None = _at(null=True)
    note: str | None = None
    previous_hash: str
    hash: str


class NoticeRow(SQLModel, table=True):
    """A message in an organisation's inbox, once for each entry, kind and recipient."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("case_id", "seq", "kind", "org", name="one_notice_for_an_entry"),
        Index("ix_notice_unread", "org", "at", postgresql_where=text("read_at IS NULL")),
    )
    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))
    case_id: str = Field(foreign_key="case_.id")
    seq: int
    kind: str
    org: str = Field(foreign_key="organisation.code")
    text: str
    text_en: str
    at: datetime = _at()
    read_at: datetime | None = _at(null=True)
    read_by: str | None = None


class WatchRow(SQLModel, table=True):
    """An officer follows a case."""

    __tablename__ = "watch"
    login: str = Field(foreign_key="officer.login", primary_key=True)
    case_id: str = Field(foreign_key="case_.id", primary_key=True)


class UploadRow(SQLModel, table=True):
    """A file that somebody stored; the same content by the same organisation is stored once."""

    __tablename__ = "upload"
    hash: str = Field(primary_key=True)
    org: str = Field(foreign_key="organisation.code", primary_key=True)
    name: str
    media_type: str
    size: int
    login: str
    at: datetime = _at()


class EvidenceRow(SQLModel, table=True):
    """A file in a case's manifest, with the entry that brought it."""

    __tablename__ = "evidence"
    case_id: str = Field(foreign_key="case_.id", primary_key=True)
    hash: str = Field(primary_key=True, index=True)
    seq: int
    name: str
    media_type: str
    size: int
    org: str


class LetterRow(SQLModel, table=True):
    """An issued letter; it never changes. `hash` covers its words and formal parts, `code` is how anyone looks it up.

    `addressee` is an organisation's code, or empty when the letter goes to somebody outside, whom the formal parts name.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("issuer", "kind", "year", "serial", name="one_letter_for_a_number"),
        UniqueConstraint("case_id", "seq", "kind", name="one_letter_for_an_entry"),
        Index("ix_letter_issuer", "issuer", "issued_at", "id"),
        Index("ix_letter_issuer_kind", "issuer", "kind", "issued_at", "id"),
    )
    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="case_.id")
    seq: int
    kind: str
    title: str
    number: str = Field(unique=True)
    issuer: str = Field(foreign_key="organisation.code")
    addressee: str
    year: int
    serial: int
    issued_at: datetime = _at()
    code: str = Field(unique=True)
    facts: dict[str, Any] = _json()
    frame: dict[str, Any] = _json()
    words: str
    hash: str


class SequenceRow(SQLModel, table=True):
    """The last number taken of a sequence; it is locked and raised in the transaction that uses it."""

    __tablename__ = "sequence"
    name: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int = Field(default=0)


class DraftRow(SQLModel, table=True):
    """An opening form that an officer has not sent yet."""

    __tablename__ = "draft"
    login: str = Field(sa_column=Column(ForeignKey("officer.login"), primary_key=True))
    definition: str = Field(primary_key=True)
    form: dict[str, Any] = _json()
    saved_at: datetime = _at()


class LinkRow(SQLModel, table=True):
    """A case refers to another one, as a supervision case does to those it supervises."""

    __tablename__ = "link"
    case_id: str = Field(foreign_key="case_.id", primary_key=True)
    other_id: str = Field(foreign_key="case_.id", primary_key=True, index=True)
    since_seq: int


class LetterEndRow(SQLModel, table=True):
    """An issued letter that no longer stands: voided before it was served, or withdrawn after. Its number stays taken."""

    __tablename__ = "letter_end"
    letter_id: str = Field(foreign_key="letter.id", primary_key=True)
    status: str
    reason: str
    case_id: str = Field(foreign_key="case_.id")
    seq: int
    at: datetime = _at()


class SealRow(SQLModel, table=True):
    """What a seal service has answered for one issuer of a letter, once; without a picture the seal is pressed by hand."""

    __tablename__ = "seal"
    letter_id: str = Field(foreign_key="letter.id", primary_key=True)
    issuer: str = Field(primary_key=True)
    svg: str | None = None
    diameter_mm: float | None = None
    at: datetime = _at()


class DigestRow(SQLModel, table=True):
    """One officer's reminder of one working day: the cases that are due soon."""

    __tablename__ = "digest"
    login: str = Field(foreign_key="officer.login", primary_key=True)
    day: date = Field(primary_key=True)
    cases: list[dict[str, Any]] = Field(sa_column=Column(JSONB, nullable=False))
    at: datetime = _at()
    read_at: datetime | None = _at(null=True)


class VisitRow(SQLModel, table=True):
    """A visit on the spot that an object is to receive or has received; one for a case.

    `code` is its inspection code (检查码), which everybody may know; `token` opens the firm's own page and is known to
    whom the notice has been given. `bodies` is how many came.
    """

    __tablename__ = "visit"
    __table_args__ = (
        CheckConstraint("freed_at IS NULL OR begun_at IS NULL", name="freed_before_it_began"),
        CheckConstraint("(begun_at IS NULL) = (rated_until IS NULL)", name="rated_once_begun"),
        CheckConstraint("bodies IS NULL OR begun_at IS NOT NULL", name="bodies_of_a_visit_made"),
        Index("ix_visit_object", "object_code", "booked_at"),
        Index("ix_visit_region", "region", "begun_at"),
    )
    case_id: str = Field(foreign_key="case_.id", primary_key=True)
    object_code: str
    object_name: str
    region: str = Field(foreign_key="region.code")
    lead: str = Field(foreign_key="organisation.code")
    definition: str
    is_planned: bool
    code: str = Field(unique=True)
    token: str = Field(unique=True)
    booked_at: datetime = _at()
    begun_at: datetime | None = _at(null=True)
    rated_until: datetime | None = _at(null=True)
    bodies: int | None = None
    freed_at: datetime | None = _at(null=True)


class RatingRow(SQLModel, table=True):
    """What the firm says of a visit, once; the supervision office alone reads it. It never changes."""

    __tablename__ = "rating"
    __table_args__ = (CheckConstraint("score BETWEEN 1 AND 5", name="score_from_1_to_5"),)
    case_id: str = Field(foreign_key="visit.case_id", primary_key=True)
    score: int
    comment: str = ""
    at: datetime = _at()


class KeptRow(SQLModel, table=True):
    """A number that a definition keeps of a case, taken when it ended; without a value it says why there is none."""

    __tablename__ = "kept"
    __table_args__ = (
        CheckConstraint("(value IS NULL) = (why IS NOT NULL)", name="kept_or_why"),
        Index(
            "ix_kept_definition",
            "definition",
            "region",
            "closed_on",
            postgresql_include=["case_id", "name", "org", "value"],
        ),
    )
    case_id: str = Field(foreign_key="case_.id", primary_key=True)
    name: str = Field(primary_key=True)
    org: str | None = Field(default=None, foreign_key="organisation.code")
    value: float | None = Field(default=None, sa_column=Column(Double, nullable=True))
    why: str | None = None
    definition: str
    region: str
    closed_on: date
