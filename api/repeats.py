"""The same request again: a double click or a retry is known by its key, another request under that key is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from api.away import KeyUsedTwice
from domain.actions import form_of
from domain.form import FormInvalid, validated
from domain.procedure import Definition
from store.definitions import DefinitionShelf
from store.tables import CasePartyRow, CaseRow, EntryRow


@dataclass(frozen=True)
class Opening:
    """What a request to open a case says."""

    definition: str
    title: str
    named: Mapping[str, str]
    form: Mapping[str, Any]


def is_opened(session: Session, shelf: DefinitionShelf, case_id: str, asked: Opening) -> bool:
    """Return whether this very request has opened its case already.

    Raises:
        KeyUsedTwice: Another request under the same key has.
    """
    row = session.get(CaseRow, case_id)
    if row is None:
        return False
    first = session.get_one(EntryRow, (case_id, 1))
    at_first = select(CasePartyRow).where(CasePartyRow.case_id == case_id, CasePartyRow.since_seq == 1)
    parties = {party.role: party.org for party in session.exec(at_first).all()}
    is_same = (row.definition, row.title) == (asked.definition, asked.title.strip())
    is_same = is_same and asked.named.items() <= parties.items()
    if not (is_same and _says_the_same(shelf.definition(session, row.digest), first, asked.form)):
        raise KeyUsedTwice(case_id)
    return True


def check_same(definition: Definition, entry: EntryRow, action: str, form: Mapping[str, Any]) -> None:
    """Check that an entry is what this very request has become.

    Raises:
        KeyUsedTwice: Another request under the same key has become it.
    """
    if entry.action != action or not _says_the_same(definition, entry, form):
        raise KeyUsedTwice(entry.case_id)


def _says_the_same(definition: Definition, entry: EntryRow, form: Mapping[str, Any]) -> bool:
    fields = form_of(definition, entry.stage_from, entry.action)
    try:
        return validated(fields or {}, definition.procedure.codes, form) == entry.form
    except FormInvalid:
        return False
