"""Is every case file as it was written? Re-computes each chain from its first entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from store.chain import (
    END_MARK,
    GENESIS,
    LETTER_MARK,
    end_note,
    entry_hash,
    letter_hash,
    letter_note,
    notes_of,
)
from store.tables import CaseRow, EntryRow, LetterEndRow, LetterRow

_CASES_AT_ONCE = 500


@dataclass(frozen=True)
class Intact:
    """A case file whose chain holds."""

    number: str
    entries: int


@dataclass(frozen=True)
class Broken:
    """The first entry that is not as it was written, and how that shows."""

    number: str
    seq: int
    zh: str
    en: str


def count_cases(engine: Engine) -> int:
    """Return how many case files there are."""
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(CaseRow)).one()


def verify_cases(engine: Engine) -> Iterator[Intact | Broken]:
    """Yield a finding for each case, oldest number first; ends with the first that is broken."""
    after = ""
    with Session(engine) as session:
        while rows := _next_cases(session, after):
            numbers = {case_id: (number, head) for case_id, number, head in rows}
            files = _files(session, list(numbers))
            letters, ends = _letters(session, list(numbers)), _ends(session, list(numbers))
            for case_id, (number, head) in numbers.items():
                file = files.get(case_id, [])
                found = (
                    _broken(number, head, file)
                    or _altered_letter(number, file, letters.get(case_id, []))
                    or _altered_end(number, file, ends.get(case_id, []))
                )
                yield found or Intact(number, len(file))
                if found:
                    return
            after = rows[-1][1]
            session.expunge_all()


def _next_cases(session: Session, after: str) -> Sequence[tuple[str, str, str]]:
    statement = select(CaseRow.id, CaseRow.number, CaseRow.head_hash).where(CaseRow.number > after)
    return session.exec(statement.order_by(col(CaseRow.number)).limit(_CASES_AT_ONCE)).all()


def _files(session: Session, case_ids: list[str]) -> dict[str, list[EntryRow]]:
    statement = select(EntryRow).where(col(EntryRow.case_id).in_(case_ids))
    rows = session.exec(statement.order_by(col(EntryRow.case_id), col(EntryRow.seq))).all()
    return {case_id: list(file) for case_id, file in groupby(rows, key=lambda row: row.case_id)}


def _letters(session: Session, case_ids: list[str]) -> dict[str, list[LetterRow]]:
    statement = select(LetterRow).where(col(LetterRow.case_id).in_(case_ids))
    rows = session.exec(statement.order_by(col(LetterRow.case_id), col(LetterRow.seq))).all()
    return {case_id: list(letters) for case_id, letters in groupby(rows, key=lambda row: row.case_id)}


def _ends(session: Session, case_ids: list[str]) -> dict[str, list[tuple[LetterEndRow, str]]]:
    """Return the ends of letters with the letters' numbers, by case."""
    statement = select(LetterEndRow, LetterRow.number).join(
        LetterRow, col(LetterRow.id) == LetterEndRow.letter_id
    )
    rows = session.exec(
        statement.where(col(LetterEndRow.case_id).in_(case_ids)).order_by(col(LetterEndRow.case_id))
    ).all()
    return {case_id: list(ends) for case_id, ends in groupby(rows, key=lambda row: row[0].case_id)}


def _broken(number: str, head: str, entries: list[EntryRow]) -> Broken | None:
    previous = GENESIS
    for expected, entry in enumerate(entries, start=1):
        if entry.seq != expected:
            return Broken(number, expected, "缺少这一条", "this entry is missing")
        if entry.previous_hash != previous:
            return Broken(number, entry.seq, "与前一条不衔接", "does not follow from the entry before")
        if entry.hash != entry_hash(entry):
            return Broken(number, entry.seq, "内容与哈希不符", "does not match its hash")
        previous = entry.hash
    if previous != head:
        return Broken(number, len(entries) + 1, "案卷末尾缺失", "the end of the file is missing")
    return None


def _altered_letter(number: str, entries: list[EntryRow], letters: list[LetterRow]) -> Broken | None:
    """Check that each entry's letter is there as it was issued, and that there is no letter without its entry."""
    notes = {entry.seq: note for entry in entries for note in notes_of(entry, LETTER_MARK)}
    for letter in letters:
        noted = notes.pop(letter.seq, None)
        if noted != letter_note(letter) or letter_hash(letter.frame, letter.words) != letter.hash:
            return Broken(
                number, letter.seq, f"文书{letter.number}被改动", f"letter {letter.number} was altered"
            )
    for seq, note in notes.items():
        return Broken(number, seq, f"缺少文书{note}", f"letter {note} is missing")
    return None


def _altered_end(number: str, entries: list[EntryRow], ends: list[tuple[LetterEndRow, str]]) -> Broken | None:
    """Check that each letter which an entry ended has ended as it says, and that no other one has.

    The entry's note says which letter and how, its form why; both are in the chain.
    """
    noted = {
        (entry.seq, note): (entry.form.get("reason"), entry.at)
        for entry in entries
        for note in notes_of(entry, END_MARK)
    }
    for end, letter_number in ends:
        known = noted.pop((end.seq, end_note(letter_number, end.status)), None)
        if known != (end.reason, end.at):
            zh, en = (
                f"文书{letter_number}的作废或者撤销记录被改动",
                f"the end of letter {letter_number} was altered",
            )
            return Broken(number, end.seq, zh, en)
    for seq, note in noted:
        letter_number = note.partition(END_MARK)[0]
        zh, en = f"缺少文书{letter_number}的作废或者撤销记录", f"the end of letter {letter_number} is missing"
        return Broken(number, seq, zh, en)
    return None
