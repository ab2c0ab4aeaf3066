"""The first page in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_the_first_page_opens_in_both_languages(page: Page) -> None:
    page.goto("/")
    expect(page.locator("h1")).to_have_text("where to begin?")
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("h1")).to_have_text("从哪里开始？")
