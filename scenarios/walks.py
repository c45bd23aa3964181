"""The acceptance walk that a scenario carries: a short script of acts, and what has to come of it."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from domain.model import Rule
from scenarios.errors import DefinitionWrong
from scenarios.load import SCENARIOS
from scenarios.rule_file import read_node, shaped

WALK = "walk"


class WalkStep(Rule):
    """One step: `do` a task from signing to acceptance with an outcome and what was found, or take an `act`.

    An act is taken on a `task`, or on the matter itself; who takes it is whoever is entitled, or `by` a login.
    A name stands for all tasks of a rule, or for one by its key.
    """

    do: str | None = None
    outcome: str | None = None
    finds: tuple[dict[str, Any], ...] = ()
    act: str | None = None
    task: str | None = None
    by: str | None = None
    form: dict[str, Any] = {}
    refused: str | None = None


class Walk(Rule):
    """A walk through a scenario: who opens it with whom, the steps, and how tasks and matter have to end."""

    opener: str
    parties: dict[str, str] = {}
    title: str
    form: dict[str, Any] = {}
    steps: tuple[WalkStep, ...]
    tasks: dict[str, str] = {}
    ends: str


@cache
def load_walks(*folders: Path) -> dict[Path, Walk]:
    """Read the walk of every scenario, by its file.

    Raises:
        DefinitionWrong: A scenario has no walk, or it has the wrong shape.
    """
    files = (file for folder in folders or SCENARIOS for file in sorted(folder.glob("*.yaml")))
    return {file: load_walk(file) for file in files}


def load_walk(file: Path) -> Walk:
    """Read the walk of one scenario.

    Raises:
        DefinitionWrong: It has none, or one of the wrong shape.
    """
    return shaped(file, walk_node(file), Walk)


def walk_node(file: Path) -> yaml.Node:
    """Return the walk of one scenario as YAML nodes, which know their lines.

    Raises:
        DefinitionWrong: It has none.
    """
    node = read_node(file)
    assert isinstance(node, yaml.MappingNode)  # noqa: S101  (read_node has made sure)
    walk: yaml.Node | None = next((value for key, value in node.value if key.value == WALK), None)
    if walk is None:
        raise DefinitionWrong(file, [(1, "a scenario carries its acceptance walk under 'walk'")])
    return walk
