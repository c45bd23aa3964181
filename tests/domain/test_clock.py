"""What a clock allows, and what it refuses."""

from datetime import datetime

import pytest
from pydantic import ValidationError

from domain.clock import (
    BackwardLimitFixed,
    Clock,
    ClockAlreadySuspended,
    ClockNotSuspended,
    ExtensionExhausted,
    ExtensionNotAllowed,
    ExtensionTooLong,
    ExtensionTooShort,
    Suspension,
    SuspensionBeforeStart,
    SuspensionEndsBeforeItBegins,
    SuspensionTooLong,
)
from domain.limit import Extension, Unit
from domain.refusal import Refusal
from tests.domain.dates import at, clock, limit


def running(*, extension: Extension | None = None) -> Clock:
    return clock("2026-03-02", 5, Unit.WD, extension=extension)


def suspended(of: Clock, begins: str, ends: str) -> Clock:
    return of.suspend(at(begins), at(ends), reason="检测", basis="行政强制法第二十五条")


def extended(of: Clock, value: int) -> Clock:
    return of.extend(value, reason="案情复杂", by="张某", at=at("2026-03-03"))


@pytest.mark.parametrize(
    ("moment", "stands_still"),
    [
        pytest.param("2026-03-03 08:59", False, id="before"),
        pytest.param("2026-03-03 09:00", True, id="at the beginning"),
        pytest.param("2026-03-05 08:59", True, id="within"),
        pytest.param("2026-03-05 09:00", False, id="at the end it runs again"),
    ],
)
def test_a_suspension_is_half_open(moment: str, stands_still: bool) -> None:
    assert (
        suspended(running(), "2026-03-03 09:00", "2026-03-05 09:00").is_suspended(at(moment)) is stands_still
    )


def test_resuming_early_shortens_the_suspension() -> None:
    stopped = suspended(running(), "2026-03-03 09:00", "2026-03-20 09:00")

    resumed = stopped.resume(at("2026-03-06 15:00"))
    assert resumed.suspensions[0].until_at == at("2026-03-06 15:00")
    assert not resumed.is_suspended(at("2026-03-06 15:00"))


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(("2026-03-04 09:00", "2026-03-06 09:00"), id="begins within"),
        pytest.param(("2026-03-02 11:00", "2026-03-04 09:00"), id="ends within"),
        pytest.param(("2026-03-02 11:00", "2026-03-09 09:00"), id="surrounds"),
        pytest.param(("2026-03-03 09:00", "2026-03-05 09:00"), id="the same"),
    ],
)
def test_suspensions_may_not_overlap(second: tuple[str, str]) -> None:
    stopped = suspended(running(), "2026-03-03 09:00", "2026-03-05 09:00")

    with pytest.raises(ClockAlreadySuspended) as refusal:
        suspended(stopped, *second)
    assert refusal.value.code == "clock-already-suspended"
    assert refusal.value.facts["from_at"] == "2026-03-03T09:00:00+08:00"


def test_suspensions_may_meet_and_are_kept_in_order() -> None:
    late_first = suspended(running(), "2026-03-05 09:00", "2026-03-06 09:00")
    early_first = suspended(running(), "2026-03-03 09:00", "2026-03-05 09:00")

    assert suspended(late_first, "2026-03-03 09:00", "2026-03-05 09:00") == suspended(
        early_first, "2026-03-05 09:00", "2026-03-06 09:00"
    )


@pytest.mark.parametrize(
    ("times", "refusal", "code"),
    [
        pytest.param(
            ("2026-03-05", "2026-03-04"),
            SuspensionEndsBeforeItBegins,
            "suspension-ends-before-it-begins",
            id="backwards",
        ),
        pytest.param(
            ("2026-03-01", "2026-03-04"), SuspensionBeforeStart, "suspension-before-start", id="too early"
        ),
        pytest.param(
            ("2026-03-03", "2226-03-03"), SuspensionTooLong, "suspension-too-long", id="two centuries"
        ),
    ],
)
def test_a_suspension_has_a_sensible_time(times: tuple[str, str], refusal: type[Refusal], code: str) -> None:
    with pytest.raises(refusal) as said:
        suspended(running(), *times)
    assert said.value.code == code


def test_a_running_clock_cannot_be_resumed() -> None:
    with pytest.raises(ClockNotSuspended) as refusal:
        running().resume(at("2026-03-03"))
    assert refusal.value.code == "clock-not-suspended"


def test_a_backward_limit_is_not_suspended() -> None:
    before_hearing = Clock(limit=limit(7, Unit.WD, backward=True), started_at=at("2026-10-15"))

    with pytest.raises(BackwardLimitFixed) as refusal:
        suspended(before_hearing, "2026-10-16", "2026-10-20")
    assert refusal.value.code == "backward-limit-fixed"


@pytest.mark.parametrize(
    ("granted", "asked", "refusal", "code"),
    [
        pytest.param(None, 1, ExtensionNotAllowed, "extension-not-allowed", id="none granted"),
        pytest.param(Extension(value=5), 6, ExtensionTooLong, "extension-too-long", id="longer than granted"),
        pytest.param(Extension(value=5), 0, ExtensionTooShort, "extension-too-short", id="nothing"),
    ],
)
def test_an_extension_stays_within_the_rule(
    granted: Extension | None, asked: int, refusal: type[Refusal], code: str
) -> None:
    with pytest.raises(refusal) as said:
        extended(running(extension=granted), asked)
    assert said.value.code == code


def test_a_limit_is_extended_as_often_as_the_rule_allows() -> None:
    twice = extended(extended(running(extension=Extension(value=5, times=2)), 5), 3)

    assert twice.budget == 13
    with pytest.raises(ExtensionExhausted) as refusal:
        extended(twice, 1)
    assert refusal.value.code == "extension-exhausted"


def test_a_suspension_states_its_reason_and_basis() -> None:
    with pytest.raises(ValidationError, match="basis"):
        Suspension(from_at=at("2026-03-03"), until_at=at("2026-03-04"), reason="检测", basis=" ")


def test_a_clock_needs_the_zone_of_its_start() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Clock(limit=limit(5, Unit.WD), started_at=datetime(2026, 3, 2))  # noqa: DTZ001 - that is the point
