"""Does a definition make sense? Every finding names the place in the file and the reason."""

from collections.abc import Iterator, Mapping

from domain.action_soundness import in_action
from domain.built_in import BUILT_IN, OVERDUE, REDATE, SUCCEED, TASK_BLOCKED, TIED
from domain.finding import Finding, in_choices, in_form, in_guard, in_limit
from domain.form import FieldType
from domain.outcome_soundness import in_outcomes
from domain.plan_soundness import in_plan, tasks_of
from domain.procedure import Definition, Procedure
from domain.statistics_soundness import in_keeps
from domain.visit_soundness import in_visits

_OF_ENGINE = frozenset({*BUILT_IN, OVERDUE, REDATE, TIED, TASK_BLOCKED, SUCCEED, "open"})


def findings(definition: Definition) -> list[Finding]:
    """Return everything that keeps this definition from working; an empty list means that it is sound."""
    procedure = definition.procedure
    found = [*_parties(procedure), *_codes(procedure), *_opening(procedure), *_names(procedure)]
    for name in procedure.stages:
        found += _stage(definition, name)
    found += [*_clocks(definition), *_hearing(procedure), *in_plan(procedure)]
    found += [*in_visits(definition), *in_keeps(procedure)]
    return found or list(_ways(procedure))


def _parties(procedure: Procedure) -> Iterator[Finding]:
    for name, party in procedure.parties.items():
        if party.joins_later and (party.resolve is not None or name == procedure.opens.who):
            yield Finding(("parties", name), "a party that joins later neither opens nor is resolved")
        if party.resolve is None:
            continue
        other = procedure.parties.get(party.resolve.region_of)
        if other is None or other.resolve is not None:
            yield Finding(
                ("parties", name, "resolve"), f"{party.resolve.region_of!r} is not a party that is named"
            )


def _codes(procedure: Procedure) -> Iterator[Finding]:
    for name, choices in procedure.codes.items():
        if not choices:
            yield Finding(("codes", name), "the code list is empty")


def _names(procedure: Procedure) -> Iterator[Finding]:
    for name in procedure.stages.keys() & procedure.closed.keys():
        yield Finding(("closed", name), f"{name!r} is a stage and an outcome")
    for stage_name, stage in procedure.stages.items():
        for name in stage.actions:
            if name in _OF_ENGINE:
                yield Finding(
                    ("stages", stage_name, "actions", name), f"{name!r} is an action of every procedure"
                )


def _opening(procedure: Procedure) -> Iterator[Finding]:
    opens = procedure.opens
    if opens.who not in procedure.parties:
        yield Finding(("opens", "who"), f"{opens.who!r} is not a party")
    for target in opens.targets:
        if target.to not in procedure.stages:
            yield Finding(("opens", "to"), f"{target.to!r} is not an open stage")
        yield from in_guard(procedure, target.when, opens.form, ("opens", "to"))
    yield from in_choices(opens.targets, ("opens", "to"))
    for choice in opens.letters:
        yield from in_guard(procedure, choice.when, opens.form, ("opens", "letter"))
    yield from in_form(procedure, opens.form, ("opens", "form"))
    yield from _paper(procedure)


def _paper(procedure: Procedure) -> Iterator[Finding]:
    opens = procedure.opens
    if opens.paper:
        for name in (opens.paper.received_on, opens.paper.reason):
            if name not in opens.form:
                yield Finding(("opens", "paper"), f"{name!r} is not a field of the opening form")
        received = opens.form.get(opens.paper.received_on)
        if received is not None and received.type is not FieldType.DATE:
            yield Finding(("opens", "paper"), f"{opens.paper.received_on!r} is not a date")


def _stage(definition: Definition, name: str) -> Iterator[Finding]:
    procedure, stage, path = definition.procedure, definition.procedure.stages[name], ("stages", name)
    if stage.who not in procedure.parties:
        yield Finding((*path, "who"), f"{stage.who!r} is not a party")
    if stage.grants is not None and stage.grants.by not in procedure.parties:
        yield Finding((*path, "grants"), f"{stage.grants.by!r} is not a party")
    if stage.overdue not in definition.ladders:
        yield Finding((*path, "overdue"), f"there is no ladder {stage.overdue!r}")
    for choice in stage.limits:
        yield from in_limit(definition, choice.use, (*path, "limit"))
        yield from in_guard(procedure, choice.when, {}, (*path, "limit"))
    yield from in_choices(stage.limits, (*path, "limit"))
    for action_name, action in stage.actions.items():
        yield from in_action(definition, action, (*path, "actions", action_name))


