"""Conditions of definitions, written in CEL (Common Expression Language) over the case."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import cel

from domain.refusal import Refusal

NAMES = (
    "opening",
    "data",
    "uses",
    "form",
    "overdue",
    "parties",
    "by_engine",
    "stage",
    "tasks",
    "open_tasks",
    "findings",
)
"""What a guard may speak of: the opening form, the last form of each action, how often each was used, this form, whether
the due date of the stage has passed, the parties, whether the engine itself is acting, the stage, the tasks of a plan by
their rules (`count`, `open`, `done`, `late`, `results`, `by`), how many of them are not settled, and what they have found."""
OF_ACTION = (*NAMES, "visits")
"""What the condition of an action may speak of: also the visits that the object has had, as the ledger has counted them.

Nothing else may. What is computed again at another time, such as a limit or the tasks that begin, would find another
count; and where an act leads has to be the same for the workflow and for the ledger, which counts anew.
"""

_BOUND = re.compile(r"\.(?:all|exists|exists_one|filter|map)\(\s*(\w+)\s*,")
"""A name that an expression gives itself to each entry of a list."""
_PATH = re.compile(
    r"\b(?P<root>opening|form|uses|data|parties|tasks|visits|late_in|days_to)(?:\.(?P<dot>[a-z]\w*)|\[\s*['\"](?P<key>[\w-]+)['\"]\s*\])"
    r"(?:\.(?P<field>[a-z]\w*)|\[\s*['\"](?P<field_key>[\w-]+)['\"]\s*\])?"
)

_TEXT = re.compile(r"['\"]([\w-]+)['\"]")


class GuardError(Refusal):
    """A condition cannot be read, or speaks of something that does not exist: the definition is at fault."""

    code = "condition-fails"

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"条件无法判断：{source}", f"{source}: {why}")


@lru_cache(maxsize=1024)
def _program(source: str) -> cel.Program:
    try:
        return cel.compile(source)
    except ValueError as error:
        raise GuardError(source, str(error).splitlines()[0]) from error


@lru_cache(maxsize=1024)
def _read(source: str) -> tuple[str, ...]:
    """Return the facts that an expression reads; to hand over a whole matter for each would cost more than to ask."""
    return tuple(_program(source).variables())


def is_met(source: str | None, facts: Mapping[str, Any]) -> bool:
    """Return whether the condition holds; an absent condition always does.

    Raises:
        GuardError: It does not evaluate to true or false on these facts; CEL never guesses.
    """
    if source is None:
        return True
    result = value_of(source, facts)
    if not isinstance(result, bool):
        raise GuardError(source, f"is {result!r}, not true or false")
    return result


def value_of(source: str, facts: Mapping[str, Any]) -> Any:
    """Return what an expression yields on these facts.

    Raises:
        GuardError: It cannot be read, or fails on these facts.
    """
    try:
        return _program(source).execute({name: facts[name] for name in _read(source) if name in facts})
    except (LookupError, TypeError, ValueError, RuntimeError, ArithmeticError) as error:
        raise GuardError(source, str(error)) from error


def unknown_names(source: str, known: tuple[str, ...] = NAMES) -> list[str]:
    """Return the top-level names that the expression uses and that do not exist.

    Raises:
        GuardError: It is not CEL.
    """
    return sorted(set(_program(source).variables()) - set(_BOUND.findall(source)) - set(known))


def paths(source: str) -> Iterator[tuple[str, str, str | None]]:
    """Yield each (root, name, field) that the condition reads, such as `("data", "decide", "outcome")`."""
    for match in _PATH.finditer(source):
        yield match["root"], match["dot"] or match["key"], match["field"] or match["field_key"]


def texts(source: str) -> Iterator[str]:
    """Yield each text that stands in the condition itself, such as a code that it compares with."""
    yield from _TEXT.findall(source)


def asks_whether(source: str, path: str) -> bool:
    """Return whether the condition asks if an optional field is there before it reads it."""
    return re.search(rf"\bhas\(\s*{re.escape(path)}\s*\)", source) is not None
