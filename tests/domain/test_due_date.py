"""Due dates in rows, each with its name; the rows of 2026 are those of the rule book."""

import pytest

from domain.clock import Clock
from domain.derivation import Derivation, explain, re_execute
from domain.due_date import DueDate, due_date
from domain.limit import Extension, Kind, Unit
from domain.work_calendar import CalendarNotLoaded
from scenarios.calendars import national_calendar
from scenarios.limits import load_limits
from tests.domain.dates import at, clock, limit, on


def due(of: Clock) -> DueDate:
    return due_date(of, national_calendar())


@pytest.mark.parametrize(
    ("start", "days", "due_on"),
    [
        pytest.param("2026-01-05", 5, "2026-01-12", id="plain"),
        pytest.param("2025-12-31", 2, "2026-01-05", id="a make-up Sunday counts"),
        pytest.param("2026-02-11", 3, "2026-02-14", id="ends on a make-up Saturday"),
        pytest.param("2026-02-13", 3, "2026-02-25", id="spans the Spring Festival"),
        pytest.param(
            "2026-02-14", 1, "2026-02-24", id="starts on a make-up Saturday before the Spring Festival"
        ),
        pytest.param("2026-04-30", 2, "2026-05-07", id="spans Labour Day"),
        pytest.param("2026-05-08", 1, "2026-05-09", id="the make-up Saturday after Labour Day"),
        pytest.param("2026-06-18", 3, "2026-06-24", id="spans the Dragon Boat Festival"),
        pytest.param("2026-09-18", 1, "2026-09-20", id="the make-up Sunday before National Day"),
        pytest.param("2026-09-18", 5, "2026-09-24", id="a week with a make-up Sunday"),
        pytest.param("2026-09-23", 7, "2026-10-10", id="two holidays and a make-up Saturday"),
        pytest.param("2026-09-30", 7, "2026-10-15", id="spans National Day"),
        pytest.param("2026-03-07", 1, "2026-03-09", id="starts on a rest day"),
        pytest.param("2024-09-30", 5, "2024-10-12", id="2024, with its make-up Saturday"),
    ],
)
def test_working_days(start: str, days: int, due_on: str) -> None:
    ends = due(clock(start, days, Unit.WD))

    assert (ends.due_on, ends.operational_on, ends.provisional) == (on(due_on), on(due_on), False)


def test_a_year_without_notice_makes_the_date_provisional() -> None:
    ends = due(clock("2026-12-31", 1, Unit.WD))

    assert (ends.due_on, ends.provisional) == (on("2027-01-01"), True)
    assert ends.derivation.unpublished == (2027,)
    with pytest.raises(CalendarNotLoaded) as refusal:
        national_calendar().day(on("2027-01-01"))
    assert refusal.value.facts == {"year": 2027}


@pytest.mark.parametrize("kind", [Kind.CITIZEN, Kind.INTRUSIVE])
def test_a_last_day_in_a_year_without_notice_makes_the_date_provisional(kind: Kind) -> None:
    assert due(clock("2026-12-20", 30, Unit.ND, kind)).provisional
    assert not due(clock("2026-12-01", 30, Unit.ND, kind)).provisional


@pytest.mark.parametrize(
    ("start", "days", "kind", "due_on", "operational_on"),
    [
        pytest.param(
            "2026-02-01", 15, Kind.CITIZEN, "2026-02-24", "2026-02-24", id="payment rolls from 02-16"
        ),
        pytest.param(
            "2026-09-16", 15, Kind.CITIZEN, "2026-10-08", "2026-10-08", id="payment rolls from 10-01"
        ),
        pytest.param(
            "2026-01-20", 30, Kind.AUTHORITY, "2026-02-24", "2026-02-24", id="a decision rolls from 02-19"
        ),
        pytest.param(
            "2026-01-20", 30, Kind.INTRUSIVE, "2026-02-19", "2026-02-14", id="a seizure does not roll"
        ),
        pytest.param("2026-07-02", 90, Kind.AUTHORITY, "2026-09-30", "2026-09-30", id="case limit in autumn"),
        pytest.param("2026-03-03", 90, Kind.AUTHORITY, "2026-06-01", "2026-06-01", id="case limit in spring"),
        pytest.param("2026-03-05", 3, Kind.CRIMINAL, "2026-03-09", "2026-03-09", id="criminal days may roll"),
        pytest.param("2026-03-07", 1, Kind.INTRUSIVE, "2026-03-08", "2026-03-08", id="no working day within"),
    ],
)
def test_natural_days(start: str, days: int, kind: Kind, due_on: str, operational_on: str) -> None:
    ends = due(clock(start, days, Unit.ND, kind))

    assert (ends.due_on, ends.operational_on) == (on(due_on), on(operational_on))


