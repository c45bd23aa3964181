"""How days and lengths are written, in Chinese and in English."""

from collections.abc import Sequence
from datetime import date, datetime, time

from domain.limit import Unit
from domain.office_time import last_day, local

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {
    Unit.WD: ("个工作日", "working day"),
    Unit.ND: ("日（自然日）", "calendar day"),
    Unit.HR: ("小时", "hour"),
    Unit.BH: ("个办公小时", "office hour"),
    Unit.MIN: ("分钟", "minute"),
    Unit.MON: ("个月", "month"),
    Unit.YR: ("年", "year"),
}


def length_zh(value: int, unit: Unit) -> str:
    """Write a period in Chinese: 5个工作日."""
    return f"{value}{_UNITS[unit][0]}"


def length_en(value: int, unit: Unit) -> str:
    """Write a period in English: 5 working days."""
    return f"{value} {_UNITS[unit][1]}{'' if value == 1 else 's'}"


def zh_date(on: date) -> str:
    """Write a day as official documents do: Arabic digits, no leading zeros (GB/T 9704-2012)."""
    return f"{on.year}年{on.month}月{on.day}日"


def zh_moment(at: datetime) -> str:
    """Write a moment as official documents do, by the clocks of China: 2026年3月2日9时30分."""
    there = local(at)
    return f"{zh_date(there.date())}{there.hour}时{f'{there.minute}分' if there.minute else ''}"


def zh_due(due_at: datetime) -> str:
    """Write the moment that ends a period; midnight is 24时 of the day before."""
    is_midnight = local(due_at).time() == time.min
    return f"{zh_date(last_day(due_at))}24时" if is_midnight else zh_moment(due_at)


def day_zh(on: date) -> str:
    """Write a day in Chinese with its weekday."""
    return f"{zh_date(on)}（周{_WEEKDAYS_ZH[on.weekday()]}）"


def day_en(on: date) -> str:
    """Write a day in English with its weekday."""
    return f"{_WEEKDAYS_EN[on.weekday()]} {on.day} {_MONTHS_EN[on.month - 1]} {on.year}"


def runs_zh(runs: Sequence[tuple[date, date]]) -> str:
    """Write runs of days in Chinese, naming a year only where it changes."""
    written, year = [], 0
    for first, last in runs:
        text = f"{first.month}月{first.day}日"
        if first.year != year:
            text = f"{first.year}年{text}"
        if last.year != first.year:
            text += f"至{last.year}年{last.month}月{last.day}日"
        elif last.month != first.month:
            text += f"至{last.month}月{last.day}日"
        elif last != first:
            text += f"至{last.day}日"
        written.append(text)
        year = last.year
    return "、".join(written)


def runs_en(runs: Sequence[tuple[date, date]]) -> str:
    """Write runs of days in English, each with its year at the end."""
    written = []
    for first, last in runs:
        end = f"{last.day} {_MONTHS_EN[last.month - 1]} {last.year}"
        if first == last:
            written.append(end)
        elif (first.year, first.month) == (last.year, last.month):
            written.append(f"{first.day} to {end}")
        else:
            begin = f"{first.day} {_MONTHS_EN[first.month - 1]}"
            written.append(f"{begin}{f' {first.year}' if first.year != last.year else ''} to {end}")
    return ", ".join(written)
