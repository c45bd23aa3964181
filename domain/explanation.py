"""A due date in sentences that a clerk can check against the calendar on the wall."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from domain.limit import Confidence, Unit
from domain.office_time import clock_time, last_day, local, local_day
from domain.wording import day_en, day_zh, length_en, length_zh, runs_en, runs_zh

if TYPE_CHECKING:
    from domain.clock import Suspension
    from domain.derivation import Derivation, Marked

Lang = Literal["zh", "en"]
Sentence = tuple[str, str]


def explain(derivation: "Derivation", lang: Lang) -> list[str]:
    """Return the due date's history, a sentence a step: event, days passed over, roll, end, basis."""
    which = 0 if lang == "zh" else 1
    return [sentence[which] for sentence in _steps(derivation)]


def _steps(derivation: "Derivation") -> Iterator[Sentence]:
    yield _event(derivation)
    yield _first_day(derivation)
    yield from _by_day(derivation)
    for pause in derivation.suspensions:
        yield _pause(pause, derivation.limit.unit)
    yield from _extensions(derivation)
    yield from _roll(derivation)
    yield _end(derivation)
    yield from _unpublished(derivation)
    yield _basis(derivation)


def _event(derivation: "Derivation") -> Sentence:
    limit, at = derivation.limit, local(derivation.started_at)
    on, hour = at.date(), "" if limit.unit.is_days else f" {at:%H:%M}"
    return (
        f"起算事件：{day_zh(on)}{hour}{limit.starts_at}；时限{length_zh(limit.value, limit.unit)}。",
        f"Event: {limit.starts_at_en}, {day_en(on)}{hour}; limit {length_en(limit.value, limit.unit)}.",
    )


def _first_day(derivation: "Derivation") -> Sentence:
    limit = derivation.limit
    if limit.backward:
        return (
            f"自事件日倒推，事件日与送达日均不计入，中间须满{length_zh(limit.value, limit.unit)}。",
            f"Counted back from the event: {length_en(limit.value, limit.unit)} lie in full between, neither end counted.",
        )
    if limit.unit is Unit.BH:
        return ("只计办公时间。", "Only office time counts.")
    if not limit.unit.is_days:
        return (
            "按小时（分钟）计算，自事件发生时起算，昼夜及节假日连续计算（《民法典》第二百零一条第二款）。",
            "Hours and minutes run at once, through nights and holidays (Civil Code, art. 201).",
        )
    if limit.unit in (Unit.MON, Unit.YR):
        return (
            "事件日不计入；到期月的对应日为最后一日，没有对应日的为月末日（《民法典》第二百零一条、第二百零二条）。",
            (
                "The day of the event is not counted; the period ends on the corresponding day, "
                "or the month's last (Civil Code, arts 201, 202)."
            ),
        )
    return (
        "事件日不计入，自次日起算（《民法典》第二百零一条）。",
        "The day of the event is not counted; counting starts the next day (Civil Code, art. 201).",
    )


def _by_day(derivation: "Derivation") -> Iterator[Sentence]:
    """Yield what was passed over and what counted by notice, in the order of the calendar."""
    marks = [(marked, False) for marked in derivation.skipped] + [
        (marked, True) for marked in derivation.worked
    ]
    for marked, counts in sorted(marks, key=lambda mark: mark[0].runs[0]):
        yield _counted(marked) if counts else _skipped(marked)


def _skipped(marked: "Marked") -> Sentence:
    zh, en = (f"（{marked.notice}）", f" ({marked.notice})") if marked.notice else ("", "")
    return (
        f"{runs_zh(marked.runs)}{marked.name}，不计入{zh}。",
        f"Not counted: {runs_en(marked.runs)}, {marked.name_en}{en}.",
    )


def _counted(marked: "Marked") -> Sentence:
    days_zh = "、".join(day_zh(on) for on in _days(marked))
    days_en = ", ".join(day_en(on) for on in _days(marked))
    return (
        f"{days_zh}调休上班（{marked.name}），计入（{marked.notice}）。",
        f"Counted: {days_en}, worked for {marked.name_en} ({marked.notice}).",
    )


def _days(marked: "Marked") -> Iterator[date]:
    for first, last in marked.runs:
        for n in range((last - first).days + 1):
            yield first + timedelta(days=n)


