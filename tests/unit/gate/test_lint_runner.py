"""Choosing lints, turning them off, and rulebooks that do not load."""

from __future__ import annotations

from pathlib import Path

import pytest

from nocert_rules.gate.lint import runner
from nocert_rules.gate.lint.lists import routes_opened
from nocert_rules.gate.lint.registry import BY_ID, LINTS
from nocert_rules.gate.lint.runner import Selection, run_lints
from nocert_rules.gate.report.violation import Report
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.words.messages import MESSAGES
from tests.support.lint import DAY, base, change, lint, words_of

KEEPING = "rules/dogs/1-keeping.yaml"
GUIDE = "quote: 导盲犬除外"
SHORT = "quote: 除外"
REASON = "# nocert-lint: off quote-too-short — the whole clause is one word"


def ids(report: Report) -> list[str]:
    return [violation.id for violation in report.violations]


@pytest.fixture
def rulebook(tmp_path: Path) -> Path:
    return base(tmp_path)


@pytest.mark.parametrize(
    "by",
    [
        f"{SHORT}  {REASON}",
        f"{REASON}\n{SHORT}",
        f"# a remark\n{REASON}\n# another remark\n{SHORT}",
        f"{SHORT}  #nocert-lint: off quote-too-short -- the whole clause is one word",
        f"{SHORT}  # nocert-lint: off quote-too-short – the whole clause is one word",
        f"{SHORT}  # nocert-lint: off quote-too-short: the whole clause is one word",
    ],
)
def test_a_comment_with_a_reason_turns_a_lint_off(rulebook: Path, by: str) -> None:
    change(rulebook, KEEPING, GUIDE, by)
    assert ids(lint(rulebook)) == []


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (f"{SHORT}  # nocert-lint: off quote-too-short", ["quote-too-short", "suppression-without-reason"]),
        (f"{SHORT}  # nocert-lint: off quote-too-short —", ["quote-too-short", "suppression-without-reason"]),
        (f"{SHORT}  # nocert-lint: quote-too-short — why", ["quote-too-short", "suppression-without-reason"]),
        (f"{SHORT}  # nocert-lint", ["quote-too-short", "suppression-without-reason"]),
        (f"{SHORT}  # nocert-lint: off quote-short — why", ["quote-too-short", "suppression-unknown"]),
        (f"{SHORT}  # nocert-lint: off quote-repeated — why", ["quote-too-short", "suppression-unused"]),
        (f"{GUIDE}  {REASON}", ["suppression-unused"]),
        # two lines above is not beside the place
        (f"{REASON}\nbearer: keeper\n{SHORT}", ["quote-too-short", "suppression-unused"]),
        # words inside a text are no comment
        (
            f"{SHORT}\nbearer: keeper\ngap: {{zh: '{REASON}', en: x}}",
            ["entry-malformed", "label-wrong-language", "quote-too-short"],
        ),
    ],
)
def test_other_comments_do_not(rulebook: Path, by: str, expected: list[str]) -> None:
    change(rulebook, KEEPING, GUIDE, by)
    assert sorted(ids(lint(rulebook))) == expected


def test_a_comment_in_a_block_of_text_is_text(rulebook: Path) -> None:
    change(rulebook, KEEPING, "第六条 本办法自公布之日起施行。", f"第六条 本办法自公布之日起施行。\n{REASON}")
    assert ids(lint(rulebook)) == ["text-differs"]


@pytest.mark.parametrize("place", ["text: |-  {}\n  第三条", "{}\ntext: |-\n  第三条"])
def test_a_lint_inside_a_text_is_turned_off_where_the_text_begins(rulebook: Path, place: str) -> None:
    change(rulebook, KEEPING, "quote: 携犬外出应当系绳", "quote: 携犬外出")
    reason = "# nocert-lint: off normative-clause-without-rule — the rule is about going out"
    change(rulebook, KEEPING, "text: |-\n  第三条", place.format(reason))
    assert ids(lint(rulebook)) == []


def test_what_the_loader_refuses_cannot_be_turned_off(rulebook: Path) -> None:
    change(
        rulebook, KEEPING, GUIDE, "quote: 导盲犬例外  # nocert-lint: off quote-not-in-provision — it is what is meant"
    )
    assert ids(lint(rulebook)) == ["quote-not-in-provision", "suppression-unused"]


def test_a_comment_for_a_lint_that_did_not_run_is_left_alone(rulebook: Path) -> None:
    change(rulebook, KEEPING, GUIDE, f"{SHORT}  {REASON}")
    assert ids(lint(rulebook, "quote-repeated", "suppression-unused")) == []


