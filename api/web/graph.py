"""The picture of a plan: its tasks as boxes in layers, each behind those it waits for, with how they stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.tasks import TaskOut
from api.web.flow_words import wrapped
from api.web.graph_lines import (
    BOX_HEIGHT,
    BOX_WIDTH,
    MARGIN,
    Edge,
    Place,
    direct,
    layers_of,
    left_of,
    path_between,
    places_of,
    top_of,
)
from api.web.language import Language
from api.web.task_words import TaskLine
from domain.plan import Plan

_TITLE_WIDTH, _TITLE_LINES, _LINE_WIDTH = 18, 2, 22
_MOST_BOXES, _MOST_OF_RULE = 40, 3


@dataclass(frozen=True)
class Box:
    """A task as a box: its title, who does it, how it stands. `count` is above one for a pile of tasks of one rule."""

    x: int
    y: int
    lines: Sequence[str]
    who: str
    mark: str
    tone: str
    said: str
    count: int = 1
    is_conditional: bool = False


@dataclass(frozen=True)
class Graph:
    """The picture, in pixels, and the same in words."""

    width: int
    height: int
    boxes: Sequence[Box]
    edges: Sequence[Edge]
    said: str


@dataclass(frozen=True)
class Node:
    """What becomes a box: one task, or a pile of tasks of one rule. One raised to the lead `follows` another."""

    rule: str
    title: str
    who: str
    mark: str
    tone: str
    count: int = 1
    is_conditional: bool = False
    follows: str | None = None


_SETTLED = frozenset({"done", "left-out"})
_TONES = ("blocked", "dark-red", "red", "yellow", "grey", "green", "waiting", "done", "left-out")
"""The most pressing first: a pile is shown as the most pressing of its tasks."""


def nodes_of(language: Language, tasks: Sequence[TaskOut], lines: Sequence[TaskLine]) -> dict[str, Node]:
    """Return what a matter's picture shows: every task, and where there are too many, those of one rule as a pile."""
    of_rule: dict[str, list[tuple[TaskOut, TaskLine]]] = defaultdict(list)
    for task, line in zip(tasks, lines, strict=True):
        of_rule[task.rule or task.key].append((task, line))
    is_crowded = len(tasks) > _MOST_BOXES
    nodes: dict[str, Node] = {}
    for rule, pairs in of_rule.items():
        if is_crowded and len(pairs) > _MOST_OF_RULE:
            nodes[rule] = _pile(language, rule, pairs)
        else:
            nodes |= {
                task.key: Node(rule, line.title, line.who, line.mark, line.tone, follows=task.follows)
                for task, line in pairs
            }
    return nodes


def _pile(language: Language, rule: str, pairs: Sequence[tuple[TaskOut, TaskLine]]) -> Node:
    settled = sum(line.tone in _SETTLED for _, line in pairs)
    return Node(
        rule=rule,
        title=language.title(pairs[0][0]),
        who=language.say("共%(n)s项", n=len(pairs)),
        mark=language.say("已结束%(n)s项", n=settled),
        tone=min((line.tone for _, line in pairs), key=_TONES.index),
        count=len(pairs),
    )


def graph_of(plan: Plan, language: Language, nodes: Mapping[str, Node]) -> Graph | None:
    """Return the picture of these tasks; none for a single one, which needs no picture."""
    if len(nodes) < 2:
        return None
    before = _before(plan, nodes)
    places = places_of(layers_of(list(nodes), before), before)
    boxes = {name: _box(node, places[name], before[name], nodes, language) for name, node in nodes.items()}
    edges = [
        _edge(plan, nodes, places, start, end) for end, starts in direct(before).items() for start in starts
    ]
    columns, rows = (max(place[each] for place in places.values()) for each in (0, 1))
    return Graph(
        width=left_of(columns) + BOX_WIDTH + MARGIN,
        height=top_of(rows) + BOX_HEIGHT + MARGIN + 6,
        boxes=list(boxes.values()),
        # What is behind the matter is drawn last, over what is still to come.
        edges=sorted(edges, key=lambda each: each.is_gone),
        said=language.pick("；", "; ").join(box.said for box in boxes.values()),
    )


def _before(plan: Plan, nodes: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    """Return for each node the nodes that it waits for."""
    of_rule: dict[str, list[str]] = defaultdict(list)
    for name, node in nodes.items():
        of_rule[node.rule].append(name)
    return {
        name: tuple(_named(of_rule, plan.before(node.rule)))
        if node.rule in plan.tasks
        else _followed(of_rule, nodes, node.follows)
        for name, node in nodes.items()
    }


def _followed(
    of_rule: Mapping[str, Sequence[str]], nodes: Mapping[str, Node], follows: str | None
) -> tuple[str, ...]:
    if follows is None:
        return ()
    return (follows,) if follows in nodes else tuple(of_rule.get(follows, ()))


def _named(of_rule: Mapping[str, Sequence[str]], rules: Iterable[str]) -> Iterable[str]:
    return (name for rule in rules for name in of_rule.get(rule, ()))


def _box(
    node: Node, place: Place, before: Sequence[str], nodes: Mapping[str, Node], language: Language
) -> Box:
    after = language.pick("、", ", ").join(dict.fromkeys(nodes[each].title for each in before))
    said = [node.title, node.who, node.mark, language.say("在%(tasks)s之后", tasks=after) if after else ""]
    return Box(
        x=left_of(place[0]),
        y=top_of(place[1]),
        lines=wrapped(node.title, _TITLE_WIDTH, _TITLE_LINES),
        who=wrapped(node.who, _LINE_WIDTH, 1)[0],
        mark=wrapped(node.mark, _LINE_WIDTH, 1)[0],
        tone=node.tone,
        said=language.pick("，", ", ").join(filter(None, said)),
        count=node.count,
        is_conditional=node.is_conditional,
    )


def _edge(plan: Plan, nodes: Mapping[str, Node], places: Mapping[str, Place], start: str, end: str) -> Edge:
    rule = plan.tasks.get(nodes[end].rule)
    return Edge(
        path=path_between(places[start], places[end]),
        is_gone=nodes[start].tone in _SETTLED,
        is_by_finding=rule is not None and nodes[start].rule not in rule.after,
    )
