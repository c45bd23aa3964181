"""Seals: who presses one on a letter, and an example that draws a sample which nobody can take for a real one."""

from html import escape
from math import cos, pi, sin
from typing import Protocol

from domain.model import Model

DISTRICT_SEAL_MM = 42.0
"""Diameter of the seals of bodies of a county or district (国发〔1999〕25号)."""


class SealImage(Model):
    """A seal as it is printed: a square SVG, as wide as the seal."""

    svg: str
    diameter_mm: float = DISTRICT_SEAL_MM


class SealService(Protocol):
    """Presses the seal of a body on a document; a district connects its own service here."""

    def seal(self, issuer: str, pdf_digest: str) -> SealImage | None:
        """Return the issuer's seal for the document with this SHA-256, or nothing when it is pressed by hand."""
        ...


class SampleSeals:
    """Draws round red sample seals, marked 样章 across the middle; for demonstration only."""

    def seal(self, issuer: str, pdf_digest: str) -> SealImage:  # noqa: ARG002 (a sample binds to no document)
        """Return a sample seal that bears the issuer's name."""
        return SealImage(svg=_drawn(issuer))


def _drawn(issuer: str) -> str:
    """Draw rim, ring of characters, star and the mark of a sample, in a square of 100 units."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" fill="#d7000f">'
        '<circle cx="50" cy="50" r="48.6" fill="none" stroke="#d7000f" stroke-width="2.4"/>'
        f"{_ring(issuer)}"
        f'<path d="{_star(50, 47, 14)}"/>'
        '<text x="50" y="79" font-size="13" text-anchor="middle" font-family="Noto Sans SC">样章</text>'
        '<text x="50" y="88" font-size="5.4" text-anchor="middle" font-family="Noto Sans SC">SAMPLE 无效</text>'
        "</svg>"
    )


def _ring(text: str) -> str:
    """Place the characters on the upper arc, each upright to the centre."""
    count = len(text)
    span = min(260.0, 24.0 * (count - 1))
    # As large as fits side by side on the arc, whose middle runs near a radius of 38.
    size = min(13.0, 0.98 * 38 * span * pi / 180 / max(count - 1, 1)) if count > 1 else 13.0
    placed = []
    for place, character in enumerate(text):
        angle = -span / 2 + (span * place / (count - 1) if count > 1 else 0)
        placed.append(
            f'<text x="50" y="{50 - 45 + size * 0.88:.2f}" font-size="{size:.2f}" text-anchor="middle" '
            f'font-family="Noto Serif SC" transform="rotate({angle:.3f} 50 50)">{escape(character)}</text>'
        )
    return "".join(placed)


def _star(x: float, y: float, radius: float) -> str:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = pi * corner / 5
        points.append(f"{x + reach * sin(angle):.2f},{y - reach * cos(angle):.2f}")
    return f"M{' L'.join(points)} Z"
