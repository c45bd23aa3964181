"""Spreadsheets of lists: the same rows in the same order, real dates, plain texts, all or nothing."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from httpx import Response

from api import sheets
from api.sheets import Column, ExportTooLarge, not_too_many, spreadsheet
from api.v1 import sheets as calls
from domain.office_time import clock_time, local, local_day
from tests.api.eventually import eventually
from tests.api.office import Json, Office, problem
from tests.api.visitors import Visitor, words

_NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_DAY_ONE = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet knows no zones)
# Bodies that no other test uses.
SENDER, BODY, BODY_CODE = "rongchang.rs", "rongchang.rq", "500153-rq"
FORMULA = '=HYPERLINK("http://example.test","点我")'


class Sheet:
    """A finished spreadsheet as a reader's program sees it."""

    def __init__(self, content: bytes) -> None:
        with ZipFile(BytesIO(content)) as parts:
            self.names = parts.namelist()
            self.page = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
            self.styles = ET.fromstring(parts.read("xl/styles.xml"))
            book = ET.fromstring(parts.read("xl/workbook.xml"))
        self.title = book.find(".//x:sheet", _NS).attrib["name"]  # type: ignore[union-attr]  # each has one
        self.rows = [self._row(row) for row in self.page.iterfind(".//x:row", _NS)]

    @property
    def head(self) -> list[str]:
        return list(self.rows[0].values())

    def column(self, title: str) -> list[Any]:
        """Return the cells below a title."""
        place = next(letters for letters, value in self.rows[0].items() if value == title)
        return [row.get(place) for row in self.rows[1:]]

    def _row(self, row: ET.Element) -> dict[str, Any]:
        return {re.sub(r"\d", "", cell.attrib["r"]): self._value(cell) for cell in row.iterfind("x:c", _NS)}

    def _value(self, cell: ET.Element) -> Any:
        if cell.attrib.get("t") == "inlineStr":
            return "".join(text.text or "" for text in cell.iterfind(".//x:t", _NS))
        number = float(cell.findtext("x:v", namespaces=_NS) or "")
        return _DAY_ONE + timedelta(days=number) if self._is_date(cell) else number

    def _is_date(self, cell: ET.Element) -> bool:
        formats = self.styles.findall(".//x:cellXfs/x:xf", _NS)
        wanted = formats[int(cell.attrib.get("s", "0"))].attrib["numFmtId"]
        codes = {
            each.attrib["numFmtId"]: each.attrib["formatCode"]
            for each in self.styles.iterfind(".//x:numFmt", _NS)
        }
        return "yyyy" in codes.get(wanted, "")


def name_of(answer: Response) -> str:
    found = re.fullmatch(
        r'attachment; filename="[\x20-\x7e]+\.xlsx"; filename\*=UTF-8\'\'([A-Za-z0-9%._-]+)',
        answer.headers["content-disposition"],
    )
    assert found, answer.headers
    return unquote(found[1])


