"""Supervision in a browser: two late cases of one body, one letter, its answer, and the case struck off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desks import Desk
from tests.lateness import lately_late

SitDown = Callable[..., Desk]
REGULATOR, BODY, BODY_CODE = "yubei.jt", "yubei.jtzd", "500112-jtzd"
CLERK, LEADER = "yubei.sfj", "yubei.sfj.leader"
TITLES = ("货运站场超限装载未签收", "网约车平台派单违规未签收")


def complaining(page: Page, said: list[str]) -> None:
    """Note what a page reports as an error."""
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))


@pytest.fixture
def errors() -> list[str]:
    return []


@pytest.fixture
def seated(sit_down: SitDown, errors: list[str]) -> SitDown:
    """Sit down at a desk whose errors are noted."""

    def one(login: str) -> Desk:
        desk = sit_down(login)
        complaining(desk.page, errors)
        return desk

    return one


def send_late_papers(desk: Desk) -> None:
    """Send two papers of which the signing fell due before they were entered."""
    for title in TITLES:
        desk.fill_in_clue(BODY_CODE, title=title)
        desk.page.get_by_text("补录纸质移送").click()
        for name, value in lately_late().items():
            desk.page.locator(f"[name='form.{name}']").fill(value)
        desk.send()


def merge(desk: Desk) -> str:
    """Choose both cases on the overdue page, go over the draft and open one supervision over them."""
    page = desk.page
    rows = page.locator(".case-row")
    for _ in range(40):
        page.goto("/overdue")
        if page.locator(".bodies").get_by_role("link", name="区交通执法支队").count():
            page.locator(".bodies").get_by_role("link", name="区交通执法支队").click()
            if rows.count() == len(TITLES):
                break
        page.wait_for_timeout(250)
    expect(rows.first.locator(".case-rung")).to_contain_text("L2 督办函")
    button = page.get_by_role("button", name="合并督办")
    expect(button).to_be_disabled()
    for title in TITLES:
        rows.filter(has_text=title).get_by_role("checkbox").check()
    expect(button).to_contain_text("(2)")
    button.click()
    facts = page.locator("[name='form.facts']")
    for title in TITLES:
        assert title in facts.input_value()
    facts.fill(f"{facts.input_value()}\n已电话催促。")
    return desk.send()


def open_letter(desk: Desk, stage: str) -> None:
    """Open the one supervision case of a stage, from the desk of the letters."""
    desk.page.goto("/supervision")
    desk.page.locator(".work-tile", has_text=stage).click()
    desk.page.locator(".case-row", has_text="合并督办").get_by_role("link").first.click()


def test_two_late_cases_are_supervised_by_one_letter(seated: SitDown, errors: list[str]) -> None:
    send_late_papers(seated(REGULATOR))
    clerk, leader = seated(CLERK), seated(LEADER)
    case = merge(clerk)
    expect(clerk.page.locator(".case-opening")).to_contain_text("已电话催促。")
    clerk.do("拟制督办函")

    open_letter(leader, "第二名监督人员复核")
    leader.do("复核通过")
    leader.do("签发")
    number = leader.page.locator(".letters li", has_text="督办函").locator("span").first.inner_text()
    assert number.startswith("渝北执督函〔")

    open_letter(clerk, "待送达")
    clerk.do(
        "登记送达",
        choices=("直接送达",),
        served_on="2026-03-02",
        received_by="收发室",
        place="交通执法支队",
    )

    body = seated(BODY)
    first = body.page.locator("main > section").first
    expect(first).to_contain_text("督办文书待办")
    expect(first).to_contain_text(number)
    first.get_by_role("link", name="去办理").click()
    body.do("签收")
    body.do("报告整改情况", summary="两件线索均已签收并审查。")

    open_letter(clerk, "核实中")
    clerk.do("销号", choices=("已整改到位",), summary="核实属实。")
    expect(clerk.page.locator(".case-marks")).to_contain_text("已销号")
    assert clerk.page.url.startswith(case)
    body.page.goto("/")
    expect(body.page.locator(".letters-first")).to_have_count(0)
    assert errors == []


def test_a_phone_shows_the_supervisors_pages_without_scrolling_sideways(sit_down: SitDown) -> None:
    desk = sit_down(CLERK, width=375)
    for path in ("/overdue", "/supervision", "/"):
        desk.page.goto(path)

        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 375, path
