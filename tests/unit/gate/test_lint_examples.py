"""Every lint finds the wrong example of its page, at the words meant, and nothing in the right one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from nocert_rules.gate.lint.registry import BY_ID, LINTS
from tests.support.lint import DAY, DOCS, Example, base, change, example, lint, places, words_of

HEADINGS = ["What", "Why", "Wrong", "Right", "How to turn it off"]
IDS = [lint.id for lint in LINTS]
PLACES = places()


def rulebook_with(name: str, which: Example, folder: Path) -> tuple[Path, date]:
    """The rulebook with an example of the lint in its place, and the day asked."""
    rulebook, place = base(folder), PLACES[name]
    change(rulebook, place.file, place.replace, example(name, which))
    for other in place.also:
        if other.get("only", which) != which:
            continue
        change(rulebook, other["file"], other["replace"], other["by"])
    return rulebook, date.fromisoformat(place.asked[which]) if place.asked else DAY


@pytest.mark.parametrize("name", IDS)
def test_the_wrong_example_is_found_where_it_is_wrong(name: str, tmp_path: Path) -> None:
    if BY_ID[name].needs == "solver":
        pytest.importorskip("z3")
    rulebook, day = rulebook_with(name, "wrong", tmp_path)
    found = [violation for violation in lint(rulebook, on=day).violations if violation.id == name]
    place = PLACES[name]
    assert found
    assert place.words in {words_of(own) for own in found if own.position.file == str(rulebook / place.where)}
    for violation in found:
        assert violation.severity == BY_ID[name].severity
        assert violation.docs == f"docs/lints/{name}.md"


@pytest.mark.parametrize("name", IDS)
def test_nothing_is_found_in_the_right_example(name: str, tmp_path: Path) -> None:
    rulebook, day = rulebook_with(name, "right", tmp_path)
    assert lint(rulebook, on=day).violations == ()


def test_the_rulebook_the_examples_change_has_no_faults(tmp_path: Path) -> None:
    assert lint(base(tmp_path)).violations == ()


def test_every_lint_has_a_page_and_every_page_a_lint() -> None:
    pages = {path.stem for path in DOCS.glob("*.md")} - {"README"}
    assert pages == set(IDS)
    assert set(PLACES) == set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_a_page_has_its_parts_in_order(name: str) -> None:
    page, known = (DOCS / f"{name}.md").read_text(encoding="utf-8"), BY_ID[name]
    assert page.startswith(f"# {name}\n\n")
    assert re.findall(r"^## (.*)$", page, re.MULTILINE) == HEADINGS
    assert known.summary.zh in page
    assert f"Category: {known.category}. Severity: {known.severity}." in page
    assert ("Needs the solver." in page) == (known.needs == "solver")
    parts = re.split(r"^## .*$", page, flags=re.MULTILINE)[1:]
    assert all(part.strip() for part in parts)
    off = parts[-1]
    if known.find is None:
        assert "cannot be" in off
    else:
        assert f"# nocert-lint: off {name} — " in off


def test_the_overview_lists_every_lint() -> None:
    text = (DOCS / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(.*?)\]\((.*?)\.md\) \| (.*?) \| (.*?) \| (.*?) \|$", text, re.MULTILINE)
    assert rows == [(own.id, own.id, own.category, own.severity, own.summary.en) for own in LINTS]


def test_there_are_at_least_twenty_five_lints_with_words_in_both_languages() -> None:
    assert len(LINTS) == len(BY_ID) >= 25
    for own in LINTS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", own.id)
        for label in (own.summary, own.hint):
            assert re.search("[\u4e00-\u9fff]", label.zh)
            assert not re.search("[\u4e00-\u9fff]", re.sub("应当.*|[应须要由可不得以禁止…]", "", label.en))
            assert not label.en.endswith(".") and not label.zh.endswith("。")
