"""Statistics of a case that has ended: what is counted, what is not, and what could not be."""

import json
import random
from datetime import timedelta
from hashlib import sha256

import pytest

from domain.act import by_engine
from domain.built_in import OVERDUE
from domain.case import Case
from domain.finding import Finding
from domain.parties import PartiesWrong
from domain.procedure import Definition, read_definition
from domain.soundness import findings
from domain.statistics import Course, Kept, Taken, statistics_of
from domain.step import open_case, take
from domain.tasks import TaskState
from scenarios.load import load_definitions
from tests.domain.dates import at
from tests.domain.walking import (
    STRANGERS,
    Chance,
    act_of,
    actors,
    form_of,
    news,
    offers,
    opening,
    without_ends,
)

DEFINITIONS = load_definitions()
CLUE, NIGHT_MARKET = DEFINITIONS["clue-transfer"], DEFINITIONS["night-market"]
PARTIES = {"sender": "org-sender", "receiver": "org-receiver"}
IN_TIME = Course(days=4.5, days_to={"sign": 0.25, "archive": 4.5}, late_in=frozenset())
LATE = Course(days=30, days_to={"sign": 3.0}, late_in=frozenset({"sent"}))


def keeping(like: Definition, **keeps: Kept) -> Definition:
    """Return a definition that keeps only these statistics."""
    procedure = like.procedure.model_copy(update={"keeps": keeps})
    return Definition(procedure=procedure, limits=like.limits, ladders=like.ladders)


def kept(value: str, as_: str = "sum", **said: str) -> Kept:
    return Kept.model_validate({"title": "数", "title-en": "number", "value": value, "as": as_} | said)


def ended(stage: str = "archived", **known: object) -> Case:
    case = Case(id="c", title="油烟", stage=stage, outcome=stage, parties=PARTIES)
    return case.model_copy(update=known)


def taken(rule: Kept, case: Case | None = None, course: Course = IN_TIME) -> tuple[Taken, ...]:
    return statistics_of(keeping(CLUE, it=rule), case or ended(), course)


@pytest.mark.parametrize(
    ("value", "as_", "number"),
    [
        pytest.param("1", "sum", 1.0, id="a whole number"),
        pytest.param("0.5", "mean", 0.5, id="a fraction"),
        pytest.param("!late", "rate", 1.0, id="true is one"),
        pytest.param("late", "rate", 0.0, id="false is nought"),
        pytest.param("late ? 0 : 1", "rate", 1.0, id="a choice"),
        pytest.param("days", "mean", 4.5, id="natural days"),
        pytest.param("days_to.sign * 24.0", "mean", 6.0, id="hours to the first use of an action"),
        pytest.param("'accept' in days_to", "rate", 0.0, id="an action that was not used"),
        pytest.param("late_in.sent ? 1 : 2", "sum", 2.0, id="a stage that was not late"),
        pytest.param("uses.accept", "sum", 0.0, id="what every condition knows"),
        pytest.param("stage == 'archived'", "rate", 1.0, id="how it ended"),
    ],
)
def test_a_value_becomes_a_number(value: str, as_: str, number: float) -> None:
    assert taken(kept(value, as_)) == (Taken("it", None, number),)


def test_a_rung_that_has_fired_makes_the_case_and_its_stage_late() -> None:
    rules = {name: kept(name) for name in ("late", "late_in.sent", "late_in.reviewing")}

    found = statistics_of(keeping(CLUE, **rules), ended(), LATE)
    assert {each.name: each.value for each in found} == {
        "late": 1.0,
        "late_in.sent": 1.0,
        "late_in.reviewing": 0.0,
    }


@pytest.mark.parametrize(
    ("value", "as_", "why"),
    [
        pytest.param("data.decide.outcome == 'filed'", "rate", "decide", id="an act that nobody took"),
        pytest.param("findings[3]", "sum", "out of bounds", id="an entry that is not there"),
        pytest.param("1 / uses.accept", "sum", "zero", id="a division by zero"),
        pytest.param("1.0 / 0.0", "mean", "finite", id="no finite number"),
        pytest.param("'4'", "mean", "is a str, not a number", id="a text"),
        pytest.param("findings", "sum", "is a list, not a number", id="a list"),
        pytest.param("2", "rate", "no share from 0 to 1", id="more than the whole"),
        pytest.param("-0.5", "rate", "no share from 0 to 1", id="less than nothing"),
        pytest.param("days * 2", "mean", "float", id="two kinds of numbers"),
    ],
)
def test_what_cannot_be_counted_says_why(value: str, as_: str, why: str) -> None:
    (found,) = taken(kept(value, as_, by="receiver"))

    assert found.value is None
    assert why in (found.why or "")
    assert found.org == "org-receiver"


def test_a_condition_that_fails_says_why_too() -> None:
    (found,) = taken(kept("1", when="data.decide.outcome == 'filed'"))

    assert (found.value, found.why is None) == (None, False)


