"""The page on scenarios names every key of a plan, and its tutorial is a scenario that loads and of which it says the truth."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from commands.check import check_files, scenario_schema
from domain.model import Rule
from domain.plan import Added, Boundary, Department, Item, Plan, TaskRule
from domain.procedure import Hears
from domain.visits import VISIT_NAMES, VisitRule
from scenarios.load import load_beside_others
from scenarios.walks import Walk, WalkStep, load_walks
from tests.docs.pages import blocks, spans, text

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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The tutorial's scenario."""
    (example,) = blocks(PAGE, "yaml")
    file = tmp_path / "flood-drain.yaml"
    file.write_text(example, encoding="utf-8")
    return file


def test_the_tutorial_is_a_sound_scenario(file: Path, tmp_path: Path) -> None:
    example = file.read_text(encoding="utf-8")
    definition = load_beside_others(file)
    assert definition.procedure.plan is not None
    assert list(load_walks(tmp_path)) == [file]
    jsonschema.validate(yaml.safe_load(example), yaml.safe_load(scenario_schema()))


def test_what_the_tutorial_quotes_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = text(PAGE)
    quoted = [line.strip() for line in page.splitlines() if line.strip().startswith("升交牵头单位")]

    assert check_files([file]) == 0
    said = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert quoted
    assert [line for line in quoted if line not in said] == []


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        pytest.param(
            "limits: {TASK_SIGN",
            "limit: {TASK_SIGN",
            "plan.tasks.close-road.limit: there is no such key; did you mean 'limits'?",
            id="key",
        ),
        pytest.param(
            "by: traffic", "by: trafic", "'trafic' is nobody; did you mean 'traffic'?", id="department"
        ),
        pytest.param(
            "      limits: {TASK_DO: {value: 4, unit: HR}}\n",
            "      limits: {TASK_DO: {value: 4, unit: HR}}\n      after: [drain]\n",
            "waits for itself, so it can never start",
            id="waits for itself",
        ),
        pytest.param(
            "      settles: [drained]\n",
            "",
            "its own outcomes need 'settles': which of drained, works-needed, road-closed leave nothing to do",
            id="settles",
        ),
        pytest.param(
            "when: \"'works-needed' in",
            "when: \"'work-needed' in",
            "the task 'drain' never comes to 'work-needed'; did you mean 'works-needed'?",
            id="result",
        ),
        pytest.param(
            "{do: drain,",
            "{do: drian,",
            "walk: 'drian' is not a task; did you mean 'drain'?",
            id="task of the walk",
        ),
    ],
)
def test_what_is_often_wrong_is_said_as_the_tutorial_says(
    file: Path, capsys: pytest.CaptureFixture[str], written: str, instead: str, said: str
) -> None:
    example = file.read_text(encoding="utf-8")
    assert example.count(written) == 1
    file.write_text(example.replace(written, instead), encoding="utf-8")

    assert check_files([file]) == 1
    assert said in capsys.readouterr().out
    assert f"`{said}`" in text(PAGE)