@pytest.mark.parametrize(
    ("hearing", "value", "unit", "due_on", "operational_on"),
    [
        pytest.param("2026-10-15", 7, Unit.WD, "2026-09-29", "2026-09-29", id="strict, over National Day"),
        pytest.param(
            "2026-03-09", 7, Unit.WD, "2026-02-26", "2026-02-26", id="strict, with a make-up Saturday"
        ),
        pytest.param(
            "2026-03-17", 7, Unit.ND, "2026-03-09", "2026-03-09", id="calendar days, neither end counted"
        ),
        pytest.param(
            "2026-03-16", 7, Unit.ND, "2026-03-08", "2026-03-06", id="a Sunday is in time, Friday is wiser"
        ),
    ],
)
def test_counting_back_from_a_hearing(
    hearing: str, value: int, unit: Unit, due_on: str, operational_on: str
) -> None:
    ends = due(Clock(limit=limit(value, unit, backward=True), started_at=at(f"{hearing} 09:00")))

    assert (ends.due_on, ends.operational_on) == (on(due_on), on(operational_on))


@pytest.mark.parametrize(
    ("start", "value", "unit", "due_on"),
    [
        pytest.param("2026-03-12", 3, Unit.MON, "2026-06-12", id="the corresponding day"),
        pytest.param("2026-08-31", 1, Unit.MON, "2026-09-30", id="no such day, so the month's last"),
        pytest.param("2025-11-28", 3, Unit.MON, "2026-02-28", id="over the new year, to a make-up Saturday"),
        pytest.param("2024-02-29", 2, Unit.YR, "2026-02-28", id="a leap day, to a make-up Saturday"),
        pytest.param("2024-01-04", 2, Unit.YR, "2026-01-04", id="to a make-up Sunday"),
        pytest.param("2024-01-03", 2, Unit.YR, "2026-01-04", id="rolled to a make-up Sunday"),
    ],
)
def test_months_and_years(start: str, value: int, unit: Unit, due_on: str) -> None:
    assert due(clock(start, value, unit)).due_on == on(due_on)


@pytest.mark.parametrize(
    ("start", "value", "unit", "due_at"),
    [
        pytest.param("2026-02-14 17:40", 24, Unit.HR, "2026-02-15 17:40", id="hours run into a holiday"),
        pytest.param("2026-03-02 23:50", 30, Unit.MIN, "2026-03-03 00:20", id="minutes run through midnight"),
        pytest.param("2026-03-02 10:00", 2, Unit.BH, "2026-03-02 12:00", id="office hours in the morning"),
        pytest.param("2026-03-02 12:00", 2, Unit.BH, "2026-03-02 15:30", id="office hours over lunch"),
        pytest.param("2026-03-02 13:10", 2, Unit.BH, "2026-03-02 16:00", id="handed over at lunch"),
        pytest.param("2026-03-02 16:00", 2, Unit.BH, "2026-03-02 18:00", id="exactly to the close"),
        pytest.param("2026-03-06 17:30", 2, Unit.BH, "2026-03-09 10:30", id="over a weekend"),
        pytest.param("2026-02-13 17:30", 2, Unit.BH, "2026-02-14 10:30", id="into a make-up Saturday"),
        pytest.param("2026-02-14 17:30", 2, Unit.BH, "2026-02-24 10:30", id="over the Spring Festival"),
        pytest.param("2026-03-07 11:00", 1, Unit.BH, "2026-03-09 10:00", id="handed over on a rest day"),
        pytest.param(
            "2026-03-02 07:00", 1, Unit.BH, "2026-03-02 10:00", id="handed over before the office opens"
        ),
    ],
)
def test_hours_and_minutes(start: str, value: int, unit: Unit, due_at: str) -> None:
    assert due(clock(start, value, unit, Kind.HANDOFF)).due_at == at(due_at)


