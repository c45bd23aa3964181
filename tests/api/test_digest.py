"""The daily digest as its officer reads it: their own, what still waits of it, until it is read."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import col, delete

from domain.light import Light
from domain.office_time import local_day
from scenarios.calendars import national_calendar
from store.connection import transaction
from store.digests import DueSoon
from store.tables import CaseRow, DigestRow
from tests.api.office import Json, Office, problem
from tests.api.visitors import Visitor, words

# Bodies whose desks no other test looks at.
SENDER, BODY = "rongchang.sthj", "500153-yjzd"
HANDLER, LEADER, LEGAL = "rongchang.yjzd", "rongchang.yjzd.leader", "rongchang.yjzd.legal"

Remind = Callable[..., Awaitable[None]]


def today() -> date:
    return local_day(datetime.now(UTC))


def working_days_ago(n: int) -> date:
    return national_calendar().nth_working_day(today(), -n)


@pytest.fixture
async def remind(engine: Engine, office: Office) -> Remind:
    """Put a digest into the ledger, as if it had been written on a day."""
    with transaction(engine) as session:
        session.exec(delete(DigestRow).where(col(DigestRow.login).startswith("rongchang.")))

    async def write(login: str, *cases: Json, on: date | None = None) -> None:
        with transaction(engine) as session:
            rows = [session.get_one(CaseRow, case["id"]) for case in cases]
            listed = [due_soon(row).model_dump(mode="json") for row in rows]
            session.add(DigestRow(login=login, day=on or today(), cases=listed, at=datetime.now(UTC)))

    return write


def due_soon(row: CaseRow) -> DueSoon:
    assert row.due_at is not None
    return DueSoon(
        id=row.id,
        number=row.number,
        title=row.title,
        stage=row.stage,
        stage_title="待签收",
        stage_title_en="awaiting signature",
        assignee=row.assignee,
        due_at=row.due_at,
        light=Light.YELLOW,
    )


async def opened(office: Office, title: str = "线索") -> Json:
    return await office.open(SENDER, receiver=BODY, title=title)


async def shown(office: Office, login: str) -> list[str]:
    """Return the ids of the cases in the officer's digest."""
    digest = await office.get(login, "/digest")
    return [case["id"] for case in digest["cases"]]


async def test_who_was_never_reminded_has_no_digest(office: Office, remind: Remind) -> None:
    await remind(HANDLER, await opened(office))

    assert await office.get(LEADER, "/digest") is None


async def test_a_digest_tells_where_each_case_stands_now(office: Office, remind: Remind) -> None:
    case = await opened(office)
    await remind(HANDLER, case)
    digest = await office.get(HANDLER, "/digest")
    now = await office.get(HANDLER, f"/cases/{case['id']}")

    assert (digest["day"], digest["read_at"]) == (today().isoformat(), None)
    assert digest["cases"] == [
        {
            "id": case["id"],
            "number": case["number"],
            "title": case["title"],
            "stage": {"id": "sent", "title": "待签收", "title_en": "awaiting signature"},
            "due_at": now["due_at"],
            "light": now["light"],
        }
    ]


async def test_the_newest_digest_is_shown(office: Office, remind: Remind) -> None:
    old, new = await opened(office), await opened(office)
    await remind(HANDLER, new)
    await remind(HANDLER, old, on=working_days_ago(1))

    assert await shown(office, HANDLER) == [new["id"]]


async def test_what_has_moved_on_is_left_out(office: Office, remind: Remind) -> None:
    signed, waiting = await opened(office), await opened(office)
    withdrawn = await opened(office)
    await remind(HANDLER, signed, waiting, withdrawn)
    await office.done(HANDLER, signed, "sign")
    await office.done(SENDER, withdrawn, "withdraw")

    assert await shown(office, HANDLER) == [waiting["id"]]


async def test_what_was_given_to_somebody_else_is_left_to_them_and_the_leader(
    office: Office, remind: Remind
) -> None:
    case = await opened(office)
    for login in (HANDLER, LEGAL, LEADER):
        await remind(login, case)
    await office.done(HANDLER, case, "assign", {"officer": LEGAL})

    assert [await shown(office, login) for login in (HANDLER, LEGAL, LEADER)] == [
        [],
        [case["id"]],
        [case["id"]],
    ]


