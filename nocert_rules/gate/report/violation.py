"""What a check found, as values: violations with their places, the checks that ran and those that could not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position
from nocert_rules.words.messages import Language

Severity = Literal["error", "warning", "note"]
"""From the gravest to the mildest; a note is worth knowing and fails nothing."""
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True)
class Check:
    """Something that is checked: what it looks for, what to do about it, and the page that explains it."""

    id: str
    category: str
    severity: Severity
    summary: Label
    hint: Label
    docs: str


@dataclass(frozen=True)
class Violation:
    """One thing that a check found.

    `end` is the place just after the last character meant, on the line of `position` or a later one; `excerpt` is
    the line of `position` as it stands in the file, empty where the place is no line of a file. `example` is a case
    file that shows what is wrong, where there is one.
    """

    id: str
    category: str
    severity: Severity
    position: Position
    end: Position
    message: Label
    hint: Label
    docs: str
    excerpt: str = ""
    example: str = ""


@dataclass(frozen=True)
class Skipped:
    """A check that did not run, and why."""

    id: str
    reason: Label


@dataclass(frozen=True)
class Report:
    """The outcome of one run of `command`: the checks that ran, in order, what they found, and what was left out."""

    command: str
    version: str
    checks: tuple[Check, ...]
    violations: tuple[Violation, ...]
    skipped: tuple[Skipped, ...] = ()

    def skipped_by_reason(self, language: Language) -> dict[str, list[str]]:
        """The checks that were left out, by the reason in `language`."""
        found: dict[str, list[str]] = {}
        for item in self.skipped:
            found.setdefault(item.reason.text(language), []).append(item.id)
        return found

    @property
    def failed(self) -> bool:
        """Whether anything was found that is wrong: notes are not."""
        return fails(self.violations)

    def count(self, severity: Severity) -> int:
        """How many violations are of `severity`."""
        return sum(violation.severity == severity for violation in self.violations)


def fails(violations: Iterable[Violation]) -> bool:
    """Whether any of `violations` is more than a note."""
    return any(violation.severity != "note" for violation in violations)
