"""A real browser in front of a real `onething up`, with the registry's example accounts and no cases."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from processes.up_options import PROJECT
from tests.browser.desks import Desk, sign_in
from tests.processes.waiting import free_port

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_CALM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("没有 Chromium · no Chromium here (make browser installs it where it can)")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One for each module: while Playwright is there it holds the thread's event loop, which others need too."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_CALM))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running onething. Without a browser nothing is started."""
    data = tmp_path_factory.mktemp("browser") / "data"
    with _up(data) as program:
        assert program.stdout is not None
        lines = []
        for line in program.stdout:
            lines.append(line)
            if line.startswith("ready "):
                break
        try:
            assert lines[-1].startswith("ready "), "".join(lines)
            _load_accounts(data)
            yield lines[-1].removeprefix("ready ").strip()
        finally:
            program.send_signal(signal.SIGTERM)
            program.communicate(timeout=60)


def _environment() -> dict[str, str]:
    ours = ("DATABASE_URL", "TEMPORAL_ADDRESS", "ONETHING_DATA", "ONETHING_PORT")
    return {name: value for name, value in os.environ.items() if name not in ours}


def _up(data: Path) -> subprocess.Popen[str]:
    ports = ["--port", str(free_port()), "--temporal-port", str(free_port()), "--ui-port", "0"]
    return subprocess.Popen(
        [sys.executable, "-m", "cli", "up", "--data", str(data), "--no-examples", *ports],
        cwd=PROJECT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _load_accounts(data: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "cli", "registry", "load", "--examples"],
        cwd=PROJECT,
        env=_environment() | {"ONETHING_DATA": str(data)},
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def windows(browser: Browser, address: str) -> Callable[[str], BrowserContext]:
    """Return each officer's own browser, signed in when it is first used."""
    known: dict[str, BrowserContext] = {}

    def of(login: str) -> BrowserContext:
        if login not in known:
            known[login] = browser.new_context(base_url=address, locale="zh-CN")
            page = known[login].new_page()
            sign_in(page, login)
            page.close()
        return known[login]

    return of


@pytest.fixture
def sit_down(windows: Callable[[str], BrowserContext]) -> Iterator[Callable[..., Desk]]:
    """Open a page in an officer's browser; what a page complains about fails the test."""
    pages: list[Page] = []
    complaints: list[str] = []

    def one(login: str, *, width: int = 1280) -> Desk:
        page = windows(login).new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Policy" in said.text else None)
        page.goto("/")
        pages.append(page)
        return Desk(page)

    yield one
    for page in pages:
        page.close()
    assert complaints == []
