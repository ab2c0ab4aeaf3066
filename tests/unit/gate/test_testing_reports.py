"""What a run of golden cases is told as: text, JSON and JUnit XML; which cases are chosen, and thresholds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from nocert_rules.gate.golden import load_cases
from nocert_rules.gate.testing.coverage import MEASURES
from nocert_rules.gate.testing.data import runs_json
from nocert_rules.gate.testing.html import runs_html
from nocert_rules.gate.testing.junit import runs_junit
from nocert_rules.gate.testing.run import Run, Selection, run_cases
from nocert_rules.gate.testing.text import runs_text
from nocert_rules.gate.testing.thresholds import Thresholds, thresholds_of
from nocert_rules.gate.testing.words import WORDS
from nocert_rules.render.page import Page, width_of
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from nocert_rules.words.messages import Language
from tests.unit.gate.test_testing_rulebook import CASES, run, write
from tests.unit.gate.test_testing_update import wrong

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(write(tmp_path_factory.mktemp("dogs"), wrong()))


@pytest.fixture(scope="module")
def shipped(rulebook: Rulebook) -> Run:
    folder = default_folder("rules")
    return run_cases(folder, rulebook, load_cases(folder, rulebook), Selection(), thresholds_of(folder))


def text(found: Run, language: Language = "en", width: int = 80) -> str:
    return runs_text([found], language, Page(width))


# text


def test_a_failure_says_expected_got_and_why(failing: Run) -> None:
    file = failing.failures[0].golden.position.file
    rules = failing.rulebook.rules["licence-needed"].position
    wide = text(failing, width=400)
    assert (
        f"{file}:3:5: `an-owner` fails\n  dogs/1 “第一条 住在镇内的养犬人或者遛犬人应当办证，<暂住者>除外。”\n" in wide
    )
    assert (
        "  reason 第一条，养犬人 & <其他人>\n  - conclusion `licence` (line 10)\n    expected  no\n    got       yes\n"
        in wide
    )
    assert (
        "    because\n"
        "      dogs/1 licence-needed — holds\n"
        f"        {rules} “住在镇内的养犬人或者遛犬人应当办证”\n"
        "        ✓ lives in town: yes\n"
        "          keeper.in_town = yes [case]\n"
        "        ✓ owns a dog: yes\n"
        "          keeper.owns = yes [case]\n"
    ) in wide
    assert "keeper.walks" not in wide.partition("`from-elsewhere`")[0]  # it decided nothing


def test_a_value_is_explained_by_what_it_is_worked_out_from(failing: Run) -> None:
    wide = text(failing, width=400)
    assert "    expected  2020-06-02\n    got       2020-06-01\n" in wide
    assert "dogs/2 licence.due_on = since plus 2 days\n" in wide
    assert "keeper.since = 2020-05-30 [case]\n" in wide


def test_missing_facts_are_compared_by_name(failing: Run) -> None:
    wide = text(failing, width=400)
    assert "- missing for `licence` (line 31)\n    expected  `keeper.since`\n    got       nothing\n" in wide


def test_the_summary_fits_a_screen(shipped: Run) -> None:
    for language in LANGUAGES:
        lines = text(shipped, language).splitlines()
        assert len(lines) <= 50
        assert all(width_of(line) <= 80 for line in lines)


def test_coverage_below_a_threshold_is_marked(tmp_path: Path) -> None:
    found = run(write(tmp_path))
    below = Run(
        found.rules, found.rulebook, 3, found.outcomes, False, found.coverage, Thresholds({"mcdc": 50.1, "rules": 60})
    )
    assert not below.passed
    assert "  rules              6        10      60.0        60\n" in text(below)
    assert "  MC/DC              3         6      50.0      50.1  ✗ below\n" in text(below)
    assert Run(found.rules, found.rulebook, 3, found.outcomes, False, found.coverage, Thresholds({"mcdc": 50})).passed


def test_counts_read_well(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    for selection, english, chinese in (
        (Selection(), "3 golden cases: 3 fail\n", "3 件示例案件：3 件不符\n"),
        (Selection(name="owner"), "1 golden case of 3: it fails\n", "3 件示例案件中的 1 件：1 件不符\n"),
    ):
        found = run(folder, selection)
        assert english in text(found)
        assert chinese in text(found, "zh")


def test_words_are_in_both_languages_with_the_same_details() -> None:
    for chinese, english in WORDS.values():
        details = [Counter(part.split("}")[0] for part in words.split("{")[1:]) for words in (chinese, english)]
        assert details[0] == details[1]


# selection


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), {"an-owner", "from-elsewhere", "neither-owns-nor-walks"}),
        (Selection(name="own"), {"an-owner", "neither-owns-nor-walks"}),
        (Selection(provision="dogs/1", name="from"), {"from-elsewhere"}),
        (Selection(provision="dogs/2"), set()),
        (Selection(rule="licence-needed"), {"an-owner", "neither-owns-nor-walks"}),  # they speak of it
        (Selection(rule="licence-is-free"), {"an-owner"}),  # there it holds
        (Selection(rule="guests-need-none"), {"neither-owns-nor-walks"}),
    ],
)
def test_selection(tmp_path: Path, selection: Selection, expected: set[str]) -> None:
    found = run(write(tmp_path), selection)
    assert {outcome.golden.id for outcome in found.outcomes} == expected
    assert found.coverage and found.coverage.shares["rules"].covered == 6  # coverage is of all cases


def test_stopping_at_the_first_failure(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    found = run(folder, stop=True)
    assert [outcome.golden.id for outcome in found.outcomes] == ["an-owner"]
    assert (found.stopped, found.coverage) == (True, None)
    later = run(folder, Selection(name="from"), stop=True)
    assert [outcome.golden.id for outcome in later.outcomes] == ["from-elsewhere"]
    assert not run(write(tmp_path, CASES), stop=True).stopped


# thresholds


def test_thresholds_come_from_the_nearest_pyproject(tmp_path: Path) -> None:
    folder = write(tmp_path / "outer" / "inner")
    (tmp_path / "outer" / "pyproject.toml").write_text("[tool.nocert.coverage]\nrules = 12.5\nlists = 0\n")
    found = thresholds_of(folder / "rules")
    assert (found.least, found.file) == ({"rules": 12.5, "lists": 0}, tmp_path / "outer" / "pyproject.toml")
    (folder / "pyproject.toml").write_text("[project]\n")
    assert thresholds_of(folder / "rules") == Thresholds(file=folder / "pyproject.toml")


@pytest.mark.parametrize(
    ("thresholds", "problem"),
    [
        ("rules = 101", "found `101`; expected a number from 0 to 100 as `rules`"),
        ("rules = -1", "found `-1`; expected a number from 0 to 100 as `rules`"),
        ("rules = true", "found `True`; expected a number from 0 to 100 as `rules`"),
        ("rules = nan", "found `nan`; expected a number from 0 to 100 as `rules`"),
        ('lists = "9"', "found `9`; expected a number from 0 to 100 as `lists`"),
        ("rule = 1", "unknown key `rule`; expected one of `rules`, `conditions`, `mcdc`, `provisions`, `lists`"),
        ("rules = ", "cannot be read: "),
    ],
)
def test_wrong_thresholds_are_told(tmp_path: Path, thresholds: str, problem: str) -> None:
    folder = write(tmp_path, thresholds=thresholds)
    with pytest.raises(InputError) as raised:
        thresholds_of(folder / "rules")
    assert f"{folder / 'pyproject.toml'}: {problem}" in str(raised.value)


# JSON


def test_json_holds_everything(failing: Run) -> None:
    data: dict[str, Any] = json.loads(runs_json([failing]))
    assert (data["schema"], data["passed"]) == ("nocert.test/1", False)
    (book,) = data["rulebooks"]
    assert book["cases"] == {"all": 3, "decided": 3, "failed": 3, "stopped": False}
    (licence, due_on) = book["results"][0]["differences"]
    assert (licence["kind"], licence["name"], licence["line"]) == ("conclusion", "licence", 10)
    assert (licence["expected"], licence["got"]) == ("no", "yes")
    assert [step["rule"] for step in licence["why"]] == ["licence-needed"]
    assert licence["why"][0]["conditions"][1]["fact"] == "keeper.in_town"
    assert due_on["computed"]["value"] == "licence.due_on"
    coverage = book["coverage"]
    assert coverage["measures"]["mcdc"] == {"covered": 3, "of": 6, "percent": 50.0, "threshold": None, "met": True}
    assert len(coverage["uncovered"]) == sum(item["of"] - item["covered"] for item in coverage["measures"].values())
    assert coverage["rules"][0]["statuses"]["holds"] == "an-owner"


def test_json_says_which_case_would_fill_a_gap(failing: Run) -> None:
    data = json.loads(runs_json([failing]))
    gaps = [gap for gap in data["rulebooks"][0]["coverage"]["uncovered"] if gap["measure"] == "mcdc"]
    (walks,) = (gap for gap in gaps if gap.get("condition") == 3)
    assert walks["hint"]["en"] == ("needs a case with it true, and (lives in town: yes) true, (owns a dog: yes) false")
    assert walks["hint"]["zh"] == "需要案件：其为真，而 （住在镇内：是）为真，（养犬：是）为假"


# JUnit XML


@pytest.mark.parametrize("language", LANGUAGES)
def test_junit_has_a_test_case_for_each_golden_case(failing: Run, language: Language) -> None:
    root = ElementTree.fromstring(runs_junit([failing], language))
    cases, coverage = root.findall("testsuite")
    assert (cases.get("tests"), cases.get("failures")) == ("3", "3")
    assert [case.get("name") for case in cases] == ["an-owner", "from-elsewhere", "neither-owns-nor-walks"]
    failure = cases[0].find("failure")
    assert failure is not None and "dogs/1 licence-needed" in (failure.text or "")
    assert (coverage.get("tests"), len(coverage)) == ("0", 0)


def test_junit_has_a_test_case_for_each_threshold(tmp_path: Path) -> None:
    found = run(write(tmp_path))
    below = Run(
        found.rules, found.rulebook, 3, found.outcomes, False, found.coverage, Thresholds({"mcdc": 51, "lists": 100})
    )
    cases, coverage = ElementTree.fromstring(runs_junit([below], "en")).findall("testsuite")
    assert not cases.findall("*/failure")
    assert [(case.get("name"), case.find("failure") is not None) for case in coverage] == [
        ("mcdc", True),
        ("lists", False),
    ]


def test_every_measure_is_on_every_report(failing: Run) -> None:
    for measure in MEASURES:
        assert WORDS[measure][1] in text(failing)
        assert WORDS[measure][1] in runs_html([failing], "en")
