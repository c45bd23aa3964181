"""Evidence taken once is there for every department of the matter, and for nobody else."""

import pytest

from tests.api.matters import TOWNSHIP, all_run, once, opened, task, whistled
from tests.api.office import Json, Office, problem

FIRST, SECOND, STRANGER = "yubei.xf", "yubei.cg", "yubei.nyzd"


@pytest.fixture
async def matter(office: Office) -> Json:
    """A whistle for two departments, the first of which has reported with a photograph."""
    case = await opened(office, TOWNSHIP, whistled("500112-xf", "500112-cg"))
    case = await once(office, TOWNSHIP, case, lambda now: all_run(now) and len(now["tasks"]) == 2)
    photo = await office.stored(FIRST, "消防通道照片".encode(), "消防通道.txt")
    own = await office.get(FIRST, f"/cases/{task(case, 'answer-500112-xf')['case_id']}")
    own = await office.done(FIRST, own, "answer", {})
    own = await office.done(FIRST, own, "arrive", {"people": "三人"})
    report = {"outcome": "resolved", "measures": "已清除", "evidence": [photo]}
    await office.done(FIRST, own, "report", report)
    case = await once(office, TOWNSHIP, case, lambda now: bool(now["evidence"]))
    return case | {"photo": photo}


async def test_what_a_task_has_gathered_stands_in_the_manifest_of_the_matter(
    office: Office, matter: Json
) -> None:
    (file,) = matter["evidence"]

    assert (file["hash"], file["organisation"]) == (matter["photo"], "500112-xf")
    path = f"/cases/{matter['id']}/evidence/{matter['photo']}"
    assert (await office.call(SECOND, "GET", path)).content == "消防通道照片".encode()
    assert (await office.call(STRANGER, "GET", path)).status_code == 404


async def test_another_department_of_the_matter_may_name_it(office: Office, matter: Json) -> None:
    own = await office.get(SECOND, f"/cases/{task(matter, 'answer-500112-cg')['case_id']}")
    own = await office.done(SECOND, own, "add-evidence", {"files": [matter["photo"]]})

    assert [file["hash"] for file in own["evidence"]] == [matter["photo"]]


async def test_who_has_no_part_in_the_matter_may_not(office: Office, matter: Json) -> None:
    clue = await office.send("yubei.scjg", evidence=[matter["photo"]])

    problem(clue, 422, "evidence-missing")
