"""The two bases of every model: values that cross the wire, and rules that people write."""

from pydantic import BaseModel, ConfigDict


def _kebab(name: str) -> str:
    """Write a field's name the way YAML definitions do: `at_most` becomes `at-most`."""
    return name.replace("_", "-")


class Model(BaseModel):
    """A value. Histories outlive code, so an unknown field is ignored and a new one has a default."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Rule(BaseModel):
    """A part of a definition. People write these, so an unknown key is an error; keys are kebab-case."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=_kebab, validate_by_name=True, validate_by_alias=True
    )
