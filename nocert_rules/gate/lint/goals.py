"""What some input has to show for a rulebook to be sound: that a condition can hold, that a rule matters, and so on.

Each goal is a formula over the facts of a question. One solver knows all goals of a question and is asked for an
input that shows the first one still open; every input found settles many. Days are known to the solver by general
laws alone, not by the calendar, so a goal that only the calendar rules out counts as shown: what is reported is
certain, but not complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Literal

import z3

from nocert_rules.gate.lint.book import Book
from nocert_rules.gate.prove.kleene import (
    Bool,
    Pair,
    at_most_unknown,
    conjunction,
    disjunction,
    every,
    negation,
    opposite,
    some,
)
from nocert_rules.gate.prove.periods import laws
from nocert_rules.gate.prove.question import SymbolicQuestion
from nocert_rules.gate.prove.solve import work
from nocert_rules.rulebook.model.conditions import ALWAYS, All, Any, Condition, InForce, Not, Quantified, atoms
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

Kind = Literal["can_hold", "can_fail", "part_can_hold", "part_matters", "rule_matters", "exception_matters"]
Formula = Callable[[], Bool]
_SECONDS = 5.0
_LEAST_BOUND = 2


@dataclass(frozen=True)
class Goal:
    """Something to be shown of a rule: `path` leads to a part of its condition, `other` names a second rule."""

    kind: Kind
    rule: str
    path: tuple[int, ...] = ()
    other: str = ""


class Formulas:
    """The formulas of one question, each condition translated once."""

    def __init__(self, rulebook: Rulebook, question: str) -> None:
        self.rulebook = rulebook
        self.question = SymbolicQuestion(rulebook, question, bound=bound_for(rulebook))
        self.rules = {item.rule.id: item.rule for item in self.question.program.rules}
        self._conditions: dict[Condition, Pair] = {}

    def condition(self, condition: Condition) -> Pair:
        """The truth of a condition on any input."""
        if condition not in self._conditions:
            match condition:
                case All(parts):
                    found = conjunction([self.condition(part) for part in parts])
                case Any(parts):
                    found = disjunction([self.condition(part) for part in parts])
                case Not(part):
                    found = negation(self.condition(part))
                case _:
                    found = self.question.expression(condition)
            self._conditions[condition] = found
        return self._conditions[condition]

    def goals(self) -> Iterator[tuple[Goal, Formula]]:
        """Every goal of the question's rules with the formula of the inputs that show it, made when it is needed."""
        for rule in self.rules.values():
            yield from self._of_rule(rule)
            yield from self._of_parts(rule, rule.own_condition, ())
            for exception in self.rulebook.exceptions_of[rule.id]:
                matters = partial(self._matters_as_exception, exception, rule)
                yield Goal("exception_matters", exception.id, other=rule.id), matters

    def _of_rule(self, rule: Rule) -> Iterator[tuple[Goal, Formula]]:
        yield Goal("can_hold", rule.id), lambda: self.condition(rule.when).is_true
        if rule.own_condition != ALWAYS:
            yield Goal("can_fail", rule.id), partial(self._fails_in_force, rule)
        others = self.rulebook.rules_of_conclusion.get(rule.conclusion or "", ())
        if len(others) > 1 and not rule.exception_to:
            yield Goal("rule_matters", rule.id), partial(self._matters, rule, others)

    def _of_parts(self, rule: Rule, condition: Condition, path: tuple[int, ...]) -> Iterator[tuple[Goal, Formula]]:
        """A part matters if the condition without it is another; an alternative must be able to hold with the rule."""
        match condition:
            case All(parts) | Any(parts):
                for number, part in enumerate(parts):
                    here = (*path, number)
                    if len(parts) > 1:
                        yield Goal("part_matters", rule.id, here), partial(self._part_matters, condition, number)
                    if isinstance(condition, Any):
                        yield Goal("part_can_hold", rule.id, here), partial(self._both, rule.when, part)
                    yield from self._of_parts(rule, part, here)
            case Not(part):
                yield from self._of_parts(rule, part, (*path, 0))

    def _both(self, one: Condition, other: Condition) -> Bool:
        return every((self.condition(one).is_true, self.condition(other).is_true))

    def _fails_in_force(self, rule: Rule) -> Bool:
        in_force = self.condition(InForce(rule.document)).is_true
        return every((self.condition(rule.when).is_false, in_force))

    def _part_matters(self, whole: All | Any, number: int) -> Bool:
        """The inputs on which `whole` would be another without the part of that number."""
        rest = (*whole.parts[:number], *whole.parts[number + 1 :])
        return self.condition(whole).differs_from(self.condition(replace(whole, parts=rest)))

    def _matters(self, rule: Rule, others: Iterable[Rule]) -> Bool:
        """The inputs on which the conclusion would be another without `rule`."""
        rest = disjunction([self.contribution(other) for other in others if other.id != rule.id])
        return self.question.truth(rule.conclusion or "").differs_from(rest)

    def contribution(self, rule: Rule) -> Pair:
        """What a rule does for its conclusion: one that leaves it open can make it unknown at the most."""
        truth = self.question.rule(rule.id)
        return at_most_unknown(truth) if rule.gap is not None else truth

    def _matters_as_exception(self, exception: Rule, rule: Rule) -> Bool:
        """The inputs on which `rule` would be another without `exception`."""
        rest = [self.question.rule(own.id) for own in self.rulebook.exceptions_of[rule.id] if own.id != exception.id]
        without = conjunction([self.condition(rule.when), negation(disjunction(rest))])
        return self.question.rule(rule.id).differs_from(without)