def _pause(pause: "Suspension", unit: Unit) -> Sentence:
    begins, ends = local(pause.from_at), local(pause.until_at)
    why_zh, why_en = f"：{pause.reason}（{pause.basis}）。", f": {pause.reason} ({pause.basis})."
    if not unit.is_days:
        return (
            f"{day_zh(begins.date())} {begins:%H:%M}至{day_zh(ends.date())} {ends:%H:%M}中止，不计入{why_zh}",
            f"Suspended {day_en(begins.date())} {begins:%H:%M} to {day_en(ends.date())} {ends:%H:%M}{why_en}",
        )
    days = (ends.date() - begins.date()).days
    return (
        f"{day_zh(begins.date())}起中止，{day_zh(ends.date())}恢复，扣除{days}日{why_zh}",
        (
            f"Suspended from {day_en(begins.date())}, running again on {day_en(ends.date())}, "
            f"{length_en(days, Unit.ND)} taken out{why_en}"
        ),
    )


def _extensions(derivation: "Derivation") -> Iterator[Sentence]:
    unit = derivation.limit.unit
    for extended in derivation.extensions:
        on = local_day(extended.at)
        yield (
            f"{day_zh(on)}经{extended.by}批准延长{length_zh(extended.value, unit)}：{extended.reason}。",
            (
                f"Extended by {length_en(extended.value, unit)} on {day_en(on)}, "
                f"granted by {extended.by}: {extended.reason}."
            ),
        )


def _roll(derivation: "Derivation") -> Iterator[Sentence]:
    """Yield what becomes of a period that ends on a rest day."""
    if not derivation.at_end:
        return
    due_on, run_zh, run_en = last_day(derivation.due_at), *_rest_at_end(derivation.at_end)
    if derivation.rolls:
        yield (
            f"最后一日为休息日（{run_zh}），顺延至{day_zh(due_on)}（《民法典》第二百零三条第一款）。",
            (
                f"The last day is a rest day ({run_en}), so the period ends on the first day after it, "
                f"{day_en(due_on)} (Civil Code, art. 203)."
            ),
        )
        return
    yield (
        f"最后一日{day_zh(due_on)}为休息日（{run_zh}），此类时限从严掌握，不顺延。",
        (
            f"The last day, {day_en(due_on)}, is a rest day ({run_en}); a limit of this kind is read strictly "
            "and does not roll."
        ),
    )
    if derivation.operational_on < due_on:
        yield (
            f"应于此前最后一个工作日{day_zh(derivation.operational_on)}前（含当日）办妥。",
            f"Be done by the last working day before, {day_en(derivation.operational_on)}.",
        )


def _rest_at_end(marks: "Sequence[Marked]") -> Sentence:
    ordered = sorted(marks, key=lambda marked: marked.runs[0])
    return (
        "；".join(f"{runs_zh(marked.runs)}{marked.name}{_notice(marked)}" for marked in ordered),
        "; ".join(f"{runs_en(marked.runs)} {marked.name_en}{_notice(marked)}" for marked in ordered),
    )


def _notice(marked: "Marked") -> str:
    return f" {marked.notice}" if marked.notice else ""


def _end(derivation: "Derivation") -> Sentence:
    on, hour = last_day(derivation.due_at), clock_time(derivation.due_at)
    if not derivation.limit.unit.is_days:
        return (f"截止：{day_zh(on)} {hour}。", f"Due: {day_en(on)} {hour}.")
    why_zh, why_en = (
        ("截止于业务时间结束", "close of business") if derivation.closes else ("截止于当日24时", "end of day")
    )
    return (
        f"截止：{day_zh(on)} {hour}（{why_zh}，《民法典》第二百零三条第二款）。",
        f"Due: {day_en(on)} {hour} ({why_en}; Civil Code, art. 203).",
    )


def _unpublished(derivation: "Derivation") -> Iterator[Sentence]:
    for year in derivation.unpublished:
        yield (
            f"暂定：{year}年放假安排尚未载入，暂按周一至周五为工作日推算，载入后重新计算。",
            (
                f"Provisional: the holiday notice for {year} is not loaded; Monday to Friday are assumed "
                "to be worked, and the date is counted again once it is."
            ),
        )


def _basis(derivation: "Derivation") -> Sentence:
    """Say what the limit rests on. What is customary is never presented as law."""
    limit = derivation.limit
    zh, en = limit.basis, limit.basis_en or limit.basis
    if limit.confidence is Confidence.C:
        return (
            f"惯例设定（非法定）{f'，{zh}' if zh else ''}。",
            f"Basis: customary, not statutory{f'; {en}' if en else ''}.",
        )
    if limit.confidence is Confidence.M:
        return (
            f"依据：{zh}（转引，使用前请核对原文）。",
            f"Basis: {en} (second-hand: check the text before use).",
        )
    return (f"依据：{zh}。", f"Basis: {en}.")
