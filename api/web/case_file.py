"""The case file on a page: every entry with who, when, what was said, and the letter that went out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.shapes import LetterOut
from api.web.in_words import Said, Words
from domain.act import SYSTEM
from domain.actions import OPEN, action_named
from domain.procedure import Definition
from store.tables import EntryRow


@dataclass(frozen=True)
class Line:
    """One entry as a page shows it."""

    seq: int
    title: str
    at: datetime
    who: str
    body: str
    is_engine: bool
    stage: str | None
    """The stage that the entry led to; nothing when the case stayed where it was."""
    said: Sequence[Said]
    due_at: datetime | None
    hash: str
    letters: Sequence[LetterOut]


def lines_of(
    definition: Definition, words: Words, entries: Sequence[EntryRow], letters: Sequence[LetterOut]
) -> list[Line]:
    """Return the entries, the newest first."""
    return [_line(definition, words, entry, letters) for entry in reversed(entries)]


def _line(definition: Definition, words: Words, entry: EntryRow, letters: Sequence[LetterOut]) -> Line:
    language, procedure = words.language, definition.procedure
    has_moved = entry.stage_from != entry.stage_to
    is_opening = entry.action == OPEN
    suffix = f"-{entry.seq}-"
    return Line(
        seq=entry.seq,
        title=language.title(action_named(definition, entry.stage_from, entry.action)),
        at=entry.at,
        who=entry.actor_name,
        body=entry.org_name,
        is_engine=entry.actor == SYSTEM,
        stage=language.title(procedure.stage_title(entry.stage_to)) if has_moved else None,
        said=[] if is_opening else words.entry(entry.action, entry.stage_from, entry.form),
        due_at=entry.due_at if has_moved else None,
        hash=entry.hash,
        letters=[letter for letter in letters if letter.id.endswith(f"{suffix}{letter.kind}")],
    )
