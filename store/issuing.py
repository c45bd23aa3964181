"""Letters are issued in the transaction of the step: number, facts and words are fixed together."""

from typing import Any, Protocol

from sqlmodel import Session, col, select

from domain.office_time import local_day
from domain.procedure import Definition
from domain.step import Step
from store.chain import letter_hash
from store.facts import letter_facts
from store.numbers import next_number
from store.tables import EntryRow, LetterRow, OrganisationRow, RegionRow


class LetterDesk(Protocol):
    """Who knows the kinds of letters: what they are called, how they are numbered, what they say."""

    def title(self, kind: str) -> str:
        """Return the letter's name, such as 线索移送函."""
        ...

    def number(self, kind: str, *, word: str, district: str, year: int, serial: int) -> str:
        """Return the document number, such as 渝北市监移函〔2026〕3号."""
        ...

    def sequence(self, kind: str) -> str:
        """Return the name of the sequence that this kind is numbered in."""
        ...

    def addressee(self, kind: str) -> str:
        """Return the party to which this kind goes."""
        ...

    def words(self, kind: str, facts: dict[str, Any]) -> str:
        """Return the letter's words as HTML; a missing fact is an error."""
        ...

    def framed(self, kind: str, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return a new verification code, and the letter's formal parts with it as JSON data."""
        ...


def issue(
    session: Session, definition: Definition, step: Step, entry: EntryRow, desk: LetterDesk
) -> LetterRow:
    """Issue the letter of this step with the next number of its issuer, kind and year."""
    kind = step.letter or ""
    bodies = _bodies(session, {entry.org, *step.case.parties.values()})
    issuer = bodies[entry.org]
    district = session.get_one(RegionRow, issuer.region).word
    addressee = bodies[_addressee(step, desk.addressee(kind), entry.org)]
    year = local_day(entry.at).year
    serial = next_number(session, f"{issuer.code}/{desk.sequence(kind)}", year)
    number = desk.number(kind, word=issuer.word, district=district, year=year, serial=serial)
    facts = letter_facts(session, definition, step, entry)
    facts |= {
        "number": number,
        "issuer": issuer.name,
        "addressee": addressee.name,
        "letter_title": desk.title(kind),
    }
    words = desk.words(kind, facts)
    code, frame = desk.framed(kind, facts)
    letter = LetterRow(
        id=f"{entry.case_id}-{entry.seq}-{kind}",
        case_id=entry.case_id,
        seq=entry.seq,
        kind=kind,
        title=desk.title(kind),
        number=number,
        issuer=issuer.code,
        addressee=addressee.code,
        year=year,
        serial=serial,
        issued_at=entry.at,
        code=code,
        facts=facts,
        frame=frame,
        words=words,
        hash=letter_hash(frame, words),
    )
    session.add(letter)
    return letter


def _bodies(session: Session, codes: set[str]) -> dict[str, OrganisationRow]:
    """Return the organisations of a letter by their codes, in one question; who needs one again has it at hand."""
    rows = session.exec(select(OrganisationRow).where(col(OrganisationRow.code).in_(codes))).all()
    return {row.code: row for row in rows}


def _addressee(step: Step, party: str, issuer: str) -> str:
    """Return the party that the kind goes to, or whoever else is in the case when that is the issuer itself."""
    org = step.case.parties[party]
    return org if org != issuer else next(o for o in step.case.parties.values() if o != issuer)
