"""A plan in words: who does a task, and within which limits, on which basis."""

from dataclasses import dataclass

from api.web.language import Language
from domain.limit import Confidence, Limit
from domain.plan import BOUNDARY, EACH, Period, TaskRule
from domain.procedure import Definition, Procedure, Stage
from domain.ways import hours_of
from domain.wording import length_en, length_zh

_DOER = "doer"


@dataclass(frozen=True)
class BasisLine:
    """A limit in words; without a basis it is customary."""

    title: str
    length: str
    basis: str
    is_customary: bool


def length_words(language: Language, limit: Limit | Period) -> str:
    """Write a period, such as 5个工作日."""
    return language.pick(length_zh(limit.value, limit.unit), length_en(limit.value, limit.unit))


def basis_of(language: Language, title: str, limit: Limit, anew: Period | None = None) -> BasisLine:
    """Return a limit in words; one that a plan has set anew rests on the plan alone."""
    is_own = anew is not None and (anew.value, anew.unit) != (limit.value, limit.unit)
    basis = language.pick(limit.basis or "", limit.basis_en or "")
    return BasisLine(
        title=title,
        length=length_words(language, anew or limit),
        basis="" if is_own else basis,
        is_customary=is_own or limit.confidence is Confidence.C,
    )


def doer_words(language: Language, procedure: Procedure, by: str) -> str:
    """Return who does a task: a party, a department, each of those called, or whose the finding is."""
    plan = procedure.plan
    if by == EACH:
        return language.say("各相关部门")
    if by == BOUNDARY:
        return language.say("按职责边界确定")
    if by in procedure.parties:
        return language.title(procedure.parties[by])
    department = plan.departments.get(by) if plan else None
    return language.title(department) if department else by


def limit_words(language: Language, rule: TaskRule, procedure: Definition) -> str:
    """Write the longest limit that a task gives to its doer."""
    codes = [choice.use for stage in _of_doer(procedure) for choice in stage.limits]
    limits = [rule.limits.get(code) or procedure.limits[code] for code in codes]
    return length_words(language, max(limits, key=hours_of))


def limits_of_task(language: Language, rule: TaskRule, procedure: Definition) -> tuple[BasisLine, ...]:
    """Return the limits of a task's stages that its doer holds, as the plan sets them."""
    return tuple(
        basis_of(language, language.title(stage), procedure.limits[code], rule.limits.get(code))
        for stage in _of_doer(procedure)
        for code in dict.fromkeys(choice.use for choice in stage.limits)
    )


def _of_doer(procedure: Definition) -> list[Stage]:
    return [stage for stage in procedure.procedure.stages.values() if stage.who == _DOER]
