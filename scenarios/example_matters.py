"""Example matters across departments: who opens which, so that a first look has some that run."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from domain.model import Rule
from scenarios.example_clues import ExampleUnsound

MATTERS = Path(__file__).parent / "examples" / "matters.yaml"


class ExampleMatter(Rule):
    """A matter to be opened: by whom, with whom, and its opening form."""

    key: str
    definition: str
    opener: str
    title: str
    parties: dict[str, str]
    form: dict[str, Any]


@cache
def load_example_matters(file: Path = MATTERS) -> tuple[ExampleMatter, ...]:
    """Read the example matters.

    Raises:
        ExampleUnsound: The file cannot be read as such.
    """
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8"))
        return TypeAdapter(tuple[ExampleMatter, ...]).validate_python(written)
    except (yaml.YAMLError, ValidationError) as error:
        raise ExampleUnsound(file.name, "-", str(error)) from error
