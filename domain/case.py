"""A case as the rules see it: where it stands, who holds it, which clocks run."""

from datetime import datetime
from typing import Any

from domain.act import Act
from domain.built_in import TIED
from domain.clock import Clock
from domain.guard import is_met
from domain.model import Model
from domain.procedure import Action, Definition, Stage
from domain.refusal import Refusal
from domain.tasks import TaskState, open_tasks, task_facts
from domain.visits import NOT_COUNTED, Counted, visit_facts


class ExtensionRequest(Model):
    """A request for more time that nobody has answered yet; `value` is in the limit's own unit."""

    value: int
    reason: str
    by: str


class Case(Model):
    """The state of one case. `seq` counts its entries; `moved_seq` is the entry that last changed who has to do what.

    `windows` says until when an action may be taken that has its own limit; the ledger computes these moments.
    """

    id: str
    title: str
    stage: str
    seq: int = 1
    moved_seq: int = 1
    moved_by: str = ""
    parties: dict[str, str]
    opening: dict[str, Any] = {}
    data: dict[str, dict[str, Any]] = {}
    uses: dict[str, int] = {}
    actors: dict[str, str] = {}
    clock: Clock | None = None
    case_clocks: dict[str, Clock] = {}
    windows: dict[str, datetime] = {}
    rung: int = 0
    assignee: str | None = None
    extension: ExtensionRequest | None = None
    outcome: str | None = None
    tasks: dict[str, TaskState] = {}
    findings: tuple[dict[str, Any], ...] = ()

    @property
    def is_closed(self) -> bool:
        """Return whether the case has ended."""
        return self.outcome is not None

    def facts(
        self,
        definition: Definition,
        form: dict[str, Any],
        *,
        by_engine: bool = False,
        visits: Counted = NOT_COUNTED,
    ) -> dict[str, Any]:
        """Return what a guard may speak of, with every action counted, used or not.

        The visits that an object has had are no part of the case: whoever asks for an action's condition gives them.
        """
        actions = (a for stage in definition.procedure.stages.values() for a in stage.actions)
        return {
            "opening": self.opening,
            "data": self.data,
            "form": form,
            "uses": {action: self.uses.get(action, 0) for action in (*actions, TIED)},
            "overdue": self.rung > 0,
            "parties": self.parties,
            "by_engine": by_engine,
            "stage": self.stage,
            "tasks": task_facts(definition.procedure.plan, self.tasks),
            "open_tasks": open_tasks(self),
            "findings": list(self.findings),
            "visits": visit_facts(definition.procedure.visits, visits, self.opening),
        }


def stage_of(case: Case, definition: Definition) -> Stage:
    """Return the rules of the open stage in which the case stands.

    Raises:
        CaseClosed: The case has ended.
    """
    if case.is_closed:
        raise CaseClosed(case, definition)
    return definition.procedure.stages[case.stage]


def holder(case: Case, definition: Definition) -> str | None:
    """Return the code of the organisation that has to act now; a closed case has none."""
    return None if case.is_closed else case.parties[stage_of(case, definition).who]


def check_available(case: Case, action_id: str, action: Action, facts: dict[str, Any]) -> None:
    """Check that the action may still be used and that its condition holds.

    Raises:
        UsedUp: It was used as often as it may be.
        NotNow: Its condition does not hold; the definition says why.
    """
    if action.at_most is not None and case.uses.get(action_id, 0) >= action.at_most:
        raise UsedUp(action.title, action.title_en, action.at_most)
    if not is_met(action.when, facts):
        raise NotNow(
            action.unless or f"当前不能“{action.title}”",
            action.unless_en or f"{action.title_en!r} is not possible now.",
        )


def check_window(case: Case, action_id: str, action: Action, *, at: datetime) -> None:
    """Check that the limit within which the action may be taken has begun and has not run out.

    Raises:
        NotNow: It has not begun.
        WindowClosed: It has run out.
    """
    if action.within is None:
        return
    ends_at = case.windows.get(action_id)
    if ends_at is None:
        raise NotNow(f"尚不能“{action.title}”", f"{action.title_en!r} is not possible yet.")
    if at > ends_at:
        raise WindowClosed(action.title, action.title_en, ends_at)


def check_other_person(case: Case, action: Action, login: str) -> None:
    """Check that the action is not taken by whoever took the one before it (two pairs of eyes).

    Raises:
        SamePerson: It is.
    """
    if login in {case.actors.get(name) for name in action.other_than}:
        raise SamePerson(action.title, action.title_en, login)


class CaseClosed(Refusal):
    """Nothing more can be done on a case that has ended."""

    code = "case-closed"

    def __init__(self, case: Case, definition: Definition) -> None:
        named = definition.procedure.closed[case.outcome or case.stage]
        super().__init__(
            f"事项已办结（{named.title}），不能再操作", f"The case has ended ({named.title_en})."
        )


class NotOpenHere(Refusal):
    """The stage does not offer this action."""

    code = "not-open-here"

    def __init__(self, case: Case, stage: Stage, action: str) -> None:
        super().__init__(
            f"当前环节“{stage.title}”没有操作“{action}”",
            f"The stage {stage.title_en!r} does not offer the action {action!r}.",
            stage=case.stage,
            action=action,
        )


class NotEntitled(Refusal):
    """The actor's organisation or role may not do this."""

    code = "not-entitled"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"无权操作：{zh}", f"Not entitled: {en}.")


class OldPage(Refusal):
    """Somebody else moved the case after the actor had looked at it."""

    code = "stale-seq"

    def __init__(self, case: Case, act: Act) -> None:
        super().__init__(
            f"事项已由{case.moved_by}先行处理，请刷新后再办",
            f"{case.moved_by} was first and moved the case; look at it again before acting.",
            first=case.moved_by,
            seq=case.seq,
            given=act.seq,
        )


class UsedUp(Refusal):
    """The action may be used only so many times in a case."""

    code = "used-up"

    def __init__(self, title: str, title_en: str, at_most: int) -> None:
        super().__init__(
            f"“{title}”最多{at_most}次，已用完", f"{title_en!r} may be used at most {at_most} time(s)."
        )


class SamePerson(Refusal):
    """What one person did has to be checked by another."""

    code = "same-person"

    def __init__(self, title: str, title_en: str, login: str) -> None:
        super().__init__(
            f"“{title}”须由另一人办理（{login}已办理前一步）",
            f"{title_en!r} is for another person than {login}, who took the step before.",
        )


class WindowClosed(Refusal):
    """The limit within which an action may be taken has run out."""

    code = "window-closed"

    def __init__(self, title: str, title_en: str, ended_at: datetime) -> None:
        super().__init__(
            f"“{title}”的期限已过", f"The limit for {title_en!r} has run out.", ended_at=ended_at.isoformat()
        )


class NotNow(Refusal):
    """The action's condition does not hold for this case."""

    code = "not-allowed-now"
