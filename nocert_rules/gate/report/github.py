"""A report as GitHub workflow commands, which annotate the lines of a change."""

from __future__ import annotations

from nocert_rules.gate.report.violation import Report, Severity, Violation
from nocert_rules.words.messages import Language

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def github_report(report: Report, language: Language) -> str:
    """One workflow command a violation, and one for each reason why checks were left out."""
    lines = [_command(violation, language) for violation in report.violations]
    for reason, names in report.skipped_by_reason(language).items():
        lines.append("::notice::" + _data(f"{reason}: {', '.join(names)}"))
    return "".join(f"{line}\n" for line in lines)


def _command(violation: Violation, language: Language) -> str:
    start, end = violation.position, violation.end
    properties = {"file": start.file}
    if start.line:
        properties |= {"line": str(start.line), "endLine": str(max(end.line, start.line)), "col": str(start.column)}
        # a column at the end means something on the same line alone
        if end.line == start.line and end.column > start.column:
            properties["endColumn"] = str(end.column)
    properties["title"] = violation.id
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = f"{violation.message.text(language)} ({violation.docs})"
    return f"::{_LEVELS[violation.severity]} {listed}::{_data(message)}"


def _data(text: str) -> str:
    """`text` as a workflow command takes it for its message."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """`text` as a workflow command takes it for a property, where colons and commas separate."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
