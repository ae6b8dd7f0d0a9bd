"""The pictures of the README, taken from a site that was started for them, on a demonstration of its own.

    python tools/screenshots.py [FOLDER]

Writes docs/pictures/*.png. The cases are those of a small replayed year; everything in the pictures is invented.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PHONE, DESK = (360, 740), (1280, 800)
YEAR = ("replay", "data/facts/daye_2023.json", "--scale", "0.03", "--no-ratio")

# name of the picture, address, width and height, work number (empty: a citizen)
PICTURES = (
    ("home", "/", PHONE, ""),
    ("find", "/find?q=孩子上医保", PHONE, ""),
    ("guide", "/items/linshi-jiuzhu", PHONE, ""),
    ("town", "/places/420281108000", DESK, ""),
    ("counter", "/counter/", DESK, "d004"),
    ("take-in", "/counter/take-in?item=linshi-jiuzhu", DESK, "d004"),
    ("office", "/office/", DESK, "d012"),
    ("board", "/board/", DESK, "d022"),
    ("circular", "/circulars/1/", (1280, 1000), "d022"),
    ("accounts", "/admin/", DESK, "d024"),
)


@contextmanager
def site() -> Iterator[str]:
    """A demonstration in a folder of its own that has lived a small year; its address."""
    with tempfile.TemporaryDirectory(prefix="jinban-pictures-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
        probe.close()
        place = {**os.environ, "JINBAN_HOME": home}
        place.pop("DATABASE_URL", None)
        jinban = (sys.executable, "-m", "jinban.commands")
        serve = subprocess.Popen(
            [*jinban, "serve", "--port", port], env=place, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        try:
            if not any("近办已经启动" in line for line in serve.stdout):
                raise SystemExit("the site did not start")
            subprocess.run([*jinban, *YEAR], env=place, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            yield f"http://127.0.0.1:{port}"
        finally:
            serve.terminate()
            serve.communicate(timeout=30)


def sign_in(page: Page, work_no: str) -> None:
    """As a demo account, with both factors as the page fills them in."""
    page.goto(f"/staff/sign-in?fill={work_no}")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="登录").click()


class Windows:
    """Fresh windows on the site; somebody who signed in once stays signed in, for a code can be used only once."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.kept: dict[str, Any] = {}

    def open(self, width: int, height: int, work_no: str) -> Page:
        """A window of this size, of this person; of a citizen without a work number."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            device_scale_factor=2,
            locale="zh-CN",
            storage_state=self.kept.get(work_no),
        )
        page = context.new_page()
        if work_no and work_no not in self.kept:
            sign_in(page, work_no)
            self.kept[work_no] = context.storage_state()
        return page


def begin_circular(windows: Windows) -> None:
    """The year's circular, by the one press of a button."""
    page = windows.open(*DESK, "d022")
    page.goto("/circulars/")
    page.get_by_role("button", name="起草").click()
    page.context.close()


def take(windows: Windows, folder: Path) -> None:
    """Each picture in a fresh window."""
    for name, path, (width, height), work_no in PICTURES:
        page = windows.open(width, height, work_no)
        page.goto(path)
        page.screenshot(path=folder / f"{name}.png")
        page.context.close()
        print(folder / f"{name}.png")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not chromium:
        raise SystemExit(f"no browser found; one of {', '.join(BROWSERS)} is needed")
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        windows = Windows(browser, address)
        begin_circular(windows)
        take(windows, folder)
        browser.close()


if __name__ == "__main__":
    main()
