"""The whole story in a browser: a clue goes to and fro between two bodies, and a third sees what lies too long."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.desks import CLUE, Desk

SitDown = Callable[..., Desk]


def test_a_clue_goes_to_and_fro_and_is_accepted(sit_down: SitDown) -> None:
    title = CLUE["title"]
    regulator = sit_down("yubei.scjg")
    regulator.fill_in_clue("500112-cg")
    regulator.page.locator("input[type=file]").set_input_files(
        {"name": "现场照片说明.txt", "mimeType": "text/plain", "buffer": "照片六张".encode()}
    )
    expect(regulator.page.locator(".file")).to_contain_text("现场照片说明.txt")
    case = regulator.send()

    enforcement = sit_down("yubei.cg")
    enforcement.open(title)
    enforcement.page.get_by_text("为什么是这一天").click()
    expect(enforcement.page.locator(".why")).to_contain_text("起算事件")
    enforcement.do("签收", pages="3")
    enforcement.do("退回补正", choices=("未加盖印章",), explanation="请补盖公章")

    regulator.open(title)
    expect(regulator.page.locator(".case-file")).to_contain_text("未加盖印章")
    regulator.do("补正后重新提交", explanation="已补盖公章")

    enforcement.open(title)
    enforcement.do("受理", handler_name="龚光辉")

    expect(enforcement.page.locator(".flow .is-current")).to_contain_text("核查中")
    expect(enforcement.page.locator(".case-file .line")).to_have_count(5)
    enforcement.page.locator(".letters a").first.click()
    expect(enforcement.page.locator(".official-letter")).to_contain_text("重庆市渝北区市场监督管理局")
    regulator.page.goto(case)
    expect(regulator.page.locator(".case-actions")).to_contain_text("正在等待 区城管执法支队 办理")


def test_a_paper_that_lay_too_long_reaches_the_supervisor(sit_down: SitDown) -> None:
    title = "纸质移送积压的线索"
    regulator = sit_down("yubei.scjg")
    regulator.fill_in_clue("500112-sthjzd", title=title)
    regulator.page.get_by_text("补录纸质移送").click()
    regulator.page.locator("[name='form.paper_received_on']").fill("2026-03-02")
    regulator.page.locator("[name='form.paper_reason']").fill("系统上线前送达")
    regulator.send()

    supervisor = sit_down("yubei.sfj")
    row = supervisor.page.locator(".case-row", has_text=title)
    for _ in range(40):
        supervisor.page.goto("/overdue")
        if row.count():
            break
        supervisor.page.wait_for_timeout(250)
    expect(supervisor.page.locator(".bodies")).to_contain_text("区生态环境执法支队")
    row.get_by_role("button", name="催办").click()
    supervisor.page.get_by_label("催办内容").fill("请于今日内签收")
    supervisor.page.get_by_role("button", name="确认催办").click()
    expect(supervisor.page.locator(".act-done")).to_contain_text("催办")

    late = sit_down("yubei.sthjzd")
    expect(late.page.locator(".first")).to_contain_text(title)
    late.page.goto("/inbox")
    expect(late.page.locator(".notices")).to_contain_text("请于今日内签收")
