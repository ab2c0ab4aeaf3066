"""The counter in a real browser: whole stories, with and without a script, by keyboard, in both languages."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.support.process import ROOT

EXAMPLES = ROOT / "examples"


def accessible(page: Page) -> None:
    """No violation that axe-core finds, and nothing to scroll sideways."""
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def open_example(page: Page, name: str) -> None:
    """Open an example as a case file."""
    page.goto("/counter")
    page.get_by_text("open a case file").first.click()
    page.set_input_files("#file", EXAMPLES / name)
    page.get_by_role("button", name="open", exact=True).click()
    page.wait_for_url("**/counter/*")


def test_a_clerk_settles_a_real_item(page: Page) -> None:
    page.goto("/counter")
    accessible(page)
    page.get_by_label("the certificate’s name").press_sequentially("anquan jiashi")
    hit = page.get_by_role("button", name="近3年安全驾驶情况证明")
    expect(hit).to_be_visible()
    accessible(page)
    hit.click()
    expect(page.get_by_role("heading", name="the answer", exact=True)).to_be_visible()
    card = page.locator(".card", has=page.get_by_role("heading", name="verification between departments"))
    expect(card.locator(".status")).to_have_text("open")
    expect(page.get_by_text("demand the certificate from the applicant")).to_be_visible()
    page.get_by_text("“无须申请人再提供相关证明”").last.click()
    expect(page.locator("mark", has_text="无须申请人再提供相关证明").last).to_be_visible()
    card.get_by_text("why?").click()
    expect(card.get_by_text("because")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize(("language", "width"), [("English", 1280), ("English", 390), ("中文", 1280), ("中文", 390)])
def test_may_it_be_pledged_in_six_clicks(page: Page, language: str, width: int) -> None:
    """From the search to the settled pledge: told, willing, credit file, signed, and nothing that only lists know."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/counter")
    if language == "中文":
        page.get_by_role("button", name=language).click()
    page.locator("#q").press_sequentially("夫妻关系证明")
    clicks = 0

    def click(button: Locator) -> None:
        nonlocal clicks
        button.click()
        clicks += 1

    accessible(page)
    click(page.locator(".hit-first button"))
    page.wait_for_url("**/counter/*")
    for fact in ("item.issued_in_city", "applicant.informed", "applicant.willing", "applicant.bad_records"):
        expect(page.locator("input[name=fact]")).to_have_value(fact)
        click(page.locator("button[value=none]" if fact == "applicant.bad_records" else ".big-choices [value=true]"))
    expect(page.locator("input[name=fact]")).to_have_value("applicant.pledge_in_writing")
    expect(page.locator("#to-do")).to_have_text({"English": "still to do", "中文": "尚待办理"}[language])
    accessible(page)
    click(page.locator(".big-choices [value=true]"))
    first = page.locator(".answer-lines > div").first
    expect(first).to_contain_text({"English": "pledge", "中文": "申报承诺"}[language])
    expect(first.locator(".status")).to_have_text({"English": "open", "中文": "适用"}[language])
    assert clicks <= 6
    accessible(page)


def test_a_refusal_to_its_notice(page: Page) -> None:
    page.goto("/counter?q=夫妻关系证明")
    page.get_by_role("button", name="夫妻关系证明 申领").click()
    expect(page.get_by_role("heading", name="Is the certificate issued by a unit within the city?")).to_be_visible()
    page.get_by_text("why do you ask?").click()
    accessible(page)
    page.get_by_role("button", name="yes", exact=True).click()
    page.get_by_role("button", name="ask for these, too").click()
    expect(page.get_by_role("heading", name="On which published lists does the item stand?")).to_be_visible()
    page.get_by_label("there may be more that is not known").uncheck()
    accessible(page)
    page.get_by_role("button", name="answer", exact=True).click()
    for _ in range(4):
        heading = page.locator("#asked, #settled").first.inner_text()
        if heading == "the answer":
            break
        match heading:
            case "Does the applicant want to pledge instead of submitting the certificate?":
                page.get_by_role("button", name="no", exact=True).click()
            case "Which bad information stands in the applicant's credit file? (an empty list for none)":
                page.get_by_role("button", name="there is none").click()
            case _:
                page.get_by_role("button", name="yes", exact=True).click()
        page.wait_for_load_state()
    expect(page.locator("#settled")).to_have_text("the answer")
    expect(page.get_by_text("handle the matter under the ordinary law")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="notice to the applicant").click()
    expect(page.locator("h1")).to_have_text("notice of handling without a pledge")
    expect(page.get_by_text("申请人不愿意采取申报承诺方式免提交证明的")).to_be_visible()
    accessible(page)
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1, "one sheet of A4"


