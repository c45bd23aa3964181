"""Letters as they go out: the page and the PDF from what was stored when the letter was issued."""

from functools import cache

from anyio import to_thread

from letters.frame import Frame
from letters.page import page_body
from letters.parse import parse
from letters.typesetting import Typeset, Typesetter
from store.tables import LetterRow


@cache
def _typesetter() -> Typesetter:
    return Typesetter()


async def pdf_of(row: LetterRow) -> Typeset:
    """Return the letter as PDF; the same letter always gives the same bytes with the same fonts."""

    def set_in_type() -> Typeset:
        return _typesetter().typeset(Frame.model_validate(row.frame), parse(row.words))

    return await to_thread.run_sync(set_in_type)


def page_of(row: LetterRow) -> str:
    """Return the letter as one HTML article in the official format."""
    return page_body(Frame.model_validate(row.frame), parse(row.words))
