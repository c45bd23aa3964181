"""How a running onething is told to stop: SIGINT, SIGTERM or SIGHUP, and SIGINT again to make it."""

import contextlib
import os
import select
import signal
from collections.abc import Callable, Iterator
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):
    """Somebody asked us to stop."""


class StopSwitch:
    """Waits that end early, with StopRequested, when a signal asks us to stop.

    Args:
        impatient: called on a second SIGINT, from the signal handler.
    """

    def __init__(self, impatient: Callable[[], None]) -> None:
        self._impatient = impatient
        self._wakes, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self.is_requested = False
        self.is_impatient = False

    def pause(self, seconds: float) -> None:
        """Wait that long.

        Raises:
            StopRequested: at once, when a signal came or comes.
        """
        select.select([self._wakes], [], [], 0 if self.is_requested else seconds)
        if self.is_requested:
            raise StopRequested

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Catch the signals during the block, which runs in the main thread."""
        before = {sign: signal.signal(sign, self._on_signal) for sign in _SIGNALS}
        try:
            yield
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)
            os.close(self._wakes)
            os.close(self._wake)

    def _on_signal(self, sign: int, _frame: FrameType | None) -> None:
        if self.is_requested and sign == signal.SIGINT:
            self.is_impatient = True
            self._impatient()
        self.is_requested = True
        with contextlib.suppress(BlockingIOError):
            os.write(self._wake, b".")
