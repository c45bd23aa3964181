"""The reminder that goes out by itself when a date passes: numbered, in the supervision office's name, once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from domain.office_time import local_day
from store.connection import transaction
from store.tables import OrganisationRow
from store.verification import Intact, verify_cases
from tests.api.eventually import eventually
from tests.api.office import RECEIVER, Json, Office
from tests.lateness import lately_late

HOLDER = "yubei.cg"
ALONE = "500112-sthjzd"


async def rungs(office: Office, case: Json, level: str) -> list[Json]:
    """Return the entries of a rung, as the sender reads them."""
    entries: list[Json] = await office.get("yubei.scjg", f"/cases/{case['id']}/entries")
    return [entry for entry in entries if entry["action"] == "overdue" and entry["form"]["level"] == level]


async def reminders(office: Office, case: Json) -> list[Json]:
    whole = await office.get("yubei.scjg", f"/cases/{case['id']}")
    return [letter for letter in whole["letters"] if letter["kind"] == "reminder"]


async def test_the_first_rung_issues_one_reminder_in_the_name_of_the_supervision_office(
    office: Office, engine: Engine
) -> None:
    case = await office.open(**lately_late())
    await eventually(partial(rungs, office, case, "L1"))

    (reminder,) = await reminders(office, case)
    assert re.fullmatch(r"渝北执催〔20\d\d〕[1-9]\d*号", reminder["number"])
    assert (reminder["issuer"], reminder["addressee"]) == ("500112-sfj", RECEIVER)
    letter = await office.get(HOLDER, f"/letters/{reminder['id']}")
    said = re.sub(r"<[^>]+>|\s", "", letter["words"])
    assert "重庆市渝北区城市管理综合行政执法支队：" in said
    assert "当前环节待签收" in said
    assert re.search(r"原到期日20\d\d年\d+月\d+日", said)
    assert "请自收到本单之日起2个工作日内办理并说明逾期原因" in said
    assert "逾期天数" not in said, "nothing to say on the day itself"
    pdf = await office.call(HOLDER, "GET", f"/letters/{reminder['id']}.pdf")
    assert pdf.content.startswith(b"%PDF-")
    file = [found for found in verify_cases(engine) if found.number == case["number"]]
    assert file == [Intact(case["number"], 2)]


async def test_a_paper_that_lay_for_months_brings_one_reminder_and_no_second(office: Office) -> None:
    received_on = local_day(datetime.now(UTC)) - timedelta(days=60)
    paper = {"paper_received_on": received_on.isoformat(), "paper_reason": "补录"}
    case = await office.open(title="久未签收的线索", **paper)
    await eventually(partial(rungs, office, case, "L2"))

    assert len(await reminders(office, case)) == 1


@pytest.fixture
def unsupervised(engine: Engine) -> Iterator[None]:
    """Take its supervision office from a body for a while, as if the registry had none."""

    def supervised_by(code: str | None) -> str | None:
        with transaction(engine) as session:
            body = session.get_one(OrganisationRow, ALONE)
            before, body.supervisor = body.supervisor, code
            return before

    before = supervised_by(None)
    yield
    supervised_by(before)


async def test_a_body_that_nobody_supervises_is_marked_late_without_a_letter(
    office: Office, unsupervised: None
) -> None:
    case = await office.open(receiver=ALONE, **lately_late())
    (rung,) = await eventually(partial(rungs, office, case, "L1"))

    assert await reminders(office, case) == []
    assert rung["form"]["holder"] == ALONE
    late = await office.get("yubei.scjg", f"/cases/{case['id']}")
    assert late["is_overdue"] is True
