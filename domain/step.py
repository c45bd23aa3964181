"""The life of a case: one function that opens it and one that takes an act. Written once, for all procedures."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from domain import built_in, clocks, entitlement
from domain.act import SYSTEM, Act, OpeningAct
from domain.built_in import BUILT_IN, MOVING, OVERDUE
from domain.case import (
    Case,
    ExtensionRequest,
    NotNow,
    NotOpenHere,
    OldPage,
    check_available,
    check_other_person,
    holder,
    stage_of,
)
from domain.form import FormField, FormInvalid, validated
from domain.guard import is_met
from domain.ladder import Recipient
from domain.limit import Confidence
from domain.office_time import local_day, start_of
from domain.procedure import Definition, Procedure

_OLDEST_PAPER = timedelta(days=3653)
"""An older date is a slip of the pen; every limit has long run out by then."""
_TITLE = {"title": FormField(title="标题", title_en="Title", required=True)}


@dataclass(frozen=True)
class Notice:
    """A message for an inbox: to an organisation of the case, or to whom the registry finds for it."""

    kind: str
    org: str
    recipient: Recipient = Recipient.HOLDER


@dataclass(frozen=True)
class Step:
    """What one act did: the case after it, and what has to be recorded and sent."""

    case: Case
    action: str
    form: dict[str, Any]
    stage_from: str | None
    stage_to: str
    letter: str | None = None
    notices: tuple[Notice, ...] = ()


def open_case(definition: Definition, act: OpeningAct, *, case_id: str, at: datetime) -> Step:
    """Open a case with its first entry; a paper handed over earlier starts the clock on the day it came.

    Raises:
        Refusal: The form, the parties or the actor do not fit the definition.
    """
    procedure = definition.procedure
    opens = procedure.opens
    form = validated(opens.form, procedure.codes, act.form)
    title = validated(_TITLE, {}, {"title": act.title})["title"]
    _check_parties(procedure, act.parties)
    entitlement.check_opening(procedure, act)
    case = Case(
        id=case_id,
        title=title,
        stage=opens.to,
        moved_by=act.actor.login,
        parties=act.parties,
        opening=form,
    )
    starts_at = _paper_start(procedure, form, at=at) or at
    case = clocks.entered(definition, case, left=None, form=form, starts_at=starts_at)
    return Step(case, "open", form, None, case.stage, letter=opens.letter)


def take(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    """Take one act on an open case. Pure: the same act on the same case always gives the same step.

    Raises:
        Refusal: The act is not possible, not now, not by this actor, or its form is not complete.
    """
    stage = stage_of(case, definition)
    if act.actor.login == SYSTEM:
        return _take_of_engine(definition, case, act)
    if act.action in stage.actions:
        return _move(definition, case, act, at=at)
    if act.action in BUILT_IN:
        return _take_built_in(definition, case, act, at=at)
    raise NotOpenHere(case, stage, act.action)


def _take_of_engine(definition: Definition, case: Case, act: Act) -> Step:
    match act.action:
        case built_in.OVERDUE:
            return _overdue(definition, case, act)
        case built_in.REDATE:
            # The date that had passed was a provisional one; the first rung waits for the new one.
            return _with(_stays(case, act, {}), rung=0)
        case built_in.TIED:
            return _notify(_stays(case, act, act.form), Notice(built_in.TIED, holder(case, definition) or ""))
        case _:
            raise NotOpenHere(case, stage_of(case, definition), act.action)


def _check_seq(case: Case, act: Act) -> None:
    if act.seq is not None and not case.moved_seq <= act.seq <= case.seq:
        raise OldPage(case, act)


def _move(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    procedure, stage = definition.procedure, stage_of(case, definition)
    action = stage.actions[act.action]
    entitlement.check_action(definition, case, action, act.actor)
    _check_seq(case, act)
    form = validated(action.form, procedure.codes, act.form)
    facts = case.facts(definition, form)
    check_available(case, act.action, action, facts)
    check_other_person(case, action, act.actor.login)
    parties = {**case.parties, **{party: form[name] for party, name in action.bind.items()}}
    _check_parties(procedure, parties)
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
        after = _to_stage(definition, after, target, form=form, act=act, at=at)
    return Step(after, act.action, form, case.stage, after.stage, letter=letter)


def _to_stage(
    definition: Definition, case: Case, target: str, *, form: dict[str, Any], act: Act, at: datetime
) -> Case:
    moved = case.model_copy(
        update={
            "stage": target,
            "moved_seq": case.seq,
            "moved_by": act.actor.login,
            "rung": 0,
            "assignee": None,
            "extension": None,
        }
    )
    if target in definition.procedure.closed:
        return moved.model_copy(update={"outcome": target, "clock": None, "case_clocks": {}})
    return clocks.entered(definition, moved, left=case.stage, form=form, starts_at=at)


def _take_built_in(definition: Definition, case: Case, act: Act, *, at: datetime) -> Step:
    who, action = BUILT_IN[act.action]
    entitlement.check_built_in(definition, case, who, action, act.actor)
    if act.action in MOVING:
        _check_seq(case, act)
    form = validated(action.form, {}, act.form)
    step = _stays(case, act, form)
    match act.action:
        case "assign":
            return _with(step, assignee=form["officer"])
        case "urge":
            return _notify(step, Notice("urge", holder(case, definition) or ""))
        case "suspend":
            pause = (at, start_of(date.fromisoformat(form["until"])))
            stopped = clocks.suspended(definition, case, pause, reason=form["reason"], basis=form["basis"])
            return _moved(step, act, **stopped)
        case "resume":
            return _moved(step, act, rung=0, **clocks.resumed(case, at=at))
        case _:
            return _extension(step, case, act, at=at)


def _extension(step: Step, case: Case, act: Act, *, at: datetime) -> Step:
    match act.action:
        case "request-extension":
            clocks.check_extension(case, step.form["value"])
            request = ExtensionRequest(
                value=step.form["value"], reason=step.form["reason"], by=act.actor.login
            )
            return _notify(_moved(step, act, extension=request), Notice("extension", act.actor.org))
        case "grant-extension":
            extended = clocks.extended(case, by=act.actor.login, at=at)
            return _moved(step, act, rung=0, extension=None, **extended)
        case "deny-extension":
            clocks.check_requested(case)
            return _moved(step, act, extension=None)
        case _:
            return step


def _stays(case: Case, act: Act, form: dict[str, Any]) -> Step:
    after = case.model_copy(
        update={"seq": case.seq + 1, "uses": {**case.uses, act.action: case.uses.get(act.action, 0) + 1}}
    )
    return Step(after, act.action, form, case.stage, case.stage)


def _with(step: Step, **changes: Any) -> Step:
    return replace(step, case=step.case.model_copy(update=changes))


def _moved(step: Step, act: Act, **changes: Any) -> Step:
    return _with(step, moved_seq=step.case.seq, moved_by=act.actor.login, **changes)


def _notify(step: Step, *notices: Notice) -> Step:
    return replace(step, notices=notices)


def _overdue(definition: Definition, case: Case, act: Act) -> Step:
    """Fire the next rung, unless the case has moved since the engine looked at the clock."""
    stage = stage_of(case, definition)
    if act.seq != case.moved_seq:
        raise OldPage(case, act)
    rungs = definition.ladders[stage.overdue].rungs
    if case.rung >= len(rungs):
        raise NotNow("梯次已用完", "No rung is left on the ladder.")
    rung = rungs[case.rung]
    org = case.parties[stage.who]
    after = case.model_copy(update={"seq": case.seq + 1, "rung": case.rung + 1})
    form = {
        "level": rung.level,
        "title": rung.title,
        "holder": org,
        "stage": stage.title,
        "basis": _basis(case),
    } | ({"opens": rung.opens} if rung.opens else {})
    notices = tuple(Notice("overdue", org, recipient) for recipient in rung.tells)
    return Step(after, OVERDUE, form, case.stage, case.stage, notices=notices)


def _basis(case: Case) -> str:
    """Return the rule behind the stage's limit in words; what is customary is never shown as law."""
    if case.clock is None:
        return ""
    limit = case.clock.limit
    if limit.confidence is Confidence.C or limit.basis is None:
        return f"{limit.title}时限（工作惯例，非法定时限）"
    return f"{limit.title}时限：{limit.basis}"


def _check_parties(procedure: Procedure, parties: dict[str, str]) -> None:
    missing = [party for party in procedure.parties if not parties.get(party)]
    unknown = [party for party in parties if party not in procedure.parties]
    if missing or unknown:
        titles = "、".join(procedure.parties[party].title for party in missing) or "、".join(unknown)
        raise PartiesWrong(
            f"当事单位不完整或不存在：{titles}", f"Parties missing {missing} or unknown {unknown}."
        )
    if len(set(parties.values())) < len(parties):
        raise PartiesWrong("同一单位不能担任两个角色", "One organisation cannot be two parties of a case.")


class PartiesWrong(NotNow):
    """The parties of the case are incomplete, unknown, or the same organisation twice."""

    code = "parties-wrong"


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