def test_a_case_for_which_the_condition_does_not_hold_is_not_counted() -> None:
    assert taken(kept("1", when="stage == 'archived'"), ended("withdrawn")) == ()


def test_it_is_broken_down_by_the_organisation_that_the_party_is_in_the_end() -> None:
    parties = PARTIES | {"receiver": "org-other"}

    assert taken(kept("1", by="receiver"), ended(parties=parties)) == (Taken("it", "org-other", 1.0),)
    assert taken(kept("1", by="coordinator")) == (Taken("it", None, 1.0),)


def task(rule: str, **said: object) -> TaskState:
    return TaskState(rule=rule, title="任务", status="done").model_copy(update=said)


def test_late_tasks_are_counted_by_rule_and_over_all() -> None:
    tasks = {
        "patrol": task("patrol", result="ok"),
        "rectify-1": task("rectify", late=True, result="done"),
        "rectify-2": task("rectify", result="done"),
        "added-3": TaskState(title="断电", status="done", late=True),
        "order": task("order", status="left-out"),
    }
    rules = {
        name: kept(name)
        for name in ("tasks.rectify.late", "tasks.patrol.late", "all_tasks.late", "all_tasks.done")
    }

    found = statistics_of(keeping(NIGHT_MARKET, **rules), ended("finished", tasks=tasks), IN_TIME)
    assert [each.value for each in found] == [1.0, 0.0, 2.0, 4.0]


def with_words(definition: Definition, *words: str) -> str:
    """Return the canonical text of a definition as it was published when statistics were words of its plan."""
    text = json.loads(definition.canonical)
    del text["procedure"]["keeps"]
    text["procedure"]["plan"]["keeps"] = list(words)
    return json.dumps(text, ensure_ascii=False, separators=(",", ":"))


def test_a_definition_that_kept_statistics_in_words_is_read_and_has_the_hash_it_had() -> None:
    published = with_words(NIGHT_MARKET, "按时办结率", "同点位重复率")
    old = read_definition(published)

    assert old.canonical == published
    assert old.digest == sha256(published.encode()).hexdigest()
    assert old.procedure.keeps == {}
    assert statistics_of(old, ended("finished"), IN_TIME) == ()


def test_a_new_definition_that_keeps_words_is_refused() -> None:
    old = read_definition(with_words(NIGHT_MARKET, "按时办结率"))

    assert findings(old) == [
        Finding(("plan", "keeps"), "statistics stand in 'keeps' of the whole definition, each with its value")
    ]


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_everything_that_ships_keeps_statistics(name: str) -> None:
    keeps = DEFINITIONS[name].procedure.keeps

    assert len(keeps) >= 2
    assert len({rule.title for rule in keeps.values()}) == len(keeps)
    assert not [rule.title for rule in keeps.values() if "款" in rule.title]


_STEPS, _EARLY = 200, 12


def walked(definition: Definition, seed: int) -> tuple[Case, Course]:
    """Walk a case at random to its end, late now and then, and return how it went."""
    source = random.Random(seed)
    organisations = (*(f"org-{party}" for party in definition.procedure.parties), *STRANGERS)
    chance = Chance(source, at("2026-03-02 10:00"), organisations)
    opened_at, days_to, late_in = chance.now, dict[str, float](), set[str]()
    case = open_case(definition, opening(definition, chance), case_id="case", at=chance.now).case
    for nth in range(_STEPS):
        if case.is_closed:
            break
        chance.now += timedelta(hours=source.choice((1, 5, 30)))
        told = news(definition, case, chance)
        if source.random() < 0.1 and case.rung == 0:
            act = by_engine(OVERDUE, seq=case.moved_seq, nth=case.seq)
            late_in.add(case.stage)
        elif told is not None and source.random() < 0.6:
            act = told.model_copy(update={"form": told.form | {"late": source.random() < 0.3}})
        else:
            found = offers(definition, case, actors(organisations), chance.now)
            found = without_ends(definition, case, found) if nth < _EARLY else found
            actor, action = source.choice(found)
            act = act_of(actor, action, case, form_of(definition, case, action, chance))
        try:
            case = take(definition, case, act, at=chance.now).case
        except PartiesWrong:
            continue  # the walk named a body that has a part already
        days_to.setdefault(act.action, (chance.now - opened_at) / timedelta(days=1))
    return case, Course((chance.now - opened_at) / timedelta(days=1), days_to, frozenset(late_in))


@pytest.mark.parametrize("name", sorted(DEFINITIONS))
def test_whatever_way_a_case_has_gone_its_statistics_can_be_taken(name: str) -> None:
    definition = DEFINITIONS[name]
    ends = [
        (case, course) for case, course in (walked(definition, seed) for seed in range(3)) if case.is_closed
    ]
    taken_of = [each for case, course in ends for each in statistics_of(definition, case, course)]

    assert ends
    assert [(each.name, each.why) for each in taken_of if each.why is not None] == []
