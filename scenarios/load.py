"""The only reader of procedures and ladders: files become rules, or a list of what is wrong, with file and line."""

from functools import cache
from pathlib import Path

from domain.ladder import Ladder
from domain.procedure import Definition, Procedure
from domain.soundness import between, findings
from scenarios.archetypes import inherited
from scenarios.errors import DefinitionWrong
from scenarios.limits import load_limits
from scenarios.rule_file import line_of, read_node, read_rule, shaped

_HERE = Path(__file__).parent
PROCEDURES = _HERE / "procedures"
SCENARIOS = (_HERE / "one-thing", _HERE / "joint-inspection", _HERE / "whistle")
LADDERS = _HERE / "ladders"


@cache
def load_definitions(*folders: Path) -> dict[str, Definition]:
    """Read every procedure and scenario of the folders, by its id; all that ship if none is given.

    Raises:
        DefinitionWrong: A file has the wrong shape or makes no sense.
    """
    loaded: dict[str, Definition] = {}
    files: dict[str, Path] = {}
    for file in (
        file for folder in folders or (PROCEDURES, *SCENARIOS) for file in sorted(folder.glob("*.yaml"))
    ):
        definition = load_definition(file)
        name = definition.procedure.procedure
        if name in loaded:
            raise DefinitionWrong(file, [(1, f"the procedure {name!r} stands in another file already")])
        loaded[name] = definition
        files[name] = file
    for name, wrong in between(loaded).items():
        if wrong:
            node = inherited(files[name], read_node(files[name]))
            raise DefinitionWrong(files[name], [(line_of(node, each.path), each.reason) for each in wrong])
    return loaded


def load_definition(file: Path) -> Definition:
    """Read one procedure with the limits and ladders that it names, and prove that it makes sense.

    Raises:
        DefinitionWrong: It does not; every finding is named with its line.
    """
    node = inherited(file, read_node(file))
    definition = _complete(shaped(file, node, Procedure))
    wrong = findings(definition)
    if wrong:
        raise DefinitionWrong(file, [(line_of(node, finding.path), finding.reason) for finding in wrong])
    return definition


def load_beside_others(file: Path) -> Definition:
    """Read one procedure or scenario and prove that it makes sense together with those that ship.

    Raises:
        DefinitionWrong: It does not; every finding is named with its line.
    """
    definition = load_definition(file)
    name = definition.procedure.procedure
    wrong = between(dict(load_definitions()) | {name: definition})[name]
    if wrong:
        node = inherited(file, read_node(file))
        raise DefinitionWrong(file, [(line_of(node, each.path), each.reason) for each in wrong])
    return definition


@cache
def load_ladders(folder: Path = LADDERS) -> dict[str, Ladder]:
    """Read every ladder of the folder, by its id.

    Raises:
        DefinitionWrong: A file has the wrong shape, repeats an id, or names a limit that does not exist.
    """
    ladders: dict[str, Ladder] = {}
    for file in sorted(folder.glob("*.yaml")):
        ladder = read_rule(file, Ladder)
        if ladder.ladder in ladders:
            raise DefinitionWrong(file, [(1, f"the ladder {ladder.ladder!r} stands in another file already")])
        unknown = [rung.reply for rung in ladder.rungs if rung.reply and rung.reply not in load_limits()]
        if unknown:
            raise DefinitionWrong(
                file, [(1, f"there is no limit {code!r} in limits.yaml") for code in unknown]
            )
        ladders[ladder.ladder] = ladder
    return ladders


def _complete(procedure: Procedure) -> Definition:
    catalogue, ladders = load_limits(), load_ladders()
    codes = {choice.use for stage in procedure.stages.values() for choice in stage.limits}
    codes |= {clock.limit for clock in procedure.clocks.values()}
    actions = (action for stage in procedure.stages.values() for action in stage.actions.values())
    windows = [action.within for action in actions if action.within]
    codes |= {code for window in windows for code in (window.limit, window.answer) if code}
    codes |= {procedure.visits.rated_within} if procedure.visits else set()
    used = {stage.overdue for stage in procedure.stages.values()}
    rungs = (rung for name in used & ladders.keys() for rung in ladders[name].rungs)
    codes |= {rung.reply for rung in rungs if rung.reply}
    return Definition(
        procedure=procedure,
        limits={code: catalogue[code] for code in sorted(codes & catalogue.keys())},
        ladders={name: ladders[name] for name in sorted(used & ladders.keys())},
    )
