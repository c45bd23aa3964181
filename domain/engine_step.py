"""What the engine does by itself: rungs fire, dates are computed anew, tied cases and successors are heard of."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import built_in, task_acts, tasks
from domain.act import Act
from domain.built_in import OVERDUE
from domain.case import Case, NotNow, NotOpenHere, OldPage, holder, stage_of
from domain.limit import Confidence, Unit
from domain.made_step import Notice, Step, moved, notify, stays, to_stage, with_changes
from domain.procedure import Definition


def take_of_engine(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    """Take an act of the engine itself.

    Raises:
        OldPage: The case has moved since the engine looked at its clock.
        NotNow: No rung is left on the ladder.
        NotOpenHere: There is no such act.
    """
    match act.action:
        case built_in.OVERDUE:
            return _overdue(definition, case, act)
        case built_in.REDATE:
            # The date that had passed was a provisional one; the first rung waits for the new one.
            return with_changes(stays(case, act, {}), rung=0)
        case built_in.TIED:
            return _hear(definition, case, act, at=at)
        case built_in.SUCCEED:
            return _succeed(case, act)
        case built_in.TASK_BLOCKED:
            step = task_acts.block(stays(case, act, act.form))
            return notify(step, Notice(built_in.TASK_BLOCKED, holder(case, definition) or ""))
        case _:
            raise NotOpenHere(case, stage_of(case, definition), act.action)


def _hear(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    """Hear of a tied case: a task's state follows, and a stage may lead on by what has come of it."""
    stage, form = stage_of(case, definition), act.form
    step = stays(case, act, form)
    step = replace(step, case=tasks.heard(step.case, form))
    ended = (form.get("procedure"), form.get("outcome"))
    target = next((each.to for each in stage.hears if (each.procedure, each.outcome) == ended), None)
    if target is not None:
        moved = to_stage(definition, step.case, target, form={}, act=act, at=at)
        step = replace(step, case=moved, stage_to=moved.stage)
    is_of_task = any(state.case_id == form.get("case_id") for state in case.tasks.values())
    if is_of_task and not form.get("outcome"):
        return step  # a task on its way is seen on the page; only its end is told
    body = holder(step.case, definition)
    return notify(step, Notice(built_in.TIED, body)) if body else step


def _succeed(case: Case, act: Act) -> Step:
    """Put the successor of a body that is no more in its place; whoever had the case in hand there has it no longer."""
    gone, successor = act.form["body"], act.form["successor"]

    def now(org: str | None) -> str | None:
        return successor if org == gone else org

    parties = {role: successor if org == gone else org for role, org in case.parties.items()}
    after = {
        key: state.model_copy(update={"org": now(state.org), "doer": now(state.doer)})
        for key, state in case.tasks.items()
    }
    step = with_changes(stays(case, act, act.form), parties=parties, assignee=None, tasks=after)
    return notify(moved(step, act), Notice(built_in.SUCCEED, successor))


def _overdue(definition: Definition, case: Case, act: Act) -> Step:
    """Fire the next rung, unless the case has moved since the engine looked at the clock."""
    stage = stage_of(case, definition)
    if act.seq != case.moved_seq:
        raise OldPage(case, act)
    rungs = definition.ladders[stage.overdue].timed
    if case.rung >= len(rungs):
        raise NotNow("梯次已用完", "No rung is left on the ladder.")
    rung = rungs[case.rung]
    org = case.parties[stage.who]
    after = case.model_copy(update={"seq": case.seq + 1, "rung": case.rung + 1})
    form: dict[str, Any] = {
        "level": rung.level,
        "title": rung.title,
        "holder": org,
        "stage": stage.title,
        "basis": _basis(case),
    }
    if rung.opens:
        form["opens"] = rung.opens
    if rung.letter:
        form["working_days"] = rung.after.value if rung.after and rung.after.unit is Unit.WD else 0
    notices = tuple(Notice("overdue", org, recipient) for recipient in rung.tells)
    return Step(
        after, OVERDUE, form, case.stage, case.stage, letter=rung.letter, signs=rung.signs, notices=notices
    )


def _basis(case: Case) -> str:
    """Return the rule behind the stage's limit in words; what is customary is never shown as law."""
    if case.clock is None:
        return ""
    limit = case.clock.limit
    if limit.confidence is Confidence.C or limit.basis is None:
        return f"{limit.title}时限（工作惯例，非法定时限）"
    return f"{limit.title}时限：{limit.basis}"
