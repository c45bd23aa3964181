"""One definition in words: its stages and tasks with their limits, its departments, items, duties and statistics."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.web.condition_words import condition_words
from api.web.flow import flow_of
from api.web.graph import Graph, Node, graph_of
from api.web.language import Language
from api.web.plan_words import BasisLine, basis_of, doer_words, limit_words, limits_of_task
from api.web.visit import Facts
from domain.limit import Limit
from domain.plan import FINDINGS, Plan
from domain.procedure import Definition, Procedure

Definitions = Mapping[str, Definition]


@dataclass(frozen=True)
class TaskShown:
    """A task of a plan: what it asks, of whom, after which others, under which condition, within which limits."""

    title: str
    asks: str
    who: str
    after: str
    each: str
    condition: str
    is_code: bool
    limits: tuple[BasisLine, ...]


@dataclass(frozen=True)
class DutyShown:
    """A rule of duties in words: whose a finding is."""

    condition: str
    is_code: bool
    owner: str
    basis: str


def scenario_facts(definitions: Definitions, language: Language, definition: Definition) -> Facts:
    """Return what the page of a definition shows."""
    procedure, plan = definition.procedure, definition.procedure.plan
    return {
        "procedure": procedure,
        "flow": flow_of(definition, language, "", ()),
        "graph": _graph(definitions, language, procedure, plan) if plan else None,
        "tasks": [_task(definitions, language, procedure, name) for name in plan.tasks] if plan else [],
        "stages": _stages(language, definition),
        "duties": _duties(definitions, language, procedure, plan) if plan else [],
        "doer": lambda by: doer_words(language, procedure, by),
        "plan": plan,
    }


def _graph(definitions: Definitions, language: Language, procedure: Procedure, plan: Plan) -> Graph | None:
    nodes = {
        name: Node(
            rule=name,
            title=language.title(rule),
            who=doer_words(language, procedure, rule.by),
            mark=limit_words(language, rule, definitions[rule.procedure]),
            tone="plan",
            is_conditional=rule.when is not None or rule.for_each is not None,
        )
        for name, rule in plan.tasks.items()
    }
    return graph_of(plan, language, nodes)


def _task(definitions: Definitions, language: Language, procedure: Procedure, name: str) -> TaskShown:
    plan = procedure.plan
    assert plan is not None  # noqa: S101  (asked only for a definition with a plan)
    rule = plan.tasks[name]
    condition, is_code = _said(definitions, language, procedure, rule.when)
    return TaskShown(
        title=language.title(rule),
        asks=rule.asks,
        who=doer_words(language, procedure, rule.by),
        after=language.say("、").join(language.title(plan.tasks[each]) for each in plan.before(name)),
        each=_each(language, procedure, rule.for_each),
        condition=condition,
        is_code=is_code,
        limits=limits_of_task(language, rule, definitions[rule.procedure]),
    )


def _each(language: Language, procedure: Procedure, source: str | None) -> str:
    """Return for each of what a task is made."""
    if source is None:
        return ""
    root, _, name = source.partition(".")
    if source == FINDINGS:
        return language.say("各任务发现的每个问题各一项")
    if root == FINDINGS and procedure.plan:
        found = language.title(procedure.plan.tasks[name])
        return language.say("“%(task)s”发现的每个问题各一项", task=found)
    if root == "opening":
        return language.say("“%(field)s”中每个单位各一项", field=language.title(procedure.opens.form[name]))
    return language.say("每个部门各一项")


def _said(
    definitions: Definitions, language: Language, procedure: Procedure, source: str | None
) -> tuple[str, bool]:
    """Return a condition in words, or as it is written; and whether the latter."""
    if source is None:
        return "", False
    words = condition_words(language, procedure, definitions, source)
    return (words, False) if words else (source, True)


def _duties(
    definitions: Definitions, language: Language, procedure: Procedure, plan: Plan
) -> list[DutyShown]:
    duties = []
    for rule in plan.boundary:
        condition, is_code = _said(definitions, language, procedure, rule.when)
        owner = doer_words(language, procedure, rule.owner)
        duties.append(DutyShown(condition or language.say("其他情形"), is_code, owner, rule.basis or ""))
    return duties


def _stages(language: Language, definition: Definition) -> list[BasisLine]:
    """Return the stages with whoever has to act and the limits that may apply."""
    procedure = definition.procedure
    lines = []
    for stage in procedure.stages.values():
        who = language.title(procedure.parties[stage.who])
        lines += [
            basis_of(language, f"{language.title(stage)} · {who}", limit)
            for limit in _limits(definition, [choice.use for choice in stage.limits])
        ]
    return lines


def _limits(definition: Definition, codes: list[str]) -> list[Limit]:
    return [definition.limits[code] for code in dict.fromkeys(codes)]
