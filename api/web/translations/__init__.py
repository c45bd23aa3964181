"""The English of every Chinese sentence on the pages: read from `en.po` when the process starts, never compiled."""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

ENGLISH = Path(__file__).parent / "en.po"


@cache
def english() -> Translations:
    """Return the English sentences under their Chinese ones."""
    with ENGLISH.open("rb") as written:
        catalog = read_po(written, locale="en")
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def sentences(code: str) -> NullTranslations:
    """Return what turns the Chinese sentences of the pages into a language; Chinese stays as it is written."""
    return english() if code == "en" else NullTranslations()
