"""Letters are issued in the transaction of the step: number, facts and words are fixed together."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlmodel import Session, col, select

from domain.made_step import Step
from domain.office_time import local_day
from domain.procedure import Definition
from store.asked_facts import Asking, asked_facts
from store.chain import letter_hash
from store.facts import Occasion, letter_facts
from store.numbers import next_number
from store.organisations import recipient_in
from store.tables import CaseRow, EntryRow, LetterRow, OrganisationRow, RegionRow

HOLDER = "holder"
"""As the party that a kind goes to: whoever holds the case when the letter is issued."""
ISSUER = "issuer"
"""As the party that a kind goes to: the issuer itself, which makes the paper out for its own use."""
OPENING, FORM = "opening.", "form."
"""Begin the name of a field that says to whom a kind goes who is no party of the case, such as the firm inspected."""
OUTSIDE = ""
"""The code of such an addressee: it has none, only a name."""
NUMBER_LATER = "（签发时取号）"
"""Stands in a preview where the number will be."""


class LetterKinds(Asking, Protocol):
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
        """Return the party to which this kind goes, or the field that names who else gets it."""
        ...

    def joint(self, kind: str) -> tuple[str, ...]:
        """Return the parties that issue this kind together with the lead when they are in the case."""
        ...

    def words(self, kind: str, facts: dict[str, Any]) -> str:
        """Return the letter's words as HTML; a missing fact is an error."""
        ...


class LetterDesk(LetterKinds, Protocol):
    """Who lets letters go out: it gives each a code by which anyone can look it up."""

    def framed(self, kind: str, facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return a new verification code, and the letter's formal parts with it as JSON data."""
        ...


@dataclass(frozen=True)
class Preview:
    """A letter as it would be issued, without a number: its kind, its facts and its words."""

    kind: str
    facts: dict[str, Any]
    words: str


def issue(
    session: Session, definition: Definition, step: Step, entry: EntryRow, desk: LetterDesk
) -> LetterRow | None:
    """Issue the letter of this step with the next number of its issuer, kind and year.

    Nothing is issued for a rung whose signer the registry does not have, as at the top of the tree.
    """
    kind = step.letter or ""
    sides = _sides(session, step, entry, desk)
    if sides is None:
        return None
    occasion = Occasion(definition, step, entry, session.get_one(CaseRow, entry.case_id))
    known = letter_facts(session, occasion) | asked_facts(session, occasion, desk, kind)
    # The number comes last: whoever takes one holds up all others of the sequence until this transaction ends.
    year = local_day(entry.at).year
    serial = next_number(session, f"{sides.issuer.code}/{desk.sequence(kind)}", year)
    number = sides.number(desk, kind, year, serial)
    facts = known | sides.facts(desk, kind, number)
    words = desk.words(kind, facts)
    code, frame = desk.framed(kind, facts)
    letter = LetterRow(
        id=f"{entry.case_id}-{entry.seq}-{kind}",
        case_id=entry.case_id,
        seq=entry.seq,
        kind=kind,
        title=desk.title(kind),
        number=number,
        issuer=sides.issuer.code,
        addressee=sides.addressee.code,
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


def previewed(session: Session, occasion: Occasion, desk: LetterKinds) -> Preview | None:
    """Return the letter of this step as it would be issued; no number is taken and nothing is written.

    Raises:
        Refusal: What would keep the letter from being issued, such as a fact that is missing.
    """
    kind = occasion.step.letter
    sides = _sides(session, occasion.step, occasion.entry, desk) if kind else None
    if kind is None or sides is None:
        return None
    sides.number(desk, kind, local_day(occasion.entry.at).year, 1)  # refused now as it would be then
    known = letter_facts(session, occasion) | asked_facts(session, occasion, desk, kind)
    facts = known | sides.facts(desk, kind, NUMBER_LATER)
    return Preview(kind, facts, desk.words(kind, facts))


@dataclass(frozen=True)
class _Addressee:
    """To whom a letter goes; who is no party of the case has no code."""

    code: str
    name: str


@dataclass(frozen=True)
class _Sides:
    """Who issues a letter, who with it, under which district word, and to whom it goes."""

    issuer: OrganisationRow
    joint: tuple[OrganisationRow, ...]
    district: str
    addressee: _Addressee

    def number(self, desk: LetterKinds, kind: str, year: int, serial: int) -> str:
        """Return the document number; a joint letter bears the lead's."""
        return desk.number(kind, word=self.issuer.word, district=self.district, year=year, serial=serial)

    def facts(self, desk: LetterKinds, kind: str, number: str) -> dict[str, Any]:
        """Return the facts of the formal parts."""
        return {
            "number": number,
            "issuer": self.issuer.name,
            "joint_issuers": [body.name for body in self.joint],
            "addressee": self.addressee.name,
            "letter_title": desk.title(kind),
        }


def _sides(session: Session, step: Step, entry: EntryRow, desk: LetterKinds) -> _Sides | None:
    """Return the sides of the step's letter; nothing when the registry does not have who signs it."""
    kind, parties, sender = step.letter or "", step.case.parties, entry.org
    if step.signs is not None:
        found = recipient_in(session, step.signs, step.form["holder"])
        if found is None:
            return None
        sender = found
    bodies = _bodies(session, {sender, *parties.values()})
    return _Sides(
        issuer=bodies[sender],
        joint=tuple(bodies[parties[role]] for role in desk.joint(kind) if role in parties),
        district=session.get_one(RegionRow, bodies[sender].region).word,
        addressee=_addressee(step, desk.addressee(kind), bodies[sender], bodies),
    )


def _bodies(session: Session, codes: set[str]) -> dict[str, OrganisationRow]:
    """Return the organisations of a letter by their codes, in one question; who needs one again has it at hand."""
    rows = session.exec(select(OrganisationRow).where(col(OrganisationRow.code).in_(codes))).all()
    return {row.code: row for row in rows}


def _addressee(
    step: Step, to: str, issuer: OrganisationRow, bodies: dict[str, OrganisationRow]
) -> _Addressee:
    """Return the party that the kind goes to, or whoever else is in the case when that is the issuer itself."""
    if to.startswith((OPENING, FORM)):
        form, _, field = to.partition(".")
        values = step.case.opening if f"{form}." == OPENING else step.form
        return _Addressee(OUTSIDE, str(values.get(field) or ""))
    if to == ISSUER:
        return _Addressee(issuer.code, issuer.name)
    org = step.form["holder"] if to == HOLDER else step.case.parties[to]
    if org == issuer.code:
        org = next(other for other in step.case.parties.values() if other != org)
    return _Addressee(org, bodies[org].name)
