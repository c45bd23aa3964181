"""Opening a case through the form: gaps shown at their fields, nothing lost, one case for two clicks."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from fastapi import FastAPI

from api.app import create_app
from api.resources import Resources
from domain.actions import OPEN
from domain.procedure import Definition
from tests.api.office import Office
from tests.api.visitors import NEW, Visitor, hidden, words

SENDER = "yubei.scjg"


@pytest.fixture
async def sender(app: FastAPI) -> AsyncIterator[Visitor]:
    visitor = Visitor(app)
    await visitor.sign_in(SENDER)
    yield visitor
    await visitor.post(f"{NEW}/draft/drop", {})


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def test_the_form_asks_for_every_field_of_the_definition(
    sender: Visitor, clue_transfer: Definition
) -> None:
    html = await sender.page(NEW)
    form = clue_transfer.procedure.opens.form

    asked = set(re.findall(r'name="form\.(\w+)"', html)) | set(
        re.findall(r'data-evidence="form\.(\w+)"', html)
    )
    assert asked == set(form)
    assert all(field.title in html for field in form.values())


async def test_what_one_may_open_is_listed(sender: Visitor) -> None:
    page = await sender.page("/cases/new")

    assert NEW in page
    assert "/cases/new/objection-review" not in page


async def test_one_opens_only_what_is_ones_own(app: FastAPI) -> None:
    supervisor, government = Visitor(app), Visitor(app)
    await supervisor.sign_in("yubei.sfj")
    await government.sign_in("yubei.zf")

    assert "没有可以发起的事项" in await government.page("/cases/new")
    assert (await supervisor.get(NEW)).status_code == 403
    assert (await supervisor.get("/cases/new/supervision")).status_code == 200


@pytest.mark.parametrize("htmx", [True, False])
async def test_a_case_is_opened(sender: Visitor, office: Office, *, htmx: bool) -> None:
    title = f"油烟直排{uuid4().hex[:8]}"
    answer = await sender.post(NEW, await sender.opening(title=title, form__facts="两行\r\n事实"), htmx=htmx)

    assert answer.status_code == (200 if htmx else 303), answer.text
    address = answer.headers["hx-redirect" if htmx else "location"]
    case = await office.get(SENDER, f"/cases/{address.removeprefix('/cases/').partition('?')[0]}")
    assert case["title"] == title
    assert case["form"]["facts"] == "两行\n事实"
    said = words(await sender.page(address))
    assert "已登记第1条留痕：发起" in said
    assert "正在等待 区城管执法支队 办理" in said


async def test_every_gap_shows_at_its_field_and_what_was_said_stays(sender: Visitor) -> None:
    sent = await sender.opening(
        party__receiver=None, form__facts=None, form__discovered_on="昨天", form__suspect_name="某店“甲”<b>"
    )
    answer = await sender.post(NEW, sent, htmx=True)

    assert answer.status_code == 422
    assert "有3处需要补充或更正" in answer.text
    errors = re.findall(r'class="field-error">.*?</i>\s*(.*?)\s*</div>', answer.text, flags=re.DOTALL)
    assert errors == ["请选择单位", "不是日期（如 2026-03-02）", "必填"]
    assert "某店“甲”&lt;b&gt;" in answer.text
    assert "占道经营" not in answer.text
    assert hidden(answer.text, "key") == sent["key"]


async def test_two_clicks_open_one_case(sender: Visitor, office: Office) -> None:
    title = f"双击{uuid4().hex[:8]}"
    sent = await sender.opening(title=title)
    both = await asyncio.gather(sender.post(NEW, sent, htmx=True), sender.post(NEW, sent, htmx=True))

    assert len({answer.headers["hx-redirect"] for answer in both}) == 1
    assert len((await office.get(SENDER, "/cases", box="opened", q=title))["items"]) == 1


async def test_an_old_form_does_not_open_another_case(sender: Visitor) -> None:
    sent = await sender.opening()
    opened = (await sender.post(NEW, sent)).headers["location"].partition("?")[0]
    answer = await sender.post(NEW, sent | {"title": "换了标题"}, htmx=True)

    assert answer.status_code == 422
    assert f'href="{opened}"' in answer.text


async def test_the_draft_is_kept_until_it_is_sent(sender: Visitor) -> None:
    sent = await sender.opening(title="写了一半", form__facts="还没写完")
    kept = await sender.post(f"{NEW}/draft", sent, htmx=True)

    assert "草稿已保存" in kept.text
    html = await sender.page(NEW)
    assert "还没写完" in html
    assert hidden(html, "key") == sent["key"]

    await sender.post(NEW, sent)
    await sender.post(f"{NEW}/draft", sent, htmx=True)

    assert "还没写完" not in await sender.page(NEW)


async def test_a_draft_is_given_up(sender: Visitor) -> None:
    await sender.post(f"{NEW}/draft", await sender.opening(title="不要了"))
    answer = await sender.post(f"{NEW}/draft/drop", {}, htmx=True)

    assert answer.headers["hx-redirect"] == NEW
    assert "不要了" not in await sender.page(NEW)


async def test_evidence_is_stored_first_and_named_by_its_hash(sender: Visitor, office: Office) -> None:
    answer = await sender.client.post(
        "/evidence?field=form.evidence", files={"file": ("现场<照片>.txt", f"{uuid4()}".encode())}
    )
    file_hash = hidden(answer.text, "form.evidence")

    assert "现场&lt;照片&gt;.txt" in answer.text
    failed = await sender.post(
        NEW, await sender.opening(form__evidence=file_hash, form__facts=None), htmx=True
    )
    assert hidden(failed.text, "form.evidence") == file_hash
    opened = await sender.post(NEW, await sender.opening(form__evidence=file_hash))
    html = await sender.page(opened.headers["location"])
    assert f"SHA-256 {file_hash}" in html
    address = re.search(rf'href="(/api/v1/cases/[^"]+/evidence/{file_hash})"', html)
    assert address
    assert (await sender.get(address[1])).status_code == 200


async def test_what_is_no_evidence_is_refused(sender: Visitor) -> None:
    answer = await sender.client.post(
        "/evidence?field=form.evidence", files={"file": ("a.exe", b"MZ\x90\x00")}
    )

    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({}, "500112-cg", id="the own district first"),
        pytest.param({"region": "500153"}, "500153-cg", id="another district"),
        pytest.param({"words": "白土镇", "kinds": "township"}, "白土镇", id="anywhere by name"),
    ],
)
async def test_organisations_are_found(sender: Visitor, asked: dict[str, str], found: str) -> None:
    answer = await sender.client.get("/organisations/options", params={"kinds": "enforcement"} | asked)

    assert found in answer.text
    assert "500112-sfj" not in answer.text


async def test_without_the_engine_nothing_is_lost_and_the_retry_is_the_same_act(
    resources: Resources, closed_port: int, sender: Visitor
) -> None:
    settings = resources.settings.model_copy(update={"temporal_address": f"127.0.0.1:{closed_port}"})
    lame = Resources(settings=settings, engine=resources.engine, definitions=resources.definitions)
    visitor = Visitor(create_app(lame))
    visitor.client.cookies = sender.client.cookies
    sent = await sender.opening(title="引擎不在", form__facts="仍在本页")
    answer = await visitor.post(NEW, sent, htmx=True)

    assert answer.status_code == 503
    assert "流程引擎暂时没有应答" in answer.text
    assert "仍在本页" in answer.text
    assert hidden(answer.text, "key") == sent["key"]

    again = await sender.post(NEW, sent, htmx=True)

    assert again.headers["hx-redirect"].endswith("?entry=1")


async def test_a_case_says_what_it_was_opened_with(sender: Visitor) -> None:
    opened = await sender.post(NEW, await sender.opening(form__source="hotline-12345"))
    said = words(await sender.page(opened.headers["location"]))

    assert "线索来源 12345热线" in said
    assert f"发现日期 {(await sender.opening())['form.discovered_on']}" in said
    assert OPEN not in said