def _clocks(definition: Definition) -> Iterator[Finding]:
    procedure = definition.procedure
    for name, clock in procedure.clocks.items():
        yield from in_limit(definition, clock.limit, ("clocks", name, "limit"))
        places = {*procedure.stages, *procedure.closed}
        for stage in (clock.starts, *clock.stops, *clock.stands_still_in):
            if stage not in places:
                yield Finding(("clocks", name), f"{stage!r} is neither a stage nor an outcome")


def _hearing(procedure: Procedure) -> Iterator[Finding]:
    for name, stage in procedure.stages.items():
        for each in stage.hears:
            if each.to not in procedure.stages and each.to not in procedure.closed:
                yield Finding(("stages", name, "hears"), f"{each.to!r} is neither a stage nor an outcome")
    yield from in_guard(procedure, procedure.yields, {}, ("yields",))


def _ways(procedure: Procedure) -> Iterator[Finding]:
    onward = {
        name: {target.to for action in stage.actions.values() for target in action.targets}
        | {each.to for each in stage.hears}
        for name, stage in procedure.stages.items()
    }
    reached = {name for target in procedure.opens.targets for name in _reachable(onward, target.to)}
    for name in (*procedure.stages, *procedure.closed):
        if name not in reached:
            kind = "stages" if name in procedure.stages else "closed"
            yield Finding((kind, name), "no way leads here")
    for name in procedure.stages:
        if not _reachable(onward, name) & set(procedure.closed):
            yield Finding(("stages", name), "no way leads out of here to an outcome")


def between(definitions: Mapping[str, Definition]) -> dict[str, list[Finding]]:
    """Return what keeps procedures from opening one another, under the id of each that is at fault."""
    return {
        name: [
            *_rungs(definition, definitions),
            *_openings(definition, definitions),
            *tasks_of(definition, definitions),
            *in_outcomes(definition, definitions),
        ]
        for name, definition in definitions.items()
    }


def _rungs(definition: Definition, definitions: Mapping[str, Definition]) -> Iterator[Finding]:
    for stage_name, stage in definition.procedure.stages.items():
        path = ("stages", stage_name, "overdue")
        ladder = definition.ladders[stage.overdue]
        opened = [rung.opens for rung in ladder.timed if rung.opens]
        missing = [name for name in opened if name not in definitions]
        for name in missing:
            yield Finding(path, f"the ladder {stage.overdue!r} opens {name!r}, which does not exist")
        if missing:
            continue
        known = {
            action
            for name in opened
            for stage in definitions[name].procedure.stages.values()
            for action in stage.actions
        }
        for rung in ladder.by_hand:
            if rung.action not in known:
                yield Finding(path, f"{rung.level} is {rung.action!r}, which no opened procedure has")


def _openings(definition: Definition, definitions: Mapping[str, Definition]) -> Iterator[Finding]:
    for stage_name, stage in definition.procedure.stages.items():
        for action_name, action in stage.actions.items():
            if action.opens is None:
                continue
            path = ("stages", stage_name, "actions", action_name, "opens")
            other = definitions.get(action.opens.procedure)
            if other is None:
                yield Finding(path, f"there is no procedure {action.opens.procedure!r}")
                continue
            needed = {
                name
                for name, party in other.procedure.parties.items()
                if not party.joins_later and party.resolve is None
            }
            if missing := sorted(needed - action.opens.parties.keys()):
                yield Finding(path, f"its parties {missing} are not given")
            fields = other.procedure.opens.form
            required = {name for name, field in fields.items() if field.required}
            if wrong := sorted(action.opens.form.keys() - fields.keys()):
                yield Finding(path, f"its opening has no fields {wrong}")
            if missing := sorted(required - action.opens.form.keys()):
                yield Finding(path, f"its required fields {missing} are not given")


def _reachable(onward: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += sorted(onward.get(name, ()))
    return seen