async def test_a_digest_shows_no_case_of_another_body(office: Office, remind: Remind) -> None:
    """As when an officer has changed to another body since."""
    elsewhere = await office.open("yubei.scjg")
    sent = await office.open("rongchang.yj", receiver="500153-sthjzd")
    await remind(HANDLER, elsewhere, sent)

    assert await shown(office, HANDLER) == []


async def test_reading_marks_one_s_own_digest(office: Office, remind: Remind) -> None:
    case = await opened(office)
    for login in (HANDLER, LEADER):
        await remind(login, case)
    first = await office.call(HANDLER, "POST", "/digest/read")
    read_at = (await office.get(HANDLER, "/digest"))["read_at"]
    again = await office.call(HANDLER, "POST", "/digest/read")

    assert (first.status_code, again.status_code) == (204, 204)
    assert read_at is not None
    assert (await office.get(HANDLER, "/digest"))["read_at"] == read_at
    assert (await office.get(LEADER, "/digest"))["read_at"] is None


async def test_reading_up_to_a_day_leaves_a_newer_digest_unread(office: Office, remind: Remind) -> None:
    await remind(HANDLER, await opened(office))
    day = working_days_ago(1).isoformat()
    await office.call(HANDLER, "POST", "/digest/read", params={"day": day})

    assert (await office.get(HANDLER, "/digest"))["read_at"] is None
    problem(
        await office.call(HANDLER, "POST", "/digest/read", params={"day": "someday"}), 422, "request-invalid"
    )


@pytest.fixture
async def visitor(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(HANDLER)
    return visitor


def card(html: str) -> str:
    """Return what the card of the reminder says; "" when there is none."""
    found = re.search(r'<(section|li) id="digest".*?</\1>', html, re.DOTALL)
    return words(found[0]) if found else ""


async def test_the_desk_shows_the_reminder_until_it_is_read(
    visitor: Visitor, office: Office, remind: Remind
) -> None:
    case = await opened(office, "快到期的线索")
    await remind(HANDLER, case)
    before = await visitor.page("/")
    sent = await visitor.post("/digest/read", {"day": today().isoformat(), "back": "/"})
    after = await visitor.page("/")

    assert re.search(r"今日提醒 1件事项即将到期 知道了 快到期的线索 待签收 剩", card(before))
    assert f'href="/cases/{case["id"]}"' in before
    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    assert card(after) == ""


@pytest.mark.parametrize(
    ("n", "is_shown"),
    [pytest.param(1, True, id="of the last working day"), pytest.param(2, False, id="of the one before")],
)
async def test_an_old_reminder_is_not_shown(
    visitor: Visitor, office: Office, remind: Remind, n: int, *, is_shown: bool
) -> None:
    await remind(HANDLER, await opened(office), on=working_days_ago(n))
    said = card(await visitor.page("/"))

    assert ("上一工作日提醒" in said) is is_shown
    assert bool(said) is is_shown


async def test_a_reminder_of_what_is_done_is_not_shown(
    visitor: Visitor, office: Office, remind: Remind
) -> None:
    case = await opened(office)
    await remind(HANDLER, case)
    await office.done(HANDLER, case, "sign")

    assert card(await visitor.page("/")) == ""
    assert card(await visitor.page("/inbox")) == ""


async def test_a_long_reminder_opens_on_demand(visitor: Visitor, office: Office, remind: Remind) -> None:
    await remind(HANDLER, *[await opened(office, f"第{n}件") for n in range(8)])
    said = card(await visitor.page("/"))
    shown, _, hidden = said.partition("还有3件")

    assert re.findall(r"第\d件", shown) == [f"第{n}件" for n in range(5)]
    assert re.findall(r"第\d件", hidden) == [f"第{n}件" for n in range(5, 8)]


async def test_the_inbox_has_a_line_that_stays(visitor: Visitor, office: Office, remind: Remind) -> None:
    await remind(HANDLER, await opened(office, "收件箱里的一件"))
    before = card(await visitor.page("/inbox"))
    await visitor.post("/digest/read", {"day": today().isoformat(), "back": "/inbox"})
    after = card(await visitor.page("/inbox"))

    assert re.search(r"今日提醒：1件事项即将到期 收件箱里的一件 .* 未读 知道了", before)
    assert "已读" in after
    assert "知道了" not in after


async def test_the_reminder_speaks_english(visitor: Visitor, office: Office, remind: Remind) -> None:
    await remind(HANDLER, await opened(office))
    visitor.client.cookies.set("onething_language", "en", domain="onething.test")

    assert "Today's reminder 1 due soon Got it 线索 awaiting signature" in card(await visitor.page("/"))
