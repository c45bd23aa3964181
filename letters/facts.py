"""What a letter has to be told: a model of facts for each kind, and how they are gathered from a case.

A fact that is absent, empty or null is missing; a required one that is missing refuses the letter by its
Chinese name, before anything is written. Fields without default are the required content of the kind.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError

from domain.limit import Confidence, Unit
from domain.model import Model
from domain.refusal import Refusal
from domain.wording import length_zh

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
# A person may write a list of one as a plain text.
Texts = Annotated[
    tuple[Text, ...],
    Field(min_length=1),
    BeforeValidator(lambda given: (given,) if isinstance(given, str) else given),
]


def fact(title: str) -> Any:
    """Declare a required fact under its Chinese name."""
    return Field(title=title)


def maybe(title: str) -> Any:
    """Declare a fact that a letter leaves out when it is absent."""
    return Field(default=None, title=title)


class FactMissing(Refusal):
    """A letter needs a fact that the case does not have; it is not issued."""

    code = "letter-fact-missing"


class FactWrong(Refusal):
    """A fact is there but cannot be what it should be, such as a day that is none."""

    code = "letter-fact-wrong"


class Period(Model):
    """A period that a letter sets. Only a rule that was read in its text (confidence H) is cited as law."""

    value: int
    unit: Unit
    basis: str | None = None
    confidence: Confidence = Confidence.C

    @property
    def words(self) -> str:
        """Return the length in words, such as 10个工作日."""
        return f"{self.value}日" if self.unit is Unit.ND else length_zh(self.value, self.unit)

    @property
    def law(self) -> str | None:
        """Return the rule that a letter may cite for the period, if there is one."""
        return self.basis if self.confidence is Confidence.H else None


class EvidenceFile(Model):
    """One file of the case's manifest; `is_enclosed` when the act that issues the letter itself names it."""

    name: str
    hash: str
    size: int
    kind: str | None = None
    is_enclosed: bool = False

    @property
    def size_words(self) -> str:
        """Return the size in words, such as 14.2 KB."""
        return f"{self.size} B" if self.size < 1024 else f"{self.size / 1024:.1f} KB"


class FormalFacts(Model):
    """What every letter is told: the facts of its formal parts."""

    number: Text = fact("发文字号")
    issuer: Text = fact("发文机关")
    addressee: Text = fact("主送机关")
    on: date = fact("成文日期")
    case_number: Text = fact("事项编号")
    case_title: Text = fact("事项名称")
    officer: Text = fact("经办人")
    certificate_no: Text | None = maybe("执法证号")
    parties: dict[str, str] = {}
    joint_issuers: tuple[Text, ...] = ()
    copies: tuple[Text, ...] = ()
    urgency: Text | None = maybe("紧急程度")
    security: Text | None = maybe("密级和保密期限")
    copy_number: Text | None = maybe("份号")
    signer: Text | None = maybe("签发人")
    contact: Text | None = maybe("联系人")
    phone: Text | None = maybe("联系电话")
    publication: Text | None = maybe("公开方式")
    due_on: date | None = maybe("到期日")
    evidence: tuple[EvidenceFile, ...] = ()
    act_code: Text | None = maybe("行政行为码")


Facts = TypeVar("Facts", bound=FormalFacts)
_LAYERS = ("opening", "form", "data", "limits")


def gather(given: Mapping[str, Any], draws_on: tuple[str, ...], limits: Mapping[str, str]) -> dict[str, Any]:
    """Lay the facts of a case side by side: the opening form, forms of earlier acts, this form, the case itself.

    What comes later stands before what came earlier. Empty values are left out, so that they count as missing.
    """
    data = given.get("data") or {}
    known_limits = given.get("limits") or {}
    layers = [given.get("opening") or {}]
    layers += [data[action] for action in draws_on if data.get(action)]
    layers += [given.get("form") or {}]
    layers += [{name: known_limits[code] for name, code in limits.items() if code in known_limits}]
    merged = {name: value for layer in layers for name, value in layer.items() if _is_there(value)}
    # What the case itself says stands before every form, also when it says that there is nothing.
    merged |= {name: value for name, value in given.items() if name not in _LAYERS}
    return {name: value for name, value in merged.items() if _is_there(value)}


def read_facts(model: type[Facts], title: str, gathered: Mapping[str, Any]) -> Facts:
    """Read the facts of a letter.

    Raises:
        FactMissing: A required fact is missing; all missing ones are named.
        FactWrong: A fact cannot be read as what it should be.
    """
    try:
        return model.model_validate(dict(gathered))
    except ValidationError as error:
        missing = [str(each["loc"][0]) for each in error.errors() if each["type"] == "missing"]
        if missing:
            names = "、".join(model.model_fields[name].title or name for name in missing)
            raise FactMissing(
                f"{title}缺少内容：{names}", f"The letter lacks facts: {', '.join(missing)}", missing=missing
            ) from error
        wrong = {str(each["loc"][0]) if each["loc"] else "": each["msg"] for each in error.errors()}
        names = "、".join(
            model.model_fields[name].title or name if name else said for name, said in wrong.items()
        )
        raise FactWrong(
            f"{title}内容有误：{names}", f"Facts of the letter are wrong: {wrong}", wrong=wrong
        ) from error


def _is_there(value: object) -> bool:
    """Tell whether a value says something; no and zero do."""
    return (
        value is not None
        and value not in ("", [], (), {})
        and not (isinstance(value, str) and not value.strip())
    )
