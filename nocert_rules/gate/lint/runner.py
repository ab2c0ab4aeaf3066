"""Runs lints over a rulebook and makes one report of what they find."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from nocert_rules.gate.lint.book import Book, read_book
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.lint.refused import refusals
from nocert_rules.gate.lint.registry import BY_ID, LINTS
from nocert_rules.gate.lint.suppression import Suppression, suppressions, unused
from nocert_rules.gate.report.violation import SEVERITIES, Report, Severity, Skipped, Violation
from nocert_rules.rulebook.model.values import Label
from nocert_rules.version import VERSION

_NO_SOLVER = Label("未安装 z3-solver", "z3-solver is not installed")
_NOT_WANTED = Label("已用 --no-solver 关闭", "turned off by --no-solver")
_NOT_LOADED = Label("规则库不能加载", "the rulebook does not load")


@dataclass(frozen=True)
class Selection:
    """Which lints are wanted: all but for what `ids`, `categories` and `severity` leave out; empty means all."""

    ids: Collection[str] = ()
    categories: Collection[str] = ()
    severity: Severity = "note"
    solver: bool = True

    def wants(self, lint: Lint) -> bool:
        """Whether `lint` is to be reported."""
        return (
            (not self.ids or lint.id in self.ids)
            and (not self.categories or lint.category in self.categories)
            and self.reaches(lint.severity)
        )

    def reaches(self, severity: Severity) -> bool:
        """Whether something of `severity` is grave enough to be reported."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.severity)


def run_lints(
    rules: Path,
    catalogue: Path,
    as_of: date,
    selection: Selection | None = None,
    tell: Callable[[str], None] = lambda name: None,
) -> Report:
    """What the lints find in the rulebook of the folders `rules` and `catalogue`; `tell` hears what is at work."""
    tell(str(rules))
    return lint_book(read_book(rules, catalogue, as_of), selection or Selection(), tell)


def lint_book(book: Book, wanted: Selection, tell: Callable[[str], None] = lambda name: None) -> Report:
    """What the lints that are `wanted` find in a rulebook that was read."""
    chosen = [lint for lint in LINTS if wanted.wants(lint)]
    skipped = {lint.id: reason for lint in chosen if (reason := _reason_to_skip(lint, book, wanted))}
    ran = [lint for lint in chosen if lint.id not in skipped]
    found: list[tuple[str, Found]] = []
    for lint in ran:
        tell(lint.id)
        found += [(lint.id, item) for item in lint.find(book)] if lint.find else []
    refused = list(refusals(book))
    kept = [*refused, *_unsuppressed(book, found, {lint.id for lint in ran})]
    reported = {lint.id for lint in chosen}
    violations = {
        violation
        for id_, item in kept
        if id_ in reported and wanted.reaches((violation := _violation(book, id_, item)).severity)
    }
    return Report(
        "lint",
        VERSION,
        tuple(lint.check for lint in ran),
        tuple(sorted(violations, key=lambda violation: (violation.position, violation.id, violation.message.en))),
        tuple(Skipped(id_, reason) for id_, reason in skipped.items()),
    )


def _reason_to_skip(lint: Lint, book: Book, selection: Selection) -> Label | None:
    if lint.needs == "files":
        return None
    if book.rulebook is None:
        return _NOT_LOADED
    if lint.needs == "solver":
        if not selection.solver:
            return _NOT_WANTED
        return None if find_spec("z3") else _NO_SOLVER
    return None


def _unsuppressed(book: Book, found: Iterable[tuple[str, Found]], ran: Collection[str]) -> Iterator[tuple[str, Found]]:
    """What was found and is not turned off, and what is wrong with the comments that turn lints off."""
    written: dict[tuple[str, int, str], Suppression] = {}
    for name in book.files:
        in_file, wrong = suppressions(book.sources.file(name), BY_ID)
        yield from wrong
        written |= {(name, item.line, item.id): item for item in in_file}
    used: set[Suppression] = set()
    for id_, item in found:
        place = item.heading or item.position
        suppression = written.get((place.file, place.line, id_))
        if suppression is None:
            yield id_, item
        else:
            used.add(suppression)
    yield from (("suppression-unused", item) for item in unused(written.values(), used, ran))


def _violation(book: Book, id_: str, item: Found) -> Violation:
    lint = BY_ID[id_]
    file = book.sources.file(item.position.file) if item.position.line else None
    end = item.end or (file.end_of(item.position) if file else item.position)
    excerpt = file.line(item.position.line) if file else ""
    return Violation(
        id_,
        lint.category,
        item.severity or lint.severity,
        item.position,
        end,
        item.message,
        lint.hint,
        lint.docs,
        excerpt,
        item.example,
    )
