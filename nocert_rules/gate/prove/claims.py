"""What an invariant claims, as formulas for the solver, and as a check of decided cases without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType
from typing import assert_never

from nocert_rules.engine.atoms import compile_atom
from nocert_rules.engine.decision.decide import Part
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction, negation
from nocert_rules.gate.prove.facts import Facts, extends, same
from nocert_rules.gate.prove.invariants import Invariant
from nocert_rules.gate.prove.kleene import NO, Bool, Pair, every, implies, opposite, some
from nocert_rules.gate.prove.question import SymbolicQuestion
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Holds,
    InForce,
    Not,
    Quantified,
)
from nocert_rules.rulebook.model.rulebook import Rulebook


@dataclass(frozen=True, eq=False)
class Claim:
    """What would refute an invariant: cases of `questions` (one each) that satisfy `violation`.

    `blatant` is a violation that no further fact could mend, to be shown rather than another. `premise` is what a
    case must satisfy for the invariant to say anything of it. `meant` is the invariant in the terms that `broken`
    understands: a kind that comes down to another is replaced by that.
    """

    violation: Bool
    blatant: Bool
    premise: Bool
    questions: tuple[SymbolicQuestion, ...]
    meant: Invariant


class Claims:
    """Makes the claims of invariants of one rulebook; what they share is translated once."""

    def __init__(self, rulebook: Rulebook, scope: Scope) -> None:
        self.rulebook = rulebook
        self.scope = scope
        self._questions: dict[str, SymbolicQuestion] = {}

    @property
    def held_fixed(self) -> frozenset[str]:
        """What `monotone` takes as the same in both cases: a document whose day is unknown is assumed in force."""
        return frozenset(document.in_force_from for document in self.rulebook.documents.values())

    def question(self, name: str) -> SymbolicQuestion:
        """A question of the rulebook, over the facts of one case."""
        if name not in self._questions:
            self._questions[name] = SymbolicQuestion(self.rulebook, name, facts=Facts(self.scope))
        return self._questions[name]

    def claim(self, invariant: Invariant) -> Claim:
        """The claim of an invariant of any kind but `modality`, which is no matter of cases."""
        match invariant.kind:
            case "monotone":
                return self._monotone(invariant)
            case "changes_only" | "never_adds":
                return self._varied(invariant, self.question(invariant.question))
            case "declared_facts_only":
                return self._declared_only(invariant)
            case _:
                return self._of_one_case(invariant)

    def _of_one_case(self, invariant: Invariant) -> Claim:
        question = self.question(invariant.question)
        premise = [question.expression(invariant.given).is_true]
        premise += [opposite(question.known(name)) for name in invariant.unknown]
        if invariant.kind == "answered":
            premise.append(question.everything_known)
            bad = worst = some(question.truth(name).is_unknown for name in invariant.conclusions)
        else:
            pairs = [question.expression(condition) for condition in invariant.conditions]
            bad, worst = _unsatisfied(invariant, pairs)
        return Claim(every((*premise, bad)), worst, every(premise), (question,), invariant)

    def _varied(self, invariant: Invariant, first: SymbolicQuestion) -> Claim:
        facts = Facts(first.facts.scope, name=invariant.id, own=frozenset(invariant.varies))
        second = SymbolicQuestion(first.rulebook, invariant.question, facts=facts)
        before, after = first.expression(invariant.given), second.expression(invariant.given)
        unknown = [opposite(asked.known(name)) for asked in (first, second) for name in invariant.unknown]
        if invariant.kind == "never_adds":
            premise = every((before.is_false, after.is_true, *unknown))
            pairs = [(first.truth(name), second.truth(name)) for name in invariant.conclusions]
            bad = some(every((two.is_true, opposite(one.is_true))) for one, two in pairs)
            worst = some(every((two.is_true, one.is_false)) for one, two in pairs)
        else:
            premise = every((after.is_true, *unknown))
            names = [name for name in first.question.asked if name not in invariant.conclusions]
            pairs = [(first.truth(name), second.truth(name)) for name in names]
            bad, worst = some(one.differs_from(two) for one, two in pairs), some(_turned(*two) for two in pairs)
        return Claim(every((premise, bad)), worst, premise, (first, second), invariant)

    def _declared_only(self, invariant: Invariant) -> Claim:
        """The question with every fact declared: those it does not really declare may vary, and change nothing."""
        question = self.rulebook.questions[invariant.question]
        every_fact = tuple(name for name, fact in self.rulebook.facts.items() if not fact.record)
        further = tuple(name for name in every_fact if name not in question.facts)
        questions = {**self.rulebook.questions, question.id: replace(question, facts=(*question.facts, *further))}
        widened = replace(self.rulebook, questions=MappingProxyType(questions))
        first = SymbolicQuestion(widened, question.id, facts=Facts(self.scope))
        return self._varied(replace(invariant, kind="changes_only", varies=further), first)

    def _monotone(self, invariant: Invariant) -> Claim:
        less = self.question(invariant.question)
        own = frozenset(less.declared - self.held_fixed)
        more = SymbolicQuestion(self.rulebook, invariant.question, facts=Facts(self.scope, name=invariant.id, own=own))
        premise = every(_extended(less, more, name) for name in less.question.facts if name in own)
        pairs = [(less.truth(name), more.truth(name)) for name in less.conclusions]
        bad, worst = some(_reversed(*two) for two in pairs), some(_turned(*two) for two in pairs)
        return Claim(every((premise, bad)), worst, premise, (less, more), invariant)


def _unsatisfied(invariant: Invariant, pairs: Sequence[Pair]) -> tuple[Bool, Bool]:
    """Where the conditions do not hold as the kind demands, and where further facts could not mend it."""
    if invariant.kind == "never":
        return pairs[0].is_true, pairs[0].is_true
    if invariant.kind != "exactly_one":
        return opposite(pairs[0].is_true), pairs[0].is_false
    one = some(every((pair.is_true, *(other.is_false for other in pairs if other is not pair))) for pair in pairs)
    two = some(every((pair.is_true, other.is_true)) for pair, other in combinations(pairs, 2))
    return opposite(one), some((two, every(pair.is_false for pair in pairs)))


def _extended(less: SymbolicQuestion, more: SymbolicQuestion, name: str) -> Bool:
    if less.is_list(name):
        return extends(less.records(name), more.records(name))
    return same(less.variable(name), more.variable(name))


def _reversed(before: Pair, after: Pair) -> Bool:
    lost = opposite(implies(before.is_true, after.is_true))
    return some((lost, opposite(implies(before.is_false, after.is_false))))


def _turned(before: Pair, after: Pair) -> Bool:
    """Where a yes became a no, or a no a yes."""
    if before.is_true.eq(after.is_true) and before.is_false.eq(after.is_false):
        return NO
    return some((every((before.is_true, after.is_false)), every((before.is_false, after.is_true))))


def broken(invariant: Invariant, rulebook: Rulebook, parts: Sequence[Part]) -> tuple[str, ...] | None:
    """The conclusions in which decided cases break `invariant`, those it names if any; None where they do not.

    Nothing here comes from the solver: this is how a witness is checked once more before it is shown.
    """
    first, last = parts[0], parts[-1]
    if not _premise(invariant, rulebook, first, last):
        return None
    match invariant.kind:
        case "then" | "always" | "never" | "exactly_one":
            truths = [truth_of(condition, last, rulebook) for condition in invariant.conditions]
            return None if _kept(invariant, truths) else invariant.speaks_of
        case "answered":
            return _some(name for name in invariant.conclusions if concluded(last, name) == UNKNOWN)
        case "never_adds":
            added = (
                name
                for name in invariant.conclusions
                if concluded(last, name) == TRUE and concluded(first, name) != TRUE
            )
            return _some(added)
        case "changes_only":
            asked = (name for name in first.program.question.asked if name not in invariant.conclusions)
            return _some(name for name in asked if concluded(first, name) != concluded(last, name))
        case "monotone":
            names = (item.id for item in first.program.conclusions)
            return _some(name for name in names if concluded(first, name) not in (UNKNOWN, concluded(last, name)))
    raise AssertionError(f"`{invariant.kind}` is no statement about cases")


def _premise(invariant: Invariant, rulebook: Rulebook, first: Part, last: Part) -> bool:
    if any(name in part.values for part in (first, last) for name in invariant.unknown):
        return False
    if truth_of(invariant.given, last, rulebook) != TRUE:
        return False
    return invariant.kind != "never_adds" or truth_of(invariant.given, first, rulebook) == FALSE


def _kept(invariant: Invariant, truths: Sequence[Truth]) -> bool:
    if invariant.kind == "never":
        return truths[0] != TRUE
    if invariant.kind == "exactly_one":
        return sorted(truths) == [FALSE] * (len(truths) - 1) + [TRUE]
    return truths[0] == TRUE


def _some(names: Iterable[str]) -> tuple[str, ...] | None:
    return tuple(names) or None


def concluded(part: Part, conclusion: str) -> Truth:
    """The truth of a conclusion in a decided case; false for one that no rule of the question concludes."""
    return part.truth(conclusion) if conclusion in part.program.by_id else FALSE


def truth_of(condition: Condition, part: Part, rulebook: Rulebook) -> Truth:
    """The truth of any condition over the facts and conclusions of a decided case."""
    match condition:
        case All(parts):
            return conjunction(truth_of(inner, part, rulebook) for inner in parts)
        case Any(parts):
            return disjunction(truth_of(inner, part, rulebook) for inner in parts)
        case Not(inner):
            return negation(truth_of(inner, part, rulebook))
        case Holds(conclusion):
            return concluded(part, conclusion)
        case Compare() | Quantified() | InForce():
            return compile_atom(condition, rulebook)(part.values)
        case _:
            assert_never(condition)
