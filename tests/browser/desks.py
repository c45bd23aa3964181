"""An officer at a browser, and what they do there."""

import re

from playwright.sync_api import Page, expect

from scenarios.bodies import EXAMPLE_PASSWORD

CLUE = {
    "title": "锦程苑小区消防车通道被占用",
    "form.discovered_on": "2026-03-02",
    "form.discovered_at_place": "龙溪街道锦程苑小区",
    "form.suspect_name": "某物业公司",
    "form.facts": "通道上安装地锁六具，消防车无法通行。",
    "form.item": "消防法第二十八条、第六十条",
    "form.why_not_own": "处罚权由承接单位行使。",
    "form.approved_by": "何泽宇",
}


def sign_in(page: Page, login: str) -> None:
    """Sign an officer in through the form."""
    page.goto("/sign-in")
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("密码").fill(EXAMPLE_PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="我的工作台")).to_be_visible()


class Desk:
    """One officer's browser window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def fill_in_clue(self, receiver: str, **more: str) -> None:
        """Fill in the opening form."""
        page = self.page
        page.goto("/cases/new/clue-transfer")
        page.locator("select[name='party.receiver']").select_option(receiver)
        page.get_by_label("日常巡查").check()
        page.get_by_label("一般", exact=True).check()
        for name, value in (CLUE | more).items():
            page.locator(f"[name='{name}']").fill(value)

    def send(self) -> str:
        """Send the opening form and return the case's address."""
        before = self.page.url
        self.page.get_by_role("button", name="确认发起").click()
        return self.arrived(before)

    def arrived(self, before: str) -> str:
        """Wait for another page than before: a case's that says what was recorded; return the case's address."""
        self.page.wait_for_url(
            lambda url: url != before and bool(re.search(r"/cases/[0-9a-f-]+\?entry=\d+$", url))
        )
        expect(self.page.get_by_role("status")).to_contain_text("已登记")
        return self.page.url.partition("?")[0]

    def open(self, title: str) -> None:
        """Open a case from the desk."""
        self.page.goto("/")
        self.page.locator(".cases").get_by_role("link", name=title).click()

    def do(self, action: str, *, choices: tuple[str, ...] = (), **form: str) -> None:
        """Take an action on the case that is open."""
        before = self.page.url
        self.page.get_by_role("link", name=action, exact=True).click()
        for choice in choices:
            self.page.get_by_label(choice).check()
        for name, value in form.items():
            field = self.page.locator(f"#act [name='form.{name}']")
            if field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.page.get_by_role("button", name=f"确认{action}").click()
        self.arrived(before)
