"""In which of the two languages a page speaks, and how it writes titles, days and moments."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Protocol, cast

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse

from api.identity import check_own_page
from api.web.addresses import own_address
from api.web.translations import sentences
from domain.office_time import clock_time, last_day, local
from domain.wording import day_en, day_zh

router = APIRouter()

COOKIE = "onething_language"
_A_YEAR = 365 * 24 * 3600
Code = Literal["zh", "en"]


class Titled(Protocol):
    """Something that a definition calls by a name in both languages."""

    @property
    def title(self) -> str: ...
    @property
    def title_en(self) -> str: ...


@dataclass(frozen=True)
class Language:
    """One of the two languages of the pages."""

    code: Code

    def say(self, sentence: str, **facts: object) -> str:
        """Return a sentence of the pages, written in Chinese in the code, in this language."""
        said = sentences(self.code).gettext(sentence)
        return said % facts if facts else said

    def pick(self, zh: str, en: str) -> str:
        """Return what is given in both languages in this one; a missing English one stays Chinese."""
        return en if self.code == "en" and en else zh

    def title(self, named: Titled) -> str:
        """Return the title that a definition gives."""
        return self.pick(named.title, named.title_en)

    def day(self, on: date) -> str:
        """Write a day with its year and weekday."""
        return day_en(on) if self.code == "en" else day_zh(on)

    def moment(self, at: datetime) -> str:
        """Write a moment as clocks in China show it, to the minute."""
        return f"{local(at):%Y-%m-%d %H:%M}"

    def due(self, at: datetime) -> str:
        """Write the moment that ends a period; midnight is 24:00 of the day before."""
        return f"{last_day(at).isoformat()} {clock_time(at)}"


def language_of(request: Request) -> Language:
    """Return the language that the visitor chose; Chinese until they choose."""
    chosen = request.cookies.get(COOKIE)
    return Language(cast(Code, chosen) if chosen in ("zh", "en") else "zh")


Spoken = Annotated[Language, Depends(language_of)]


@router.post("/language")
async def choose(
    request: Request, to: Annotated[Code, Form()], back: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    """Remember the visitor's language and return to the page they came from."""
    check_own_page(request)
    answer = RedirectResponse(own_address(back), status_code=303)
    answer.set_cookie(
        COOKIE, to, max_age=_A_YEAR, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return answer
