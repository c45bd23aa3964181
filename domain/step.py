"""The life of a case: one function that opens it and one that takes an act. Written once, for all procedures."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from domain import clocks, entitlement, task_acts
from domain.act import SYSTEM, Act, OpeningAct
from domain.advance import advanced
from domain.built_in import BUILT_IN, MOVING
from domain.case import (
    Case,
    ExtensionRequest,
    NotOpenHere,
    OldPage,
    check_available,
    check_other_person,
    check_window,
    holder,
    stage_of,
)
from domain.engine_step import take_of_engine
from domain.form import FormField, FormInvalid, validated
from domain.guard import is_met
from domain.made_step import Notice, Step, moved, notify, stays, to_stage, with_changes
from domain.office_time import local_day, start_of
from domain.parties import bound, check_nobody_too_early, check_parties
from domain.procedure import Definition, Procedure

_OLDEST_PAPER = timedelta(days=3653)
"""An older date is a slip of the pen; every limit has long run out by then."""
_TITLE = {"title": FormField(title="标题", title_en="Title", required=True)}


def open_case(definition: Definition, act: OpeningAct, *, case_id: str, at: datetime) -> Step:
    """Open a case with its first entry; a paper handed over earlier starts the clock on the day it came.

    Raises:
        Refusal: The form, the parties or the actor do not fit the definition.
    """
    procedure = definition.procedure
    opens = procedure.opens
    form = validated(opens.form, procedure.codes, act.form)
    title = validated(_TITLE, {}, {"title": act.title})["title"]
    check_parties(procedure, act.parties)
    check_nobody_too_early(procedure, act.parties)
    entitlement.check_opening(procedure, act)
    case = Case(
        id=case_id,
        title=title,
        stage="",
        moved_by=act.actor.login,
        parties=act.parties,
        opening=form,
    )
    facts = case.facts(definition, form, by_engine=act.actor.login == SYSTEM)
    stage = next(target.to for target in opens.targets if is_met(target.when, facts))
    case = case.model_copy(update={"stage": stage})
    starts_at = _paper_start(procedure, form, at=at) or at
    case = clocks.entered(definition, case, left=None, form=form, starts_at=starts_at)
    letter = next((choice.use for choice in opens.letters if is_met(choice.when, facts)), None)
    case = advanced(definition, case)
    return Step(case, "open", form, None, case.stage, letter=letter)


def take(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    """Take one act on an open case. Pure: the same act on the same case always gives the same step.

    Raises:
        Refusal: The act is not possible, not now, not by this actor, or its form is not complete.
    """
    step = _taken(definition, case, act, at=at)
    return replace(step, case=advanced(definition, step.case))


def _taken(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    stage = stage_of(case, definition)
    if act.actor.login == SYSTEM:
        return take_of_engine(definition, case, act, at=at)
    if act.action in stage.actions:
        return _move(definition, case, act, at=at)
    if act.action in BUILT_IN:
        return _take_built_in(definition, case, act, at=at)
    raise NotOpenHere(case, stage, act.action)


def _check_seq(case: Case, act: Act) -> None:
    if act.seq is not None and not case.moved_seq <= act.seq <= case.seq:
        raise OldPage(case, act)


def _move(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    procedure, stage = definition.procedure, stage_of(case, definition)
    action = stage.actions[act.action]
    entitlement.check_action(definition, case, action, act.actor)
    _check_seq(case, act)
    form = validated(action.form, procedure.codes, act.form)
    facts = case.facts(definition, form, visits=act.visits)
    check_available(case, act.action, action, facts)
    check_other_person(case, action, act.actor.login)
    check_window(case, act.action, action, at=at)
    parties = bound(case.parties, action.bind, form)
    check_parties(procedure, parties)
    target = next((t.to for t in action.targets if is_met(t.when, facts)), None)
    after = case.model_copy(
        update={
            "seq": case.seq + 1,
            "parties": parties,
            "data": {**case.data, act.action: form},
            "uses": {**case.uses, act.action: case.uses.get(act.action, 0) + 1},
            "actors": {**case.actors, act.action: act.actor.login},
        }
    )
    letter = next((choice.use for choice in action.letters if is_met(choice.when, facts)), None)
    if target is not None:
        after = to_stage(definition, after, target, form=form, act=act, at=at)
    return Step(after, act.action, form, case.stage, after.stage, letter=letter)


def _take_built_in(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    who, action = BUILT_IN[act.action]
    entitlement.check_built_in(definition, case, who, action, act.actor)
    if act.action in MOVING:
        _check_seq(case, act)
    form = validated(action.form, {}, act.form)
    step = stays(case, act, form)
    match act.action:
        case "assign":
            return with_changes(step, assignee=form["officer"])
        case "add-task" | "leave-out-task" | "reassign-task":
            return task_acts.plan_act(definition, step)
        case "urge":
            return notify(step, Notice("urge", holder(case, definition) or ""))
        case "suspend":
            pause = (at, start_of(date.fromisoformat(form["until"])))
            stopped = clocks.suspended(definition, case, pause, reason=form["reason"], basis=form["basis"])
            return moved(step, act, **stopped)
        case "resume":
            return moved(step, act, rung=0, **clocks.resumed(case, at=at))
        case _:
            return _extension(step, case, act, at=at)


def _extension(step: Step, case: Case, act: Act, *, at: datetime) -> Step:
    match act.action:
        case "request-extension":
            clocks.check_extension(case, step.form["value"])
            request = ExtensionRequest(
                value=step.form["value"], reason=step.form["reason"], by=act.actor.login
            )
            return notify(moved(step, act, extension=request), Notice("extension", act.actor.org))
        case "grant-extension":
            extended = clocks.extended(case, by=act.actor.login, at=at)
            return moved(step, act, rung=0, extension=None, **extended)
        case "deny-extension":
            clocks.check_requested(case)
            return moved(step, act, extension=None)
        case _:
            return step


def _paper_start(procedure: Procedure, form: dict[str, Any], *, at: datetime) -> datetime | None:
    """Return when a paper handed over earlier arrived, or None when there was none."""
    paper = procedure.opens.paper
    if paper is None or paper.received_on not in form:
        return None
    received_on = date.fromisoformat(form[paper.received_on])
    fields = procedure.opens.form
    errors = []
    if received_on > local_day(at):
        errors.append(_wrong(fields, paper.received_on, "不能晚于今天", "must not be later than today"))
    if received_on < local_day(at) - _OLDEST_PAPER:
        errors.append(
            _wrong(fields, paper.received_on, "不能早于十年前", "must not lie more than ten years back")
        )
    if paper.reason not in form:
        errors.append(
            _wrong(fields, paper.reason, "补录须说明理由", "is required with the date of the paper")
        )
    if errors:
        raise FormInvalid(errors)
    return start_of(received_on)


def _wrong(fields: dict[str, Any], name: str, zh: str, en: str) -> dict[str, str]:
    return {"field": name, "title": fields[name].title, "zh": zh, "en": en}
