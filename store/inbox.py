"""An organisation's inbox, its drafts, its uploads and the letters it may read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select, update

from domain.organisation import Person
from store.tables import CaseRow, DraftRow, EvidenceRow, LetterRow, NoticeRow, UploadRow
from store.visibility import visible_to


def notices_for(session: Session, person: Person, *, limit: int = 50) -> Sequence[NoticeRow]:
    """Return the newest messages of the person's organisation, unread ones first."""
    unread = col(NoticeRow.read_at).is_(None)
    statement = select(NoticeRow).where(NoticeRow.org == person.org_code)
    return session.exec(statement.order_by(unread.desc(), col(NoticeRow.at).desc()).limit(limit)).all()


def unread_count(session: Session, person: Person) -> int:
    """Return how many messages nobody of the organisation has read."""
    unread = select(func.count()).where(NoticeRow.org == person.org_code, col(NoticeRow.read_at).is_(None))
    return session.exec(unread).one()


def mark_read(session: Session, person: Person, notice_id: int, *, at: datetime) -> bool:
    """Mark one message as read; return whether it was one of the organisation's."""
    statement = (
        update(NoticeRow)
        .where(col(NoticeRow.id) == notice_id, col(NoticeRow.org) == person.org_code)
        .values(
            read_at=func.coalesce(col(NoticeRow.read_at), at),
            read_by=func.coalesce(col(NoticeRow.read_by), person.login),
        )
    )
    return bool(session.exec(statement).rowcount)


def draft_of(session: Session, login: str, definition: str) -> dict[str, Any] | None:
    """Return the opening form that an officer has begun."""
    row = session.get(DraftRow, (login, definition))
    return row.form if row else None


def save_draft(session: Session, draft: DraftRow) -> None:
    """Keep an opening form; the newest replaces the one before."""
    values = draft.model_dump()
    changes = {"form": values["form"], "saved_at": values["saved_at"]}
    statement = insert(DraftRow).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=["login", "definition"], set_=changes))


def drop_draft(session: Session, login: str, definition: str) -> None:
    """Forget an opening form, because it was sent or given up."""
    session.exec(delete(DraftRow).where(col(DraftRow.login) == login, col(DraftRow.definition) == definition))


def save_upload(session: Session, upload: UploadRow) -> None:
    """Note a stored file; the same content by the same organisation keeps its first name."""
    session.execute(insert(UploadRow).values(**upload.model_dump()).on_conflict_do_nothing())


def upload_named(session: Session, hashes: Sequence[str], org: str) -> Sequence[UploadRow]:
    """Return the files that the organisation has stored among these."""
    return session.exec(select(UploadRow).where(UploadRow.org == org, col(UploadRow.hash).in_(hashes))).all()


def evidence_for(session: Session, person: Person, case_id: str, file_hash: str) -> EvidenceRow | None:
    """Return a line of the manifest of the case with this id or number if the person may see it."""
    statement = (
        select(EvidenceRow)
        .join(CaseRow, col(CaseRow.id) == EvidenceRow.case_id)
        .where(
            or_(col(CaseRow.id) == case_id, col(CaseRow.number) == case_id),
            EvidenceRow.hash == file_hash,
            visible_to(person),
        )
    )
    return session.exec(statement).first()


def letter_for(session: Session, person: Person, letter_id: str) -> LetterRow | None:
    """Return a letter if the person may see its case."""
    statement = (
        select(LetterRow)
        .join(CaseRow, col(CaseRow.id) == LetterRow.case_id)
        .where(LetterRow.id == letter_id, visible_to(person))
    )
    return session.exec(statement).first()
