"""The JSON Schema beside the procedures is the one that the code gives, and procedures fit it."""

import json

import jsonschema
import pytest
import yaml

from commands.check import procedure_schema, scenario_schema
from scenarios.load import PROCEDURES, SCENARIOS
from tests.docs.pages import ROOT, blocks, text

SCHEMA = ROOT / "scenarios/procedure.schema.json"
SCENARIO_SCHEMA = ROOT / "scenarios/scenario.schema.json"
SCENARIO_LINE = "# yaml-language-server: $schema=../scenario.schema.json"
SCENARIO_FILES = sorted(file for folder in SCENARIOS for file in folder.glob("*.yaml"))
MODE_LINE = "# yaml-language-server: $schema=../procedure.schema.json"


def test_the_schema_is_up_to_date() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(procedure_schema())
    assert json.loads(SCENARIO_SCHEMA.read_text(encoding="utf-8")) == json.loads(scenario_schema())


@pytest.mark.parametrize("file", SCENARIO_FILES, ids=lambda file: file.stem)
def test_a_scenario_names_its_schema_and_fits_it(file: object) -> None:
    written = text(str(file))

    assert written.splitlines()[0] == SCENARIO_LINE
    jsonschema.Draft202012Validator(json.loads(scenario_schema())).validate(yaml.safe_load(written))


@pytest.mark.parametrize("file", sorted(PROCEDURES.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_procedure_names_the_schema_and_fits_it(file: object) -> None:
    written = text(str(file))

    assert written.splitlines()[0] == MODE_LINE
    _check(written)


def test_the_example_of_the_docs_fits_it() -> None:
    (example,) = blocks("docs/definitions.md", "yaml")

    assert example.splitlines()[0] == MODE_LINE
    _check(example)


def test_an_unknown_key_does_not_fit() -> None:
    (example,) = blocks("docs/definitions.md", "yaml")
    written = yaml.safe_load(example) | {"stage": {}}

    with pytest.raises(jsonschema.ValidationError, match="stage"):
        _validator().validate(written)


def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(procedure_schema()))


def _check(written: str) -> None:
    _validator().validate(yaml.safe_load(written))
