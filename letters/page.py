"""A letter as a page: the body in HTML, from the same formal parts and words as the PDF. Its style is `page.css`."""

from base64 import b64encode
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from letters.frame import Frame
from letters.kinds import HERE, Layout
from letters.seals import SealImage
from letters.verification import qr_svg
from letters.words import Words

STYLE = HERE / "style" / "page.css"
# How many characters of the mark each size in the style sheet holds.
_LARGE_MARK, _MARKS = 10, (11, 14, 18, 24)


def page_body(
    frame: Frame, words: Words, seals: tuple[SealImage | None, ...] = (), *, watermark: str = ""
) -> str:
    """Return the letter as one `<article>`; images are data addresses, so the policy has to allow `img-src data:`."""
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            frame=frame,
            words=words,
            watermark=watermark,
            mark_class=_mark_class(frame),
            qr=_image(qr_svg(frame.verification.url)) if frame.verification else None,
            seals=[_image(seal.svg) if seal else None for seal in _padded(seals, len(frame.issuers))],
        )
    )


def _mark_class(frame: Frame) -> str | None:
    """Return the class that makes the mark as large as fits the line."""
    length = max(len(name) for name in frame.mark) + (2 if frame.layout is Layout.DOCUMENT else 0)
    if length <= _LARGE_MARK:
        return None
    return next((f"of-{most}" for most in _MARKS if length <= most), f"of-{_MARKS[-1]}")


def _padded(seals: tuple[SealImage | None, ...], count: int) -> tuple[SealImage | None, ...]:
    return (*seals, *(None,) * (count - len(seals)))


def _image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
