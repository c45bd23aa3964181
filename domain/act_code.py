"""The code of an administrative act (行政行为码): whose it is, of what kind, of which day, and a sign that catches slips.

No official layout was found; this one is customary. Its 31 signs are
`{region 6}{body 8}{kind 2}{yyyymmdd 8}{serial 6}{check 1}`, and its check sign is that of ISO 7064, MOD 37,36.
"""

from datetime import date

from domain.refusal import Refusal

INSPECTION = "JC"
"""检查; other kinds are XK permit, CF penalty, QZ compulsion, JD supervision, YS transfer, XZ assistance."""
LENGTH = 31

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY, _MOST = 8, 999_999


class ActCodeWrong(Refusal):
    """There is no such code, or it was mistyped."""

    code = "act-code-wrong"


def act_code_stem(*, region: str, body: str, kind: str, on: date) -> str:
    """Return what the codes of one body, kind and day have in common.

    A registry has codes of any length for its bodies; eight signs of one are taken, and the serial keeps two bodies
    apart that have these in common.
    """
    signs = "".join(sign for sign in body.upper() if sign in _SIGNS)
    return f"{region}{signs[:_BODY]:0<{_BODY}}{kind}{on:%Y%m%d}"


def act_code(stem: str, serial: int) -> str:
    """Return the code with this serial number.

    Raises:
        ActCodeWrong: The numbers of the day have run out.
    """
    if not 1 <= serial <= _MOST:
        raise ActCodeWrong("当日行政行为码已用完", "The serial numbers of this day have run out.")
    body = f"{stem}{serial:06}"
    return body + check_sign(body)


def is_act_code(text: str) -> bool:
    """Return whether a text can be such a code: its length, its signs and its check sign are right."""
    return len(text) == LENGTH and set(text) <= set(_SIGNS) and check_sign(text[:-1]) == text[-1]


def check_sign(body: str) -> str:
    """Return the check sign of ISO 7064, MOD 37,36: it catches every wrong sign and nearly every exchanged pair."""
    base = len(_SIGNS)
    product = base
    for sign in body:
        product = ((product + _SIGNS.index(sign)) % base or base) * 2 % (base + 1)
    return _SIGNS[(base + 1 - product) % base]