def test_a_day_ends_at_midnight() -> None:
    ends = due(clock("2026-03-02", 5, Unit.WD))

    assert (ends.due_on, ends.due_at) == (on("2026-03-09"), at("2026-03-10 00:00"))


def test_between_offices_a_day_ends_at_close_of_business() -> None:
    assert due(clock("2026-03-02", 5, Unit.WD, Kind.HANDOFF)).due_at == at("2026-03-09 18:00")


def test_a_period_that_ends_at_midnight_is_in_time_until_the_day_before() -> None:
    assert due(clock("2026-03-02 00:00", 24, Unit.HR)).due_on == on("2026-03-02")


def test_the_day_is_the_day_in_china_whatever_the_zone_of_the_moment() -> None:
    utc = Clock.model_validate({"limit": limit(1, Unit.WD), "started_at": "2026-03-02T16:30:00Z"})

    assert due(utc).due_on == on("2026-03-04")


@pytest.mark.parametrize(
    ("unit", "pause", "due_at"),
    [
        pytest.param(
            Unit.ND, ("2026-03-02 15:00", "2026-03-05 09:00"), "2026-03-10 00:00", id="not the first day"
        ),
        pytest.param(
            Unit.WD, ("2026-03-03 15:00", "2026-03-05 09:00"), "2026-03-12 00:00", id="two working days"
        ),
        pytest.param(
            Unit.WD, ("2026-03-06 09:00", "2026-03-09 09:00"), "2026-03-11 00:00", id="one over a weekend"
        ),
        pytest.param(
            Unit.WD, ("2026-03-03 09:00", "2026-03-03 17:00"), "2026-03-10 00:00", id="resumed that day"
        ),
        pytest.param(
            Unit.WD, ("2026-03-09 09:00", "2026-03-12 09:00"), "2026-03-13 00:00", id="on the last day"
        ),
        pytest.param(
            Unit.WD, ("2026-03-10 09:00", "2026-03-20 09:00"), "2026-03-10 00:00", id="after the end"
        ),
        pytest.param(
            Unit.ND, ("2026-03-03 15:00", "2026-03-06 09:00"), "2026-03-11 00:00", id="three calendar days"
        ),
        pytest.param(
            Unit.HR, ("2026-03-02 12:00", "2026-03-02 14:30"), "2026-03-02 17:30", id="hours and a half"
        ),
        pytest.param(
            Unit.BH,
            ("2026-03-02 12:00", "2026-03-02 14:30"),
            "2026-03-02 17:30",
            id="only office time is lost",
        ),
        pytest.param(
            Unit.MON, ("2026-04-01 09:00", "2026-04-11 09:00"), "2026-08-13 00:00", id="days after the months"
        ),
    ],
)
def test_suspended_time_does_not_count(unit: Unit, pause: tuple[str, str], due_at: str) -> None:
    running = clock("2026-03-02", 5, unit).suspend(
        at(pause[0]), at(pause[1]), reason="检测", basis="行政强制法第二十五条"
    )

    assert due(running).due_at == at(due_at)


def test_a_clock_resumed_after_hours_on_its_last_day_has_until_midnight() -> None:
    running = clock("2026-03-02", 1, Unit.WD, Kind.HANDOFF)
    running = running.suspend(at("2026-03-03 09:00"), at("2026-03-04 20:00"), reason="请示", basis="惯例")

    assert due(running).due_at == at("2026-03-05 00:00")


def test_a_roll_does_not_end_in_suspended_days() -> None:
    running = clock("2026-03-02", 5, Unit.ND)
    running = running.suspend(at("2026-03-09 09:00"), at("2026-03-11 09:00"), reason="请示", basis="惯例")

    assert due(running).due_on == on("2026-03-11")


def test_an_extension_adds_the_same_unit() -> None:
    running = clock("2026-09-18", 15, Unit.WD, extension=Extension(value=15))

    assert due(running).due_on == on("2026-10-15")
    assert due(running.extend(5, reason="案情复杂", by="张某", at=at("2026-10-09 09:00"))).due_on == on(
        "2026-10-22"
    )


def test_the_derivation_survives_the_wire_and_gives_the_same_moment() -> None:
    ends = due(clock("2026-09-23", 7, Unit.WD, Kind.HANDOFF))
    again = Derivation.model_validate_json(ends.derivation.model_dump_json())

    assert again == ends.derivation
    assert re_execute(again) == ends.due_at


