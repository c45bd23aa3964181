"""The ladder in words: which rung comes next and when, who is told, what sets a rung off, what it rests on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from api.ladders import LadderRungOut
from api.shapes import CaseOut, CaseSummaryOut
from api.web.language import Language
from domain.ladder import Recipient
from domain.limit import Unit
from domain.office_time import clock_time, last_day, local, local_day
from domain.wording import day_en, length_en, length_zh, zh_date
from store.cases import names_of
from store.organisations import recipient_in

State = Literal["climbed", "next", "ahead"]


@dataclass(frozen=True)
class RungLine:
    """One rung as the page of a case shows it; `entry` leads to the line of the case file that recorded it."""

    level: str
    title: str
    state: State
    when: str
    entry: str | None
    tells: str
    signs: str
    effect: str
    basis: str
    is_customary: bool


def rung_moment(language: Language, at: datetime, now: datetime) -> str:
    """Write the moment of a rung to the minute, with the year only if it is another one; midnight is 24:00."""
    on = last_day(at)
    is_this_year = on.year == local(now).year
    day = zh_date(on).partition("年")[2] if is_this_year else zh_date(on)
    day_in_english = " ".join(day_en(on).split()[1 : 3 if is_this_year else 4])  # without the weekday
    return f"{language.pick(day, day_in_english)} {clock_time(at)}"


def next_rung(language: Language, case: CaseSummaryOut, now: datetime) -> tuple[str, str]:
    """Return what a list says of the rung that comes next: its name, and when it comes."""
    if case.closed_at is not None:
        return "", ""
    if case.next_rung is None:
        return language.say("定时梯次已用完"), language.say("由监督机构办理")
    when = rung_moment(language, case.next_rung.at, now)
    return f"{case.next_rung.level} {language.title(case.next_rung)}", language.say(
        "%(when)s 到点", when=when
    )


def ladder_lines(session: Session, language: Language, case: CaseOut, now: datetime) -> list[RungLine]:
    """Return the rungs of the stage in words, with the organisations that they mean for this holder."""
    if case.holder is None:
        return []
    bodies = _bodies(session, case.ladder, case.holder.code)
    said = {each: bodies.get(each) or _recipient(language, each) for each in Recipient}
    return [_line(language, each, said, now) for each in case.ladder]


def _bodies(session: Session, ladder: list[LadderRungOut], holder: str) -> dict[Recipient, str]:
    """Return the names of those whom the rungs mean, as far as the registry has them."""
    meant = {each for rung in ladder for each in (*rung.tells, rung.signs) if each is not None}
    codes = {each: recipient_in(session, each, holder) for each in sorted(meant)}
    names = names_of(session, {code for code in codes.values() if code})
    return {each: names[code] for each, code in codes.items() if code in names}


def _recipient(language: Language, recipient: Recipient) -> str:
    match recipient:
        case Recipient.HOLDER:
            return language.say("责任单位")
        case Recipient.HOLDER_SUPERVISOR:
            return language.say("监督机构")
        case Recipient.GOVERNMENT:
            return language.say("人民政府")
        case Recipient.DISCIPLINE:
            return language.say("监察机关")


def _line(language: Language, rung: LadderRungOut, said: dict[Recipient, str], now: datetime) -> RungLine:
    is_climbed = rung.fired_at is not None or (
        rung.sets_off == "reminder" and rung.at is not None and rung.at <= now
    )
    state: State = "next" if rung.is_next else "ahead"
    return RungLine(
        level=rung.level,
        title=language.title(rung),
        state="climbed" if is_climbed else state,
        when=_when(language, rung, now),
        entry=f"/cases/{rung.case_id}#entry-{rung.seq}" if rung.case_id else None,
        tells=language.say("、").join(said[each] for each in rung.tells),
        signs=said[rung.signs] if rung.signs else "",
        effect=language.pick(rung.effect, rung.effect_en),
        basis=rung.basis or "",
        is_customary=rung.is_customary,
    )


def _when(language: Language, rung: LadderRungOut, now: datetime) -> str:
    if rung.fired_at is not None:
        when = f"{language.moment(rung.fired_at)}"
        return language.say("%(when)s 已触发", when=when)
    if rung.sets_off == "people":
        return language.say("由监督机构办理")
    if rung.sets_off == "reminder":
        on = local_day(rung.at) if rung.at else None
        day = language.pick(zh_date(on), " ".join(day_en(on).split()[1:])) if on else ""
        return language.say("%(day)s起，每个工作日提醒", day=day)
    if rung.at is not None:
        return language.say("%(when)s 到点", when=rung_moment(language, rung.at, now))
    if rung.after is None:
        return language.say("到期时")
    value, unit = rung.after.value, Unit(rung.after.unit)
    return language.say(
        "到期后%(length)s", length=language.pick(length_zh(value, unit), length_en(value, unit))
    )
