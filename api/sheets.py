"""Lists as spreadsheets: every cell says what it is, and nothing that somebody has written is ever a formula."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Literal
from urllib.parse import quote

from fastapi import Response
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.office_time import local
from domain.refusal import Refusal

MOST = 50_000
"""How many lines a spreadsheet holds; whoever needs more narrows the list."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | date | datetime | None
# The library would guess what a text is: a formula, an address, a number. A text is a text.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_HEAD = {"bold": True, "bg_color": "#EDF1F6", "bottom": 1, "valign": "vcenter"}


class ExportTooLarge(Refusal):
    """The list has more lines than a spreadsheet takes; nothing is sent rather than a part."""

    code = "export-too-large"

    def __init__(self, most: int = MOST) -> None:
        super().__init__(
            f"超过{most}条，不能一次导出，请先缩小范围",
            f"More than {most} lines cannot be exported at once; narrow the list first.",
            most=most,
        )


class CellTooLong(Refusal):
    """A text is longer than a cell holds, and is not to be cut."""

    code = "export-cell-too-long"


@dataclass(frozen=True)
class Column:
    """A column: its title, what its cells are, and how wide it is in characters."""

    title: str
    kind: Literal["text", "day", "moment", "number"] = "text"
    width: int = 14


def not_too_many(rows: Iterable[Sequence[Cell]], most: int = MOST) -> Iterator[Sequence[Cell]]:
    """Yield the lines.

    Raises:
        ExportTooLarge: There are more than a spreadsheet takes.
    """
    for number, row in enumerate(rows, start=1):
        if number > most:
            raise ExportTooLarge(most)
        yield row


def spreadsheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook with one sheet; rows are written as they come and not kept.

    Raises:
        ExportTooLarge: There are too many rows.
        CellTooLong: A text does not fit into a cell.
    """
    written = BytesIO()
    with Workbook(written, _OPTIONS) as book:
        page = book.add_worksheet(title)
        page.freeze_panes(1, 0)
        _write_head(page, columns, book.add_format(_HEAD))
        formats = {
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        last = 0
        for last, row in enumerate(not_too_many(rows), start=1):
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                _write(page, last, place, cell, formats.get(column.kind))
        page.autofilter(0, 0, last, len(columns) - 1)
    return written.getvalue()


def _write_head(page: Worksheet, columns: Sequence[Column], look: Format) -> None:
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
    page.set_row(0, 22)
    for place, column in enumerate(columns):
        page.write_string(0, place, column.title, look)


def _write(page: Worksheet, row: int, place: int, cell: Cell, look: Format | None) -> None:
    result = 0
    match cell:
        case None | "":
            return
        case datetime():
            # A spreadsheet knows no zones; it shows what clocks in China show.
            result = page.write_datetime(row, place, local(cell).replace(tzinfo=None), look)
        case date():
            result = page.write_datetime(row, place, cell, look)
        case int() | float():
            result = page.write_number(row, place, cell)
        case str():
            result = page.write_string(row, place, cell)
    if result < 0:
        raise CellTooLong("单元格内容过长，不能导出", "A text is too long for a cell.")


def download(content: bytes, name: str, ascii_name: str) -> Response:
    """Return a spreadsheet as a file to keep, under a Chinese name (RFC 5987) and a plain one for old programs."""
    names = f"attachment; filename=\"{ascii_name}.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return Response(content, media_type=MEDIA_TYPE, headers={"Content-Disposition": names})
