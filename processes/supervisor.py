"""The supervisor: it starts services in order, starts again those that die, and stops all in reverse order."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from processes.program import tail_of
from processes.refusals import DidNotStart, GaveUp
from processes.service import Service

_QUICK_SECONDS = 10.0  # a death sooner than this after its start is a quick one
_FIRST_DELAY_SECONDS = 0.5
_LONGEST_DELAY_SECONDS = 8.0


@dataclass
class _Watched:
    """A service and its recent luck."""

    service: Service
    started: float
    quick_deaths: int = 0
    again_at: float | None = None  # when a dead one is started again; None while it runs


class Supervisor:
    """Keeps services running.

    Args:
        tell: gets a sentence in Chinese and in English about each death and restart.
        patience: how many quick deaths in a row are one too many.
    """

    def __init__(self, tell: Callable[[str, str], None], *, patience: int = 5) -> None:
        self._tell = tell
        self._patience = patience
        self._watched: list[_Watched] = []

    def launch(self, *services: Service) -> None:
        """Start services side by side and wait until each is of use; from now on they are watched."""
        for service in services:
            self._watched.append(_Watched(service, started=time.monotonic()))
            service.launch()
        for service in services:
            service.wait_until_ready()

    def look(self) -> None:
        """See who died since the last look, and start again those whose time has come.

        Raises:
            GaveUp: when a service died too often, each time soon after its start.
        """
        for watched in self._watched:
            if watched.again_at is None:
                code = watched.service.exit_code()
                if code is not None:
                    self._note_death(watched, code)
            elif time.monotonic() >= watched.again_at:
                self._start_again(watched)

    def all_run(self) -> bool:
        """Tell whether nothing is dead at the moment."""
        return all(watched.service.exit_code() is None for watched in self._watched)

    def stop_all(self) -> None:
        """Stop everything in order, the last started first."""
        for watched in reversed(self._watched):
            watched.service.stop()

    def kill_all(self) -> None:
        """End everything at once."""
        for watched in reversed(self._watched):
            watched.service.kill()

    def _note_death(self, watched: _Watched, code: int) -> None:
        service = watched.service
        lived = time.monotonic() - watched.started
        watched.quick_deaths = watched.quick_deaths + 1 if lived < _QUICK_SECONDS else 1
        if watched.quick_deaths >= self._patience:
            raise GaveUp(service.name, watched.quick_deaths, tail_of(service.log))
        delay = min(_FIRST_DELAY_SECONDS * 2.0 ** (watched.quick_deaths - 1), _LONGEST_DELAY_SECONDS)
        watched.again_at = time.monotonic() + delay
        self._tell(
            f"{service.name} 已退出（{code}），{delay:g} 秒后重启，日志 {service.log}",
            f"{service.name} ended ({code}), starts again in {delay:g} s, log {service.log}",
        )

    def _start_again(self, watched: _Watched) -> None:
        watched.started = time.monotonic()
        watched.again_at = None
        try:
            watched.service.launch()
            watched.service.wait_until_ready()
        except DidNotStart:
            watched.service.kill()  # The next look finds it dead and counts.
            return
        self._tell(f"{watched.service.name} 已重启", f"{watched.service.name} runs again")
