"""Telling the person at the terminal what is being done: a spinner there, plain lines elsewhere."""

import contextlib
import time
from collections.abc import Iterator

from rich.console import Console


class Progress:
    """Tells what happens, in Chinese and English, on standard output."""

    def __init__(self) -> None:
        self._console = Console(highlight=False, markup=False)

    @contextlib.contextmanager
    def step(self, zh: str, en: str) -> Iterator[None]:
        """Show that this is being done now, and how long it took."""
        words = f"{zh} · {en}"
        started = time.monotonic()
        if self._console.is_terminal:
            with self._console.status(words):
                yield
        else:
            self.say(f"… {words}")
            yield
        self.say(f"✓ {words} ({time.monotonic() - started:.1f} s)")

    def tell(self, zh: str, en: str) -> None:
        """Say something in both languages."""
        self.say(f"{zh} · {en}")

    def say(self, line: str) -> None:
        """Print a line as it is and at once. Nobody reading any more is no reason to stop working."""
        with contextlib.suppress(BrokenPipeError):
            print(line, flush=True)
