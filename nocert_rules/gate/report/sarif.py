"""A report as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import PurePath
from urllib.parse import quote

from nocert_rules.gate.report.violation import Check, Report, Violation
from nocert_rules.words.errors import Position
from nocert_rules.words.json_text import json_text
from nocert_rules.words.messages import Language

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
Data = dict[str, object]


def sarif_report(report: Report, language: Language) -> str:
    """The report as a SARIF log with one run; messages in `language`."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, language)]}
    return json_text(log)


def _run(report: Report, language: Language) -> Data:
    index = {check.id: number for number, check in enumerate(report.checks)}
    seen: Counter[str] = Counter()
    results = []
    for violation in report.violations:
        print_ = _fingerprint(violation)
        results.append(_result(violation, index, f"{print_}:{seen[print_]}", language))
        seen[print_] += 1
    driver = {
        "name": f"nocert {report.command}",
        "semanticVersion": report.version,
        "rules": [_rule(check, language) for check in report.checks],
    }
    return {
        "tool": {"driver": driver},
        "language": "zh-CN" if language == "zh" else "en",
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, language)],
        "results": results,
    }


def _rule(check: Check, language: Language) -> Data:
    summary, hint = check.summary.text(language), check.hint.text(language)
    return {
        "id": check.id,
        "shortDescription": {"text": summary},
        "fullDescription": {"text": f"{summary}. {hint}" if hint else summary},
        "help": {
            "text": f"{hint} ({check.docs})".strip(),
            "markdown": f"{hint}\n\n[{check.docs}]({check.docs})".strip(),
        },
        "defaultConfiguration": {"level": check.severity},
        "properties": {"category": check.category, "tags": [check.category]},
    }


def _result(violation: Violation, index: dict[str, int], print_: str, language: Language) -> Data:
    result: Data = {"ruleId": violation.id}
    if violation.id in index:
        result["ruleIndex"] = index[violation.id]
    return result | {
        "level": violation.severity,
        "message": {"text": message_of(violation, language)},
        "locations": [{"physicalLocation": _location(violation)}],
        "partialFingerprints": {"nocert/v1": print_},
    }


def message_of(violation: Violation, language: Language) -> str:
    """The words of a violation, with the case that shows it below them."""
    return "\n\n".join(part for part in (violation.message.text(language), violation.example) if part)


def _location(violation: Violation) -> Data:
    location: Data = {"artifactLocation": {"uri": uri_of(violation.position.file)}}
    if violation.position.line:
        region = _region(violation.position, violation.end)
        if violation.excerpt:
            region["snippet"] = {"text": violation.excerpt}
        location["region"] = region
    return location


def _region(start: Position, end: Position) -> Data:
    region: Data = {"startLine": start.line, "startColumn": max(start.column, 1)}
    if end.line >= start.line and (end.line, end.column) > (start.line, start.column):
        region |= {"endLine": end.line, "endColumn": end.column}
    return region


def _invocation(report: Report, language: Language) -> Data:
    notes = [
        {
            "level": "note",
            "message": {"text": f"{item.id}: {item.reason.text(language)}"},
            "descriptor": {"id": item.id},
        }
        for item in report.skipped
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def uri_of(file: str) -> str:
    """A file's name as a URI: relative names stay relative, so that a host finds them in its checkout."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _fingerprint(violation: Violation) -> str:
    """What stays the same for a violation when lines are added above it."""
    text = "\n".join((violation.id, violation.position.file, violation.excerpt.strip()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
