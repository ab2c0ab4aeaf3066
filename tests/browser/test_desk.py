"""The case desk in a real browser: a case with three subjects from its file to the dossier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from nocert_rules.dialogue.forms import FindingForm, read_case_file
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.process import ROOT
from tests.support.web import DAY

THREE = ROOT / "examples" / "case-three-subjects.yaml"
PARTS = (
    "",
    "/facts",
    "/subjects/1",
    "/subjects/1/answer",
    "/subjects/1/why/ground-5",
    "/subjects/1/remove",
    "/delete",
    "/dossier",
)


def open_case(page: Page) -> str:
    """Open the case with three subjects; its address."""
    page.goto("/desk")
    page.get_by_label("file (YAML)").set_input_files(THREE)
    page.get_by_role("button", name="open", exact=True).click()
    expect(page.get_by_role("heading", name="subjects")).to_be_visible()
    return page.url


def saved(page: Page) -> None:
    """Wait until what was typed is saved."""
    expect(page.locator("#saving")).to_have_text(re.compile(r"^saved \d\d:\d\d$"))


def test_three_subjects_to_the_dossier(page: Page, rulebook: Rulebook, tmp_path: Path) -> None:
    case = open_case(page)
    page.get_by_role("link", name="facts and findings: 借用人员").click()
    standing = page.locator("#standing")
    expect(standing).to_contain_text("circulated criticism")
    finding = page.get_by_role("group", name="Was there a proper reason for not answering in time?")
    finding.get_by_label("yes").check()
    finding.get_by_label("reason").fill("停电")
    finding.get_by_label("found by").focus()
    saved(page)
    expect(standing.locator("li", has_text="answerable")).to_contain_text("no")
    page.reload()
    expect(finding.get_by_label("yes")).to_be_checked()
    expect(finding.get_by_label("reason")).to_have_value("停电")

    page.get_by_role("link", name="the case", exact=True).click()
    page.get_by_role("link", name="dossier (to print)").click()
    expect(page.get_by_role("heading", name="借用人员")).to_be_visible()
    expect(page.locator("article")).to_contain_text("停电")
    with page.expect_download() as download:
        page.get_by_role("link", name="save as YAML").click()
    path = tmp_path / "case.yaml"
    download.value.save_as(path)
    form = read_case_file(path.read_bytes(), "case.yaml", rulebook, "case", DAY)
    given = form.subjects[1].facts["subject.findings.proper_reason"]
    assert given == FindingForm("true", "联合调查组", "2019-11-08", "停电")
    with page.expect_download() as download:
        page.get_by_role("link", name="download .docx").click()
    assert download.value.suggested_filename == "dossier.docx"
    assert page.url == f"{case}/dossier"


def test_why_unfolds_in_place(page: Page) -> None:
    case = open_case(page)
    page.goto(f"{case}/subjects/1/answer")
    ground = page.locator("li.card", has=page.get_by_role("heading", name="5(5)"))
    ground.locator("details[data-why] > summary").click()
    expect(ground).to_contain_text("it would be “not met” if")
    assert page.url == f"{case}/subjects/1/answer"


def test_a_broken_connection_loses_nothing(page: Page, context: BrowserContext) -> None:
    case = open_case(page)
    page.goto(f"{case}/subjects/1")
    steps = page.get_by_role("group", name="Which steps of the accountability procedure are done?")
    context.set_offline(True)
    steps.get_by_role("button", name="add a row").click()
    steps.get_by_role("group", name="row 5").get_by_label("step").select_option(label="proposed")
    finding = page.get_by_role("group", name="Did the subject delay the item?")
    finding.get_by_label("reason").fill("没有网络时所写")
    expect(page.locator("#saving")).to_have_text("not saved: no connection – kept here")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{case}/subjects/1")
    saved(again)
    again.reload()
    finding = again.get_by_role("group", name="Did the subject delay the item?")
    steps = again.get_by_role("group", name="Which steps of the accountability procedure are done?")
    expect(finding.get_by_label("reason")).to_have_value("没有网络时所写")
    expect(steps.get_by_role("group", name="row 4").get_by_label("step")).to_have_value("proposed")


def test_findings_follow_one_another_and_rows_go(page: Page) -> None:
    case = open_case(page)
    page.goto(f"{case}/subjects/2")
    idle = page.locator("#g-3 details", has_text="that cannot change the answer as it stands")
    idle.locator("> summary").click()
    finding = page.get_by_role("group", name="Was the leak on purpose?")
    finding.get_by_label("no", exact=True).check()
    finding.get_by_role("button", name="by the same and on the same day as the finding before").click()
    expect(finding.get_by_label("found by")).to_have_value("市司法局法制处")
    finding.get_by_label("reason").fill("无泄漏")
    steps = page.get_by_role("group", name="Which steps of the accountability procedure are done?")
    steps.get_by_role("button", name="remove this row 1").click()
    steps.get_by_role("button", name="add a row").click()
    steps.get_by_role("group", name="row 5").get_by_label("step").select_option(label="decided")
    page.get_by_role("heading", name="conduct").click()
    saved(page)
    page.reload()
    expect(finding.get_by_label("reason")).to_have_value("无泄漏")
    values = [each.input_value() for each in steps.get_by_label("step", exact=True).all()]
    assert values == ["investigated", "proposed", "decided", ""]


def test_what_is_wrong_is_told_beside_the_field_and_stays(page: Page) -> None:
    case = open_case(page)
    page.goto(f"{case}/facts")
    limit = page.get_by_label(re.compile("how many working days|prescribed", re.IGNORECASE)).first
    limit.fill("many")
    page.get_by_label("as of").focus()
    saved(page)
    expect(limit).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{limit.get_attribute('id')}-problem")).to_contain_text("expected an integer")
    page.reload()
    expect(limit).to_have_value("many")
    expect(page.get_by_role("alert")).to_contain_text("expected an integer")
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(limit).to_be_focused()


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A browser without scripts."""
    context = browser.new_context(base_url=address, locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_without_a_script(plain: Page) -> None:
    case = open_case(plain)
    plain.goto(f"{case}/subjects/1")
    steps = plain.get_by_role("group", name="Which steps of the accountability procedure are done?")
    steps.get_by_role("group", name="row 4").get_by_label("step").select_option(label="proposed")
    steps.get_by_role("button", name="add a row").click()
    expect(steps.get_by_role("group", name="row 5")).to_be_visible()
    steps.get_by_role("button", name="remove this row 4").click()
    expect(steps.get_by_role("group", name="row 5")).to_have_count(0)
    plain.get_by_label("What kind of unit is it?").select_option(label="other unit")
    plain.get_by_role("button", name="save", exact=True).first.click()
    expect(plain.locator("#standing li", has_text="in scope")).to_contain_text("undetermined")
    plain.goto(f"{case}/subjects/2/remove")
    plain.get_by_role("button", name="remove it").click()
    expect(plain.locator("main")).not_to_contain_text("借用人员")


def test_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/desk")
    page.get_by_label("as of").focus()
    page.keyboard.press("Tab")
    for _ in range(6):
        if page.evaluate("document.activeElement.textContent").strip() == "create":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="the case")).to_be_visible()
    page.get_by_label("name", exact=True).focus()
    page.keyboard.type("某人")
    page.keyboard.press("Enter")
    page.get_by_label("Is the subject a unit").focus()
    page.keyboard.type("staff")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    saved(page)
    page.reload()
    expect(page.get_by_label("Is the subject a unit")).to_have_value("staff_member")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nobody_is_kept_out(browser: Browser, address: str, language: str, width: int) -> None:
    context = browser.new_context(base_url=address, locale=language, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto("/desk")
    check(page)
    page.locator("#file").set_input_files(THREE)
    page.locator("form[action='/desk/open'] button").click()
    case = page.url
    for part in PARTS:
        page.goto(case + part)
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        check(page)
    context.close()


def check(page: Page) -> None:
    """No violation of accessibility, and no scrolling to the side."""
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