def bound_for(rulebook: Rulebook) -> int:
    """How many records a list can have: enough for every count that a rule asks for, and one more."""
    counts = [
        atom.at_least or atom.at_most or 0
        for rule in rulebook.rules.values()
        for atom in atoms(rule.when)
        if isinstance(atom, Quantified)
    ]
    return max(_LEAST_BOUND, max(counts, default=0) + 1)


@lru_cache(maxsize=1)
def unmet(book: Book) -> frozenset[Goal]:
    """The goals that no input of any question shows."""
    met: set[Goal] = set()
    seen: set[Goal] = set()
    for name in book.loaded.questions:
        formulas = Formulas(book.loaded, name)
        open_ = {goal: formula() for goal, formula in formulas.goals() if goal not in met}
        seen |= open_.keys()
        met |= open_.keys() - _unshown(formulas.question, open_)
    return frozenset(seen - met)


def _unshown(question: SymbolicQuestion, goals: Mapping[Goal, Bool]) -> set[Goal]:
    """The goals that no input of `question` shows; one that the solver cannot settle in its time is not among them."""
    solver = _solver(question)
    flags = {goal: z3.Bool(f"goal {number}") for number, goal in enumerate(goals)}
    solver.add(*(flags[goal] == formula for goal, formula in goals.items()))
    # all flags in one number: reading it off a model is much faster than reading each of them
    one, zero = z3.BitVecVal(1, 1), z3.BitVecVal(0, 1)
    row = z3.Concat(zero, *(z3.If(flag, one, zero) for flag in flags.values()), zero)
    settled = 0
    unshown: set[Goal] = set()
    for number, (goal, flag) in enumerate(flags.items()):
        if settled >> (len(flags) - number) & 1:
            continue
        answer = solver.check(flag)
        if answer == z3.sat:
            settled |= solver.model().eval(row, model_completion=True).as_long()
        elif answer == z3.unsat:
            unshown.add(goal)
    return unshown


def _solver(question: SymbolicQuestion) -> z3.Solver:
    """A solver that knows what holds in every case, and likes to make things true: goals above all."""
    found = z3.Solver()
    found.set("rlimit", work(_SECONDS))
    found.set("phase_selection", 1)
    periods = list(question.facts.periods.found.values())
    found.add(question.consistent, *question.facts.domain, *laws(periods, question.facts.scope))
    return found


def holds_in_all(formulas: Formulas, formula: Bool) -> bool:
    """Whether `formula` holds on every input; False where the solver cannot tell."""
    solver = _solver(formulas.question)
    solver.add(opposite(formula))
    return bool(solver.check() == z3.unsat)


def wider_rule(book: Book, name: str) -> str:
    """Another rule of the same conclusion that holds wherever the rule of that name does; empty where none is."""
    rule = book.loaded.rules[name]
    for question in book.loaded.questions:
        formulas = Formulas(book.loaded, question)
        if name not in formulas.rules:
            continue
        own = formulas.contribution(rule)
        for other in book.loaded.rules_of_conclusion[rule.conclusion or ""]:
            theirs = formulas.contribution(other)
            # at least as true on every input
            at_least = every(
                (some((opposite(own.is_true), theirs.is_true)), some((own.is_false, opposite(theirs.is_false))))
            )
            if other.id != name and holds_in_all(formulas, at_least):
                return other.id
    return ""
