"""What only a browser shows: clicks that come twice, a server that is gone, drafts, and small screens."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.desks import Desk

SitDown = Callable[..., Desk]
NEW = "/cases/new/clue-transfer"


def test_a_double_click_opens_one_case(sit_down: SitDown) -> None:
    desk = sit_down("yubei.ny")
    desk.fill_in_clue("500112-nyzd", title="双击")
    before = desk.page.url
    desk.page.get_by_role("button", name="确认发起").dblclick()
    desk.arrived(before)
    desk.page.goto("/?box=opened&q=双击")

    expect(desk.page.locator(".case-row")).to_have_count(1)


def test_gaps_are_marked_and_nothing_is_lost(sit_down: SitDown) -> None:
    desk = sit_down("yubei.wl")
    desk.fill_in_clue("500112-wlzd", **{"form.facts": ""})
    desk.page.get_by_role("button", name="确认发起").click()

    expect(desk.page.locator(".field-error")).to_have_count(1)
    expect(desk.page.locator("[name='form.item']")).to_have_value("消防法第二十八条、第六十条")
    expect(desk.page.locator("select[name='party.receiver']")).to_have_value("500112-wlzd")


def test_when_the_server_is_gone_the_page_says_so_and_keeps_everything(sit_down: SitDown) -> None:
    desk = sit_down("yubei.jt")
    desk.fill_in_clue("500112-jtzd")
    desk.page.context.set_offline(True)
    desk.page.get_by_role("button", name="确认发起").click()

    expect(desk.page.get_by_role("alert")).to_contain_text("服务器没有应答")
    expect(desk.page.locator("[name='form.facts']")).to_have_value("通道上安装地锁六具，消防车无法通行。")

    desk.page.context.set_offline(False)
    desk.send()


def test_a_draft_waits_until_one_comes_back(sit_down: SitDown) -> None:
    desk = sit_down("yubei.yj")
    desk.page.goto(NEW)
    desk.page.locator("[name='form.facts']").fill("还没有写完")
    expect(desk.page.locator("#draft-state")).to_contain_text("草稿已保存")
    desk.page.goto("/")
    desk.page.goto(NEW)

    expect(desk.page.locator("[name='form.facts']")).to_have_value("还没有写完")


def test_an_organisation_is_found_by_its_name(sit_down: SitDown) -> None:
    desk = sit_down("yubei.wj")
    desk.page.goto(NEW)
    desk.page.get_by_label("按名称查找单位").fill("荣昌区城市管理综合")
    chosen = desk.page.locator("select[name='party.receiver']")

    expect(chosen).to_have_value("500153-cg")


def test_a_phone_shows_each_page_without_scrolling_sideways(sit_down: SitDown) -> None:
    desk = sit_down("yubei.scjg", width=375)
    for path in ("/", NEW, "/inbox", "/overdue", "/nothing"):
        desk.page.goto(path)

        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 375, path
        expect(desk.page.get_by_role("heading", level=1)).to_be_visible()


def test_the_language_is_changed_in_one_click(sit_down: SitDown) -> None:
    desk = sit_down("yubei.mz")
    desk.page.get_by_role("button", name="English").click()

    expect(desk.page.get_by_role("heading", name="My desk")).to_be_visible()