async def exported(office: Office, login: str, path: str = "/cases.xlsx", **params: Any) -> Sheet:
    answer = await office.call(login, "GET", path, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == sheets.MEDIA_TYPE
    return Sheet(answer.content)


@pytest.fixture(scope="module")
async def cases(office: Office) -> list[Json]:
    """Some plain cases, one whose title is a formula, one that is late."""
    received_on = local_day(datetime.now(UTC)) - timedelta(days=30)
    late = {"paper_received_on": received_on.isoformat(), "paper_reason": "补录"}
    opened = [await office.open(SENDER, receiver=BODY_CODE, title=f"导出{n}") for n in range(4)]
    opened.append(await office.open(SENDER, receiver=BODY_CODE, title=FORMULA, urgency="urgent"))
    opened.append(await office.open(SENDER, receiver=BODY_CODE, title="+1-1@导出逾期", **late))

    async def noticed() -> bool:
        return bool((await office.get(BODY, f"/cases/{opened[-1]['id']}"))["is_overdue"])

    assert await eventually(noticed)
    return opened


async def test_a_sheet_holds_the_list_in_its_order(office: Office, cases: list[Json]) -> None:
    listed = (await office.get(BODY, "/cases", box="todo", limit=100))["items"]
    sheet = await exported(office, BODY, box="todo")

    assert sheet.column("编号") == [case["number"] for case in listed]
    assert sheet.column("标题") == [case["title"] for case in listed]
    assert sheet.head == [column.title for column in calls.CASES]
    assert set(sheet.column("类别")) == {"线索移送"}
    assert set(sheet.column("责任单位")) == {case["holder"]["name"] for case in listed}


async def test_dates_are_dates(office: Office, cases: list[Json]) -> None:
    listed = (await office.get(BODY, "/cases", box="todo", limit=100))["items"]
    sheet = await exported(office, BODY, box="todo")

    opened = [local(datetime.fromisoformat(case["opened_at"])).replace(tzinfo=None) for case in listed]
    for cell, at in zip(sheet.column("发起时间"), opened, strict=True):
        assert abs(cell - at) < timedelta(seconds=1)
    whole = [await office.get(BODY, f"/cases/{case['id']}") for case in listed]
    assert [cell.date() for cell in sheet.column("到期日")] == [
        date.fromisoformat(case["due"]["on"]) for case in whole
    ]
    due_at = [datetime.fromisoformat(case["due_at"]) for case in listed]
    assert sheet.column("到期时刻") == [clock_time(at) for at in due_at]


async def test_what_people_write_is_never_a_formula(office: Office, cases: list[Json]) -> None:
    sheet = await exported(office, BODY, box="todo", q="HYPERLINK")

    assert sheet.column("标题") == [FORMULA]
    assert sheet.column("紧急") == ["是"]
    assert sheet.page.find(".//x:f", _NS) is None
    assert sheet.page.find(".//x:hyperlink", _NS) is None


async def test_the_sheet_is_filtered_as_the_list_is(office: Office, cases: list[Json]) -> None:
    sheet = await exported(office, "rongchang.sfj", box="overdue", holder=BODY_CODE, stage="sent")

    assert sheet.title == "逾期事项"
    assert sheet.column("标题") == ["+1-1@导出逾期"]
    assert sheet.column("逾期天数")[0] >= 5
    assert (await exported(office, "rongchang.sfj", box="overdue", holder=BODY_CODE, stage="reviewing")).rows[
        1:
    ] == []
    assert (await exported(office, "yubei.sfj", box="overdue", holder=BODY_CODE)).rows[1:] == []


async def test_a_list_longer_than_a_page_is_whole(
    office: Office, cases: list[Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "_AT_A_TIME", 2)
    listed = (await office.get(SENDER, "/cases", box="opened", limit=100))["items"]
    sheet = await exported(office, SENDER, box="opened")

    assert len(listed) >= 6
    assert sheet.column("编号") == [case["number"] for case in listed]


async def test_the_head_stays_and_every_column_can_be_filtered(office: Office, cases: list[Json]) -> None:
    sheet = await exported(office, BODY, box="todo")
    pane, filtered = sheet.page.find(".//x:pane", _NS), sheet.page.find(".//x:autoFilter", _NS)

    assert pane is not None
    assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "frozen")
    assert filtered is not None
    assert filtered.attrib["ref"] == f"A1:{list(sheet.rows[0])[-1]}{len(sheet.rows)}"


async def test_the_file_has_a_chinese_name(office: Office, cases: list[Json]) -> None:
    answer = await office.call(BODY, "GET", "/cases.xlsx", params={"box": "todo"})

    assert re.fullmatch(r"待办事项-\d{8}-\d{4}\.xlsx", name_of(answer))


async def test_too_long_a_list_is_refused_whole(
    office: Office, cases: list[Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "MOST", 3)

    problem(await office.call(BODY, "GET", "/cases.xlsx", params={"box": "todo"}), 422, "export-too-large")
    assert len((await exported(office, BODY, box="todo", q="导出1")).rows) == 2


def test_one_line_too_many_is_seen_while_writing() -> None:
    rows: Sequence[Sequence[str]] = [("a",)] * 4

    assert len(list(not_too_many(rows, most=4))) == 4
    with pytest.raises(ExportTooLarge):
        list(not_too_many(rows, most=3))


def test_a_cell_that_would_be_cut_is_refused() -> None:
    with pytest.raises(sheets.CellTooLong):
        spreadsheet("长", [Column("文字")], [("长" * 40_000,)])


async def test_the_register_comes_as_a_sheet(office: Office, cases: list[Json]) -> None:
    listed = (await office.get(SENDER, "/register", limit=100))["items"]
    sheet = await exported(office, SENDER, "/register.xlsx")

    assert sheet.title == "发文登记簿"
    assert sheet.column("发文字号") == [line["number"] for line in listed]
    assert {case["letters"][0]["number"] for case in cases} <= set(sheet.column("发文字号"))
    problem(
        await office.call(SENDER, "GET", "/register.xlsx", params={"issuer": "500112-scjg"}),
        403,
        "not-entitled",
    )


async def test_supervision_names_bodies_and_letters(office: Office) -> None:
    listed = (await office.get("rongchang.sfj", "/cases", box="supervision", limit=100))["items"]
    sheet = await exported(office, "rongchang.sfj", box="supervision")

    assert sheet.head[-3:] == ["被监督单位", "最近文书", "文号"]
    assert sheet.column("编号")[: len(listed)] == [case["number"] for case in listed]
    assert all(sheet.column("被监督单位"))


@pytest.mark.parametrize(
    ("login", "page"),
    [(BODY, "/?box=todo&q=导出"), ("rongchang.sfj", f"/overdue?holder={BODY_CODE}"), (SENDER, "/register")],
)
async def test_the_pages_offer_the_sheet_of_what_they_show(
    app: FastAPI, cases: list[Json], login: str, page: str
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(login)
    html = await visitor.page(page)
    found = re.search(r'href="(/[a-z]+\.xlsx\?[^"]*)"', html)

    assert found
    answer = await visitor.get(found[1].replace("&amp;", "&"))
    assert answer.status_code == 200
    shown = html.count('<tr class="case-row') or len(re.findall(r'<td data-label="发文字号">', html))
    assert len(Sheet(answer.content).rows) - 1 == shown


async def test_a_refused_sheet_is_told_as_a_page(
    app: FastAPI, cases: list[Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "MOST", 3)
    visitor = Visitor(app)
    await visitor.sign_in(BODY)
    answer = await visitor.get("/cases.xlsx?box=todo")

    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("text/html")
    assert "请先缩小范围" in words(answer.text)


async def test_whoever_is_not_signed_in_gets_no_sheet(app: FastAPI) -> None:
    visitor = Visitor(app)

    assert (await visitor.get("/cases.xlsx?box=all")).headers["location"].startswith("/sign-in?next=")
    assert (await visitor.get("/api/v1/cases.xlsx?box=all")).status_code == 401


async def test_statistics_are_numbers_with_a_line_for_each_organisation(office: Office) -> None:
    await office.open(stage="archived")
    told = await office.get("yubei.cg", "/definitions/clue-transfer/statistics")
    sheet = await exported(office, "yubei.cg", "/definitions/clue-transfer/statistics.xlsx")

    lines = [(each["title"], of) for each in told["kept"] for of in (each, *each["bodies"])]
    assert sheet.column("指标") == [title for title, _ in lines]
    assert sheet.column("件数") == [of["n"] for _, of in lines]
    assert sheet.column("数值") == [
        None if of["value"] is None else pytest.approx(of["value"]) for _, of in lines
    ]
    assert sheet.column("单位")[:2] == ["全部", told["kept"][0]["bodies"][0]["body"]["name"]]
