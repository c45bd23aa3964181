"""Measures what is on the pages of a PDF, in millimetres from the paper's upper left corner."""

from dataclasses import dataclass
from functools import cache

import pymupdf

from letters.fonts import packaged_fonts
from letters.frame import Frame
from letters.parse import parse
from letters.render import Letters
from letters.seals import SampleSeals
from letters.typesetting import Typeset, Typesetter
from letters.verification import verification
from tests.letters.samples import SAMPLES

MM = 72 / 25.4
URL = "https://letters.example"


@dataclass(frozen=True)
class Line:
    """A line of text: its box, where its baseline is, how large it is, what it says."""

    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    colour: int
    text: str


@dataclass(frozen=True)
class Bar:
    """A filled or stroked straight bar."""

    left: float
    top: float
    right: float
    bottom: float
    colour: tuple[float, ...] | None

    @property
    def length(self) -> float:
        return self.right - self.left

    @property
    def is_red(self) -> bool:
        return self.colour is not None and self.colour[0] > 0.8 and max(self.colour[1:]) < 0.2


class Sheet:
    """One page, measured."""

    def __init__(self, page: pymupdf.Page) -> None:
        self.page = page
        self.width = page.rect.width / MM
        self.height = page.rect.height / MM

    @property
    def lines(self) -> list[Line]:
        found = []
        for block in self.page.get_text("dict")["blocks"]:
            for line in block.get("lines", []):
                spans = [span for span in line["spans"] if span["text"].strip()]
                if spans:
                    found.append(_line(spans))
        return sorted(found, key=lambda line: (round(line.baseline, 1), line.left))

    @property
    def rows(self) -> list[list[Line]]:
        """The lines of 16 pt, those on one baseline together."""
        rows: dict[float, list[Line]] = {}
        for line in self.lines:
            if abs(line.size - 16) < 0.1:
                rows.setdefault(round(line.baseline, 1), []).append(line)
        return [rows[baseline] for baseline in sorted(rows)]

    @property
    def bars(self) -> list[Bar]:
        found = []
        for drawing in self.page.get_drawings():
            box = drawing["rect"]
            if box.width > 100 * MM and box.height < 3 * MM:
                half = (drawing["width"] or 0) / 2 if drawing["type"] == "s" else 0
                colour = drawing["color"] if drawing["type"] == "s" else drawing["fill"]
                found.append(
                    Bar(box.x0 / MM, (box.y0 - half) / MM, box.x1 / MM, (box.y1 + half) / MM, colour)
                )
        return sorted(found, key=lambda bar: bar.top)

    def line(self, part: str) -> Line:
        """The first line that says this."""
        return next(line for line in self.lines if part in line.text)

    def ink(self, part: str) -> pymupdf.Rect:
        """The box of the ink of a line: what a ruler on the paper would measure."""
        said = self.line(part)
        clip = pymupdf.Rect(said.left * MM - 2, said.top * MM - 14, said.right * MM + 2, said.bottom * MM + 8)
        return _ink(self.page, clip)


def _line(spans: list[dict]) -> Line:  # type: ignore[type-arg]  # as PyMuPDF gives them
    boxes = [span["bbox"] for span in spans]
    return Line(
        left=min(box[0] for box in boxes) / MM,
        top=min(box[1] for box in boxes) / MM,
        right=max(box[2] for box in boxes) / MM,
        bottom=max(box[3] for box in boxes) / MM,
        baseline=spans[0]["origin"][1] / MM,
        size=spans[0]["size"],
        colour=spans[0]["color"],
        text="".join(span["text"] for span in spans).strip(),
    )


def _ink(page: pymupdf.Page, clip: pymupdf.Rect) -> pymupdf.Rect:
    scale = 8
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), clip=clip, colorspace=pymupdf.csGRAY)
    dark = [place for place, shade in enumerate(drawn.samples) if shade < 200]
    rows = [place // drawn.stride for place in dark]
    columns = [place % drawn.stride for place in dark]
    return pymupdf.Rect(
        (min(columns) + drawn.x) / scale / MM,
        (min(rows) + drawn.y) / scale / MM,
        (max(columns) + 1 + drawn.x) / scale / MM,
        (max(rows) + 1 + drawn.y) / scale / MM,
    )


@cache
def letters() -> Letters:
    return Letters(fonts=packaged_fonts())


@cache
def typesetter() -> Typesetter:
    return Typesetter(packaged_fonts())


def set_sample(kind: str, *, sealed: bool = True, **more: object) -> tuple[Frame, Typeset]:
    """Set the sample of a kind, with some facts changed."""
    given = SAMPLES[kind] | more
    frame = letters().frame(kind, given, verification(f"letter-{kind}", URL))
    words = parse(letters().words(kind, given))
    done = typesetter().sealed(frame, words, SampleSeals()) if sealed else typesetter().typeset(frame, words)
    return frame, done


def sheets(done: Typeset) -> list[Sheet]:
    return [Sheet(page) for page in pymupdf.open(stream=done.pdf, filetype="pdf")]
