"""Which keys a part of a rule knows, for whoever has written another one."""

from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from domain.near import or_meant


def no_such_key(rule: type[BaseModel], path: Sequence[str | int]) -> str:
    """Return what is said of a key that its place does not know: what may have been meant, or what there is."""
    kinds: list[Any] = [rule]
    for part in path[:-1]:
        # A path through a choice of types names the type too; that part leads nowhere.
        kinds = [inner for kind in kinds for inner in _inner(kind, str(part))] or kinds
    known = {key for kind in kinds for model in _models(kind) for key in _keys(model)}
    meant = or_meant(str(path[-1]), known)
    if meant or not known:
        return f"there is no such key{meant}"
    return f"there is no such key; here are {', '.join(sorted(known))}"


def _keys(model: type[BaseModel]) -> Iterator[str]:
    yield from (field.alias or name for name, field in model.model_fields.items())


def _inner(kind: Any, part: str) -> Iterator[Any]:
    """Yield what may stand under a key or at a place of a list."""
    origin, given = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and origin is None:
        fields = kind.model_fields.items()
        yield from (field.annotation for name, field in fields if part in (name, field.alias))
    elif origin is dict:
        yield given[1]
    elif origin in (tuple, list):
        yield given[0]
    else:
        for each in _choices(kind):
            yield from _inner(each, part)


def _models(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and get_origin(kind) is None and issubclass(kind, BaseModel):
        yield kind
    for each in _choices(kind):
        yield from _models(each)


def _choices(kind: Any) -> tuple[Any, ...]:
    """Return the types of which one applies; an annotated type is that type."""
    if hasattr(kind, "__metadata__"):
        return get_args(kind)[:1]
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
