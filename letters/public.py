"""Letters that go out: their words, and their formal parts with a code by which anyone can verify them."""

from collections.abc import Callable, Mapping
from typing import Any

from letters.render import Letters
from letters.verification import verification


class PublicLetters(Letters):
    """Knows the kinds of letters and where they are verified; `new_id` gives an id that nobody can guess."""

    def __init__(self, public_url: str, new_id: Callable[[], str]) -> None:
        super().__init__()
        self._public_url = public_url
        self._new_id = new_id
        # The fonts are read now and not by the first letter, whose transaction would wait for them.
        self.fonts.check("")

    def words(self, kind: str, facts: Mapping[str, Any]) -> str:
        """Return a letter's words; where the case has a page for somebody outside, with its address."""
        path = facts.get("check_path")
        return super().words(kind, {**facts, "check_url": f"{self._public_url}{path}" if path else None})

    def framed(self, kind: str, facts: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return a new verification code, and the letter's formal parts with it as JSON data."""
        verified = verification(self._new_id(), self._public_url)
        return verified.code, self.frame(kind, facts, verified).model_dump(mode="json")
