"""The register of numbers (发文登记簿): every letter of an issuer with its number, and whether the numbers are whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, and_, case, cast, func, literal, select, tuple_
from sqlmodel import Session, col

from domain.case import NotEntitled
from domain.organisation import OrganisationKind, Person
from store.organisations import organisation
from store.tables import CaseRow, LetterEndRow, LetterRow, OrganisationRow, SequenceRow
from store.verifying import ENDED, letter_status
from store.visibility import supervises, within

_MOST = 100
_NAMED = 50
"""How many missing numbers are named; one is bad enough."""


@dataclass(frozen=True)
class Register:
    """What is asked of a register: an issuer, and what narrows it. `after` is the last line of the page before."""

    issuer: str
    year: int | None = None
    kinds: tuple[str, ...] = ()
    status: str | None = None
    after: tuple[datetime, str] | None = None
    limit: int = 50


@dataclass(frozen=True)
class RegisterLine:
    """A letter in the register; `reason` and `ended_at` when it no longer stands.

    `addressee` is empty when it went to somebody outside, who has a name only.
    """

    id: str
    number: str
    kind: str
    title: str
    addressee: str
    addressee_name: str
    issued_at: datetime
    case_id: str
    case_number: str
    case_title: str
    status: str
    reason: str | None
    ended_at: datetime | None


@dataclass(frozen=True)
class NumberSequence:
    """The numbers that an issuer has taken of a sequence in a year, counted in the ledger."""

    sequence: str
    last: int
    issued: int
    distinct: int
    ended: int
    missing: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Return whether each number from 1 to the last one taken belongs to exactly one letter."""
        return self.issued == self.distinct == self.last and not self.missing


def issuer_for(session: Session, person: Person, code: str) -> OrganisationRow:
    """Return the organisation whose register a person may read: the own one, or one of the supervised region.

    Raises:
        NotEntitled: It is another one's, or there is no such organisation.
    """
    row = organisation(session, code)
    if row is None or (code != person.org_code and not supervises(person, [row.region])):
        raise NotEntitled("只能查看本单位或者辖区内单位的发文登记", "this register is for others to read")
    return row


def issuers_for(session: Session, person: Person) -> Sequence[OrganisationRow]:
    """Return whose registers a person may read that have a number in them; a supervision office's region has many."""
    if person.kind is not OrganisationKind.SUPERVISION:
        return ()
    code = func.split_part(col(SequenceRow.name), "/", 1)
    issuing = select(code).where(col(SequenceRow.name).contains("/"))
    named = select(OrganisationRow).where(
        col(OrganisationRow.code).in_(issuing), within(col(OrganisationRow.region), person.region)
    )
    return session.scalars(named.order_by(col(OrganisationRow.region), col(OrganisationRow.code))).all()


def register_rows(session: Session, asked: Register) -> Sequence[RegisterLine]:
    """Return one page of a register, the newest number first, and one line more when there is another page."""
    status = letter_status()
    wanted = [col(LetterRow.issuer) == asked.issuer]
    if asked.year is not None:
        wanted.append(col(LetterRow.year) == asked.year)
    if asked.kinds:
        wanted.append(col(LetterRow.kind).in_(asked.kinds))
    if asked.status is not None:
        # Those that have ended are few and known by themselves; the others are told from the case files.
        ended = col(LetterEndRow.status)
        wanted.append(ended == asked.status if asked.status in ENDED else status == asked.status)
    if asked.after is not None:
        wanted.append(tuple_(col(LetterRow.issued_at), col(LetterRow.id)) < asked.after)
    statement = (
        select(
            col(LetterRow.id),
            col(LetterRow.number),
            col(LetterRow.kind),
            col(LetterRow.title),
            col(LetterRow.addressee),
            func.coalesce(col(OrganisationRow.short_name), col(LetterRow.frame)["addressee"].astext),
            col(LetterRow.issued_at),
            col(LetterRow.case_id),
            col(CaseRow.number),
            col(CaseRow.title),
            status,
            col(LetterEndRow.reason),
            col(LetterEndRow.at),
        )
        .join(CaseRow, col(CaseRow.id) == LetterRow.case_id)
        .outerjoin(OrganisationRow, col(OrganisationRow.code) == LetterRow.addressee)
        .outerjoin(LetterEndRow, col(LetterEndRow.letter_id) == LetterRow.id)
        .where(*wanted)
        .order_by(col(LetterRow.issued_at).desc(), col(LetterRow.id).desc())
        .limit(min(asked.limit, _MOST) + 1)
    )
    return [RegisterLine(*row) for row in session.execute(statement).all()]


def years_of(session: Session, issuer: str) -> list[int]:
    """Return the years in which an issuer has taken numbers, the latest first."""
    taken = select(col(SequenceRow.year)).where(
        col(SequenceRow.name).startswith(f"{issuer}/", autoescape=True)
    )
    return list(session.scalars(taken.distinct().order_by(col(SequenceRow.year).desc())).all())


def number_sequences(
    session: Session, issuer: str, year: int, sequence_of: Mapping[str, str]
) -> list[NumberSequence]:
    """Return the sequences of an issuer and year, counted against the last number taken of each.

    `sequence_of` says in which sequence each kind of letter is numbered. One question, so that a letter that is being
    issued counts on both sides or on neither.
    """
    in_sequence = case(dict(sequence_of), value=col(LetterRow.kind))
    names = {f"{issuer}/{sequence}": sequence for sequence in sequence_of.values()}
    belongs = and_(
        col(LetterRow.issuer) == issuer,
        col(LetterRow.year) == year,
        cast(literal(f"{issuer}/"), Text) + in_sequence == SequenceRow.name,
    )
    statement = (
        select(
            col(SequenceRow.name),
            col(SequenceRow.last),
            func.count(col(LetterRow.id)),
            func.count(func.distinct(col(LetterRow.serial))),
            func.count(col(LetterEndRow.letter_id)),
        )
        .outerjoin(LetterRow, belongs)
        .outerjoin(LetterEndRow, col(LetterEndRow.letter_id) == LetterRow.id)
        .where(col(SequenceRow.name).in_(names), col(SequenceRow.year) == year)
        .group_by(col(SequenceRow.name), col(SequenceRow.last))
        .order_by(col(SequenceRow.name))
    )
    counted = [NumberSequence(names[name], *rest) for name, *rest in session.execute(statement).all()]
    return [
        each if each.is_whole else _with_missing(session, issuer, year, each, sequence_of) for each in counted
    ]


def _with_missing(
    session: Session, issuer: str, year: int, counted: NumberSequence, sequence_of: Mapping[str, str]
) -> NumberSequence:
    """Return a sequence that is not whole with the numbers that no letter has."""
    kinds = [kind for kind, sequence in sequence_of.items() if sequence == counted.sequence]
    taken = select(col(LetterRow.serial)).where(
        col(LetterRow.issuer) == issuer, col(LetterRow.year) == year, col(LetterRow.kind).in_(kinds)
    )
    number = func.generate_series(1, counted.last).column_valued("number")
    missing = session.scalars(select(number).where(number.not_in(taken)).order_by(number).limit(_NAMED)).all()
    return NumberSequence(
        counted.sequence, counted.last, counted.issued, counted.distinct, counted.ended, tuple(missing)
    )
