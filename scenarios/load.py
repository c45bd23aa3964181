"""The only reader of procedures and ladders: files become rules, or a list of what is wrong, with file and line."""

from functools import cache
from pathlib import Path

from domain.ladder import Ladder
from domain.procedure import Definition, Procedure
from domain.soundness import findings
from scenarios.errors import DefinitionWrong
from scenarios.limits import load_limits
from scenarios.rule_file import line_of, read_node, read_rule, shaped

_HERE = Path(__file__).parent
PROCEDURES = _HERE / "procedures"
LADDERS = _HERE / "ladders"


@cache
def load_definitions(folder: Path = PROCEDURES) -> dict[str, Definition]:
    """Read every procedure of the folder, by its id.

    Raises:
        DefinitionWrong: A file has the wrong shape or makes no sense.
    """
    loaded: dict[str, Definition] = {}
    for file in sorted(folder.glob("*.yaml")):
        definition = load_definition(file)
        name = definition.procedure.procedure
        if name in loaded:
            raise DefinitionWrong(file, [(1, f"the procedure {name!r} stands in another file already")])
        loaded[name] = definition
    return loaded


def load_definition(file: Path) -> Definition:
    """Read one procedure with the limits and ladders that it names, and prove that it makes sense.

    Raises:
        DefinitionWrong: It does not; every finding is named with its line.
    """
    node = read_node(file)
    definition = _complete(shaped(file, node, Procedure))
    wrong = findings(definition)
    if wrong:
        raise DefinitionWrong(file, [(line_of(node, finding.path), finding.reason) for finding in wrong])
    return definition


@cache
def load_ladders(folder: Path = LADDERS) -> dict[str, Ladder]:
    """Read every ladder of the folder, by its id.

    Raises:
        DefinitionWrong: A file has the wrong shape.
    """
    ladders = [read_rule(file, Ladder) for file in sorted(folder.glob("*.yaml"))]
    return {ladder.ladder: ladder for ladder in ladders}


def _complete(procedure: Procedure) -> Definition:
    catalogue, ladders = load_limits(), load_ladders()
    codes = {choice.use for stage in procedure.stages.values() for choice in stage.limits}
    codes |= {clock.limit for clock in procedure.clocks.values()}
    used = {stage.overdue for stage in procedure.stages.values()}
    return Definition(
        procedure=procedure,
        limits={code: catalogue[code] for code in sorted(codes & catalogue.keys())},
        ladders={name: ladders[name] for name in sorted(used & ladders.keys())},
    )
