"""Seals: asked for once when a letter is first seen, kept, and the same on page, PDF and verification ever after."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pymupdf
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, text

from api.rate import RateLimit
from api.resources import Resources
from api.seals import SealDesk, SealsUnknown, seal_service
from letters.seals import SampleSeals, SealImage
from messages.settings import Settings
from tests.api.office import Json, Office, problem
from tests.api.supervising import CLERK, DRAFT, LEADER, issue, step, supervise
from tests.api.visitors import Visitor

LEAD, JOINT = "重庆市渝北区司法局", "重庆市渝北区市场监督管理局"


class Counting(SampleSeals):
    """The sample service of a district, which writes down for whom it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def seal(self, issuer: str, pdf_digest: str) -> SealImage:
        self.asked.append((issuer, pdf_digest))
        return super().seal(issuer, pdf_digest)


class Away:
    """A service that cannot be reached."""

    def seal(self, issuer: str, pdf_digest: str) -> SealImage:
        raise ConnectionError(issuer, pdf_digest)


class Broken:
    """A service whose picture nobody can print."""

    def seal(self, issuer: str, pdf_digest: str) -> SealImage:
        return SealImage(svg=f"{issuer} {pdf_digest}")


class Rubbish:
    """A service that answers something else than it should."""

    def seal(self, issuer: str, pdf_digest: str) -> str:
        return f"{issuer} {pdf_digest}"


class ByHand:
    """A service of a body that still presses its seal itself."""

    def seal(self, issuer: str, pdf_digest: str) -> None:
        assert len(pdf_digest) == 64, issuer


@pytest.fixture(autouse=True)
def fresh_limit(app: FastAPI) -> None:
    app.state.rate_limit = RateLimit()


@contextmanager
def sealing(resources: Resources, service: object) -> Iterator[None]:
    resources.seals = SealDesk(service)  # type: ignore[arg-type]  # as a district's class, of which nothing is known
    try:
        yield
    finally:
        resources.seals = None


@pytest.fixture
async def letter(office: Office) -> Json:
    made: Json = await office.get(CLERK, f"/letters/{(await issue(office, await supervise(office)))['id']}")
    return made


async def pdf(office: Office, letter: Json) -> httpx.Response:
    return await office.call(CLERK, "GET", f"/letters/{letter['id']}.pdf")


async def digest(office: Office, letter: Json) -> str:
    answer = await office.call(None, "GET", f"/verify/{letter['code']}")
    return str(answer.json()["hash"])


def kept(engine: Engine, letter: Json) -> int:
    with engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM seal WHERE letter_id = :id"), letter)
        return int(count.scalar_one())


async def page(app: FastAPI, letter: Json) -> str:
    clerk = Visitor(app)
    await clerk.sign_in(CLERK)
    return await clerk.page(f"/letters/{letter['id']}")


async def test_a_letter_is_sealed_once_and_stays_as_it_is(
    app: FastAPI, office: Office, resources: Resources, engine: Engine, letter: Json
) -> None:
    bare = await digest(office, letter)
    assert 'class="seal"' not in await page(app, letter)
    service = Counting()
    with sealing(resources, service):
        first = await pdf(office, letter)
        shown = await page(app, letter)
        sealed = await digest(office, letter)

    assert service.asked == [(LEAD, bare)], "once, with the digest of the letter without its seal"
    assert kept(engine, letter) == 1
    assert sealed != bare
    assert shown.count('class="seal"') == 1
    assert (await pdf(office, letter)).content == first.content, "also when the service is gone"
    files = {"file": ("letter.pdf", first.content)}
    compared = await office.call(None, "POST", f"/verify/{letter['code']}/compare", files=files)
    assert (compared.json()["is_unchanged"], compared.json()["hash"]) == (True, sealed)


