"""Which clocks of a case run: that of its stage, and those that span stages."""

from datetime import datetime
from typing import Any

from domain.case import Case, ExtensionRequest, NotNow
from domain.clock import Clock
from domain.guard import is_met
from domain.procedure import Definition


def entered(
    definition: Definition, case: Case, *, left: str | None, form: dict[str, Any], starts_at: datetime
) -> Case:
    """Start the clock of the stage that the case has just entered, and see to those that span stages."""
    facts = case.facts(definition, form)
    stage = definition.procedure.stages[case.stage]
    code = next(choice.use for choice in stage.limits if is_met(choice.when, facts))
    spanning = _spanning(definition, case, left=left, at=starts_at)
    clock = Clock(limit=definition.limits[code], started_at=starts_at)
    return case.model_copy(update={"clock": clock, "case_clocks": spanning})


def _spanning(definition: Definition, case: Case, *, left: str | None, at: datetime) -> dict[str, Clock]:
    clocks = dict(case.case_clocks)
    for name, rule in definition.procedure.clocks.items():
        if name in clocks and clocks[name].is_suspended(at):
            # A suspension belongs to the stage in which it was decided: a case that moves on runs again.
            clocks[name] = clocks[name].resume(at)
        if name in clocks and left in rule.stands_still_in and case.clock is not None:
            clocks[name] = clocks[name].suspend(
                case.clock.started_at, at, reason=rule.title, basis=rule.limit
            )
        if case.stage == rule.starts and name not in clocks:
            clocks[name] = Clock(limit=definition.limits[rule.limit], started_at=at)
        if case.stage in rule.stops:
            clocks.pop(name, None)
    return clocks


def running(definition: Definition, case: Case) -> tuple[Clock, ...]:
    """Return the clocks that set the case's due date now: the stage's and each case clock not standing still."""
    if case.clock is None:
        return ()
    rules = definition.procedure.clocks
    spanning = (
        clock for name, clock in case.case_clocks.items() if case.stage not in rules[name].stands_still_in
    )
    return (case.clock, *spanning)


def _stage_clock(case: Case) -> Clock:
    if case.clock is None:
        raise NotNow("该环节没有时限", "This stage has no clock.")
    return case.clock


def _check_in_time(case: Case) -> Clock:
    """Return the clock, which can be moved only while it has not run out."""
    if case.rung > 0:
        raise NotNow(
            "已逾期，不能再延期或中止", "The limit has passed; it can no longer be extended or suspended."
        )
    return _stage_clock(case)


def check_extension(case: Case, value: int) -> None:
    """Check that so much more time may be asked for.

    Raises:
        Refusal: The limit has passed, allows no extension or not so much, or a request is waiting.
    """
    if case.extension is not None:
        raise NotNow("已有延期申请待批", "An extension request is already waiting.")
    _check_in_time(case).check_extension(value)


def check_requested(case: Case) -> ExtensionRequest:
    """Return the extension request that waits for an answer.

    Raises:
        NotNow: Nobody has asked for one.
    """
    if case.extension is None:
        raise NotNow("没有待批的延期申请", "No extension request is waiting.")
    return case.extension


def extended(case: Case, *, by: str, at: datetime) -> dict[str, Any]:
    """Return the stage's clock with the requested time added."""
    request = check_requested(case)
    return {"clock": _stage_clock(case).extend(request.value, reason=request.reason, by=by, at=at)}


def suspended(
    definition: Definition, case: Case, pause: tuple[datetime, datetime], *, reason: str, basis: str
) -> dict[str, Any]:
    """Return the clocks standing still from one moment until a stated other one."""
    clock = _check_in_time(case).suspend(*pause, reason=reason, basis=basis)
    rules = definition.procedure.clocks
    spanning = {
        name: other
        if case.stage in rules[name].stands_still_in
        else other.suspend(*pause, reason=reason, basis=basis)
        for name, other in case.case_clocks.items()
    }
    return {"clock": clock, "case_clocks": spanning}


def resumed(case: Case, *, at: datetime) -> dict[str, Any]:
    """Return the clocks running again before the stated day."""
    spanning = {name: clock.resume(at) for name, clock in case.case_clocks.items() if clock.is_suspended(at)}
    return {"clock": _stage_clock(case).resume(at), "case_clocks": {**case.case_clocks, **spanning}}


def check_running(case: Case, *, at: datetime) -> None:
    """Check that the stage's clock has not run out and does not stand still.

    Raises:
        NotNow: It does.
    """
    if _check_in_time(case).is_suspended(at):
        raise NotNow("计时已中止", "The clock is suspended already.")
