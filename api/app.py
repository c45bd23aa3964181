"""Puts the API and the pages together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI

from api.clock import now
from api.errors import answer_errors
from api.limits import BodyLimits
from api.operations import Measured, Metrics
from api.operations import router as operations
from api.rate import RateLimit
from api.resources import Resources
from api.seals import SealDesk, seal_service
from api.v1 import (
    cases,
    definitions,
    digest,
    evidence,
    inbox,
    items,
    letters,
    overdue,
    preview,
    register,
    sheets,
    sign_in,
    statistics,
    statistics_sheet,
    supervision,
    visits,
)
from api.web.headers import SafeHeaders
from api.web.router import serve_pages
from messages.logs import log_as_json
from messages.settings import Settings
from scenarios.load import load_definitions
from store.connection import connect
from store.definitions import publish

_POOL = 20


def create_app(resources: Resources | None = None) -> FastAPI:
    """Return the app; without given resources it reads its settings from the environment."""
    held = resources or _from_environment()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await held.ask(lambda session: publish(session, held.definitions.values(), at=now()))
        yield
        if resources is None:
            held.engine.dispose()

    app = FastAPI(
        title="onething · 一件事",
        summary="跨部门执法事项的持久引擎",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.resources = held
    app.state.metrics = Metrics()
    app.state.rate_limit = RateLimit()
    v1 = APIRouter(prefix="/api/v1")
    for part in (
        sign_in,
        definitions,
        statistics,
        statistics_sheet,
        items,
        cases,
        overdue,
        supervision,
        evidence,
        inbox,
        digest,
        letters,
        preview,
        register,
        sheets,
        visits,
    ):
        v1.include_router(part.router)
    app.include_router(v1)
    app.include_router(operations)
    answer_errors(app)
    serve_pages(app)
    # The innermost, so that its failure reaches the route as it is.
    app.add_middleware(BodyLimits)
    app.add_middleware(Measured, metrics=app.state.metrics)
    app.add_middleware(SafeHeaders)
    return app


def _from_environment() -> Resources:
    log_as_json()
    settings = Settings.from_environment()
    seals = seal_service(settings.seals)
    return Resources(
        settings=settings,
        seals=SealDesk(seals) if seals else None,
        engine=connect(settings.database_url, pool_size=_POOL),
        definitions=load_definitions(),
    )
