"""A report as JUnit XML: one test case for each check."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from nocert_rules.gate.report.violation import Check, Report, Violation, fails
from nocert_rules.render.xml import fit_for_xml
from nocert_rules.words.messages import Language

# what XML 1.0 cannot hold, even escaped


def junit_report(report: Report, language: Language) -> str:
    """The report as a JUnit test suite."""
    found: dict[str, list[Violation]] = {check.id: [] for check in report.checks}
    for violation in report.violations:
        found.setdefault(violation.id, []).append(violation)
    failed = sum(fails(violations) for violations in found.values())
    checks = {check.id: check for check in report.checks}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="nocert {report.command}">',
        f'  <testsuite name="nocert {report.command}" tests="{len(found) + len(report.skipped)}" '
        f'failures="{failed}" errors="0" skipped="{len(report.skipped)}">',
    ]
    for name, violations in found.items():
        lines += _case(name, checks.get(name), violations, language)
    for item in report.skipped:
        lines += [
            f"    <testcase classname={_attribute('skipped')} name={_attribute(item.id)}>",
            f"      <skipped message={_attribute(item.reason.text(language))}/>",
            "    </testcase>",
        ]
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


def _case(name: str, check: Check | None, violations: list[Violation], language: Language) -> list[str]:
    category = check.category if check else violations[0].category
    start = f"    <testcase classname={_attribute(category)} name={_attribute(name)}"
    if not violations:
        return [start + "/>"]
    first = violations[0]
    message = f"{len(violations)} × {name}" if len(violations) > 1 else first.message.text(language)
    text = "\n".join(f"{violation.position}: {violation.message.text(language)}" for violation in violations)
    return [
        start + f" file={_attribute(first.position.file)} line={_attribute(str(first.position.line))}>",
        f"      <failure type={_attribute(first.severity)} message={_attribute(message)}>{_text(text)}</failure>"
        if fails(violations)
        else f"      <system-out>{_text(text)}</system-out>",
        "    </testcase>",
    ]


def _text(text: str) -> str:
    return escape(fit_for_xml(text))


def _attribute(text: str) -> str:
    return quoteattr(fit_for_xml(text))