async def test_each_issuer_of_a_joint_letter_seals_it(
    office: Office, resources: Resources, engine: Engine
) -> None:
    case = await supervise(office)
    await step(office, CLERK, case, "draft", DRAFT | {"joint": "500112-scjg"})
    await step(office, LEADER, case, "check")
    await step(office, "yubei.scjg.leader", case, "countersign")
    issued = await step(office, LEADER, case, "issue")
    letter = issued["letters"][0]
    service = Counting()
    with sealing(resources, service):
        document = pymupdf.open(stream=(await pdf(office, letter)).content, filetype="pdf")

    assert [issuer for issuer, _ in service.asked] == [LEAD, JOINT]
    assert kept(engine, letter) == 2
    assert "".join(sheet.get_text() for sheet in document).count("样章") == 2


@pytest.mark.parametrize("service", [Away(), Broken(), Rubbish()], ids=["away", "no picture", "rubbish"])
async def test_a_service_that_fails_is_told_and_nothing_is_kept(
    app: FastAPI, office: Office, resources: Resources, engine: Engine, letter: Json, service: object
) -> None:
    clerk = Visitor(app)
    await clerk.sign_in(CLERK)
    with sealing(resources, service):
        problem(await pdf(office, letter), 503, "seal-away")
        shown = await clerk.get(f"/letters/{letter['id']}")
        assert (shown.status_code, "签章服务暂时不可用" in shown.text) == (503, True)
        words = await office.get(CLERK, f"/letters/{letter['id']}")
        assert words["number"] == letter["number"]

    assert kept(engine, letter) == 0
    with sealing(resources, Counting()):
        assert (await pdf(office, letter)).status_code == 200


async def test_who_presses_by_hand_is_asked_once_and_the_place_stays_free(
    office: Office, resources: Resources, engine: Engine, letter: Json
) -> None:
    bare = await digest(office, letter)
    with sealing(resources, ByHand()):
        assert await digest(office, letter) == bare
    with sealing(resources, Counting()):
        assert await digest(office, letter) == bare, "it was asked already"

    assert kept(engine, letter) == 1


async def test_what_bears_no_seal_is_never_sent_to_the_service(office: Office, resources: Resources) -> None:
    case = await supervise(office)
    await issue(office, case)
    await step(
        office,
        CLERK,
        case,
        "serve",
        {"way": "direct", "served_on": "2026-03-02", "received_by": "收发室", "place": "渝北区"},
    )
    await step(office, "yubei.cg", case, "sign-for")
    record = {
        "interview_at": "2026年3月20日", "place": "三楼", "interviewers": ["吴颖", "游立群"], "interviewee": "石俊",
        "recorder": "田晓燕", "reason": "未回复", "record": "已谈话。", "commitments": ["当日签收"],
    }  # fmt: skip
    after = await step(office, LEADER, case, "interview", record)
    service = Counting()
    with sealing(resources, service):
        assert (await pdf(office, after["letters"][-1])).status_code == 200

    assert service.asked == []


def test_the_setting_names_the_service() -> None:
    assert seal_service("") is None
    assert isinstance(seal_service("sample"), SampleSeals)
    assert isinstance(seal_service("tests.api.test_seals:ByHand"), ByHand)


@pytest.mark.parametrize(
    "named",
    [
        "samples",
        "no.such.module:Seals",
        "letters.seals:Nobody",
        "letters.seals:SealImage",
        "builtins:object",
        ":",
        "x:",
    ],
)
def test_a_service_that_cannot_be_used_is_named_at_the_start(named: str) -> None:
    with pytest.raises(SealsUnknown) as refused:
        seal_service(named)

    assert named in refused.value.zh
    assert refused.value.code == "seals-unknown"


async def test_two_readers_at_once_have_a_letter_sealed_once(
    office: Office, resources: Resources, letter: Json
) -> None:
    service = Counting()
    with sealing(resources, service):
        answers = await asyncio.gather(*(pdf(office, letter) for _ in range(6)))

    assert len({answer.content for answer in answers}) == 1
    assert len(service.asked) == 1


def test_without_a_setting_seals_are_pressed_by_hand() -> None:
    somewhere = {
        "DATABASE_URL": "postgresql://x",
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
        "ONETHING_DATA": "/nowhere",
    }

    assert Settings.from_environment(somewhere).seals == ""
    assert Settings.from_environment(somewhere | {"ONETHING_SEALS": "a.b:C"}).seals == "a.b:C"
