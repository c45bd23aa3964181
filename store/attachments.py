"""Which files belong to a case: those that a recorded form names by their hash."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from domain.actions import form_of
from domain.form import FieldType, Form
from domain.made_step import Step
from domain.procedure import Definition
from domain.refusal import Refusal
from store.tables import EntryRow, EvidenceRow, UploadRow


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


def check_stored(session: Session, org: str, hashes: list[str]) -> None:
    """Check that an organisation has stored each of these files.

    Raises:
        EvidenceMissing: It has not.
    """
    _stored(session, org, hashes)


def _stored(session: Session, org: str, hashes: list[str]) -> Sequence[UploadRow]:
    if not hashes:
        return ()
    named = select(UploadRow).where(UploadRow.org == org, col(UploadRow.hash).in_(hashes))
    found = session.exec(named).all()
    missing = sorted(set(hashes) - {upload.hash for upload in found})
    if missing:
        raise EvidenceMissing(missing)
    return found


def attach(session: Session, definition: Definition, step: Step, entry: EntryRow) -> None:
    """Put the files that this step names into the case's manifest; a file already there stays as it is.

    Raises:
        EvidenceMissing: The acting organisation has not stored one of them.
    """
    form = form_of(definition, step.stage_from, step.action) or {}
    for upload in _stored(session, entry.org, hashes_in(form, step.form)):
        row = {
            "case_id": entry.case_id,
            "hash": upload.hash,
            "seq": entry.seq,
            "name": upload.name,
            "media_type": upload.media_type,
            "size": upload.size,
            "org": entry.org,
        }
        session.execute(insert(EvidenceRow).values(**row).on_conflict_do_nothing())
