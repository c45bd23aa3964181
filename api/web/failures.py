"""Failures as pages, for those who asked for a page; programs keep their JSON problems."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.away import NotFound, NotSignedIn
from api.errors import FORESEEN, RequestInvalid, Unforeseen, refusal_from, status_of
from api.web.addresses import address_of, is_fragment, own_address, sign_in_for
from api.web.language import language_of
from api.web.rendering import rendered
from domain.refusal import Refusal

Answer = Callable[[Request, Any], Awaitable[Response]]
_FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics", "/static/")


def wants_page(request: Request) -> bool:
    """Return whether the answer is for a person."""
    return not request.url.path.startswith(_FOR_PROGRAMS)


def failure_page(request: Request, refusal: Refusal, status: int) -> Response:
    """Return a refusal as a page, or as a notice that htmx puts on the page that is open, its input untouched."""
    if isinstance(refusal, NotSignedIn):
        return _to_sign_in(request)
    language = language_of(request)
    facts = {"refusal": refusal, "status": status, "headline": _headline(request, status)}
    facts |= getattr(request.state, "visitor", {})
    if is_fragment(request):
        answer: HTMLResponse = rendered(request, language, "partials/alert.html", facts, status=status)
        answer.headers.update({"HX-Retarget": "#alerts", "HX-Reswap": "innerHTML"})
    else:
        answer = rendered(request, language, "failure.html", facts, status=status)
    if status == 503:
        answer.headers["Retry-After"] = "5"
    return answer


def _to_sign_in(request: Request) -> Response:
    if is_fragment(request):
        shown = urlsplit(request.headers.get("hx-current-url", ""))
        return Response(headers={"HX-Redirect": sign_in_for(own_address(shown.path))})
    wanted = address_of(request) if request.method == "GET" else "/"
    return RedirectResponse(sign_in_for(wanted), status_code=303)


def _headline(request: Request, status: int) -> str:
    language = language_of(request)
    match status:
        case 403:
            return language.say("无权访问")
        case 404 | 405:
            return language.say("没有找到这个页面")
        case 413:
            return language.say("内容过大")
        case 503:
            return language.say("系统暂时没有应答")
        case 500:
            return language.say("系统出错")
        case _:
            return language.say("未能办理")


def answer_page_errors(app: FastAPI) -> None:
    """Have failures answered as pages where a page was asked for; call it after `answer_errors`."""
    ways: dict[type[Exception], Answer] = dict.fromkeys(FORESEEN, _foreseen)
    ways |= {HTTPException: _plain, RequestValidationError: _shape, Exception: _unforeseen}
    for kind, for_people in ways.items():
        app.add_exception_handler(kind, _beside(app.exception_handlers[kind], for_people))


def _beside(for_programs: Any, for_people: Answer) -> Answer:
    async def answer(request: Request, error: Exception) -> Response:
        found: Response = await (for_people if wants_page(request) else for_programs)(request, error)
        return found

    return answer


async def _foreseen(request: Request, error: Exception) -> Response:
    refusal = refusal_from(error)
    return failure_page(request, refusal, status_of(refusal))


async def _plain(request: Request, error: HTTPException) -> Response:
    match error.status_code:
        case 404 | 405:
            return failure_page(request, NotFound(request.url.path), 404)
        case 413:
            refusal = RequestInvalid("提交的内容过大", "What was sent is too large.")
        case _:
            refusal = RequestInvalid(error.detail, error.detail)
    return failure_page(request, refusal, error.status_code)


async def _shape(request: Request, _error: Exception) -> Response:
    return failure_page(
        request, RequestInvalid("地址或内容有误", "The address or what was sent is not valid."), 422
    )


async def _unforeseen(request: Request, _error: Exception) -> Response:
    refusal = Unforeseen("已记入系统日志，请联系管理员。", "It is in the log; please tell the operators.")
    return failure_page(request, refusal, 500)
