"""吹哨单 and 吹哨处置单: one of each for every department that is called."""

from datetime import datetime

import pytest

from domain.wording import zh_moment
from tests.api.lettered import acted, letters_of, said
from tests.api.matters import TOWNSHIP, all_run, once, opened, task, whistled
from tests.api.office import Json, Office

FIRE, URBAN = "500112-xf", "500112-cg"


@pytest.fixture(scope="module")
async def whistle(office: Office) -> Json:
    case = await opened(office, TOWNSHIP, whistled(FIRE, URBAN))
    return await once(office, TOWNSHIP, case, all_run)


async def test_each_department_gets_a_sheet_of_its_own_from_the_township(
    office: Office, whistle: Json
) -> None:
    sheets = {}
    for org, login in ((FIRE, "yubei.xf"), (URBAN, "yubei.cg")):
        answer = task(whistle, f"answer-{org}")
        sheets[org] = (await letters_of(office, login, answer["case_id"]))["whistle-sheet"]

    assert {org: letter["addressee"] for org, letter in sheets.items()} == {FIRE: FIRE, URBAN: URBAN}
    assert {letter["issuer"] for letter in sheets.values()} == {"500112-shuanglonghu"}
    assert len({letter["number"] for letter in sheets.values()}) == 2
    text = said(sheets[FIRE])
    assert "吹哨事项小区消防通道被堵" in text
    assert "哨声类别应急处置哨" in text
    assert "应哨时限吹哨后10分钟内（" in text
    assert "到场时限吹哨后30分钟内" in text
    assert "地点双龙湖街道锦程苑" in text


async def test_an_officer_of_the_township_stands_for_it_and_not_the_engine(
    office: Office, whistle: Json
) -> None:
    answer = task(whistle, f"answer-{FIRE}")
    entries = await office.get(TOWNSHIP, f"/cases/{whistle['id']}/entries")
    text = said((await letters_of(office, TOWNSHIP, answer["case_id"]))["whistle-sheet"])

    assert entries[0]["actor_name"] != "系统"
    assert f"经办人{entries[0]['actor_name']}" in text


async def test_the_record_has_the_times_of_the_acts_themselves(office: Office, whistle: Json) -> None:
    case_id = task(whistle, f"answer-{FIRE}")["case_id"]
    await acted(office, "yubei.xf", case_id, "answer", {"people": "甘渝生等2人"})
    await acted(office, "yubei.xf", case_id, "arrive", {"people": "甘渝生、牟芸"})
    outcome = {"outcome": "resolved", "measures": "移车并恢复通道。", "follow_up": "月底回访。"}
    await acted(office, "yubei.xf", case_id, "report", outcome)
    await acted(office, TOWNSHIP, case_id, "accept", {"rating": 4, "comment": "处置得当。"})
    entries = await office.get(TOWNSHIP, f"/cases/{case_id}/entries")
    at = {entry["action"]: zh_moment(datetime.fromisoformat(entry["at"])) for entry in entries}
    letters = await letters_of(office, "yubei.xf", case_id)
    text = said(letters["whistle-record"])

    assert f"应哨时间{at['answer']}" in text
    assert f"到场时间{at['arrive']}" in text
    assert f"处置结果已解决（{at['report']}反馈）" in text
    assert f"我单位于{at['open']}吹哨（{letters['whistle-sheet']['number']}吹哨单）" in text
    assert "到场人员甘渝生、牟芸" in text
    assert "处置措施移车并恢复通道。" in text
    assert "后续安排月底回访。" in text
    assert "镇街评价4分（满分5分）处置得当。" in text
    assert (letters["whistle-record"]["issuer"], letters["whistle-record"]["addressee"]) == (
        "500112-shuanglonghu",
        FIRE,
    )
