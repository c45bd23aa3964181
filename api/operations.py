"""For operators: is it alive, can it work, what does it count?"""

import asyncio
from time import perf_counter
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from sqlmodel import Session, func, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

from api.errors import FORESEEN
from api.resources import Resources, Served
from messages.queues import CASES
from store.tables import CaseRow

router = APIRouter(tags=["operations"])

_READY_SECONDS = 3.0
_AWAY: tuple[type[Exception], ...] = (*FORESEEN, RuntimeError)


class Metrics:
    """What this process counts; one registry for each app, so that tests do not share numbers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "onething_http_requests_total",
            "Requests answered",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "onething_http_request_seconds", "Time to answer", ["method", "route"], registry=self.registry
        )
        self.open_cases = Gauge("onething_cases_open", "Open cases", registry=self.registry)
        self.overdue_cases = Gauge("onething_cases_overdue", "Overdue cases", registry=self.registry)

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and time one request under its route, not its address."""
        method, route = scope["method"], _route_of(scope)
        self.requests.labels(method, route, status).inc()
        self.seconds.labels(method, route).observe(seconds)


class Measured:
    """Notes each request that passes. Plain ASGI, because Starlette's base class costs a task for each request."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it was answered; one that fails counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._metrics.note(scope, status, perf_counter() - started)


def _route_of(scope: Scope) -> str:
    """Return the path of the route that answered, with the prefix under which FastAPI has included it."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    return str(getattr(included or scope.get("route"), "path", "unknown"))


@router.get("/healthz", response_class=PlainTextResponse)
async def healthz() -> str:
    """Answer while the process lives."""
    return "ok\n"


@router.get("/readyz")
async def readyz(resources: Served) -> JSONResponse:
    """Answer 200 when the ledger, Temporal and a worker answer, else 503 naming what is away."""
    checks: dict[str, Any] = {"ledger": _ledger(resources), "temporal": _workers(resources)}
    results = await asyncio.gather(*checks.values())
    found = dict(zip(checks, results, strict=True))
    return JSONResponse(found, status_code=200 if all(value == "ok" for value in results) else 503)


async def _ledger(resources: Resources) -> str:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            await resources.ask(lambda session: session.exec(select(1)).one())
    except FORESEEN as error:
        return f"away: {type(error).__name__}"
    return "ok"


async def _workers(resources: Resources) -> str:
    try:
        async with asyncio.timeout(_READY_SECONDS):
            client = await resources.temporal()
            queue = await client.workflow_service.describe_task_queue(
                DescribeTaskQueueRequest(
                    namespace=client.namespace,
                    task_queue=TaskQueue(name=CASES),
                    task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
                )
            )
    except _AWAY as error:
        return f"away: {type(error).__name__}"
    return "ok" if queue.pollers else "no worker"


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request, resources: Served) -> Response:
    """Return the counts in Prometheus' text format."""
    counted: Metrics = request.app.state.metrics

    def question(session: Session) -> tuple[int, int]:
        is_open, overdue = CaseRow.outcome == None, CaseRow.overdue_at != None  # noqa: E711  (SQL)
        count = select(func.count())
        return session.exec(count.where(is_open)).one(), session.exec(count.where(overdue)).one()

    open_count, overdue_count = await resources.ask(question)
    counted.open_cases.set(open_count)
    counted.overdue_cases.set(overdue_count)
    return Response(generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)
