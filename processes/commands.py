"""Commands of ours that are run to their end while everything else is being watched."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from processes.program import Launch, Program, tail_of
from processes.refusals import DidNotStart

_TICK_SECONDS = 0.05


def run_command(
    name: str,
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    record: Path,
    log: Path | None,
    pause: Callable[[float], None],
) -> None:
    """Run a command to its end; without a log it speaks to the terminal itself.

    Raises:
        DidNotStart: if it ends with another code than 0.
    """
    program = Program(
        Launch(name=name, command=command, record=record, log=log, environment=environment, folder=folder)
    )
    try:
        while program.exit_code() is None:
            pause(_TICK_SECONDS)
    finally:
        program.stop(seconds=3)
    if program.exit_code() != 0:
        tail = tail_of(log) if log else ""
        raise DidNotStart(name, f"it ended with code {program.exit_code()}", tail)
