"""What a condition means, in the terms of the solver: the counterpart of `nocert_rules.engine.atoms`, word for word.

Every function here mirrors the one of the same name there; `tests/property/test_solver.py` holds the two against
each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import assert_never

import z3

from nocert_rules.gate.prove.facts import AS_OF, Facts, RecordList, RecordSlot, Symbol, equal
from nocert_rules.gate.prove.kleene import (
    NO,
    TRUE,
    UNKNOWN,
    YES,
    Bool,
    Int,
    Pair,
    conjunction,
    decided,
    disjunction,
    every,
    implies,
    negation,
    opposite,
    some,
)
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Compare,
    Comparison,
    Condition,
    Extreme,
    FactTerm,
    Given,
    Holds,
    InForce,
    Not,
    Plus,
    Quantified,
    Term,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Document
from nocert_rules.rulebook.model.values import Scalar, Type

_DATE = Type("date")
_INTEGER = Type("integer")


@dataclass(frozen=True, eq=False)
class Value:
    """The value of a term: whether it is known, whether it is "no such day" (and then known), and what it is."""

    known: Bool
    no_day: Bool
    value: Symbol


_ABSENT = Value(NO, NO, z3.IntVal(0))


class Translator:
    """Turns conditions and terms of `rulebook` into formulas over `facts`.

    A fact that `declared` does not admit is unknown in every case, as it is for the engines.
    """

    def __init__(self, rulebook: Rulebook, facts: Facts, declared: Callable[[str], bool]) -> None:
        self.rulebook = rulebook
        self.facts = facts
        self.declared = declared
        self._computed: dict[str, Value] = {}

    def condition(
        self,
        condition: Condition,
        holds: Callable[[str], Pair],
        record: RecordSlot | None = None,
    ) -> Pair:
        """The truth of a condition, in `record` if it is one on records; `holds` gives that of conclusions."""
        match condition:
            case All(parts):
                return conjunction([self.condition(part, holds, record) for part in parts])
            case Any(parts):
                return disjunction([self.condition(part, holds, record) for part in parts])
            case Not(part):
                return negation(self.condition(part, holds, record))
            case Compare():
                return self._compare(condition, record)
            case Quantified():
                return self._quantified(condition)
            case InForce(document, day):
                return self._in_force(self.rulebook.documents[document], self.value(day, record))
            case Holds(conclusion):
                return holds(conclusion)
            case _:
                assert_never(condition)

    def records(self, name: str) -> RecordList | None:
        """The variables of a list of records, None for one that the question does not declare."""
        if not self.declared(name):
            return None
        fact = self.rulebook.facts[name]
        fields = self.rulebook.fields_of_record.get(fact.type.record, ())
        return self.facts.records(fact, [(own, self.choices(own.type)) for own in fields])

    def value(self, name: str, record: RecordSlot | None = None) -> Value:
        """The value of a field (in `record`), fact, computed value or the day asked."""
        if name == AS_OF:
            return Value(YES, NO, self.facts.as_of)
        fact = self.rulebook.facts.get(name)
        if fact is None:
            return self._computed_value(name)
        if fact.record:
            field = record.fields.get(name) if record else None
            return Value(field.known, NO, field.value) if field else _ABSENT
        if not self.declared(name):
            return _ABSENT
        variable = self.facts.scalar(fact, self.choices(fact.type))
        return Value(variable.known, NO, variable.value)

    def type_of(self, name: str) -> Type:
        """The type of a field, fact or computed value."""
        fact = self.rulebook.facts.get(name)
        return fact.type if fact else _DATE

    def choices(self, type_: Type) -> tuple[str, ...]:
        """The values of a one_of, in order; none for other types."""
        enumeration = self.rulebook.enumerations.get(type_.choices)
        return tuple(choice.id for choice in enumeration.choices) if enumeration else ()

    def symbol(self, value: Scalar, type_: Type) -> Symbol:
        """A value written in a rule or a case."""
        if type_.name == "one_of":
            return {str(value): YES}
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, date):
            return z3.IntVal(value.toordinal())
        return z3.IntVal(self.facts.code(value) if isinstance(value, str) else value)

    def _computed_value(self, name: str) -> Value:
        if name not in self._computed:
            self._computed[name] = self._term(self.rulebook.computed[name].term, _DATE, None)
        return self._computed[name]

    def _compare(self, atom: Compare, record: RecordSlot | None) -> Pair:
        left, type_ = self.value(atom.fact, record), self.type_of(atom.fact)
        rights = [self._term(term, type_, record) for term in atom.terms]
        if atom.comparison == "in":
            rights = [right for right in rights if left is not _ABSENT]
            member = some(equal(left.value, right.value) for right in rights)
            return decided(left.known, every((opposite(left.no_day), member)))
        if left is _ABSENT or rights[0] is _ABSENT:
            return UNKNOWN
        known = every((left.known, rights[0].known))
        real = every((opposite(left.no_day), opposite(rights[0].no_day)))
        return decided(known, every((real, _holds(atom.comparison, left.value, rights[0].value))))

    def _term(self, term: Term, type_: Type, record: RecordSlot | None) -> Value:
        match term:
            case Given(value):
                return Value(YES, NO, self.symbol(value, type_))
            case FactTerm(fact):
                return self.value(fact, record)
            case Plus():
                return self._plus(term, record)
            case Extreme():
                return self._extreme(term)
            case _:
                assert_never(term)

    def _plus(self, term: Plus, record: RecordSlot | None) -> Value:
        start, amount = self._term(term.start, _DATE, record), self._term(term.amount, _INTEGER, record)
        matters = every((start.known, opposite(start.no_day), amount.known))
        exists, end = self.facts.periods.end(start.value, amount.value, term.unit, matters, self.rulebook.working_days)
        known = some((every((start.known, start.no_day)), every((matters, exists))))
        return Value(known, start.no_day, end)

    def _extreme(self, term: Extreme) -> Value:
        records = self.records(term.records)
        if records is None:
            return _ABSENT
        known, found, best = [records.known, records.complete], NO, z3.IntVal(0)
        for slot in records.slots:
            truth = self.condition(term.where, _no_conclusions, slot)
            inner = self._term(term.term, _DATE, slot)
            doubtful = some((truth.is_unknown, every((truth.is_true, opposite(inner.known)))))
            known.append(opposite(every((slot.present, doubtful))))
            chosen = every((slot.present, truth.is_true, opposite(inner.no_day)))
            better = inner.value > best if term.which == "latest" else inner.value < best
            best = z3.If(every((chosen, some((opposite(found), better)))), inner.value, best)
            found = some((found, chosen))
        return Value(every(known), opposite(found), best)

    def _quantified(self, atom: Quantified) -> Pair:
        records = self.records(atom.records)
        if records is None:
            return UNKNOWN
        truths = [(slot.present, self.condition(atom.where, _no_conclusions, slot)) for slot in records.slots]
        whole = records.complete
        if atom.quantifier == "any_of":
            found = some(every((present, truth.is_true)) for present, truth in truths)
            none = every((whole, *(implies(present, truth.is_false) for present, truth in truths)))
            return Pair(every((records.known, found)), every((records.known, none)))
        if atom.quantifier == "all_of":
            found = some(every((present, truth.is_false)) for present, truth in truths)
            none = every((whole, *(implies(present, truth.is_true) for present, truth in truths)))
            return Pair(every((records.known, none)), every((records.known, found)))
        counted = conjunction((_at_least(truths, whole, atom.at_least), _at_most(truths, whole, atom.at_most)))
        return Pair(every((records.known, counted.is_true)), every((records.known, counted.is_false)))

    def _in_force(self, document: Document, asked: Value) -> Pair:
        first, day = self.value(document.in_force_from), asked.value
        running = first.value <= day
        if document.trial_years is not None:
            matters, years = first.known, z3.IntVal(document.trial_years)
            exists, last = self.facts.periods.end(first.value, years, "trial_years", matters)
            running = every((running, implies(exists, day <= last)))
        in_force = decided(asked.known, running)
        assumed = opposite(first.known)
        return Pair(some((assumed, in_force.is_true)), every((first.known, in_force.is_false)))


def _holds(comparison: Comparison, left: Symbol, right: Symbol) -> Bool:
    match comparison:
        case "is":
            return equal(left, right)
        case "at_least" | "not_before":
            return left >= right
        case "at_most" | "not_after":
            return left <= right
        case "before":
            return left < right
        case "after":
            return left > right
        case "in":
            raise AssertionError("`in` has values, not a term, to compare with")
        case _:
            assert_never(comparison)


def _at_least(truths: Sequence[tuple[Bool, Pair]], whole: Bool, bound: int | None) -> Pair:
    """Whether at least `bound` records satisfy a condition; a list that is not `whole` can have more that do."""
    if bound is None:
        return TRUE
    sure = _count(every((present, truth.is_true)) for present, truth in truths)
    possible = _count(every((present, opposite(truth.is_false))) for present, truth in truths)
    return Pair(sure >= bound, every((whole, possible < bound)))


def _at_most(truths: Sequence[tuple[Bool, Pair]], whole: Bool, bound: int | None) -> Pair:
    """Whether at most `bound` records satisfy a condition."""
    if bound is None:
        return TRUE
    sure = _count(every((present, truth.is_true)) for present, truth in truths)
    possible = _count(every((present, opposite(truth.is_false))) for present, truth in truths)
    return Pair(every((whole, possible <= bound)), sure > bound)


def _count(flags: Iterable[Bool]) -> Int:
    return z3.Sum([z3.If(flag, 1, 0) for flag in flags])


def _no_conclusions(conclusion: str) -> Pair:
    raise AssertionError(f"a condition on records refers to the conclusion `{conclusion}`; the loader refuses it")
