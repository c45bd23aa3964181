"""The only reader of letter templates: a kind and its facts become words and formal parts."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, UndefinedError

from domain.refusal import Refusal
from domain.wording import zh_date, zh_due, zh_moment
from letters import inspection_facts as inspection
from letters import joint_work_facts as joint_work
from letters import supervision_facts as supervision
from letters import transfer_facts as transfer
from letters.facts import FactMissing, FactWrong, FormalFacts, gather, read_facts
from letters.fonts import Fonts, machine_fonts
from letters.frame import Frame, frame_of
from letters.kinds import HERE, LetterKind, load_kinds, numbered
from letters.parse import parse
from letters.verification import Verification
from letters.wording import Headings, lines, listed, sentence

__all__ = ["FactMissing", "FactWrong", "LetterUnknown", "Letters"]

_FACTS: dict[str, type[FormalFacts]] = {
    "transfer": transfer.TransferFacts,
    "sign": transfer.SignFacts,
    "acceptance": transfer.AcceptanceFacts,
    "supplement": transfer.SupplementFacts,
    "refusal": transfer.RefusalFacts,
    "filing": transfer.FilingFacts,
    "result": transfer.ResultFacts,
    "coordination": transfer.CoordinationFacts,
    "reminder": supervision.ReminderFacts,
    "urging": supervision.UrgingFacts,
    "opinion": supervision.OpinionFacts,
    "decision": supervision.DecisionFacts,
    "review": supervision.ReviewFacts,
    "service": supervision.ServiceFacts,
    "interview": supervision.InterviewFacts,
    "circular": supervision.CircularFacts,
    "accountability": supervision.AccountabilityFacts,
    "assistance": joint_work.AssistanceFacts,
    "assistance-reply": joint_work.AssistanceReplyFacts,
    "whistle": joint_work.WhistleFacts,
    "whistle-record": joint_work.WhistleRecordFacts,
    "correction": joint_work.CorrectionFacts,
    "inspection-task": inspection.InspectionTaskFacts,
    "inspection-notice": inspection.InspectionNoticeFacts,
    "inspection-record": inspection.InspectionRecordFacts,
    "inspection-result": inspection.InspectionResultFacts,
}


class LetterUnknown(Refusal):
    """A definition issues a letter of a kind that does not exist."""

    code = "letter-unknown"

    def __init__(self, kind: str) -> None:
        super().__init__(f"没有这种文书：{kind}", f"There is no letter of the kind {kind!r}.", kind=kind)


class Letters:
    """The kinds of letters and their templates, read once. Threads may share it."""

    def __init__(self, folder: Path = HERE, fonts: Fonts | None = None) -> None:
        self.kinds: dict[str, LetterKind] = load_kinds(folder)
        self._given_fonts = fonts
        self._environment = Environment(
            loader=FileSystemLoader(folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "zh_date": zh_date, "zh_moment": zh_moment, "zh_due": zh_due,
            "lines": lines, "sentence": sentence, "listed": listed,
        }  # fmt: skip

    @cached_property
    def fonts(self) -> Fonts:
        """Return the fonts that letters are set in; they decide which characters a letter may hold."""
        return self._given_fonts or machine_fonts()

    def kind(self, kind: str) -> LetterKind:
        """Return the rules of a kind.

        Raises:
            LetterUnknown: There is none of this name.
        """
        if kind not in self.kinds:
            raise LetterUnknown(kind)
        return self.kinds[kind]

    def title(self, kind: str) -> str:
        """Return the letter's name, such as 线索移送函."""
        return self.kind(kind).title

    def number(self, kind: str, *, word: str, district: str, year: int, serial: int) -> str:
        """Return the document number, such as 渝北市监移函〔2026〕3号.

        Raises:
            NumberWrong: The code word makes no official number.
        """
        return numbered(self.kind(kind).pattern, word=word, district=district, year=year, serial=serial)

    def sequence(self, kind: str) -> str:
        """Return the name of the sequence in which this kind is numbered."""
        return self.kind(kind).sequence

    def addressee(self, kind: str) -> str:
        """Return the party to which this kind goes, or the field that names who else gets it."""
        return self.kind(kind).to

    def asked(self, kind: str) -> frozenset[str]:
        """Return the names of all facts that this kind may state."""
        return frozenset(_FACTS[self.kind(kind).facts].model_fields)

    def cites(self, kind: str) -> dict[str, str]:
        """Return which facts are numbers of letters that stand in the case, by the kinds of those letters."""
        return {_snake(name): cited for name, cited in self.kind(kind).cites.items()}

    def task(self, kind: str) -> str | None:
        """Return the task of a plan of which this kind tells who takes part and what was found."""
        return self.kind(kind).task

    def joint(self, kind: str) -> tuple[str, ...]:
        """Return the parties that issue this kind together with the lead when they are in the case."""
        return self.kind(kind).joint

    def words(self, kind: str, facts: Mapping[str, Any]) -> str:
        """Return the letter's words as HTML; they are sure to fit the layout and the fonts.

        Raises:
            FactMissing: A required fact is not given; it is named in Chinese.
            FactWrong: A fact is not what it should be.
            WordsWrong: The template yields what no layout knows.
            GlyphMissing: A character cannot be shown.
        """
        read = self.facts(kind, facts)
        words = self._rendered(kind, read)
        self.fonts.check(parse(words).text, frame_of(self.kind(kind), read).text)
        return words

    def frame(self, kind: str, facts: Mapping[str, Any], verified: Verification | None = None) -> Frame:
        """Return the letter's formal parts; they are stored with the words.

        Raises:
            FactMissing: A required fact is not given.
            FactWrong: A fact is not what it should be.
        """
        return frame_of(self.kind(kind), self.facts(kind, facts), verified)

    def facts(self, kind: str, given: Mapping[str, Any]) -> FormalFacts:
        """Read the facts of a kind: gathered from the case's forms, and complete.

        Raises:
            FactMissing: A required fact is not given.
            FactWrong: A fact is not what it should be.
        """
        rule = self.kind(kind)
        limits = {_snake(name): code for name, code in rule.limits.items()}
        return read_facts(_FACTS[rule.facts], rule.title, gather(given, rule.draws_on, limits))

    def _rendered(self, kind: str, read: FormalFacts) -> str:
        told = {name: getattr(read, name) for name in type(read).model_fields}
        try:
            return self._environment.get_template(self.kind(kind).template).render(told, heading=Headings())
        except UndefinedError as error:
            raise FactMissing(
                f"{self.title(kind)}缺少内容：{error.message}",
                f"The letter {kind} lacks a fact: {error.message}",
            ) from error


def _snake(name: str) -> str:
    """Return the name of a fact as templates know it."""
    return name.replace("-", "_")
