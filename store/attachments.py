"""Which files belong to a case: those that a recorded form names by their hash."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from domain.actions import form_of
from domain.built_in import TIED
from domain.form import FieldType, Form
from domain.made_step import Step
from domain.procedure import Definition
from domain.refusal import Refusal
from store.tables import CasePartyRow, EntryRow, EvidenceRow, UploadRow


class EvidenceMissing(Refusal):
    """A form names a file that the organisation has not stored."""

    code = "evidence-missing"

    def __init__(self, hashes: list[str]) -> None:
        super().__init__(
            "证据材料尚未上传", f"Not uploaded by this organisation: {', '.join(hashes)}", hashes=hashes
        )


def hashes_in(form: Form, values: Mapping[str, Any]) -> list[str]:
    """Return the hashes of the files that the values of a form name."""
    fields = (name for name, field in form.items() if field.type is FieldType.EVIDENCE)
    lists = (values.get(name) for name in fields)
    return list(dict.fromkeys(str(each) for value in lists if isinstance(value, list) for each in value))


@dataclass(frozen=True)
class StoredFile:
    """A file that an organisation may name: one that it has stored, or one of a case that it has a part in."""

    hash: str
    name: str
    media_type: str
    size: int


def check_stored(session: Session, org: str, hashes: list[str]) -> None:
    """Check that an organisation has stored each of these files, or has a part in a case whose manifest holds it.

    Raises:
        EvidenceMissing: It has not.
    """
    _stored(session, org, hashes)


def _stored(session: Session, org: str, hashes: list[str]) -> list[StoredFile]:
    if not hashes:
        return []
    own = select(UploadRow).where(UploadRow.org == org, col(UploadRow.hash).in_(hashes))
    found = {row.hash: row for row in session.exec(own).all()}
    files = {name: StoredFile(row.hash, row.name, row.media_type, row.size) for name, row in found.items()}
    files |= _of_cases(session, org, sorted(set(hashes) - files.keys()))
    missing = sorted(set(hashes) - files.keys())
    if missing:
        raise EvidenceMissing(missing)
    return [files[each] for each in dict.fromkeys(hashes)]


def _of_cases(session: Session, org: str, hashes: list[str]) -> dict[str, StoredFile]:
    """Return the files among these that stand in the manifest of a case in which the organisation has a part."""
    if not hashes:
        return {}
    shared = (
        select(EvidenceRow)
        .join(CasePartyRow, col(CasePartyRow.case_id) == EvidenceRow.case_id)
        .where(CasePartyRow.org == org, col(EvidenceRow.hash).in_(hashes))
    )
    rows = session.exec(shared).all()
    return {row.hash: StoredFile(row.hash, row.name, row.media_type, row.size) for row in rows}


def attach(session: Session, definition: Definition, step: Step, entry: EntryRow) -> None:
    """Put the files that this step names into the case's manifest; a file already there stays as it is.

    What a task has gathered is put into the manifest of its matter, where every department that takes part can use it.

    Raises:
        EvidenceMissing: The acting organisation has not stored one of them.
    """
    form = form_of(definition, step.stage_from, step.action) or {}
    for file in _stored(session, entry.org, hashes_in(form, step.form)):
        _add(session, entry, file, entry.org)
    if step.action == TIED:
        tasks = {state.case_id for state in step.case.tasks.values()}
        if step.form.get("case_id") in tasks:
            gathered = select(EvidenceRow).where(EvidenceRow.case_id == step.form["case_id"])
            for row in session.exec(gathered.order_by(col(EvidenceRow.seq), col(EvidenceRow.name))).all():
                _add(session, entry, StoredFile(row.hash, row.name, row.media_type, row.size), row.org)


def _add(session: Session, entry: EntryRow, file: StoredFile, org: str) -> None:
    row = {
        "case_id": entry.case_id,
        "hash": file.hash,
        "seq": entry.seq,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "org": org,
    }
    session.execute(insert(EvidenceRow).values(**row).on_conflict_do_nothing())
