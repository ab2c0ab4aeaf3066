"""The HTML page: valid, whole, every text escaped, its colours with a sign beside them."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nocert_rules.gate.golden import load_cases
from nocert_rules.gate.testing.html import runs_html
from nocert_rules.gate.testing.levels import SIGNS, marked
from nocert_rules.gate.testing.markup import Html, element
from nocert_rules.gate.testing.run import Run, Selection, run_cases
from nocert_rules.gate.testing.thresholds import thresholds_of
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.messages import Language
from tests.unit.gate.test_testing_rulebook import run, write
from tests.unit.gate.test_testing_update import wrong

LANGUAGES: tuple[Language, ...] = ("en", "zh")
PHRASING = {"a", "mark", "small", "span", "strong", "br"}
ONLY_PHRASING = {"a", "h1", "h2", "h3", "mark", "p", "pre", "small", "span", "strong", "summary", "title"}


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(write(tmp_path_factory.mktemp("dogs"), wrong()))


@pytest.fixture(scope="module")
def shipped(rulebook: Rulebook) -> Run:
    folder = default_folder("rules")
    return run_cases(folder, rulebook, load_cases(folder, rulebook), Selection(), thresholds_of(folder))


class Checker(HTMLParser):
    """Notes what is wrong with a page: nesting, ids, links; and collects its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: set[str] = set()
        self.wrong: list[str] = []
        self.said: list[str] = []
        self.first_in: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        given = dict(attrs)
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice")
        if self.open and self.open[-1] in ONLY_PHRASING and tag not in PHRASING:
            self.wrong.append(f"<{tag}> in <{self.open[-1]}>")
        if self.open and self.open[-1] == "details" and not self.first_in[-1] and tag != "summary":
            self.wrong.append("<details> without <summary>")
        if self.first_in:
            self.first_in[-1] += 1
        if given.get("id"):
            self.ids[given["id"] or ""] += 1
        href = given.get("href")
        if href:
            self.links.add(href)
        for name in ("src", "action", "onclick"):
            if name in given:
                self.wrong.append(f"{name} on <{tag}>")
        if tag != "meta":
            self.open.append(tag)
            self.first_in.append(0)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")
        self.first_in.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.said.append(data)


def check(page: str) -> Checker:
    assert page.startswith("<!DOCTYPE html>\n<html lang=")
    checker = Checker()
    checker.feed(page)
    checker.close()
    assert not checker.wrong and not checker.open
    assert set(checker.ids.values()) == {1}
    assert all(link.startswith("#") for link in checker.links)
    assert {link[1:] for link in checker.links} <= set(checker.ids)
    return checker


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_shipped_rulebook_is_valid_and_whole(shipped: Run, language: Language) -> None:
    page = runs_html([shipped], language)
    said = "".join(check(page).said)
    for provision in shipped.rulebook.provisions.values():
        assert provision.text in said
    for name in (*shipped.rulebook.rules, *(outcome.golden.id for outcome in shipped.outcomes)):
        assert name in said
    assert page == runs_html([shipped], language)
    assert "url(" not in page and "@import" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_escapes_all_text(failing: Run, language: Language) -> None:
    page = runs_html([failing], language)
    said = "".join(check(page).said)
    assert "<暂住者>" in said and "养犬人 & <其他人>" in said
    assert "<暂住者>" not in page and "&lt;暂住者&gt;" in page
    if language == "en":
        assert "walks <a> dog & more" in said


def test_a_page_of_several_rulebooks_has_ids_of_its_own(failing: Run, tmp_path: Path) -> None:
    assert check(runs_html([failing, run(write(tmp_path))], "en").replace(str(tmp_path), ""))


def test_a_page_without_coverage(tmp_path: Path) -> None:
    assert check(runs_html([run(write(tmp_path, wrong()), stop=True)], "en"))


def test_levels_have_a_sign_beside_their_colour(failing: Run) -> None:
    page = runs_html([failing], "en")
    assert len(set(SIGNS.values())) == len(SIGNS)
    assert f'title="less" role="img" aria-label="less">{SIGNS["some"]}</span>' in page


def test_words_that_rules_quote_are_marked(failing: Run) -> None:
    assert failing.coverage
    provision = failing.rulebook.provisions["dogs/1"]
    pieces = list(marked(failing.coverage, provision))
    assert "".join(piece for piece, _ in pieces) == provision.text
    assert pieces == [
        ("第一条 ", None),
        ("住在镇内的养犬人或者遛犬人应当办证", "some"),
        ("，", None),
        ("<暂住者>除外", "some"),
        ("。", None),
    ]


def test_markup_escapes_what_is_not_html() -> None:
    inner = element("b", "<&\"'>\0", title="\"<'")
    assert inner == Html('<b title="&quot;&lt;&#x27;">&lt;&amp;&quot;&#x27;&gt;\N{REPLACEMENT CHARACTER}</b>')
    assert element("p", inner, class_="x", lang="") == f'<p class="x">{inner}</p>'
