"""`onething redate`: a date that was provisional is computed anew once the year's calendar is there."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from api.resources import Resources
from commands.redate import redate_provisional
from domain.office_time import local_day
from domain.work_calendar import CalendarLayer, WorkCalendar
from messages.settings import Settings
from scenarios.calendars import stack
from scenarios.load import load_definitions
from tests.api.away import office_of
from tests.api.namespaces import new_namespace
from tests.api.office import Json, Office
from worker import case_worker

TODAY = local_day(datetime.now(UTC))
EMPTY = stack([])


def published(due_on: date) -> WorkCalendar:
    """Return the calendar of this year and the next, in which the day that was expected is a holiday."""

    def layer(year: int) -> CalendarLayer:
        off = [{"name": "庆典", "name-en": "jubilee", "first": due_on, "last": due_on}]
        return CalendarLayer.model_validate(
            {
                "region": "CN",
                "year": year,
                "notice": {"title": f"{year}年放假安排", "issuer": "国务院办公厅", "confidence": "H"},
                "days-off": off if year == due_on.year else [],
            }
        )

    return stack([layer(year) for year in (TODAY.year, TODAY.year + 1)])


@pytest.fixture
async def client(environment: WorkflowEnvironment) -> Client:
    return await new_namespace(environment)


@pytest.fixture
async def office(client: Client, scratch: Engine, tmp_path: Path) -> AsyncIterator[Office]:
    settings = Settings(database_url="unused", temporal_address="unused", data_dir=tmp_path)
    resources = Resources(settings=settings, engine=scratch, definitions=load_definitions())
    resources.use(client)
    async with office_of(resources) as office:
        yield office


async def test_a_provisional_date_is_computed_anew_and_both_stand_in_the_file(
    office: Office, client: Client, scratch: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(
        database_url=scratch.url.render_as_string(hide_password=False),
        temporal_address=client.service_client.config.target_host,
        temporal_namespace=client.namespace,
    )
    async with case_worker(client, scratch, is_rehearsal=True, calendar_for=lambda _region, _body: EMPTY):
        case = await office.open()
    assert (case["is_provisional"], case["due"]["is_provisional"]) == (True, True)
    expected_on = date.fromisoformat(case["due"]["on"])
    assert expected_on > TODAY

    calendar = published(expected_on)
    async with case_worker(client, scratch, is_rehearsal=True, calendar_for=lambda _region, _body: calendar):
        assert await redate_provisional(settings) == 0
        after = await office.get("yubei.cg", f"/cases/{case['id']}")
        assert await redate_provisional(settings) == 0

    assert (after["is_provisional"], after["seq"]) == (False, 2)
    assert expected_on < date.fromisoformat(after["due"]["on"]) < expected_on + timedelta(days=15)
    assert any("庆典" in line for line in after["due"]["explanation"])
    entries = await file_of(office, case)
    assert [(entry["action"], entry["actor"], entry["due_at"]) for entry in entries] == [
        ("open", "yubei.scjg", case["due_at"]),
        ("redate", "system", after["due_at"]),
    ]
    said = capsys.readouterr().out
    assert "dated anew: 1" in said
    assert "dated anew: 0" in said


async def file_of(office: Office, case: Json) -> list[Json]:
    entries: list[Json] = await office.get("yubei.cg", f"/cases/{case['id']}/entries")
    return entries
