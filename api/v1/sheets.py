"""Lists as spreadsheets: the cases of a box as they are filtered, and the register of numbers."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Response
from sqlmodel import Session

from api.away import LedgerAway
from api.clock import now
from api.identity import Asking
from api.resources import Resources, Served
from api.shapes import CaseSummaryOut
from api.sheets import MOST, Cell, Column, ExportTooLarge, download, spreadsheet
from api.v1.cases import Box
from api.v1.register import OWN, Code, Status, Year
from api.views import summary
from api.web.language import Language
from api.web.lights import light_words
from domain.light import Light
from domain.office_time import clock_time, last_day, local, local_day
from domain.organisation import Person
from store import cases
from store.overdue import Age
from store.register import Register, RegisterLine, issuer_for, register_rows
from store.snapshot import snapshot
from store.supervision import Heading, bodies_of, last_letters

router = APIRouter(tags=["cases"])

_AT_A_TIME = 1000
_SECONDS = 120.0
_TWO_AT_ONCE = CapacityLimiter(2)
"""Spreadsheets are made in threads of their own, so that they do not take those of the pages."""
_ZH = Language("zh")
_TITLES = {
    "todo": "待办事项",
    "opened": "本单位发起事项",
    "watch": "关注事项",
    "overdue": "逾期事项",
    "supervision": "督办案件",
    "all": "可见事项",
}
_STATUSES = {
    "issued": "已签发",
    "served": "已送达",
    "answered": "已回应",
    "voided": "已作废",
    "withdrawn": "已撤销",
}

CASES = (
    Column("编号", width=26),
    Column("标题", width=40),
    Column("类别", width=16),
    Column("环节", width=18),
    Column("状态", width=12),
    Column("责任单位", width=20),
    Column("发起单位", width=20),
    Column("发起时间", "moment", 17),
    Column("到期日", "day", 12),
    Column("到期时刻", width=10),
    Column("逾期天数", "number", 10),
    Column("下一梯次", width=16),
    Column("梯次到点日", "day", 12),
    Column("梯次到点时刻", width=14),
    Column("办结时间", "moment", 17),
    Column("紧急", width=8),
)
LETTERS = (Column("被监督单位", width=20), Column("最近文书", width=14), Column("文号", width=24))
REGISTER = (
    Column("发文字号", width=26),
    Column("文书", width=26),
    Column("主送机关", width=22),
    Column("签发时间", "moment", 17),
    Column("事项编号", width=26),
    Column("事项", width=40),
    Column("文书状态", width=12),
    Column("作废、撤销理由", width=30),
    Column("作废、撤销时间", "moment", 17),
)


@router.get("/cases.xlsx", response_class=Response)
async def cases_sheet(
    resources: Served,
    person: Asking,
    box: Box = "todo",
    definition: str | None = None,
    light: Light | None = None,
    overdue: bool | None = None,  # noqa: FBT001  (a query parameter)
    holder: str | None = None,
    stage: str | None = None,
    age: Age | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return a box as a spreadsheet, filtered as `GET /cases` does; the whole of it or nothing."""
    at = now()
    asked = cases.Filter(
        box,
        at,
        definition=definition,
        light=light,
        is_overdue=overdue,
        holder=holder,
        words=q or None,
        limit=_AT_A_TIME,
        stage=stage,
        age=age,
    )
    columns = CASES + LETTERS if box == "supervision" else CASES

    def made(session: Session) -> bytes:
        if cases.count_in(session, person, asked, most=MOST + 1) > MOST:
            raise ExportTooLarge
        return spreadsheet(_TITLES[box], columns, case_rows(resources, session, person, asked))

    return download(await _made(resources, made), f"{_TITLES[box]}{_stamp(at)}", f"cases{_stamp(at)}")


