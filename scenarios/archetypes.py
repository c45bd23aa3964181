"""What scenarios have in common: a file that is `like` an archetype says only what is its own."""

from functools import cache
from pathlib import Path

import yaml

from scenarios.errors import DefinitionWrong
from scenarios.rule_file import read_node

ARCHETYPES = Path(__file__).parent / "archetypes"
_LIKE, _SCENARIO, _PROCEDURE, _WALK = "like", "scenario", "procedure", "walk"


def inherited(file: Path, node: yaml.Node) -> yaml.Node:
    """Return the file's nodes laid over those of the archetype that it names; mappings are joined, all else replaced.

    A value that is left empty (`key:` or `~`) takes the archetype's key away.

    Raises:
        DefinitionWrong: There is no such archetype.
    """
    if not isinstance(node, yaml.MappingNode):
        return node
    own = {key.value: (key, value) for key, value in node.value}
    if _LIKE not in own:
        return node
    own.pop(_WALK, None)  # the walk is no rule; scenarios/walks.py reads it
    like_key, like = own.pop(_LIKE)
    base = _archetype(str(like.value))
    if base is None:
        raise DefinitionWrong(file, [(like_key.start_mark.line + 1, f"there is no archetype {like.value!r}")])
    if _SCENARIO in own:
        key, value = own.pop(_SCENARIO)
        renamed = yaml.ScalarNode(key.tag, _PROCEDURE, key.start_mark, key.end_mark)
        own[_PROCEDURE] = (renamed, value)
    return _laid_over(base, yaml.MappingNode(node.tag, list(own.values()), node.start_mark, node.end_mark))


@cache
def _archetype(name: str) -> yaml.Node | None:
    file = ARCHETYPES / f"{name}.yaml"
    return read_node(file) if file.parent == ARCHETYPES and file.exists() else None


def _laid_over(base: yaml.Node, own: yaml.Node) -> yaml.Node:
    if not (isinstance(base, yaml.MappingNode) and isinstance(own, yaml.MappingNode)):
        return own
    pairs = {key.value: (key, value) for key, value in base.value}
    for key, value in own.value:
        if _is_empty(value):
            pairs.pop(key.value, None)
        elif key.value in pairs:
            pairs[key.value] = (key, _laid_over(pairs[key.value][1], value))
        else:
            pairs[key.value] = (key, value)
    return yaml.MappingNode(own.tag, list(pairs.values()), own.start_mark, own.end_mark)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
