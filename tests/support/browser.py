"""A real browser, for pages that people use: the machine's own Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox",  # containers and CI run as root
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Where it is; a machine without one leaves these tests out, and says so."""
    found = os.environ.get("INROADS_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: install Debian's package chromium, or set INROADS_BROWSER")
    return found


@asynccontextmanager
async def opened_browser(
    *, width: int = 1280, height: int = 900, password: str = ""
) -> AsyncIterator[Page]:
    """A page of a browser of its own; it must find nothing to complain of."""
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        page = await browser.new_page(
            viewport={"width": width, "height": height},
            http_credentials={"username": "anybody", "password": password} if password else None,
        )
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        yield page
        await browser.close()
    expected = "Failed to load resource: the server responded with a status of"
    assert [said for said in complaints if not said.startswith(expected)] == []
