"""Which files belong to a case: those that a recorded form names by their hash."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from domain.refusal import Refusal
from domain.step import Step
from store.tables import EntryRow, EvidenceRow, UploadRow


class EvidenceMissing(Refusal):
    """A form names a file that the organisation has not stored."""

    code = "evidence-missing"

    def __init__(self, hashes: list[str]) -> None:
        super().__init__(
            "证据材料尚未上传", f"Not uploaded by this organisation: {', '.join(hashes)}", hashes=hashes
        )


_EVIDENCE_FIELDS = ("evidence", "files")
"""Fields that hold file hashes; the loader keeps the type `evidence` to these names."""


def hashes_in(form: dict[str, object]) -> list[str]:
    """Return the hashes of the files that a form names."""
    found: list[str] = []
    for name in _EVIDENCE_FIELDS:
        value = form.get(name)
        if isinstance(value, list):
            found += [str(each) for each in value]
    return list(dict.fromkeys(found))


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


def attach(session: Session, step: Step, entry: EntryRow) -> None:
    """Put the files that this step names into the case's manifest; a file already there stays as it is.

    Raises:
        EvidenceMissing: The acting organisation has not stored one of them.
    """
    for upload in _stored(session, entry.org, hashes_in(step.form)):
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
