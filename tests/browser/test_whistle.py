"""A whistle on a phone, on the spot: blown, answered, ended, each in few taps and few words."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.desks import Desk

SitDown = Callable[..., Desk]
TOWNSHIP, DEPARTMENT = "yubei.shuanglonghu", "yubei.xf"
WIDTH, HEIGHT = 375, 700
ASKS = "锦程苑小区消防车通道被堵死。楼上有烟，居民正在疏散。"
TITLE = "锦程苑小区消防车通道被堵死"


class Thumb:
    """What one does on a phone, counted: taps, and fields that have to be written."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        self.taps = self.fields = 0

    def tap(self, target: Locator) -> None:
        """Tap something that is large enough for a thumb."""
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 32, box
        target.click()
        self.taps += 1

    def write(self, name: str, words: str) -> None:
        """Write into a field."""
        self.page.locator(f"[name='form.{name}']").fill(words)
        self.fields += 1

    def settle(self, text: str) -> None:
        """Wait until a page says what was recorded; it never scrolls sideways."""
        expect(self.page.get_by_role("status")).to_contain_text(text)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= WIDTH

    def spent(self) -> tuple[int, int]:
        """Return the taps and the fields since the last time."""
        spent, self.taps, self.fields = (self.taps, self.fields), 0, 0
        return spent


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def blow(thumb: Thumb) -> str:
    """Blow a whistle from the desk on; return the address of the case."""
    page = thumb.page
    page.goto("/")
    thumb.tap(page.locator(".ways-bottom").get_by_role("link", name="发起"))
    thumb.tap(page.get_by_role("link", name="应急处置哨"))
    thumb.write("place", "双龙湖街道锦程苑")
    thumb.write("asks", ASKS)
    thumb.tap(page.locator("label.pick", has_text="区消防救援局"))
    thumb.write("contact", "值班长 023-00000000")
    thumb.tap(button(page, "确认发起"))
    thumb.settle("已登记第1条留痕")
    return page.url.partition("?")[0]


def test_a_whistle_is_blown_answered_and_ended_on_phones(sit_down: SitDown) -> None:
    township, department = (Thumb(sit_down(login).page) for login in (TOWNSHIP, DEPARTMENT))
    matter = blow(township)

    assert township.spent() == (4, 3)
    expect(township.page.get_by_role("heading", level=1)).to_have_text(TITLE)

    page = department.page
    waiting = page.get_by_role("link", name=f"{TITLE}：应哨报到").first
    for _ in range(40):
        page.goto("/")
        if waiting.count():
            break
        page.wait_for_timeout(250)
    department.tap(link(page, "去办理"))
    department.tap(link(page, "应哨"))
    department.tap(button(page, "确认应哨"))
    department.settle("应哨")
    assert department.spent() == (3, 0)

    department.tap(link(page, "报到"))
    department.write("people", "韩队长等4人")
    department.tap(button(page, "确认报到"))
    department.settle("报到")
    assert department.spent() == (2, 1)

    department.tap(link(page, "反馈处置结果"))
    department.tap(page.locator("label", has_text="已解决"))
    department.write("measures", "通道已清空，烟源为灶台，已处置。")
    department.tap(button(page, "确认反馈处置结果"))
    department.settle("反馈处置结果")
    assert department.spent() == (3, 1)

    rated(township, matter)


def rated(township: Thumb, matter: str) -> None:
    """The township rates the answer in its own case, and ends the whistle."""
    page = township.page
    page.goto(matter)
    township.tap(page.locator(".task-title a").first)
    township.tap(link(page, "核验并评价"))
    township.tap(page.locator(".scale label", has_text="5"))
    township.tap(button(page, "确认核验并评价"))
    township.settle("核验并评价")
    township.tap(page.locator(".case-matter summary a"))
    end = link(page, "销哨")
    for _ in range(40):
        if end.count():
            break
        page.wait_for_timeout(250)
        page.reload()
    township.tap(end)
    township.write("summary", "现场已核验，通道畅通。")
    township.tap(button(page, "确认销哨"))
    township.settle("销哨")

    assert township.spent() == (7, 1)
    expect(page.locator(".case-marks")).to_contain_text("已销哨")
    expect(page.locator(".task-how").first).to_contain_text("已解决")


