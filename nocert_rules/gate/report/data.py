"""A report as JSON data, in both languages."""

from __future__ import annotations

from nocert_rules.gate.report.violation import Report, Violation
from nocert_rules.words.json_text import json_text


def json_report(report: Report) -> str:
    """The report as a JSON document; the same report gives the same bytes."""
    data = {
        "schema": f"nocert.{report.command}/1",
        "version": report.version,
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "notes": report.count("note"),
        "violations": [violation_data(violation) for violation in report.violations],
        "checks": [
            {"id": check.id, "category": check.category, "severity": check.severity, "summary": check.summary.data()}
            for check in report.checks
        ],
        "skipped": [{"id": item.id, "reason": item.reason.data()} for item in report.skipped],
    }
    return json_text(data)


def violation_data(violation: Violation) -> dict[str, object]:
    """One violation as it stands in JSON."""
    return {
        "id": violation.id,
        "category": violation.category,
        "severity": violation.severity,
        "file": violation.position.file,
        "line": violation.position.line,
        "column": violation.position.column,
        "end_line": violation.end.line,
        "end_column": violation.end.column,
        "message": violation.message.data(),
        "hint": violation.hint.data(),
        "docs": violation.docs,
        "example": violation.example,
    }
