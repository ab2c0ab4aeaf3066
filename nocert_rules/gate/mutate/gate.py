"""The rest of the gate: lints and invariants, asked of a mutant that no golden case noticed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from nocert_rules.gate.diff.slices import Slices
from nocert_rules.gate.lint.book import Book, read_book
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.gate.lint.registry import LINTS
from nocert_rules.gate.mutate.suite import Notice
from nocert_rules.gate.prove import Invariant, Scope, load_invariants, prove
from nocert_rules.rulebook.model.rulebook import Rulebook

# adding knowledge, and facts a question does not declare: true of every rulebook that loads
_LOGICAL = ("monotone", "declared_facts_only")


class LintSuite:
    """The lints: what they find in a mutant and not in the rulebook itself."""

    def __init__(self, rules: Path, catalogue: Path, as_of: date) -> None:
        self._book = read_book(rules, catalogue, as_of)
        self._known = {need: self._found(self._book, need) for need in ("rulebook", "solver")}

    def notices(self, mutated: Rulebook, need: str) -> Notice | None:
        """The first lint with that need (`rulebook`, or `solver` for those that ask it) that finds something new."""
        found = self._found(replace(self._book, rulebook=mutated), need) - self._known[need]
        return Notice("lint", min(found)[0]) if found else None

    def _found(self, book: Book, need: str) -> set[tuple[str, str, str]]:
        return {
            (lint.id, str(found.position), found.message.en)
            for lint in LINTS
            if lint.needs == need
            for found in _findings(lint, book)
        }


def _findings(lint: Lint, book: Book) -> Iterable[Found]:
    return lint.find(book) if lint.find else ()


class InvariantSuite:
    """The invariants beside the rules."""

    def __init__(self, rules: Path, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.invariants = load_invariants(rules, rulebook)

    def notices_modality(self, mutated: Rulebook) -> Notice | None:
        """The first statement on modalities that a mutant breaks."""
        return self._first(mutated, [item for item in self.invariants if item.kind == "modality"])

    def notices(self, mutated: Rulebook) -> Notice | None:
        """The first statement that a mutant breaks, of those that speak of what it changes."""
        concerned = [item for item in self.invariants if item.kind not in ("modality", *_LOGICAL)]
        return self._first(mutated, [item for item in concerned if self._touched(item, mutated)])

    def _first(self, mutated: Rulebook, invariants: Sequence[Invariant]) -> Notice | None:
        results = prove(mutated, invariants, Scope())
        broken = next((result for result in results if result.outcome in ("refuted", "vacuous")), None)
        return Notice("invariant", broken.invariant.id) if broken else None

    def _touched(self, invariant: Invariant, mutated: Rulebook) -> bool:
        before, after = (Slices(book, book.questions[invariant.question]) for book in (self.rulebook, mutated))
        names: Collection[str] = invariant.speaks_of
        if invariant.kind == "changes_only":
            names = self.rulebook.questions[invariant.question].asked
        return any(before.conclusion(name) != after.conclusion(name) for name in names)
