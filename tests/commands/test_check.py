"""`onething check` and `onething schema`: what a writer of definitions is told."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from commands.check import check_files, procedure_schema
from scenarios.load import PROCEDURES, SCENARIOS, load_definition, load_definitions
from scenarios.walk_soundness import check_walk

CLUE_TRANSFER = PROCEDURES / "clue-transfer.yaml"
WHISTLE = next(folder for folder in SCENARIOS if folder.name == "whistle") / "key-work.yaml"
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


def test_of_a_scenario_it_says_what_is_raised_to_the_lead(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([WHISTLE]) == 0

    said = capsys.readouterr().out
    assert "raised to the lead: 应哨报到（answer and come）— 已控制，后续办理、发现的问题（findings）" in said


@pytest.mark.parametrize(
    ("written", "instead", "line_of", "reason"),
    [
        pytest.param(
            "{do: answer-500112-cg,",
            "{do: anwser,",
            "anwser",
            "walk: 'anwser' is not a task; did you mean 'answer'?",
            id="no task",
        ),
        pytest.param(
            "outcome: resolved}\n    - {task",
            "outcome: solved}\n    - {task",
            "solved",
            "walk: 'answer-500112-cg' never comes to 'solved'; did you mean 'resolved'?",
            id="no outcome",
        ),
        pytest.param(
            "    - {act: end-whistle}",
            "    - {act: end-wistle}",
            "end-wistle",
            "walk: 'end-wistle' is no action of the matter; did you mean 'end-whistle'?",
            id="no action",
        ),
        pytest.param(
            "  ends: ended",
            "  ends: endet",
            "endet",
            "walk: 'endet' is no outcome of the matter; did you mean 'ended'?",
            id="no end",
        ),
        pytest.param(
            "  opener:",
            "  openr:",
            "openr",
            "openr: there is no such key; did you mean 'opener'?",
            id="no key",
        ),
        pytest.param(
            "    - {act: end-whistle}",
            "    - {by: somebody}",
            "somebody",
            "walk: a step does a task ('do') or takes an act ('act')",
            id="no step",
        ),
    ],
)
def test_a_walk_that_speaks_of_what_there_is_not_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, instead: str, line_of: str, reason: str
) -> None:
    file = tmp_path / WHISTLE.name
    text = WHISTLE.read_text(encoding="utf-8")
    assert text.count(written) == 1
    file.write_text(text.replace(written, instead), encoding="utf-8")
    line = next(
        n for n, each in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if line_of in each
    )

    assert check_files([file]) == 1

    assert f"{file}:{line}: {reason}" in capsys.readouterr().out


def test_a_scenario_without_a_walk_is_not_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / WHISTLE.name
    file.write_text(WHISTLE.read_text(encoding="utf-8").partition("\nwalk:")[0], encoding="utf-8")

    assert check_files([file]) == 1

    assert "a scenario carries its acceptance walk under 'walk'" in capsys.readouterr().out


def test_what_is_missing_in_an_inherited_part_is_not_given_a_line_of_the_archetype(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "short.yaml"
    file.write_text("scenario: short\nlike: one-thing\ntitle: 短\n", encoding="utf-8")

    assert check_files([file]) == 1

    said = capsys.readouterr().out.splitlines()
    assert f"{file}:1: plan.tasks: this key is required" in said
    assert all(line.startswith(f"{file}:1: ") for line in said)


@pytest.mark.parametrize("file", [file for folder in SCENARIOS for file in sorted(folder.glob("*.yaml"))])
def test_the_walks_that_ship_speak_of_what_there_is(file: Path) -> None:
    check_walk(file, load_definitions(), load_definition(file))
