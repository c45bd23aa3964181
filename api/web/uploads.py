"""Evidence is stored file by file while a form is filled in; the form then names it by its hash."""

from fastapi import APIRouter, UploadFile
from fastapi.responses import HTMLResponse

from api.v1.evidence import store_file
from api.web.rendering import rendered
from api.web.visit import Visiting

router = APIRouter()


@router.post("/evidence")
async def store(visit: Visiting, file: UploadFile, field: str) -> HTMLResponse:
    """Store one file and return its line for the form's field."""
    stored = await store_file(visit.resources, visit.person, file)
    facts = {"file": stored, "name": field}
    return rendered(visit.request, visit.language, "partials/stored_file.html", facts)
