"""Rules that hold on the same input and conclude opposites, each with the smallest such input."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from nocert_rules.gate.lint.book import Book
from nocert_rules.gate.lint.goals import Formulas
from nocert_rules.gate.prove.cases import replay, witness
from nocert_rules.gate.prove.solve import GaveUp
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

_STEP_SECONDS = 2.0


@dataclass(frozen=True)
class Clash:
    """Two rules that conclude opposites, and a case file on which both hold."""

    rule: str
    other: str
    example: str


def clashes(book: Book) -> Iterator[Clash]:
    """Every pair of rules that conclude opposites on some input of a question that has both."""
    rulebook = book.loaded
    waiting = dict.fromkeys(_pairs(rulebook))
    for name in rulebook.questions if waiting else ():
        formulas = Formulas(rulebook, name)
        for pair in list(waiting):
            example = _example(formulas, *pair) if set(pair) <= formulas.rules.keys() else ""
            if example:
                del waiting[pair]
                yield Clash(*pair, example)


def _pairs(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Rules of conclusions that oppose each other, or that forbid what the others command or allow."""
    order = {name: number for number, name in enumerate(rulebook.rules)}
    for one, other in _opposed(rulebook):
        for pair in product(_concluding(rulebook, one), _concluding(rulebook, other)):
            first, second = sorted((rule.id for rule in pair), key=lambda name: order[name])
            yield second, first


def _opposed(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    for conclusion in rulebook.conclusions.values():
        yield from ((conclusion.id, other) for other in conclusion.opposes)
    for one, other in product(rulebook.conclusions.values(), repeat=2):
        forbids = any(rule.modality == "must_not" for rule in _concluding(rulebook, one.id))
        demands = any(rule.modality in ("must", "may") for rule in _concluding(rulebook, other.id))
        if one.label.zh == other.label.zh and forbids and demands:
            yield one.id, other.id


def _concluding(rulebook: Rulebook, conclusion: str) -> list[Rule]:
    return [rule for rule in rulebook.rules_of_conclusion[conclusion] if rule.gap is None]


def _example(formulas: Formulas, one: str, other: str) -> str:
    """The smallest case on which both rules hold, as a case file; empty where there is none."""
    both = [formulas.question.rule(name).is_true for name in (one, other)]
    try:
        case = witness(both, formulas.question, timeout=_STEP_SECONDS)
    except GaveUp:
        return ""
    return replay(case, formulas.rulebook, formulas.question.decider).text if case else ""
