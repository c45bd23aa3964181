"""The JSON Schema beside the procedures is the one that the code gives, and procedures fit it."""

import json

import jsonschema
import pytest
import yaml

from commands.check import procedure_schema
from scenarios.load import PROCEDURES
from tests.docs.pages import ROOT, blocks, text

SCHEMA = ROOT / "scenarios/procedure.schema.json"
MODE_LINE = "# yaml-language-server: $schema=../procedure.schema.json"


def test_the_schema_is_up_to_date() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json.loads(procedure_schema())


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
