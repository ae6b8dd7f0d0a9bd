"""A real browser before the real site. Every page that a test opens must stay silent on the console."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.doors.test_sign_in import signed_in

# Playwright keeps an event loop in this thread, in which Django would refuse to ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
)  # fmt: skip
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


class Walker:
    """Somebody who walks the site: a citizen, or the holder of a demo account who has signed in."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser, self.site = browser, site
        self.said: list[str] = []
        self.contexts: list[BrowserContext] = []

    def page(
        self, work_no: str = "", *, width: int = 1366, height: int = 768, cookies: dict[str, str] | None = None
    ) -> Page:
        """A fresh page; signed in with both factors when a work number is given."""
        context = self.browser.new_context(
            base_url=self.site, viewport={"width": width, "height": height}, locale="zh-CN"
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        given = dict(cookies or {})
        if work_no:
            given[settings.SESSION_COOKIE_NAME] = self._session(work_no)
        context.add_cookies([{"name": name, "value": value, "url": self.site} for name, value in given.items()])
        page = context.new_page()
        page.on("console", lambda message: self.said.append(f"{page.url}: {message.text}"))
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))
        return page

    def _session(self, work_no: str) -> str:
        client: Client = signed_in(work_no)
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def walker(browser: Browser, city: None, site: str) -> Iterator[Walker]:
    somebody = Walker(browser, site)
    yield somebody
    somebody.close()
    assert somebody.said == []


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now."""
    found = Axe().run(page, options=AXE).response["violations"]
    return [f"{fault['id']}: {fault['help']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
