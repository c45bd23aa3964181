"""The only reader of the catalogue of limits."""

from functools import cache
from pathlib import Path
from typing import Self

from pydantic import model_validator

from domain.limit import Limit
from domain.model import Rule
from scenarios.rule_file import read_rule

LIMITS = Path(__file__).parent / "limits.yaml"


class LimitCatalogue(Rule):
    """Limits, each under its own code."""

    limits: tuple[Limit, ...]

    @model_validator(mode="after")
    def _codes_once(self) -> Self:
        codes = [limit.code for limit in self.limits]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"codes stand twice: {', '.join(twice)}")
        return self


@cache
def load_limits(file: Path = LIMITS) -> dict[str, Limit]:
    """Read the catalogue, by code.

    Raises:
        DefinitionWrong: A limit has the wrong shape or rests on nothing; what is wrong is named with its line.
    """
    return {limit.code: limit for limit in read_rule(file, LimitCatalogue).limits}
