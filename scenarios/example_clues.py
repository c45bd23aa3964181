"""Example clues: reads realistic matters, each with the acts that bring it to where it stands."""

import re
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError

from domain.model import Rule
from domain.refusal import Refusal

CLUES = Path(__file__).parent / "examples" / "clues.yaml"

_RELATIVE_DAY = re.compile(r"^([+-]?\d{1,4})d$")


class ExampleUnsound(Refusal):
    """An example cannot be read; names the file and the example."""

    code = "example-unsound"

    def __init__(self, file: str, example: str, reason: str) -> None:
        super().__init__(
            f"{file}：{example}：{reason}", f"{file}: {example}: {reason}", file=file, example=example
        )


class EvidenceKind(StrEnum):
    """The kinds of evidence in the law's own words (行政处罚法 46)."""

    DOCUMENT = "书证"
    OBJECT = "物证"
    RECORDING = "视听资料"
    ELECTRONIC_DATA = "电子数据"
    TESTIMONY = "证人证言"
    PARTY_STATEMENT = "当事人的陈述"
    APPRAISAL = "鉴定意见"
    SITE_RECORD = "现场笔录"


class ExampleFile(Rule):
    """A small text that stands for a piece of evidence."""

    name: Annotated[str, Field(pattern=r"^[^/\\]+\.txt$")]
    kind: EvidenceKind
    text: Annotated[str, Field(min_length=1)]


class ClueForm(Rule):
    """What the opening form of `clue-transfer` asks for; the evidence is beside it, as files."""

    source: Literal["patrol", "complaint", "hotline-12345", "joint-inspection", "data-alarm", "other"]
    discovered_on: date
    discovered_at_place: str
    coordinates: Annotated[str | None, Field(pattern=r"^\d{2,3}\.\d+,\d{2}\.\d+$")] = None
    suspect_name: str
    suspect_code: Annotated[str | None, Field(pattern=r"^[0-9A-Z]{18}$")] = None
    suspect_address: str | None = None
    suspect_phone: str | None = None
    facts: str
    item: str
    why_not_own: str
    measures_taken: str | None = None
    urgency: Literal["ordinary", "urgent"]
    risk: str | None = None
    reply_demanded: str | None = None
    handler_certificate: str | None = None
    approved_by: str
    paper_received_on: date | None = None
    paper_reason: str | None = None


class ExampleAct(Rule):
    """One act of the script; `as` is the login of whoever acts."""

    login: Annotated[str, Field(alias="as")]
    action: str
    form: dict[str, Any] = Field(default_factory=dict)
    evidence: tuple[ExampleFile, ...] = ()


class ExampleClue(Rule):
    """A clue, who sends it to whom, and what happens to it then."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: str
    sender: str
    """Login of the officer who sends it."""
    receiver: str
    """Code of the organisation that gets it."""
    form: ClueForm
    evidence: tuple[ExampleFile, ...] = ()
    script: tuple[ExampleAct, ...] = ()

    @property
    def opening(self) -> dict[str, Any]:
        """The opening form as JSON data, without what is empty and without the evidence."""
        return self.form.model_dump(mode="json", exclude_none=True)


def load_example_clues(*, today: date, path: Path = CLUES) -> tuple[ExampleClue, ...]:
    """Read the clues with their dates counted from the given day.

    Raises:
        ExampleUnsound: a clue has the wrong shape or a key that another one has.
    """
    clues: dict[str, ExampleClue] = {}
    for number, entry in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")), 1):
        clue = _clue(path.name, number, on_days(entry, today=today))
        if clue.key in clues:
            raise ExampleUnsound(path.name, clue.key, "key is used twice")
        clues[clue.key] = clue
    return tuple(clues.values())


def on_days(value: Any, *, today: date) -> Any:
    """Turn every relative day such as `-12d` or `+20d` inside the value into its date (ISO)."""
    if isinstance(value, dict):
        return {key: on_days(each, today=today) for key, each in value.items()}
    if isinstance(value, list):
        return [on_days(each, today=today) for each in value]
    if isinstance(value, str) and (relative := _RELATIVE_DAY.match(value)):
        return (today + timedelta(days=int(relative[1]))).isoformat()
    return value


def _clue(file: str, number: int, entry: Any) -> ExampleClue:
    try:
        return ExampleClue.model_validate(entry)
    except ValidationError as broken:
        name = entry.get("key") if isinstance(entry, dict) else None
        raise ExampleUnsound(file, str(name or f"entry {number}"), str(broken)) from broken
