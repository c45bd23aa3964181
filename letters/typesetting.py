"""Sets a letter in type: its formal parts and words become a PDF/A, the same bytes for the same facts and fonts."""

import json
import re
import shutil
import weakref
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any, Final

import typst

from domain.model import Model
from letters.fonts import SERIF, Face, Fonts, machine_fonts
from letters.frame import Frame
from letters.kinds import HERE, Layout
from letters.seals import DISTRICT_SEAL_MM, SealImage, SealService
from letters.verification import pdf_digest, qr_svg
from letters.words import Words

_STANDARD: Final = "a-2b"
_PAGES = re.compile(rb"/Type\s*/Pages\b.*?/Count (\d+)", re.DOTALL)
_PAGES = re.compile(rb"/Type\s*/Pages\b.*?/Count (\d+)", re.DOTALL)


class Typeset(Model):
    """A letter as a PDF, with its SHA-256 and what identifies the fonts it was set in."""

    pdf: bytes
    digest: str
    pages: int
    fonts: dict[str, str]


class LayoutWrong(RuntimeError):
    """A layout cannot be set without a warning; it is a defect of the layout, not of the letter."""


class Typesetter:
    """Sets letters with the fonts it is given. Threads may share it; they take turns."""

    def __init__(self, fonts: Fonts | None = None) -> None:
        self.fonts = fonts or machine_fonts()
        # Typst reads whole folders; this one holds exactly the fonts that were chosen.
        folder = Path(mkdtemp(prefix="onething-fonts-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        for place, font in enumerate(self.fonts.all):
            _link(font.path, folder / f"{place}{font.path.suffix}")
        chosen = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        self._compiler = typst.Compiler(root=HERE / "typst", font_paths=chosen)
        # Typst's compiler cannot be entered by two threads.
        self._turn = Lock()

    def typeset(
        self, frame: Frame, words: Words, seals: tuple[SealImage | None, ...] = (), *, watermark: str = ""
    ) -> Typeset:
        """Set a letter, with a seal for each issuer that has one; a watermark crosses every page of what is no letter yet.

        Raises:
            GlyphMissing: A character cannot be shown.
            LayoutWrong: Typst has something to say about the layout.
        """
        self.fonts.check(frame.text, words.text)
        facts = self._facts(frame, words, seals) | {"watermark": watermark}
        pdf = self._compiled(frame, facts)
        if frame.layout is Layout.FORM and page_count(pdf) > 1:
            tight = self._compiled(frame, facts | {"is-tight": True})
            pdf = tight if page_count(tight) < page_count(pdf) else pdf
        return Typeset(pdf=pdf, digest=pdf_digest(pdf), pages=page_count(pdf), fonts=self.fonts.used)

    def sealed(self, frame: Frame, words: Words, service: SealService) -> Typeset:
        """Set a letter and have it sealed by each issuer; the seals are asked for with the unsealed PDF's hash."""
        bare = self.typeset(frame, words)
        if not frame.is_sealed:
            return bare
        return self.typeset(
            frame, words, tuple(service.seal(issuer, bare.digest) for issuer in frame.issuers)
        )

    def _compiled(self, frame: Frame, facts: dict[str, Any]) -> bytes:
        with self._turn:
            pdf, warnings = self._compiler.compile_with_warnings(
                HERE / "typst" / f"{frame.layout}.typ",
                format="pdf",
                sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
                pdf_standards=_STANDARD,
                # Eight in the morning in China: the same day wherever the date is read.
                timestamp=datetime.combine(frame.issued_on, time.min, UTC),
            )
        if warnings or not isinstance(pdf, bytes):
            raise LayoutWrong("; ".join(warning.message for warning in warnings))
        return pdf

    def _facts(self, frame: Frame, words: Words, seals: tuple[SealImage | None, ...]) -> dict[str, Any]:
        """Return what the layouts are told: plain values, never markup."""
        given = [seal for seal in seals if seal]
        return {
            "frame": frame.model_dump(mode="json"),
            "words": words.model_dump(mode="json"),
            "date": frame.date_words,
            "copies": frame.copies_words,
            "code": frame.verification.grouped if frame.verification else None,
            "qr": qr_svg(frame.verification.url) if frame.verification else None,
            "seals": [{"svg": seal.svg} if seal else None for seal in seals],
            "is-tight": False,
            "seal-mm": given[0].diameter_mm if given else DISTRICT_SEAL_MM,
            "faces": {face.name.lower(): self._face(face) for face in Face},
        }

    def _face(self, face: Face) -> dict[str, Any]:
        font = self.fonts.faces[face]
        return {
            "families": self.fonts.families(face),
            "weight": "bold" if font.is_bold else "regular",
            "stands-in": face is Face.TITLE and font.family == SERIF,
        }


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has: its tree of pages says so."""
    return max(int(count) for count in _PAGES.findall(pdf))


def _link(font: Path, there: Path) -> None:
    """Put a font into a folder, by a link where the file system has them."""
    try:
        there.symlink_to(font)
    except OSError:
        shutil.copyfile(font, there)
