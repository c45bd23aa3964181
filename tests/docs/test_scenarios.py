"""The page on scenarios names every key of a plan, and its tutorial is a scenario that loads and makes sense."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from commands.check import scenario_schema
from domain.model import Rule
from domain.plan import Added, Boundary, Department, Item, Plan, TaskRule
from domain.procedure import Hears
from domain.visits import VISIT_NAMES, VisitRule
from scenarios.load import load_beside_others
from scenarios.walks import Walk, WalkStep, load_walks
from tests.docs.pages import blocks, spans

PAGE = "docs/scenarios.md"


@pytest.mark.parametrize(
    "rule",
    [Plan, Department, Item, Boundary, TaskRule, Added, Hears, VisitRule, Walk, WalkStep],
    ids=lambda rule: rule.__name__,
)
def test_every_key_is_in_the_reference(rule: type[Rule]) -> None:
    said = " ".join(spans(PAGE))
    keys = [field.alias or name for name, field in rule.model_fields.items()]

    assert [key for key in keys if key not in said] == []


def test_what_conditions_know_of_visits_is_in_the_reference() -> None:
    assert [name for name in VISIT_NAMES if f"visits.{name}" not in spans(PAGE)] == []


def test_the_tutorial_is_a_sound_scenario(tmp_path: Path) -> None:
    (example,) = blocks(PAGE, "yaml")
    file = tmp_path / "flood-drain.yaml"
    file.write_text(example, encoding="utf-8")

    definition = load_beside_others(file)
    assert definition.procedure.plan is not None
    assert list(load_walks(tmp_path)) == [file]
    jsonschema.validate(yaml.safe_load(example), yaml.safe_load(scenario_schema()))
