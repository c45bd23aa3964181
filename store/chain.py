"""The chain of a case file: each entry's hash covers the entry and the hash before it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from store.tables import EntryRow, LetterRow

GENESIS = "0" * 64
LETTER_MARK = " sha256:"
END_MARK = " ended:"

_COVERED = (
    "case_id",
    "seq",
    "act_id",
    "action",
    "title",
    "at",
    "actor",
    "actor_name",
    "org",
    "org_name",
    "form",
    "stage_from",
    "stage_to",
    "due_at",
    "note",
    "previous_hash",
)


def letter_hash(frame: Mapping[str, Any], words: str) -> str:
    """Return the SHA-256 over a letter's formal parts and its words."""
    said = json.dumps(frame, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(f"{said}\n{words}".encode()).hexdigest()


def letter_note(letter: LetterRow) -> str:
    """Return how an entry holds the letter that it issued, so that the chain covers the letter's words too."""
    return f"{letter.number}{LETTER_MARK}{letter.hash}"


def end_note(number: str, status: str) -> str:
    """Return how an entry holds the letter that it ended, so that the end cannot be taken away unnoticed."""
    return f"{number}{END_MARK}{status}"


def notes_of(entry: EntryRow, mark: str) -> list[str]:
    """Return the lines of an entry's note with this mark; an act may end one letter and issue another."""
    return [line for line in (entry.note or "").splitlines() if mark in line]


def entry_hash(entry: EntryRow) -> str:
    """Return the SHA-256 over everything that the entry says and the hash before it."""
    said = {name: _plain(getattr(entry, name)) for name in _COVERED}
    return sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
