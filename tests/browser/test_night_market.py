"""A night market from opening to closing over the pages: the township lists, two departments check, the lead closes."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.desks import Desk

SitDown = Callable[..., Desk]
LEAD, TOWNSHIP, FIRE, MARKET = "yubei.cg", "yubei.shuanglonghu", "yubei.xf", "yubei.scjgzd"
TITLE = "双龙湖夜市2026年夏季"
OPENING = {
    "title": TITLE,
    "form.place": "双龙湖街道龙山大道",
    "form.object": "双龙湖夜市",
    "form.facts": "夏季夜市开市，约一百二十个摊点。",
}


def open_matter(lead: Desk) -> str:
    """Open the night market from the catalogue on; return the address of its page."""
    page = lead.page
    page.goto("/scenarios")
    page.get_by_label("搜索").fill("夜市")
    page.get_by_role("link", name="夜市执法监管一件事").click()
    page.locator(".scenario-head").get_by_role("link", name="发起").click()
    page.locator("select[name='party.township']").select_option("500112-shuanglonghu")
    page.locator("select[name='form.source']").select_option("plan")
    page.get_by_label("一般", exact=True).check()
    for name, words in OPENING.items():
        page.locator(f"[name='{name}']").fill(words)
    return lead.send()


def leave_out(lead: Desk, task: str) -> None:
    """Leave a task out that has not begun."""
    before = lead.page.url
    lead.page.get_by_role("link", name="取消任务", exact=True).click()
    lead.page.locator("#act select").select_option(label=task)
    lead.page.locator("#act [name='form.reason']").fill("本季不办")
    lead.page.get_by_role("button", name="确认取消任务").click()
    lead.arrived(before)


def until(page: Page, text: str, *, within: str) -> None:
    """Look at a page again until a part of it says something; other cases move on their own."""
    part = page.locator(within).filter(has_text=text)
    for _ in range(60):
        if part.count():
            return
        page.wait_for_timeout(250)
        page.reload()
    expect(part.first).to_be_visible()


def do_task(desk: Desk, task: str, outcome: str, *, finds: str = "") -> None:
    """Take a task from the desk: sign for it, record what is found, report."""
    title = f"{TITLE}：{task}"
    desk.page.goto("/")
    until(desk.page, title, within=".cases .case-row")
    desk.open(title)
    desk.do("签收")
    if finds:
        desk.do("登记问题", facts=finds, item="scales")
    desk.do("报告结果", choices=(outcome,), summary="已按要求办理。")


def accept(lead: Desk, matter: str, task: str) -> None:
    """Accept a task from the matter's page on, and return to it."""
    page = lead.page
    page.goto(matter)
    until(page, "待验收", within=f".task:has(.task-title:has-text('{task}'))")
    page.locator(".task-title").get_by_role("link", name=task).click()
    lead.do("验收通过")
    page.locator(".case-matter summary a").click()
    until(page, "已办结", within=f".task:has(.task-title:has-text('{task}'))")


def test_a_night_market_runs_from_opening_to_closing(sit_down: SitDown) -> None:
    lead, township, fire, market = (sit_down(login) for login in (LEAD, TOWNSHIP, FIRE, MARKET))
    matter = open_matter(lead)
    for task in ("食品检查", "夜间噪声油烟监测"):
        leave_out(lead, task)
    expect(lead.page.locator(".graph .tone-left-out")).to_have_count(3)

    do_task(township, "摊点登记", "已登记")
    accept(lead, matter, "摊点登记")
    do_task(market, "食品摊贩登记卡", "已发卡")
    accept(lead, matter, "食品摊贩登记卡")
    until(lead.page, "消防和燃气检查", within=".graph .tone-green")
    do_task(lead, "夜间巡查", "现场整改", finds="三处摊点使用未检定的电子秤")
    accept(lead, matter, "夜间巡查")
    until(lead.page, "问题整改 1", within=".case-findings")
    expect(lead.page.locator(".case-findings")).to_contain_text("区市场监管执法支队")

    do_task(fire, "消防和燃气检查", "未发现问题")
    expect(fire.page.locator(".case-matter")).to_contain_text(TITLE)
    do_task(market, "问题整改", "已办结")
    for task in ("消防和燃气检查", "问题整改 1"):
        accept(lead, matter, task)
    until(lead.page, "次周同夜复查", within=".critical")
    do_task(lead, "次周同夜复查", "复查通过")
    accept(lead, matter, "次周同夜复查")
    do_task(lead, "季末报告和摊点信用", "已办结")
    accept(lead, matter, "季末报告和摊点信用")

    lead.do("办结", summary="夜市季结束，问题全部整改。", season_report="共巡查一次。")
    expect(lead.page.locator(".case-marks")).to_contain_text("已办结")
    expect(lead.page.locator(".task-counts")).to_contain_text("7 已办结")
    expect(lead.page.locator(".case-timeline .line").first).to_contain_text("办结")
