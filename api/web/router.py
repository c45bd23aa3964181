"""Puts the pages together."""

from fastapi import APIRouter, FastAPI

from api.web import (
    acting,
    case_page,
    catalogue,
    check,
    desk,
    digest,
    drafts,
    inbox,
    items,
    language,
    letters,
    opening,
    overdue,
    pickers,
    preview,
    proposals,
    register,
    several,
    sheets,
    signing_in,
    supervision,
    timeline,
    uploads,
    visits_before,
)
from api.web.failures import answer_page_errors
from api.web.files import serve_files

# `opening` stands before `case_page`: the address /cases/new would else be read as a case's.
_PARTS = (
    signing_in,
    language,
    desk,
    opening,
    catalogue,
    items,
    drafts,
    visits_before,
    uploads,
    pickers,
    several,
    proposals,
    case_page,
    timeline,
    acting,
    overdue,
    supervision,
    sheets,
    inbox,
    digest,
    letters,
    check,
    preview,
    register,
)


def serve_pages(app: FastAPI) -> None:
    """Have the app serve the pages with their files and their failures.

    Raises:
        ComponentsMissing: The page's components are not installed.
    """
    pages = APIRouter(include_in_schema=False)
    for part in _PARTS:
        pages.include_router(part.router)
    app.include_router(pages)
    serve_files(app)
    answer_page_errors(app)
