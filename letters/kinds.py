"""The kinds of letters: what each is called, how it is laid out, numbered and addressed, what it draws on."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Self

import yaml
from pydantic import Field, model_validator

from domain.model import Rule
from domain.refusal import Refusal

HERE = Path(__file__).parent

# Code word, year in hexagonal brackets, serial without leading zeros (GB/T 9704-2012, 7.2.5).
_NUMBER = re.compile(r"[\u4e00-\u9fa5]{2,12}〔(19|20)\d{2}〕[1-9]\d{0,4}号")


class NumberWrong(Refusal):
    """The pattern of a kind and the code word of an issuer make no document number."""

    code = "letter-number-wrong"


class Layout(StrEnum):
    """Which official format a letter is in."""

    LETTER = "letter"
    """信函格式: red mark, two red double lines, number at the right."""
    DOCUMENT = "document"
    """文件格式: red head with 文件, number in the middle, red line, imprint between lines."""
    FORM = "form"
    """文书格式: the issuer and the letter's name in black, number at the right; for records, receipts, opinions."""


class LetterKind(Rule):
    """One kind of letter.

    `heading` is the title as it stands in the letter, made of {issuer}, {addressee}, {case_title} and {title};
    `draws_on` names earlier actions of the case whose forms are facts too, a later one before an earlier one;
    `joint` names the parties that sign and seal it too when they are in the case, under the lead's number;
    `limits` gives facts that are limits of the case's definition, by their codes; `cites` facts that are the numbers of
    letters which stand in the case, by their kinds; `task` is the task of a plan of which it tells who takes part and
    what was found.

    `to` is a party, `holder`, `issuer` (a paper that a body makes out for itself), or, as `opening.<field>` or
    `form.<field>`, somebody who is no party of the case and whom a text field names, such as the firm inspected.
    """

    title: str
    heading: str = "{title}"
    template: str
    layout: Layout
    facts: str
    pattern: str
    sequence: str
    to: str
    joint: tuple[str, ...] = ()
    is_sealed: bool = Field(default=True, alias="sealed")
    is_upward: bool = Field(default=False, alias="upward")
    draws_on: tuple[str, ...] = ()
    limits: dict[str, str] = {}
    cites: dict[str, str] = {}
    task: str | None = None

    @model_validator(mode="after")
    def _numbers_well(self) -> Self:
        numbered(self.pattern, word="渝北市监", district="渝北", year=2026, serial=1)
        return self


def numbered(pattern: str, *, word: str, district: str, year: int, serial: int) -> str:
    """Return the document number that the pattern makes.

    Raises:
        NumberWrong: The result is not in the form of official numbers.
    """
    number = pattern.format(word=word, district=district, year=year, serial=serial)
    if not _NUMBER.fullmatch(number):
        raise NumberWrong(f"发文字号不合规范：{number}", f"not a document number: {number}", number=number)
    return number


def load_kinds(folder: Path = HERE) -> dict[str, LetterKind]:
    """Read every kind of letter from `kinds.yaml`."""
    written = yaml.safe_load((folder / "kinds.yaml").read_text(encoding="utf-8"))
    return {name: LetterKind.model_validate(kind) for name, kind in written.items()}
