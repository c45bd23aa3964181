"""The only reader of letter templates: a kind and its facts become words."""

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from domain.model import Rule
from domain.refusal import Refusal

HERE = Path(__file__).parent


class FactMissing(Refusal):
    """A letter needs a fact that the case does not have; it is not issued."""

    code = "letter-fact-missing"


class LetterUnknown(Refusal):
    """A definition issues a letter of a kind that does not exist."""

    code = "letter-unknown"

    def __init__(self, kind: str) -> None:
        super().__init__(f"没有这种文书：{kind}", f"There is no letter of the kind {kind!r}.", kind=kind)


class LetterKind(Rule):
    """What a kind of letter is called, how it is numbered and to which party it goes."""

    title: str
    template: str
    pattern: str
    sequence: str
    to: str


class Letters:
    """The kinds of letters and their templates, read once."""

    def __init__(self, folder: Path = HERE) -> None:
        written = yaml.safe_load((folder / "kinds.yaml").read_text(encoding="utf-8"))
        self.kinds = {name: LetterKind.model_validate(kind) for name, kind in written.items()}
        self._environment = Environment(
            loader=FileSystemLoader(folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def _kind(self, kind: str) -> LetterKind:
        if kind not in self.kinds:
            raise LetterUnknown(kind)
        return self.kinds[kind]

    def title(self, kind: str) -> str:
        """Return the letter's name, such as 线索移送函."""
        return self._kind(kind).title

    def number(self, kind: str, *, word: str, district: str, year: int, serial: int) -> str:
        """Return the document number, such as 渝北市监移函〔2026〕3号."""
        return self._kind(kind).pattern.format(word=word, district=district, year=year, serial=serial)

    def sequence(self, kind: str) -> str:
        """Return the name of the sequence in which this kind is numbered."""
        return self._kind(kind).sequence

    def addressee(self, kind: str) -> str:
        """Return the party to which this kind goes."""
        return self._kind(kind).to

    def words(self, kind: str, facts: dict[str, Any]) -> str:
        """Return the letter's words as HTML.

        Raises:
            FactMissing: The template needs a fact that is not given.
        """
        try:
            return self._environment.get_template(self._kind(kind).template).render(facts)
        except UndefinedError as error:
            raise FactMissing(
                f"{self.title(kind)}缺少内容：{error.message}",
                f"The letter {kind} lacks a fact: {error.message}",
            ) from error
