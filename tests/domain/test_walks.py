"""Random walks over every definition that ships: what must always hold, does."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import clocks
from domain.act import Act, Actor, by_engine
from domain.built_in import OVERDUE
from domain.case import Case, holder
from domain.due_date import due_date
from domain.form import FormInvalid
from domain.made_step import Step
from domain.open_actions import open_actions
from domain.parties import PartiesWrong
from domain.procedure import Definition
from domain.refusal import Refusal
from domain.step import open_case, take
from domain.work_calendar import WorkCalendar
from scenarios.load import load_definitions
from tests.domain.dates import at
from tests.domain.walking import (
    STRANGERS,
    Chance,
    act_of,
    actors,
    every_action,
    form_of,
    news,
    offers,
    opening,
    without_ends,
)
from worker import calendars

DEFINITIONS = sorted(load_definitions().items())
CALENDAR = calendars()("", "")
_STEPS = 25
_STAYS_OPEN = 0.8
_TOLD = 0.6


def _check(definition: Definition, case: Case, calendar: WorkCalendar) -> None:
    """Check what must hold for every case: one holder and a date while it is open, an outcome afterwards."""
    procedure = definition.procedure
    if case.is_closed:
        assert case.outcome == case.stage
        assert case.stage in procedure.closed
        assert (holder(case, definition), case.clock, clocks.running(definition, case)) == (None, None, ())
        return
    assert case.stage in procedure.stages
    assert holder(case, definition) in case.parties.values()
    joined_later = {name for name, rule in procedure.parties.items() if rule.joins_later}
    assert set(procedure.parties) - joined_later <= set(case.parties) <= set(procedure.parties)
    if not any(rule.may_be for rule in procedure.parties.values()):
        assert len(set(case.parties.values())) == len(case.parties)
    assert 1 <= case.moved_seq <= case.seq
    running = clocks.running(definition, case)
    assert running
    assert all(clock.limit == definition.limits[clock.limit.code] for clock in running)
    assert all(due_date(clock, calendar).due_at >= clock.started_at for clock in running)


def _check_offers(definition: Definition, case: Case, actor: Actor, chance: Chance) -> None:
    """Check that what is offered is what is taken: nothing more, and nothing less."""
    offered = {name for name, _ in open_actions(definition, case, actor, at=chance.now)}
    for name in every_action(definition, case):
        empty = _tried(definition, case, act_of(actor, name, case, {}), chance.now)
        filled = _tried(
            definition, case, act_of(actor, name, case, form_of(definition, case, name, chance)), chance.now
        )
        if name in offered:
            assert not isinstance(empty, Refusal) or isinstance(empty, FormInvalid), (name, empty)
            # Which body a form names may still be wrong; nothing else can be.
            assert not isinstance(filled, Refusal) or isinstance(filled, PartiesWrong), (name, filled)
        else:
            assert isinstance(filled, Refusal), f"{name} was taken and not offered"


def _tried(definition: Definition, case: Case, act: Act, now: datetime) -> Step | Refusal:
    try:
        return take(definition, case, act, at=now)
    except Refusal as refusal:
        return refusal


def _check_step(before: Case, step: Step) -> None:
    assert step.case.seq == before.seq + 1
    assert step.case.id == before.id
    assert step.stage_from == before.stage
    assert step.stage_to == step.case.stage
    assert step.case.moved_seq in (before.moved_seq, step.case.seq)
    assert sum(step.case.uses.values()) - sum(before.uses.values()) in (0, 1)


def _next(definition: Definition, case: Case, chance: Chance, everybody: list[Actor]) -> Step:
    """Take a step that is offered to somebody; a case in which nothing moves any more is stuck."""
    told = news(definition, case, chance)
    if told is not None and chance.source.random() < _TOLD:
        return take(definition, case, told, at=chance.now)
    found = offers(definition, case, everybody, chance.now)
    moving = definition.procedure.stages[case.stage].actions
    assert told or any(name in moving and moving[name].to for _, name in found), f"stuck in {case.stage}"
    if chance.source.random() < _STAYS_OPEN:
        found = without_ends(definition, case, found)
    while True:
        actor, name = chance.source.choice(found)
        form = form_of(definition, case, name, chance)
        try:
            return take(definition, case, act_of(actor, name, case, form), at=chance.now)
        except PartiesWrong:
            # The walk named a body that has a part already; it names another one.
            continue


def _is_due(definition: Definition, case: Case, now: datetime) -> bool:
    return case.rung == 0 and any(
        due_date(clock, CALENDAR).due_at <= now for clock in clocks.running(definition, case)
    )


@pytest.mark.parametrize(("name", "definition"), DEFINITIONS, ids=[name for name, _ in DEFINITIONS])
@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_a_walk_keeps_its_promises(name: str, definition: Definition, seed: int) -> None:
    source = random.Random(seed)
    organisations = (*(f"org-{party}" for party in definition.procedure.parties), *STRANGERS)
    chance = Chance(source, at("2026-03-02 10:00"), organisations)
    everybody = actors(organisations)
    case = open_case(definition, opening(definition, chance), case_id="case", at=chance.now).case
    _check(definition, case, CALENDAR)
    for _ in range(_STEPS):
        if case.is_closed:
            break
        chance.now += timedelta(hours=source.choice((0, 1, 5, 30, 120)))
        if _is_due(definition, case, chance.now):
            late = by_engine(OVERDUE, seq=case.moved_seq, nth=case.rung)
            step = take(definition, case, late, at=chance.now)
            _check_step(case, step)
            case = step.case
        _check_offers(definition, case, source.choice(everybody), chance)
        step = _next(definition, case, chance, everybody)
        _check_step(case, step)
        case = step.case
        _check(definition, case, CALENDAR)


@pytest.mark.parametrize(("name", "definition"), DEFINITIONS, ids=[name for name, _ in DEFINITIONS])
def test_the_same_acts_give_the_same_case(name: str, definition: Definition) -> None:
    organisations = (*(f"org-{party}" for party in definition.procedure.parties), *STRANGERS)

    def walk() -> list[str]:
        chance = Chance(random.Random(20260302), at("2026-03-02 10:00"), organisations)
        case = open_case(definition, opening(definition, chance), case_id="case", at=chance.now).case
        told = [case.model_dump_json()]
        while not case.is_closed and len(told) < _STEPS:
            case = _next(definition, case, chance, actors(organisations)).case
            told.append(case.model_dump_json())
            # What travels is the case itself: read from its text, it goes on in the same way.
            case = Case.model_validate_json(told[-1])
        return told

    assert walk() == walk()
