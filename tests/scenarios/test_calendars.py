"""The national calendar, day by day against two independent data sets, and the reader of notices."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from domain.work_calendar import Level
from scenarios.calendars import load_layers, national_calendar, stack
from scenarios.errors import DefinitionWrong

YEARS = (2024, 2025, 2026)

# Days on which a data set differs from ours, with the reason. There are none.
EXPLAINED: dict[date, str] = {}


def days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_the_years_that_are_known() -> None:
    assert national_calendar().years == frozenset(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_chinesecalendar(year: int) -> None:
    calendar = national_calendar()

    differ = [day for day in days(year) if calendar.day(day).is_working != chinese_calendar.is_workday(day)]
    assert [day for day in differ if day not in EXPLAINED] == []


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_holidays(year: int) -> None:
    calendar, china = national_calendar(), holidays.country_holidays("CN", years=year)

    differ = [day for day in days(year) if calendar.day(day).is_working != china.is_working_day(day)]
    assert [day for day in differ if day not in EXPLAINED] == []


@pytest.mark.parametrize(("year", "working"), [(2024, 251), (2025, 248), (2026, 248)])
def test_how_many_days_are_worked(year: int, working: int) -> None:
    assert sum(national_calendar().day(day).is_working for day in days(year)) == working


@pytest.mark.parametrize("layer", [layer for layer in load_layers() if layer.level is Level.NATION])
def test_each_notice_is_named(layer) -> None:  # type: ignore[no-untyped-def] # the parameter is what load_layers gives
    assert layer.notice.number.startswith("国办发明电〔")
    assert layer.notice.published_on.year == layer.year - 1
    assert str(layer.year) in layer.notice.title


LOCAL = """\
region: "500112"
year: 2026
notice:
  title: 关于民族节日放假的通知
  issuer: 渝北区人民政府办公室
  confidence: H
days-off:
  - {name: 民族节日, name-en: Local festival, first: 2026-04-20, last: 2026-04-21}
make-up:
  - {day: 2026-04-25, name: 民族节日, name-en: Local festival}
"""


def test_a_local_notice_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "2026.yaml").write_text(LOCAL, encoding="utf-8")

    calendar = stack((*load_layers(), *load_layers(tmp_path)), regions=("500112",))
    assert [calendar.day(date(2026, 4, d)).is_working for d in (17, 20, 21, 22, 25)] == [
        True,
        False,
        False,
        True,
        True,
    ]


def test_a_later_notice_of_the_year_overrides(tmp_path: Path) -> None:
    (tmp_path / "2026.yaml").write_text(LOCAL, encoding="utf-8")
    (tmp_path / "2026-changed.yaml").write_text(
        LOCAL.replace("2026-04-20, last: 2026-04-21", "2026-04-22, last: 2026-04-22").replace(
            "2026-04-25", "2026-04-21"
        ),
        encoding="utf-8",
    )

    calendar = stack((*load_layers(), *load_layers(tmp_path)), regions=("500112",))
    assert [calendar.day(date(2026, 4, d)).is_working for d in (20, 21, 22)] == [False, True, False]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        pytest.param(
            LOCAL.replace("first: 2026-04-20", "first: soon"), 8, "days-off.0.first", id="not a date"
        ),
        pytest.param(LOCAL.replace("make-up:", "makeup:"), 9, "makeup", id="an unknown key"),
        pytest.param("year: [2026", 2, "is not YAML", id="not YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "2026.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(DefinitionWrong, match=f"2026.yaml:{line}: {reason}"):
        load_layers(tmp_path)