@router.get("/register.xlsx", response_class=Response)
async def register_sheet(
    resources: Served,
    person: Asking,
    issuer: Code = OWN,
    kind: Code | None = None,
    year: Year = None,
    status: Status | None = None,
) -> Response:
    """Return the register of numbers as a spreadsheet, filtered as `GET /register` does; the whole of it or nothing."""
    at = now()
    asked = Register(
        issuer=person.org_code if issuer == OWN else issuer,
        year=year or local_day(at).year,
        kinds=(kind,) if kind else (),
        status=status,
        limit=100,
    )

    def made(session: Session) -> bytes:
        issuer_for(session, person, asked.issuer)
        return spreadsheet("发文登记簿", REGISTER, _register_rows(session, asked))

    name = f"发文登记簿{asked.year}年{_stamp(at)}"
    return download(await _made(resources, made), name, f"register-{asked.year}{_stamp(at)}")


async def _made(resources: Resources, make: Callable[[Session], bytes]) -> bytes:
    """Make a spreadsheet of one snapshot of the ledger, in a thread.

    Raises:
        LedgerAway: It takes too long.
    """

    def in_thread() -> bytes:
        with snapshot(resources.engine) as session:
            return make(session)

    try:
        async with asyncio.timeout(_SECONDS):
            return await to_thread.run_sync(in_thread, abandon_on_cancel=True, limiter=_TWO_AT_ONCE)
    except TimeoutError as error:
        raise LedgerAway from error


def _stamp(at: datetime) -> str:
    return f"-{local(at):%Y%m%d-%H%M}"


def case_rows(
    resources: Resources, session: Session, person: Person, asked: cases.Filter
) -> Iterator[Sequence[Cell]]:
    """Yield the lines of a box, read page by page; what was written is let go."""
    while True:
        found = cases.cases_in(session, person, asked)
        shown = found[: asked.limit]
        names = cases.names_of(
            session, {code for row in shown for code in (row.holder, row.opened_org) if code}
        )
        letters = _letters(session, [row.id for row in shown]) if asked.box == "supervision" else {}
        for row in shown:
            definition = resources.shelf.definition(session, row.digest)
            said = summary(row, definition, names, at=asked.now)
            yield (*_case(said, definition.procedure.title, asked.now), *letters.get(row.id, ()))
        if len(found) <= asked.limit:
            return
        asked = replace(asked, after=(cases.sort_key(shown[-1], asked.box), shown[-1].id))
        session.expunge_all()


def _case(case: CaseSummaryOut, definition: str, at: datetime) -> tuple[Cell, ...]:
    rung = case.next_rung
    late = (at - case.due_at).days if case.is_overdue and case.due_at else None
    return (
        case.number,
        case.title,
        definition,
        case.stage.title,
        light_words(_ZH, case.light),
        case.holder.name if case.holder else None,
        case.opened_by.name,
        case.opened_at,
        last_day(case.due_at) if case.due_at else None,
        clock_time(case.due_at) if case.due_at else None,
        late,
        f"{rung.level} {rung.title}" if rung else None,
        last_day(rung.at) if rung else None,
        clock_time(rung.at) if rung else None,
        case.closed_at,
        "是" if case.is_urgent else None,
    )


def _letters(session: Session, ids: list[str]) -> dict[str, tuple[Cell, ...]]:
    bodies, letters, none = bodies_of(session, ids), last_letters(session, ids), Heading("", "", "")
    names = cases.names_of(session, set(bodies.values()))
    told = {each: letters.get(each, none) for each in ids}
    return {each: (names.get(bodies.get(each, "")), told[each].title, told[each].number) for each in ids}


def _register_rows(session: Session, asked: Register) -> Iterator[Sequence[Cell]]:
    while True:
        found = register_rows(session, asked)
        shown = found[: asked.limit]
        yield from (_register_line(each) for each in shown)
        if len(found) <= asked.limit:
            return
        asked = replace(asked, after=(shown[-1].issued_at, shown[-1].id))


def _register_line(line: RegisterLine) -> tuple[Cell, ...]:
    return (
        line.number,
        line.title,
        line.addressee_name,
        line.issued_at,
        line.case_number,
        line.case_title,
        _STATUSES[line.status],
        line.reason,
        line.ended_at,
    )
