"""Reads one YAML file as one rule, or says what is wrong in it, with file and line."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from domain.model import Rule
from scenarios.errors import DefinitionWrong
from scenarios.keys import no_such_key

RuleT = TypeVar("RuleT", bound=Rule)
_NO_LINE = 0


def read_rule(file: Path, rule: type[RuleT]) -> RuleT:
    """Return the file's content as the rule.

    Raises:
        DefinitionWrong: The file is not YAML, or not such a rule; every finding is named with its line.
    """
    return shaped(file, read_node(file), rule)


def read_node(file: Path) -> yaml.Node:
    """Return the file as YAML nodes, which know their lines.

    Raises:
        DefinitionWrong: The file cannot be read, is not a mapping, or has a key twice.
    """
    try:
        with file.open(encoding="utf-8") as text:  # whose name the marks keep
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else _NO_LINE
        raise DefinitionWrong(file, [(line, f"is not YAML: {error.problem}")]) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DefinitionWrong(file, [(_NO_LINE, f"cannot be read: {error}")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise DefinitionWrong(file, [(_NO_LINE, "is empty or not a mapping")])
    repeated = list(_repeated_keys(node))
    if repeated:
        raise DefinitionWrong(file, repeated)
    return node


def shaped(file: Path, node: yaml.Node, rule: type[RuleT]) -> RuleT:
    """Return the nodes as the rule.

    Raises:
        DefinitionWrong: They are not such a rule.
    """
    try:
        return rule.model_validate(_plain(node))
    except ValidationError as error:
        found = [
            (line_of(node, part["loc"]), f"{'.'.join(map(str, part['loc']))}: {_said(rule, part)}")
            for part in error.errors()
        ]
        raise DefinitionWrong(file, found) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else _NO_LINE
        raise DefinitionWrong(file, [(line, f"cannot be read: {error.problem}")]) from error


def _said(rule: type[Rule], wrong: ErrorDetails) -> str:
    match wrong["type"]:
        case "extra_forbidden":
            return no_such_key(rule, wrong["loc"])
        case "missing":
            return "this key is required"
        case _:
            return wrong["msg"]


def line_of(node: yaml.Node | None, path: Sequence[str | int]) -> int:
    """Return the line, from 1, of the deepest part of the path that stands in the file; what it inherits does not."""
    line, file = 1, node.start_mark.name if node else ""
    for part in path:
        match node:
            case yaml.MappingNode():
                pairs = {key.value: (key, value) for key, value in node.value}
                if str(part) not in pairs:
                    # A path through a choice of types names the type too, which no file has.
                    continue
                key, node = pairs[str(part)]
                if key.start_mark.name != file:
                    break
                line = key.start_mark.line + 1
            case yaml.SequenceNode() if isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
            case _:
                break
    return line


def _plain(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _repeated_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Yield keys that stand twice in one mapping; a plain reader would keep the last one in silence."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, f"the key {key.value!r} stands twice"
            seen.add(key.value)
            yield from _repeated_keys(value)
