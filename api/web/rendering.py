"""Templates become pages: one environment for each language, with the words that all of them use."""

from functools import cache, partial
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.web.addresses import address_of
from api.web.files import address
from api.web.language import Code, Language
from api.web.lights import light_words
from api.web.sizes import size_words
from api.web.translations import sentences

HERE = Path(__file__).parent / "templates"
EXTENSIONS = ("jinja2.ext.i18n",)


@cache
def environment(code: Code) -> Environment:
    """Return the templates in one language; a fact that a page lacks is an error, never a blank."""
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=EXTENSIONS,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    language = Language(code)
    words = sentences(code)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.globals |= {"language": language, "file": address, "light_words": partial(light_words, language)}
    made.filters |= {
        "titled": language.title,
        "day": language.day,
        "moment": language.moment,
        "due": language.due,
        "size": size_words,
    }
    return made


def rendered(
    request: Request, language: Language, template: str, facts: dict[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Return a template with its facts as an answer."""
    known = {
        "here": address_of(request) if request.method == "GET" else "/",
        "person": None,
        "unread": 0,
        "overdue": 0,
        "may_open": False,
        "refusal": None,
    }
    html = environment(language.code).get_template(template).render(known | facts)
    return HTMLResponse(html, status_code=status)
