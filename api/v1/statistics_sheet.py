"""The statistics of a definition as a spreadsheet: a line for each statistic, and one for each organisation."""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter, Response

from api.clock import now
from api.identity import Asking
from api.resources import Served
from api.sheets import Cell, Column, download, spreadsheet
from api.v1.definitions import definition_named
from api.v1.register import Year
from api.v1.statistics import OfBodyOut, Region, StatisticOut, StatisticsOut, taken
from domain.office_time import local_day
from store.statistics import Asked

router = APIRouter(tags=["definitions"])

COLUMNS = (
    Column("指标", width=24),
    Column("单位", width=24),
    Column("件数", "number", 10),
    Column("数值", "number", 14),
    Column("口径", width=8),
    Column("计量单位", width=10),
    Column("未能计算件数", "number", 14),
)
_SUMMARIES = {"sum": "合计", "mean": "平均", "rate": "比率"}
_ALL = "全部"


@router.get("/definitions/{name}/statistics.xlsx", response_class=Response)
async def statistics_sheet(
    resources: Served, person: Asking, name: str, year: Year = None, region: Region = None
) -> Response:
    """Return the statistics of a definition as a spreadsheet; a rate is a share from 0 to 1."""
    definition = definition_named(resources, name)
    asked = Asked(name, year or local_day(now()).year, region)
    found = await resources.read(lambda session: taken(session, person, definition, asked))
    title = f"{definition.procedure.title}统计{asked.year}年"
    return download(spreadsheet("统计", COLUMNS, _rows(found)), title, f"statistics-{name}-{asked.year}")


def _rows(found: StatisticsOut) -> Iterator[Sequence[Cell]]:
    for each in found.kept:
        yield _row(each, _ALL, each)
        for of in each.bodies:
            yield _row(each, of.body.name, of)


def _row(rule: StatisticOut, body: str, numbers: StatisticOut | OfBodyOut) -> Sequence[Cell]:
    summary = _SUMMARIES[rule.as_]
    return rule.title, body, numbers.n, numbers.value, summary, rule.unit, numbers.failed
