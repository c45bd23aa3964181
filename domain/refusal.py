"""What it looks like when the rules say no."""

from typing import Any


class Refusal(Exception):
    """Say no with a stable code, a sentence in both languages and the facts behind it.

    Subclasses set `code` once; it is part of the API and never changes.
    """

    code = "refused"

    def __init__(self, zh: str, en: str, **facts: Any) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.facts = facts
