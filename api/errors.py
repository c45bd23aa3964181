"""Failures become answers here and nowhere else: RFC 9457 problem details with a stable code."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from temporalio.client import RPCTimeoutOrCancelledError, WorkflowUpdateFailedError
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError as UpdateTimeout
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from api.away import EngineAway, LedgerAway
from domain.refusal import Refusal

_STATUS = {
    "not-signed-in": 401,
    "sign-in-failed": 401,
    "not-entitled": 403,
    "foreign-page": 403,
    "not-found": 404,
    "form-invalid": 422,
    "parties-wrong": 422,
    "evidence-missing": 422,
    "evidence-too-large": 413,
    "evidence-type": 415,
    "idempotency-key-used": 422,
    "request-invalid": 422,
    "account-locked": 429,
    "engine-away": 503,
    "ledger-away": 503,
}
_CONFLICT = 409
PROBLEM = "application/problem+json"


class Said(Refusal):
    """What a workflow refused, as it came over the wire."""

    def __init__(self, error: ApplicationError) -> None:
        details = tuple(error.details)
        zh = details[0] if details and isinstance(details[0], str) else error.message
        facts = details[1] if len(details) > 1 and isinstance(details[1], dict) else {}
        super().__init__(zh, error.message, **facts)
        self.code = error.type or "refused"


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal; what the rules refuse is a conflict unless listed otherwise."""
    return _STATUS.get(refusal.code, _CONFLICT)


def refusal_from(error: Exception) -> Refusal:
    """Return an error from anywhere behind the API as a refusal; what nobody foresaw is raised again."""
    match error:
        case Refusal():
            return error
        case WorkflowUpdateFailedError() if isinstance(error.cause, ApplicationError):
            return Said(error.cause)
        case (
            UpdateTimeout()
            | RPCTimeoutOrCancelledError()
            | RPCError()
            | WorkflowUpdateFailedError()
            | TimeoutError()
        ):
            return EngineAway()
        case OperationalError() | PoolTimeout():
            return LedgerAway()
        case _:
            raise error


def problem(refusal: Refusal) -> JSONResponse:
    """Return a refusal as problem details."""
    status = status_of(refusal)
    body: dict[str, Any] = {
        "type": f"urn:onething:problem:{refusal.code}",
        "title": refusal.code.replace("-", " ").capitalize(),
        "status": status,
        "code": refusal.code,
        "detail": refusal.zh,
        "detail_en": refusal.en,
        **refusal.facts,
    }
    headers = {"Retry-After": "5"} if status == 503 else None
    return JSONResponse(body, status_code=status, media_type=PROBLEM, headers=headers)


class RequestInvalid(Refusal):
    """The request itself does not have the shape that the API describes."""

    code = "request-invalid"


FORESEEN: tuple[type[Exception], ...] = (
    Refusal,
    WorkflowUpdateFailedError,
    UpdateTimeout,
    RPCTimeoutOrCancelledError,
    RPCError,
    TimeoutError,
    OperationalError,
    PoolTimeout,
)


def answer_errors(app: FastAPI) -> None:
    """Have the app answer every foreseen failure; pages show them as pages, programs get JSON."""

    async def foreseen(_request: Request, error: Exception) -> JSONResponse:
        return problem(refusal_from(error))

    async def shape(_request: Request, error: Exception) -> JSONResponse:
        errors = error.errors() if isinstance(error, RequestValidationError) else []
        told = [{"field": ".".join(map(str, e["loc"])), "en": e["msg"]} for e in errors]
        fields = "; ".join(f"{e['field']}: {e['en']}" for e in told)
        return problem(
            RequestInvalid(f"请求格式有误：{fields}", f"The request is not valid. {fields}", errors=told)
        )

    async def plain(_request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, HTTPException):
            raise error
        refusal = RequestInvalid(str(error.detail), str(error.detail))
        body = {"type": "about:blank", "title": error.detail, "status": error.status_code, "code": "http"}
        body |= {"detail": refusal.zh, "detail_en": refusal.en}
        return JSONResponse(body, status_code=error.status_code, media_type=PROBLEM, headers=error.headers)

    for kind in FORESEEN:
        app.add_exception_handler(kind, foreseen)
    app.add_exception_handler(RequestValidationError, shape)
    app.add_exception_handler(HTTPException, plain)
