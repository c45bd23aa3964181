"""Evidence: stored first, then named by its hash in a form; read only by those who may see the case."""

from collections.abc import AsyncIterator
from pathlib import PurePath

from fastapi import APIRouter, UploadFile
from fastapi.responses import FileResponse

from api.away import NotFound
from api.clock import now
from api.identity import Asking
from api.resources import Resources, Served
from domain.model import Model
from domain.organisation import Person
from store.inbox import evidence_for, save_upload
from store.tables import UploadRow

router = APIRouter(tags=["evidence"])

_CHUNK = 256 * 1024
_NAME = 120


class StoredOut(Model):
    """A stored file, to be named in a form by its hash."""

    hash: str
    name: str
    size: int
    media_type: str


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


async def store_file(resources: Resources, person: Person, file: UploadFile) -> StoredOut:
    """Store one uploaded file for the person's organisation."""
    name = PurePath((file.filename or "").replace("\\", "/")).name[-_NAME:]
    file_hash, size, media_type = await resources.evidence.keep(name, _chunks(file))
    row = UploadRow(
        hash=file_hash,
        org=person.org_code,
        name=name,
        media_type=media_type,
        size=size,
        login=person.login,
        at=now(),
    )
    await resources.ask(lambda session: save_upload(session, row))
    return StoredOut(hash=file_hash, name=name, size=size, media_type=media_type)


@router.post("/evidence", status_code=201)
async def store(resources: Served, person: Asking, file: UploadFile) -> StoredOut:
    """Store a file of at most 20 MB; the answer's hash goes into a form."""
    return await store_file(resources, person, file)


@router.get("/cases/{case_id}/evidence/{file_hash}", response_class=FileResponse)
async def download(resources: Served, person: Asking, case_id: str, file_hash: str) -> FileResponse:
    """Return a file of a case's manifest, always as a download."""
    row = await resources.ask(lambda session: evidence_for(session, person, case_id, file_hash))
    if row is None:
        raise NotFound(file_hash)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    path = resources.evidence.path(row.hash)
    return FileResponse(path, media_type=row.media_type, filename=row.name, headers=headers)
