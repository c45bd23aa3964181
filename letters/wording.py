"""How letters write things: days, periods, lists, numbered headings."""

from collections.abc import Sequence

from markupsafe import Markup

_NUMERALS = "零一二三四五六七八九十"


def numeral(number: int) -> str:
    """Write 1 to 99 in Chinese numerals.

    Raises:
        ValueError: The number is outside that range.
    """
    if not 1 <= number <= 99:
        raise ValueError(f"no numeral for {number}")
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return head + (_NUMERALS[ones] if ones else "")


def lines(text: str) -> list[str]:
    """Return the lines of a long text that hold something, without blanks around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def sentence(text: str) -> str:
    """Return the text with one full stop at its end."""
    bare = text.strip()
    return bare if bare.endswith(("。", "！", "？")) else f"{bare.rstrip('；;，,.')}。"


def listed(parts: Sequence[str]) -> str:
    """Join names the Chinese way: 甲、乙、丙."""
    return "、".join(parts)


class Headings:
    """The numbered headings of one letter: 一、 at the first level, （一） below it."""

    def __init__(self) -> None:
        self._first = 0
        self._second = 0

    def first(self, text: str) -> Markup:
        """Return the next heading of the first level."""
        self._first += 1
        self._second = 0
        return Markup('<p class="heading-1">{}、{}</p>').format(numeral(self._first), text)

    def second(self, text: str) -> Markup:
        """Return the next heading of the second level."""
        self._second += 1
        return Markup('<p class="heading-2">（{}）{}</p>').format(numeral(self._second), text)
