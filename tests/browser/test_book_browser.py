"""The rulebook in a real browser: read, follow, look at the picture; accessible, and fit for a narrow screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

PAGES = [
    "/rulebook",
    "/rulebook/accountability",
    "/rulebook/pledge/4.1",
    "/rulebook/conclusions",
    "/rulebook/conclusions/answerable",
    "/rulebook/cases/last-day-of-the-bar",
    "/rulebook/facts",
    "/rulebook/lists/jinhua-2019",
    "/rulebook/search?q=chengnuo",
    "/rulebook/picture?conclusion=demand-certificate",
    "/rulebook/picture?question=pledge",
]
_OUTSIDE = """() => [...document.querySelectorAll('.picture .node')].flatMap((node) => {
  const box = node.querySelector('rect').getBBox();
  return [...node.querySelectorAll('text')].filter((text) => {
    const words = text.getBBox();
    return words.x < box.x || words.x + words.width > box.x + box.width
      || words.y < box.y || words.y + words.height > box.y + box.height;
  }).map((text) => text.textContent);
})"""


def test_from_the_first_page_to_a_clause_its_rule_and_the_picture(page: Page) -> None:
    page.goto("/rulebook")
    page.get_by_role("link", name="pledge", exact=True).click()
    page.get_by_role("navigation", name="contents").get_by_role("link", name="4.1").click()
    clause = page.locator('[id="4.1"]')
    expect(clause).to_be_in_viewport()
    expect(clause.locator(".words")).to_contain_text("申请人不得再以申报承诺的方式办理证明事项")
    clause.get_by_role("link", name="14 rules").click()
    expect(page.locator("h1")).to_contain_text("pledge 4.1")
    page.get_by_role("link", name="picture bar-from-the-credit-file").click()
    asked = page.locator(".picture .node.asked")
    expect(asked).to_be_in_viewport()
    asked.click()
    expect(page.locator("h1")).to_have_text("must not · use a pledge again")


def test_search_from_the_keyboard_alone(page: Page) -> None:
    page.goto("/rulebook")
    page.get_by_role("searchbox").press_sequentially("xujiachengnuo")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("虚假承诺")
    page.locator(".results a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_visible()


def test_a_reason_unfolds_in_the_margin(page: Page) -> None:
    page.goto("/rulebook/pledge#in-force")
    margin = page.locator('[id="in-force"] .margin')
    reason = margin.locator("details p")
    expect(reason).to_be_hidden()
    margin.locator("summary").press("Enter")
    expect(reason).to_be_visible()


@pytest.mark.parametrize("address_of", PAGES)
def test_nothing_stands_in_the_way_of_anyone(page: Page, address_of: str) -> None:
    page.goto(address_of)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_narrow_screens_need_no_sideways_scrolling(browser: Browser, address: str, locale: str) -> None:
    context = browser.new_context(base_url=address, locale=locale, viewport={"width": 390, "height": 844})
    page = context.new_page()
    for each in PAGES:
        page.goto(each)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, each
    context.close()


@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_words_stay_in_their_boxes(browser: Browser, address: str, locale: str) -> None:
    context = browser.new_context(base_url=address, locale=locale, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for question in ("route", "case", "pledge", "verification"):
        page.goto(f"/rulebook/picture?question={question}")
        assert page.evaluate("document.querySelectorAll('.picture .node text').length") > 20
        assert page.evaluate(_OUTSIDE) == []
    context.close()


def test_everything_works_without_scripts(browser: Browser, address: str) -> None:
    context: BrowserContext = browser.new_context(base_url=address, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.goto("/rulebook/picture")
    page.get_by_label("one conclusion").select_option("route-pledge")
    page.get_by_role("button", name="show").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("picture of pledge")
    page.get_by_label("fit to the width").check()
    box = page.locator(".picture").bounding_box()
    svg = page.locator(".picture svg").bounding_box()
    assert box and svg and svg["width"] <= box["width"]
    context.close()