def test_the_loaders_problems_are_reported_together_with_what_the_files_show(rulebook: Path) -> None:
    change(rulebook, KEEPING, "when: {dog.outdoors: true}", "when: {dog.outdoor: yes}")
    change(rulebook, KEEPING, "when: {dog.kind: guide}", "when: {dog.kind: guid}")
    change(rulebook, KEEPING, GUIDE, SHORT)
    report = lint(rulebook)
    assert sorted(ids(report)) == ["fact-unknown", "quote-too-short", "value-misused"]
    assert {words_of(violation) for violation in report.violations} == {"dog.outdoor", "guid", "除外"}
    assert "rule-duplicate" in {item.id for item in report.skipped}
    assert {item.reason.en for item in report.skipped} == {"the rulebook does not load"}


def test_a_file_that_is_no_yaml_is_placed_at_the_fault(rulebook: Path) -> None:
    (rulebook / KEEPING).write_text("provisions:\n  - [a\n", encoding="utf-8")
    (violation,) = lint(rulebook).violations
    assert (violation.id, violation.position.line > 0) == ("yaml-invalid", True)


def test_a_file_that_is_no_text_has_no_line(rulebook: Path) -> None:
    (rulebook / KEEPING).write_bytes(b"\xff\xfea")
    (violation,) = lint(rulebook).violations
    assert (violation.id, violation.position.line, violation.excerpt) == ("yaml-invalid", 0, "")


def test_every_code_of_the_loader_belongs_to_a_lint() -> None:
    from nocert_rules.gate.lint.refused import _CODES

    assert set(_CODES) <= set(BY_ID)
    assert {code for codes in _CODES.values() for code in codes} <= set(MESSAGES)


def test_lints_are_chosen_by_id_category_and_severity(rulebook: Path) -> None:
    change(rulebook, KEEPING, GUIDE, SHORT)
    folders = (rulebook / "rules", rulebook / "catalogue", DAY)
    for selection, expected in (
        (Selection(["quote-too-short"]), ["quote-too-short"]),
        (Selection(["quote-repeated"]), []),
        (Selection(categories=["text"]), ["quote-too-short"]),
        (Selection(categories=["labels"]), []),
        (Selection(severity="error"), []),
    ):
        report = run_lints(*folders, selection)
        assert ids(report) == expected
        assert all(selection.wants(BY_ID[check.id]) for check in report.checks)


def test_solver_lints_are_left_out_on_demand_or_without_the_solver(
    rulebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = {own.id for own in LINTS if own.needs == "solver"}
    report = lint(rulebook, solver=False)
    assert {item.id for item in report.skipped} == asking
    assert not asking & {check.id for check in report.checks}
    monkeypatch.setattr(runner, "find_spec", lambda name: None)
    report = lint(rulebook)
    assert {(item.id, item.reason.en) for item in report.skipped} == {
        (name, "z3-solver is not installed") for name in asking
    }


def test_the_shipped_rulebook_has_no_errors() -> None:
    report = run_lints(default_folder("rules"), default_folder("catalogue"), DAY)
    assert [str(own.position) + own.message.en for own in report.violations if own.severity == "error"] == []


def test_the_shipped_rules_open_every_route_but_one() -> None:
    """What tells a cancelled item from a kept one is not written in the program but read off the rules."""
    rulebook = load_rulebook()
    routes = {choice.id for choice in rulebook.enumerations["route"].choices}
    assert routes - routes_opened(rulebook) == {"kept"}


def test_a_rulebook_is_reported_in_the_same_words_every_time(rulebook: Path) -> None:
    change(rulebook, KEEPING, GUIDE, SHORT)
    change(rulebook, KEEPING, "when: {dog.outdoors: true}", "when: {any: [dog.outdoors: true, dog.outdoors: false]}")
    assert lint(rulebook) == lint(rulebook)


def test_too_many_problems_are_reported_as_far_as_they_go(rulebook: Path) -> None:
    for number in range(120):
        (rulebook / "catalogue" / f"broken-{number}.yaml").write_text("facts: [}", encoding="utf-8")
    report = lint(rulebook)
    assert len(report.violations) > 90
    assert set(ids(report)) == {"yaml-invalid", "entry-malformed"}


def test_a_file_of_cases_that_is_no_yaml_is_placed_at_the_fault(rulebook: Path) -> None:
    (rulebook / "rules/dogs/cases/broken.yaml").write_text("cases:\n  - [a\n", encoding="utf-8")
    (violation,) = lint(rulebook).violations
    assert (violation.id, violation.position.line) == ("case-unreadable", 2)
