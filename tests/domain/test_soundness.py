"""A definition that cannot work: `tests/scenarios/bad` has one file for each finding, with its line."""

from pathlib import Path

from domain.procedure import Definition, Procedure
from domain.soundness import findings
from scenarios.load import load_definitions
from scenarios.rule_file import read_rule

BAD = Path(__file__).parents[1] / "scenarios" / "bad"


def test_every_finding_is_named_at_once() -> None:
    sound = load_definitions()["clue-transfer"]
    wrong = read_rule(BAD / "leads-nowhere.yaml", Procedure)
    twice = wrong.model_copy(update={"opens": wrong.opens.model_copy(update={"who": "mayor", "to": "moon"})})

    found = findings(Definition(procedure=twice, limits=sound.limits, ladders=sound.ladders))
    assert [(finding.path, finding.reason) for finding in found] == [
        (("opens", "who"), "'mayor' is not a party"),
        (("opens", "to"), "'moon' is not an open stage"),
        (("stages", "sent", "actions", "sign", "to"), "'moon' is neither a stage nor an outcome"),
    ]


def test_what_ships_is_sound() -> None:
    assert {name: findings(definition) for name, definition in load_definitions().items()} == {
        name: [] for name in load_definitions()
    }
