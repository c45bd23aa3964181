"""What one act did to a case, and how such a step is put together."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain import clocks
from domain.act import Act
from domain.case import Case
from domain.ladder import Recipient
from domain.parties import PartiesWrong
from domain.procedure import Definition, Procedure


@dataclass(frozen=True)
class Notice:
    """A message for an inbox: to an organisation of the case, or to whom the registry finds for it."""

    kind: str
    org: str
    recipient: Recipient = Recipient.HOLDER


@dataclass(frozen=True)
class Step:
    """What one act did: the case after it, and what has to be recorded and sent.

    A letter is issued by whoever acts, or in the name of whom the registry finds as `signs`.
    """

    case: Case
    action: str
    form: dict[str, Any]
    stage_from: str | None
    stage_to: str
    letter: str | None = None
    signs: Recipient | None = None
    notices: tuple[Notice, ...] = ()


def stays(case: Case, act: Act, form: dict[str, Any]) -> Step:
    """Return the step of an act that leaves the case where it stands."""
    after = case.model_copy(
        update={"seq": case.seq + 1, "uses": {**case.uses, act.action: case.uses.get(act.action, 0) + 1}}
    )
    return Step(after, act.action, form, case.stage, case.stage)


def with_changes(step: Step, **changes: Any) -> Step:
    """Return the step with other values in its case."""
    return replace(step, case=step.case.model_copy(update=changes))


def moved(step: Step, act: Act, **changes: Any) -> Step:
    """Return the step as one that has changed who has to do what."""
    return with_changes(step, moved_seq=step.case.seq, moved_by=act.actor.login, **changes)


def notify(step: Step, *notices: Notice) -> Step:
    """Return the step with messages for inboxes."""
    return replace(step, notices=notices)


def to_stage(
    definition: Definition, case: Case, target: str, *, form: dict[str, Any], act: Act, at: datetime
) -> Case:
    """Return the case in another stage, or ended; its clock, rung, officer and requests are those of the new stage.

    Raises:
        PartiesWrong: Nobody is there to hold the stage.
    """
    after = case.model_copy(
        update={
            "stage": target,
            "moved_seq": case.seq,
            "moved_by": act.actor.login,
            "rung": 0,
            "assignee": None,
            "extension": None,
        }
    )
    if target not in definition.procedure.closed:
        _check_held(definition.procedure, after)
    else:
        return after.model_copy(update={"outcome": target, "clock": None, "case_clocks": {}})
    return clocks.entered(definition, after, left=case.stage, form=form, starts_at=at)


def _check_held(procedure: Procedure, case: Case) -> None:
    """Check that somebody holds the stage; a party that joins later may not have joined."""
    who = procedure.stages[case.stage].who
    if who not in case.parties:
        rule = procedure.parties[who]
        raise PartiesWrong(f"尚未确定{rule.title}", f"There is no {rule.title_en} yet.")
