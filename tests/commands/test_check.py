"""`onething check` and `onething schema`: what a writer of definitions is told."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from commands.check import check_files, procedure_schema
from scenarios.load import PROCEDURES

CLUE_TRANSFER = PROCEDURES / "clue-transfer.yaml"
BAD = sorted((Path(__file__).parent.parent / "scenarios" / "bad").glob("*.yaml"))


def test_a_sound_definition_is_said_to_be_and_how_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([CLUE_TRANSFER]) == 0

    said = capsys.readouterr().out
    assert f"{CLUE_TRANSFER}: 通过 · sound" in said
    assert "sent →" in said
    assert " WD" in said


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_an_unsound_one_is_named_with_its_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([file]) == 1

    said = capsys.readouterr().out
    assert file.name in said
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert any(f":{line}:" in said or f"{file.name}:{line}" in said for line in range(1, lines + 1)), said


def test_every_file_is_looked_at_also_after_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("procedure: [", encoding="utf-8")

    assert check_files([broken, CLUE_TRANSFER, tmp_path / "missing.yaml"]) == 1

    said = capsys.readouterr().out
    assert "broken.yaml" in said
    assert "clue-transfer.yaml: 通过" in said
    assert "missing.yaml" in said


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(procedure_schema())
    return found


def test_the_schema_accepts_what_ships(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(yaml.safe_load(CLUE_TRANSFER.read_text(encoding="utf-8")), schema)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"procedure": "Not Kebab"},
        {"stages": {}},
        {"number-prefix": "xs"},
        {"number_prefix": "XS"},
        {"parties": None},
        {"opens": {"who": "sender"}},
    ],
)
def test_the_schema_refuses_what_does_not_load(schema: dict[str, Any], change: dict[str, Any]) -> None:
    written = yaml.safe_load(CLUE_TRANSFER.read_text(encoding="utf-8")) | change
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, schema)
