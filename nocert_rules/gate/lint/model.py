"""What a lint is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nocert_rules.gate.report.violation import Check, Severity
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position

if TYPE_CHECKING:
    from nocert_rules.gate.lint.book import Book

Category = Literal["files", "names", "values", "text", "logic", "lists", "periods", "labels", "cases", "suppression"]
Needs = Literal["files", "rulebook", "solver"]


@dataclass(frozen=True)
class Found:
    """Something a lint found: where, and in which words.

    Without an `end` the place ends with the words that stand there. `example` is a case file that shows it.
    `heading` is where the text begins that `position` is inside of: a comment cannot stand in a text, but there.
    `severity` is set where this is milder than what the lint finds elsewhere.
    """

    position: Position
    message: Label
    end: Position | None = None
    example: str = ""
    heading: Position | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Lint:
    """A lint: what it looks for, what to do about it, and the function that looks.

    `needs` says what there must be for `find` to run: the files alone, a rulebook that loads, or the solver
    too. Lints without `find` report what the loader or the runner notice; such a lint is `fatal` where the
    loader refuses the rulebook for it, so that it cannot be turned off.
    """

    id: str
    category: Category
    severity: Severity
    summary: Label
    hint: Label
    find: Callable[[Book], Iterable[Found]] | None = None
    needs: Needs = "rulebook"

    @property
    def docs(self) -> str:
        """The page that explains the lint."""
        return f"docs/lints/{self.id}.md"

    @property
    def check(self) -> Check:
        """The lint as reports show it."""
        return Check(self.id, self.category, self.severity, self.summary, self.hint, self.docs)