@pytest.mark.parametrize("language", ["English", "中文"])
def test_a_pledge_on_one_sheet(page: Page, language: str) -> None:
    open_example(page, "route-pledge.yaml")
    if language == "中文":
        page.get_by_role("button", name=language).click()
    page.locator("a[href$='/notice']").click()
    expect(page.locator(".notice-sheet")).to_be_visible()
    page.emulate_media(media="print")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1, "one sheet of A4"


def test_a_barred_applicant_in_both_languages(page: Page) -> None:
    open_example(page, "route-barred.yaml")
    expect(page.get_by_text("2022-06-12").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="答复")).to_be_visible()
    expect(page.get_by_text("不得申报承诺，直到（含当日）")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="告知书").click()
    expect(page.locator("h1")).to_have_text("不得再申报承诺告知书")
    expect(page.get_by_text("2022-06-12")).to_be_visible()
    accessible(page)


def test_by_keyboard_alone(page: Page) -> None:
    page.goto("/counter")
    page.keyboard.type("夫妻关系")  # the search has the focus
    expect(page.get_by_role("button", name="夫妻关系证明 申领")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/counter/*")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "yes":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="answers so far")).to_be_visible()
    expect(page.get_by_text("the certificate is issued by a unit within the city")).to_be_visible()


def test_a_draft_survives_a_reload(page: Page, context: BrowserContext) -> None:
    page.goto("/counter?q=夫妻关系证明")
    page.get_by_role("button", name="夫妻关系证明 申领").click()
    page.get_by_role("button", name="yes", exact=True).click()
    answered = page.locator(".known-facts").first
    expect(answered).to_contain_text("the certificate is issued by a unit within the city")
    page.reload()
    expect(answered).to_contain_text("the certificate is issued by a unit within the city")
    page.goto("/")
    page.locator(".drafts a").first.click()
    expect(answered).to_contain_text("the certificate is issued by a unit within the city")


def test_a_finding_that_lacks_its_reason(page: Page) -> None:
    page.goto("/counter?q=居住证明")
    page.get_by_role("button", name="“居住证明”").click()
    page.wait_for_url("**/counter/*")
    draft = page.url
    page.goto(f"{draft}?change=findings.public_safety")
    page.get_by_label("no", exact=True).check()
    page.get_by_label("found by").fill("王某")
    page.get_by_label("on", exact=True).fill("2019-05-20")
    page.get_by_role("button", name="answer", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("found by")).to_have_value("王某")
    accessible(page)
    page.get_by_label("because").fill("不涉及公共安全")
    page.get_by_role("button", name="answer", exact=True).click()
    expect(page.get_by_text("不涉及公共安全")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_records_in_place(page: Page) -> None:
    page.goto("/counter?q=本人无经济收入证明")
    page.get_by_role("button", name="本人无经济收入证明 申领").click()
    page.wait_for_url("**/counter/*")
    page.goto(f"{page.url}?change=applicant.bad_records")
    for _ in range(2):
        page.get_by_role("button", name="add a record").click()
    page.get_by_role("button", name="remove this record").first.click()
    row = page.get_by_role("group", name="record 1")
    row.get_by_label("origin of the bad information").select_option("other")
    row.get_by_label("day on which it was determined").fill("2018-09-03")
    accessible(page)
    page.get_by_role("button", name="answer", exact=True).click()
    expect(page.get_by_text("1 record", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [390, 640], ids=["phone", "zoomed to 200 %"])
def test_without_a_script_on_a_narrow_screen(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(
        base_url=address, locale="zh-CN", java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto("/counter")
    page.get_by_label("证明名称").fill("jsnaqjsqkzm")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name="近3年安全驾驶情况证明").click()
    expect(page.locator(".card.yes")).to_contain_text("部门核验")
    page.locator(".card.yes details.why summary").click()
    page.locator(".card.yes details.why a").click()
    expect(page.get_by_text("因为")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="告知书").click()
    expect(page.locator("h1")).to_have_text("免提交证明告知书")
    for where in ("/counter?q=证明", page.url, page.url.removesuffix("/notice")):
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
