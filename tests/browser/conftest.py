"""A real Chromium, driven by Playwright, against the real server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.browser import FLAGS, chromium
from tests.support.web import app_for_tests, served


def _chromium() -> str:
    named = chromium()
    if named is None:
        reason = "no Chromium is installed: `apt-get install chromium`, or name one by NOCERT_CHROMIUM"
        if os.environ.get("NOCERT_BROWSER") == "required":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return named


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the pages are served."""
    with served(app_for_tests()) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    path = _chromium()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A visitor of their own: English, 1280 pixels wide."""
    found = browser.new_context(base_url=address, locale="en-GB", viewport={"width": 1280, "height": 900})
    found.set_default_timeout(10_000)
    yield found
    found.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that fails the test where it logs an error or asks another host for anything."""
    found = context.new_page()
    found.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return found
