"""How anybody can tell that a letter is genuine: a short code to look it up by, and the hash of its PDF."""

import io
from hashlib import sha256
from hmac import compare_digest

import segno

from domain.model import Model
from domain.refusal import Refusal

# 31 signs without I, L, O, 0 and 1. A prime number of signs lets one check sign
# catch every mistyped sign and every pair typed in the wrong order.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
_BASE = len(ALPHABET)


class CodeWrong(Refusal):
    """What was typed is no verification code; it was mistyped."""

    code = "verification-code-wrong"


class Verification(Model):
    """What a letter shows so that it can be verified."""

    code: str
    url: str

    @property
    def grouped(self) -> str:
        """Return the code in two halves, as people read it."""
        return f"{self.code[:5]}-{self.code[5:]}"


def make_code(letter_id: str) -> str:
    """Return the code of a letter from its id, nine signs and a check sign; the caller keeps codes unique.

    The id must not be guessable, because whoever has the code can look the letter up.
    """
    number = int.from_bytes(sha256(letter_id.encode()).digest())
    signs = []
    for _ in range(LENGTH - 1):
        number, sign = divmod(number, _BASE)
        signs.append(ALPHABET[sign])
    body = "".join(signs)
    return body + _check_sign(body)


def parse_code(typed: str) -> str:
    """Return the code that somebody typed, with small letters, blanks or hyphens.

    Raises:
        CodeWrong: It is too short or too long, has other signs, or the check sign does not fit.
    """
    code = "".join(sign for sign in typed.upper() if not sign.isspace() and sign != "-")
    well_formed = len(code) == LENGTH and set(code) <= set(ALPHABET)
    if not well_formed or _check_sign(code[:-1]) != code[-1]:
        raise CodeWrong("验证码有误，请核对后重新输入", "This is no verification code; please check it")
    return code


def verification(letter_id: str, base_url: str) -> Verification:
    """Return the code of a letter with the address where it is verified."""
    code = make_code(letter_id)
    return Verification(code=code, url=f"{base_url.rstrip('/')}/verify/{code}")


def pdf_digest(pdf: bytes) -> str:
    """Return the SHA-256 of a PDF in hexadecimal."""
    return sha256(pdf).hexdigest()


def is_unchanged(pdf: bytes, digest: str) -> bool:
    """Tell whether the PDF is, byte for byte, the one that was issued."""
    return compare_digest(pdf_digest(pdf), digest)


def qr_svg(text: str) -> str:
    """Draw a QR code as SVG, without a quiet zone: the layout leaves the paper around it white."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, omitsize=True)
    return drawn.getvalue().decode()


def _check_sign(body: str) -> str:
    weighted = sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, start=2))
    return ALPHABET[weighted % _BASE]
