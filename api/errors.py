"""Failures become answers here and nowhere else: RFC 9457 problem details with a stable code."""

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, OperationalError
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
    "item-unknown": 404,
    "nobody-to-do": 404,
    "form-invalid": 422,
    "parties-wrong": 422,
    "evidence-missing": 422,
    "case-unknown": 422,
    "letter-fact-missing": 422,
    "letter-fact-wrong": 422,
    "letter-glyph-missing": 422,
    "verification-code-wrong": 422,
    "evidence-too-large": 413,
    "evidence-type": 415,
    "idempotency-key-used": 422,
    "request-invalid": 422,
    "export-too-large": 422,
    "export-cell-too-long": 422,
    "account-locked": 429,
    "asked-too-often": 429,
    "unforeseen": 500,
    "engine-away": 503,
    "ledger-away": 503,
    "seal-away": 503,
}
_CONFLICT = 409
_HEADERS = {429: {"Retry-After": "60"}, 401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}
PROBLEM = "application/problem+json"

# What the web framework itself refuses: the code, and the words in both languages.
_OF_THE_FRAMEWORK = {
    400: ("request-invalid", "请求内容无法读取", "The request cannot be read."),
    404: ("not-found", "没有这个地址", "There is no such address."),
    405: ("method-not-allowed", "该地址不支持这种请求方式", "The address does not support this method."),
    413: ("body-too-large", "请求内容过大", "The request is too large."),
}


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
        case DataError() | UnicodeEncodeError():
            return RequestInvalid(
                "请求中有台账无法保存的字符或数值",
                "The request has characters or numbers that the ledger cannot hold.",
            )
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
    return Problem(body, status_code=status, headers=_HEADERS.get(status))


class Problem(JSONResponse):
    """Problem details; what a request said in broken characters is shown with question marks."""

    media_type = PROBLEM

    def render(self, content: Any) -> bytes:
        """Return the body as UTF-8."""
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class RequestInvalid(Refusal):
    """The request itself does not have the shape that the API describes."""

    code = "request-invalid"


class Unforeseen(Refusal):
    """Something went wrong that nobody thought of."""

    code = "unforeseen"


FORESEEN: tuple[type[Exception], ...] = (
    Refusal,
    WorkflowUpdateFailedError,
    UpdateTimeout,
    RPCTimeoutOrCancelledError,
    RPCError,
    TimeoutError,
    OperationalError,
    PoolTimeout,
    DataError,
    UnicodeEncodeError,
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
        detail = str(error.detail)
        code, zh, en = _OF_THE_FRAMEWORK.get(error.status_code, ("http", f"请求未被接受：{detail}", detail))
        body = {"type": "about:blank", "title": detail, "status": error.status_code, "code": code}
        body |= {"detail": zh, "detail_en": en}
        return Problem(body, status_code=error.status_code, headers=error.headers)

    async def unforeseen(_request: Request, _error: Exception) -> JSONResponse:
        return problem(
            Unforeseen("系统出错，已记入日志，请联系管理员", "Something went wrong; the log has it.")
        )

    for kind in FORESEEN:
        app.add_exception_handler(kind, foreseen)
    app.add_exception_handler(RequestValidationError, shape)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(Exception, unforeseen)
