"""The stage `lint`: faults that can be seen without asking a question."""

from __future__ import annotations

from nocert_rules.gate.check.model import Found, Gate, Tell, outcome_of
from nocert_rules.gate.lint.runner import Selection, lint_book
from nocert_rules.gate.report.text import summary_line
from nocert_rules.rulebook.model.values import Label


def lints(gate: Gate, tell: Tell) -> Found:
    """What all lints find."""
    report = lint_book(gate.book, Selection(), tell)
    zh, en = summary_line(report, "zh"), summary_line(report, "en")
    if report.skipped:
        zh, en = f"{zh}；{len(report.skipped)} 项未运行", f"{en}; {len(report.skipped)} not run"
    return Found(outcome_of(report.violations), Label(zh, en), report.checks, report.violations)
