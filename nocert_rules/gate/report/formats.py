"""The formats by the names that `--format` takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, assert_never

from nocert_rules.gate.report.data import json_report
from nocert_rules.gate.report.github import github_report
from nocert_rules.gate.report.junit import junit_report
from nocert_rules.gate.report.sarif import sarif_report
from nocert_rules.gate.report.text import text_report
from nocert_rules.gate.report.violation import Report
from nocert_rules.words.messages import Language

Format = Literal["text", "json", "sarif", "junit", "github"]


def render(report: Report, format_: Format, language: Language, width: int = 100) -> str:
    """`report` in the format `format_`; `width` is how many columns text may take."""
    match format_:
        case "text":
            return text_report(report, language, width)
        case "json":
            return json_report(report)
        case "sarif":
            return sarif_report(report, language)
        case "junit":
            return junit_report(report, language)
        case "github":
            return github_report(report, language)
        case _:
            assert_never(format_)


def merged(reports: Sequence[Report]) -> Report:
    """One report of several runs of a command: what was checked or left out is named once."""
    first = reports[0]
    checks = tuple(dict.fromkeys(check for report in reports for check in report.checks))
    violations = tuple(violation for report in reports for violation in report.violations)
    skipped = tuple(dict.fromkeys(item for report in reports for item in report.skipped))
    return Report(first.command, first.version, checks, violations, skipped)
