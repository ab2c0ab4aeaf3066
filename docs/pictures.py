"""Takes the pictures of the guides from the running program: `python -m docs.pictures`.

Needs the extras `dev` and a Chromium (`NOCERT_CHROMIUM` names another). Every picture is one step of the stories that
the guides tell, on a fixed day, in both languages; look at them before you commit them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from nocert_rules.words.messages import Language
from tests.support.browser import FLAGS, chromium
from tests.support.web import app_for_tests, served

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
LOCALES: dict[Language, str] = {"en": "en-GB", "zh": "zh-CN"}
WIDTH, HEIGHT = 1100, 760


@dataclass(frozen=True)
class Story:
    """Pages to walk through; each name that it gives is a picture."""

    day: date
    steps: Callable[[Page], Iterator[str]]


def item(page: Page) -> Iterator[str]:
    """A clerk looks an item up and reads the answer."""
    page.goto("/counter?q=驾驶")
    yield "counter-search"
    page.locator("#hits button").first.click()
    page.wait_for_url("**/counter/*")
    yield "counter-answer"


def interview(page: Page) -> Iterator[str]:
    """A pledge, one question at a time."""
    open_file(page, "/counter", "route-pledge.yaml", without="applicant.willing")
    yield "counter-question"


def barred(page: Page) -> Iterator[str]:
    """Why a pledge is refused, and the notice that says so."""
    open_file(page, "/counter", "route-barred.yaml")
    yield "counter-barred"
    page.goto(page.url.partition("?")[0] + "/notice")
    yield "counter-notice"


def case(page: Page) -> Iterator[str]:
    """A case of three subjects, from its overview to the dossier."""
    open_file(page, "/desk", "case-three-subjects.yaml")
    case_page = page.url.partition("?")[0]
    yield "desk-case"
    page.goto(case_page + "/subjects/2")
    yield "desk-subject"
    page.goto(case_page + "/subjects/2/answer")
    yield "desk-answer"
    page.goto(case_page + "/dossier")
    yield "desk-dossier"


def book(page: Page) -> Iterator[str]:
    """The text with its margin, and what a conclusion depends on."""
    page.goto("/rulebook/pledge#4.2")
    yield "rulebook-document"
    page.goto("/rulebook/picture?conclusion=excluded-from-pledge")
    yield "rulebook-picture"


STORIES = (
    Story(date(2019, 6, 3), item),
    Story(date(2019, 6, 3), interview),
    Story(date(2019, 6, 3), barred),
    Story(date(2019, 12, 10), case),
    Story(date(2019, 6, 3), book),
)


def open_file(page: Page, where: str, name: str, without: str = "") -> None:
    """Open an example at `where`, leaving out the line of one fact."""
    lines = (ROOT / "examples" / name).read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line for line in lines if not (without and line.strip().startswith(without)))
    page.goto(where)
    form = page.locator("form[enctype='multipart/form-data']")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    form.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/yaml", "buffer": text.encode()}
    )
    form.locator("button").first.click()
    page.wait_for_url(f"**{where}/*")


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for story in STORIES:
            with served(app_for_tests(today=story.day)) as address:
                for language in LOCALES:
                    _walk(story, language, browser, address)


def _walk(story: Story, language: Language, browser: Browser, address: str) -> None:
    size = ViewportSize(width=WIDTH, height=HEIGHT)
    context = browser.new_context(base_url=address, locale=LOCALES[language], viewport=size)
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    for name in story.steps(page):
        page.wait_for_load_state("networkidle")
        path = FOLDER / f"{name}.{language}.png"
        page.screenshot(path=path)
        print(path.relative_to(ROOT))
    context.close()


if __name__ == "__main__":
    main()