def test_the_derivation_holds_runs_of_days() -> None:
    ends = due(clock("2026-02-02", 20, Unit.WD))
    runs = {marked.name: marked.runs for marked in ends.derivation.skipped}

    assert runs["春节"] == ((on("2026-02-15"), on("2026-02-23")),)
    assert runs["周末"] == (
        (on("2026-02-07"), on("2026-02-08")),
        (on("2026-03-01"), on("2026-03-01")),
    )


def test_the_explanation_names_each_notice_and_article() -> None:
    ends = due(clock("2026-09-23", 7, Unit.WD))

    assert explain(ends.derivation, "zh") == [
        "起算事件：2026年9月23日（周三）签收；时限7个工作日。",
        "事件日不计入，自次日起算（《民法典》第二百零一条）。",
        "2026年9月25日至27日中秋节，不计入（国办发明电〔2025〕7号）。",
        "2026年10月1日至7日国庆节，不计入（国办发明电〔2025〕7号）。",
        "2026年10月10日（周六）调休上班（国庆节），计入（国办发明电〔2025〕7号）。",
        "截止：2026年10月10日（周六） 24:00（截止于当日24时，《民法典》第二百零三条第二款）。",
        "依据：某法第一条。",
    ]
    assert "Counted: Sat 10 Oct 2026, worked for National Day (国办发明电〔2025〕7号)." in explain(
        ends.derivation, "en"
    )


@pytest.mark.parametrize(
    ("code", "start", "zh", "en"),
    [
        pytest.param(
            "PAY_FINE", "2026-02-01", "顺延至2026年2月24日（周二）", "the first day after it", id="roll"
        ),
        pytest.param("SEIZURE", "2026-01-20", "不顺延", "does not roll", id="no roll"),
        pytest.param(
            "SEIZURE",
            "2026-01-20",
            "最后一个工作日2026年2月14日",
            "last working day before",
            id="operational",
        ),
        pytest.param(
            "HEARING_NOTICE_BEFORE", "2026-10-15", "中间须满7个工作日", "Counted back", id="backward"
        ),
        pytest.param("TRANSFER_SIGN", "2026-12-31", "暂定：2027年", "Provisional", id="provisional"),
        pytest.param(
            "TRANSFER_SIGN", "2026-03-02", "惯例设定（非法定）", "customary, not statutory", id="customary"
        ),
        pytest.param("TRANSFER_REVIEW", "2026-03-02", "非法定），参照", "by analogy", id="by analogy"),
        pytest.param("CLUE_VERIFY", "2026-03-02", "使用前请核对原文", "check the text", id="second-hand"),
        pytest.param("CRIMINAL_SEND", "2026-03-02", "连续计算", "run at once", id="hours"),
        pytest.param("LITIGATION", "2026-03-02", "第二百零二条", "arts 201, 202", id="months"),
    ],
)
def test_what_an_explanation_says(code: str, start: str, zh: str, en: str) -> None:
    ends = due(Clock(limit=load_limits()[code], started_at=at(f"{start} 10:00")))

    assert any(zh in sentence for sentence in explain(ends.derivation, "zh"))
    assert any(en in sentence for sentence in explain(ends.derivation, "en"))


@pytest.mark.parametrize("code", sorted(load_limits()))
def test_nothing_customary_is_presented_as_law(code: str) -> None:
    rule = load_limits()[code]
    last = explain(due(Clock(limit=rule, started_at=at("2026-03-02 10:00"))).derivation, "zh")[-1]

    assert last.startswith("惯例设定（非法定）" if rule.confidence == "C" else f"依据：{rule.basis}")


def test_suspensions_and_extensions_are_explained() -> None:
    running = clock("2026-03-02", 5, Unit.WD, extension=Extension(value=5))
    running = running.suspend(
        at("2026-03-03 09:00"), at("2026-03-05 09:00"), reason="送检", basis="行政强制法第二十五条"
    )
    running = running.extend(2, reason="案情复杂", by="张某", at=at("2026-03-06 09:00"))

    zh = explain(due(running).derivation, "zh")
    assert (
        "2026年3月3日（周二）起中止，2026年3月5日（周四）恢复，扣除2日：送检（行政强制法第二十五条）。" in zh
    )
    assert "2026年3月6日（周五）经张某批准延长2个工作日：案情复杂。" in zh
