"""What the gate is asked, and what its stages find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from nocert_rules.gate.diff.meaning import FailOn
from nocert_rules.gate.diff.sources import Side
from nocert_rules.gate.lint.book import Book
from nocert_rules.gate.lint.source import Sources
from nocert_rules.gate.report.violation import Check, Violation, fails
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, Problem
from nocert_rules.words.messages import message

StageId = Literal["fmt", "lint", "test", "prove", "mutate", "diff"]
"""A stage has the name of the command that does the same alone."""
STAGES: tuple[StageId, ...] = get_args(StageId)
Outcome = Literal["passed", "failed", "left_out"]
Tell = Callable[[str], None]

NOT_LOADED = Label("规则库不能加载，见 lint", "the rulebook does not load, see lint")
NO_SOLVER = Label(
    "未安装 z3-solver；安装：pip install 'nocert-rules[prove]'",
    "z3-solver is not installed; to install it: pip install 'nocert-rules[prove]'",
)


@dataclass(frozen=True, eq=False)
class Gate:
    """What is checked: the folders of a rulebook and what was read of them, the stages wanted, and the other side.

    `book.rulebook` is None where it does not load. `old` is the other side of the comparison, `fail_on` the kinds of
    change that fail it.
    """

    rules: Path
    catalogue: Path
    book: Book
    stages: tuple[StageId, ...]
    old: Side | None = None
    fail_on: tuple[FailOn, ...] = ()
    sources: Sources = field(default_factory=Sources)

    @property
    def loaded(self) -> Rulebook:
        """The Rulebook, for stages that run only where there is one."""
        return self.book.loaded


@dataclass(frozen=True)
class Found:
    """What a stage came to: in `figure` the result in a few words, or why it was left out."""

    outcome: Outcome
    figure: Label
    checks: tuple[Check, ...] = ()
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A stage that was run or left out; `command` is what shows all of it."""

    id: StageId
    found: Found
    seconds: float
    command: str


def left_out(reason: Label) -> Found:
    """A stage that cannot be run."""
    return Found("left_out", reason)


def outcome_of(violations: tuple[Violation, ...]) -> Outcome:
    """Passed where nothing was found but notes."""
    return "failed" if fails(violations) else "passed"


def violation(
    check: Check, sources: Sources, position: Position, told: Label, example: str = "", end: Position | None = None
) -> Violation:
    """What `check` found at `position`, with the line that stands there."""
    file = sources.file(position.file) if position.line else None
    stop = end or (file.end_of(position) if file else position)
    excerpt = file.line(position.line) if file else ""
    return Violation(
        check.id, check.category, check.severity, position, stop, told, check.hint, check.docs, excerpt, example
    )


def refused(check: Check, sources: Sources, problems: Iterable[Problem]) -> Found:
    """A stage whose files cannot be read, for these reasons."""
    found = tuple(violation(check, sources, problem.position, _words(problem)) for problem in problems)
    return Found("failed", Label(f"{len(found)} 处无法读取", f"{len(found)} not readable"), (check,), found)


def _words(problem: Problem) -> Label:
    details = dict(problem.details)
    return Label(message(problem.code, "zh", details), message(problem.code, "en", details))
