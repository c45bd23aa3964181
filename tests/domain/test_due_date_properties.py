"""What holds for every due date, tried on many."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import Clock
from domain.derivation import Derivation, re_execute
from domain.due_date import DueDate, due_date
from domain.limit import Extension, Kind, Limit, Unit
from domain.office_time import local_day
from scenarios.calendars import national_calendar
from tests.domain.dates import at, limit

CALENDAR = national_calendar()
DAYS = sorted(unit for unit in Unit if unit.is_days)
TRIES = settings(deadline=None, max_examples=100)

moments = st.integers(0, 910 * 24 * 60).map(lambda minutes: at("2024-01-01") + timedelta(minutes=minutes))
any_unit = st.sampled_from(Unit)
kinds = st.sampled_from(Kind)
values = st.integers(1, 45)


def due(of: Clock) -> DueDate:
    return due_date(of, CALENDAR)


@st.composite
def limits(draw: st.DrawFn, units: st.SearchStrategy[Unit] = any_unit) -> Limit:
    """Draw a limit of at most two years, that may be extended."""
    unit = draw(units)
    longest = {Unit.YR: 2, Unit.MON: 12}.get(unit, 45)
    return limit(draw(st.integers(1, longest)), unit, draw(kinds), extension=Extension(value=45, times=2))


any_limit = limits()


@st.composite
def paused(draw: st.DrawFn, of: st.SearchStrategy[Limit] = any_limit) -> Clock:
    """Draw a clock with up to three suspensions in a row."""
    running = Clock(limit=draw(of), started_at=draw(moments))
    begins = running.started_at
    for _ in range(draw(st.integers(0, 3))):
        begins += timedelta(minutes=draw(st.integers(0, 20 * 24 * 60)))
        ends = begins + timedelta(minutes=draw(st.integers(1, 30 * 24 * 60)))
        running = running.suspend(begins, ends, reason="检测", basis="行政强制法第二十五条")
        begins = ends
    return running


@TRIES
@given(limits(), moments, st.integers(0, 30 * 24 * 60))
def test_a_later_start_is_never_due_earlier(rule: Limit, start: datetime, minutes: int) -> None:
    first, second = (due(Clock(limit=rule, started_at=start + timedelta(minutes=m))) for m in (0, minutes))

    assert first.due_at <= second.due_at


@TRIES
@given(limits(), moments, st.integers(1, 10))
def test_a_longer_limit_is_never_due_earlier(rule: Limit, start: datetime, more: int) -> None:
    longer = rule.model_copy(update={"value": rule.value + more})

    assert (
        due(Clock(limit=rule, started_at=start)).due_at <= due(Clock(limit=longer, started_at=start)).due_at
    )


@TRIES
@given(paused(), st.integers(0, 60 * 24 * 60), st.integers(1, 60 * 24 * 60))
def test_a_suspension_never_shortens(running: Clock, after: int, minutes: int) -> None:
    begins = max([running.started_at, *(pause.until_at for pause in running.suspensions)]) + timedelta(
        minutes=after
    )
    stopped = running.suspend(begins, begins + timedelta(minutes=minutes), reason="检测", basis="某法")

    assert due(running).due_at <= due(stopped).due_at


@TRIES
@given(moments, values, st.data())
def test_a_suspension_of_n_days_moves_a_limit_in_calendar_days_by_n(
    start: datetime, value: int, data: st.DataObject
) -> None:
    running = Clock(limit=limit(value, Unit.ND, Kind.INTRUSIVE), started_at=start)
    ends = due(running)
    stops_in = data.draw(st.integers(1, (ends.due_on - local_day(start)).days))
    days = data.draw(st.integers(1, 40))
    begins = start + timedelta(days=stops_in)
    stopped = running.suspend(
        begins, begins + timedelta(days=days), reason="检测", basis="行政强制法第二十五条"
    )

    assert due(stopped).due_on == ends.due_on + timedelta(days=days)


@TRIES
@given(paused())
def test_the_derivation_alone_gives_the_same_moment(running: Clock) -> None:
    ends = due(running)
    again = Derivation.model_validate_json(ends.derivation.model_dump_json())

    assert re_execute(again) == ends.due_at


@TRIES
@given(moments, st.integers(1, 20), st.sampled_from((Unit.WD, Unit.ND)))
def test_a_backward_derivation_alone_gives_the_same_moment(start: datetime, value: int, unit: Unit) -> None:
    ends = due(Clock(limit=limit(value, unit, backward=True), started_at=start))

    assert re_execute(ends.derivation) == ends.due_at
    assert ends.due_at <= start


@TRIES
@given(paused(limits(st.just(Unit.WD))))
def test_working_days_end_on_a_working_day_that_runs(running: Clock) -> None:
    ends = due(running)

    assert CALENDAR.provisional_day(ends.due_on).is_working
    assert not any(local_day(p.from_at) <= ends.due_on < local_day(p.until_at) for p in running.suspensions)
    assert _running_working_days(running, ends.due_on) == running.budget


def _running_working_days(running: Clock, until: date) -> int:
    """Count one by one the working days after the event on which the clock runs."""
    start = local_day(running.started_at)
    days = (start + timedelta(days=n) for n in range(1, (until - start).days + 1))
    still = [(local_day(pause.from_at), local_day(pause.until_at)) for pause in running.suspensions]
    return sum(
        CALENDAR.provisional_day(day).is_working and not any(first <= day < after for first, after in still)
        for day in days
    )


@TRIES
@given(limits(st.sampled_from(DAYS)), moments)
def test_only_power_over_citizens_ends_on_a_rest_day(rule: Limit, start: datetime) -> None:
    ends = due(Clock(limit=rule, started_at=start))

    assert CALENDAR.provisional_day(ends.due_on).is_working or rule.kind is Kind.INTRUSIVE
    assert ends.operational_on <= ends.due_on


@TRIES
@given(paused())
def test_a_clock_does_not_run_out_while_it_stands_still(running: Clock) -> None:
    ends_at = due(running).due_at

    assert not any(pause.from_at < ends_at < pause.until_at for pause in running.suspensions)


@TRIES
@given(limits(), moments, st.integers(1, 45), st.integers(0, 40), st.integers(1, 60))
def test_extension_and_suspension_commute(
    rule: Limit, start: datetime, more: int, after: int, days: int
) -> None:
    running = Clock(limit=rule, started_at=start)
    begins = start + timedelta(days=after)

    def suspended(of: Clock) -> Clock:
        return of.suspend(begins, begins + timedelta(days=days), reason="检测", basis="某法")

    def extended(of: Clock) -> Clock:
        return of.extend(more, reason="案情复杂", by="张某", at=begins)

    assert due(suspended(extended(running))) == due(extended(suspended(running)))


@TRIES
@given(paused(), values)
def test_an_extension_never_shortens(running: Clock, more: int) -> None:
    extended = running.extend(more, reason="案情复杂", by="张某", at=running.started_at)

    assert due(running).due_at < due(extended).due_at or running.limit.unit.is_days
    assert due(running).due_at <= due(extended).due_at