def test_who_was_called_before_is_one_tap_away(sit_down: SitDown) -> None:
    township = Thumb(sit_down(TOWNSHIP).page)
    blow(township)
    township.page.goto("/cases/new/whistle-emergency")
    before = township.page.locator(".several-group", has_text="以往选过")

    expect(before.locator("label")).to_have_count(1)
    before.locator("label", has_text="区消防救援局").click()
    expect(township.page.locator("[data-chosen] label")).to_have_count(1)
    expect(township.page.locator("[data-offered]")).not_to_contain_text("区消防救援局")
    township.page.locator("[data-chosen] label").click()
    expect(township.page.locator("[data-chosen] label")).to_have_count(0)


def test_a_body_of_another_district_is_found_by_its_name(sit_down: SitDown) -> None:
    township = Thumb(sit_down(TOWNSHIP).page)
    page = township.page
    page.goto("/cases/new/whistle-emergency")
    kept = page.locator("[data-chosen] input:checked").count()  # what the draft of another visit has
    page.locator("label.pick", has_text="区应急局").click()
    page.get_by_label("按名称查找单位").fill("荣昌区城市管理综合")
    page.locator("[data-offered] label.pick").first.click()

    expect(page.locator("[data-chosen] input:checked")).to_have_count(kept + 2)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH


def test_a_body_is_proposed_by_what_was_written_and_is_one_tap_away(sit_down: SitDown) -> None:
    township = Thumb(sit_down("yubei.longxi").page)
    page = township.page
    page.goto("/cases/new/whistle-emergency")
    township.write("place", "龙溪街道锦程苑")
    page.locator("[name='form.asks']").press_sequentially("小区消防车通道被堵死")
    township.fields += 1
    proposed = page.locator("[hx-post$='/proposals'] label.pick")

    expect(proposed.first).to_contain_text("占用、堵塞消防车通道或者安全出口：消防法第二十八条、第六十条")
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.locator("label.pick", has_text="区消防救援局")).to_have_count(1)
    township.tap(proposed.first)
    expect(page.locator("[data-chosen] input:checked")).to_have_count(1)
    page.locator("[name='form.asks']").press_sequentially("，夜市油烟很大")
    expect(proposed).to_have_count(1)
    expect(proposed.first).to_contain_text("油烟超标或者未净化")
    expect(page.locator("[name='form.asks']")).to_be_focused()
    township.write("contact", "值班长 023-00000000")
    township.tap(button(page, "确认发起"))
    township.settle("已登记第1条留痕")

    assert township.spent() == (2, 3)
    expect(page.locator(".case-tasks")).to_contain_text("区消防救援局")


def test_a_body_that_is_ticked_while_others_are_sought_stands_once(sit_down: SitDown) -> None:
    page = sit_down("yubei.renhe").page
    page.goto("/cases/new/whistle-emergency")
    page.locator("[name='form.asks']").fill("小区消防车通道被堵死")
    proposed = page.locator("[hx-post$='/proposals'] label.pick")
    expect(proposed.first).to_contain_text("区消防救援局")

    def answer_late(route: Route) -> None:
        response = route.fetch()
        proposed.first.click()
        route.fulfill(response=response)

    page.route("**/proposals", answer_late)
    with page.expect_response("**/proposals"):
        page.locator("[name='form.place']").fill("人和街道")
    page.wait_for_timeout(300)
    expect(page.locator("[data-chosen] input:checked")).to_have_count(1)
    expect(page.locator("label.pick", has_text="区消防救援局")).to_have_count(1)
