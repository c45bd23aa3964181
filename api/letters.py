"""Letters as they go out: the page and the PDF from what was stored when the letter was issued, with their seals."""

from functools import cache

from anyio import to_thread

from api.resources import Resources
from api.seals import SealAway, SealDesk, image, kept
from letters.frame import Frame
from letters.page import page_body
from letters.parse import parse
from letters.render import Letters
from letters.seals import SealImage
from letters.typesetting import Typeset, Typesetter
from letters.words import Words
from store.seals import seals_on
from store.tables import LetterRow


@cache
def letters() -> Letters:
    """Return the kinds of letters; the fonts are read when one is first previewed."""
    return Letters()


Seals = tuple[SealImage | None, ...]


@cache
def typesetter() -> Typesetter:
    """Return the typesetter of this process; making one reads every font."""
    return Typesetter()


async def set_in_type(frame: Frame, words: Words, seals: Seals = (), *, watermark: str = "") -> Typeset:
    """Set a letter in type, in a thread."""
    return await to_thread.run_sync(lambda: typesetter().typeset(frame, words, seals, watermark=watermark))


async def pdf_of(resources: Resources, row: LetterRow) -> Typeset:
    """Return the letter as PDF; the same letter always gives the same bytes with the same fonts and seals.

    Raises:
        SealAway: It has to be sealed first, and the service gives no seal.
    """
    frame, words = Frame.model_validate(row.frame), parse(row.words)
    return await set_in_type(frame, words, await seals_of(resources, row))


async def page_of(resources: Resources, row: LetterRow) -> str:
    """Return the letter as one HTML article in the official format, with the same seals as its PDF.

    Raises:
        SealAway: It has to be sealed first, and the service gives no seal.
    """
    seals = await seals_of(resources, row)
    return page_body(Frame.model_validate(row.frame), parse(row.words), seals)


async def seals_of(resources: Resources, row: LetterRow) -> Seals:
    """Return the seals of a letter by issuer. The service is asked when the letter is first seen, and then never again.

    Raises:
        SealAway: The service gives no seal.
    """
    frame = Frame.model_validate(row.frame)
    if not frame.is_sealed:
        return ()
    known = await resources.read(lambda session: seals_on(session, row.id))
    desk = resources.seals
    if not known and desk is not None:
        async with desk.turn(row.id):
            known = await resources.read(lambda session: seals_on(session, row.id))
            if not known:
                seals = await _pressed(desk, row, frame)
                known = await resources.ask(lambda session: kept(session, row, frame.issuers, seals))
    return tuple(image(known.get(issuer)) for issuer in frame.issuers)


async def _pressed(desk: SealDesk, row: LetterRow, frame: Frame) -> Seals:
    """Have a letter sealed; a seal that cannot be printed is as good as none."""
    words = parse(row.words)
    bare = await set_in_type(frame, words)
    seals = await desk.pressed(row, frame.issuers, bare.digest)
    if any(seals):
        try:
            await set_in_type(frame, words, seals)
        except RuntimeError as error:  # of the typesetter, about the picture
            raise SealAway from error
    return seals
