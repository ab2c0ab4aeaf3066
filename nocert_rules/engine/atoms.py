"""Stage 2: atoms. The one place that says what a condition means for the facts of a case.

Every atom becomes a function of the values of a situation (and, inside a condition on records, of one
record) to a truth value. Nothing is converted: values were checked against their types before they got
here. An absent value makes a comparison UNKNOWN.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything
from typing import Final, assert_never

from nocert_rules.engine.calendar import add, last_day
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth, negation
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Atom,
    Compare,
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
from nocert_rules.rulebook.model.values import Records


@dataclass(frozen=True)
class NoDay:
    """The latest or earliest of no records: there is no such day, and no comparison with it is true."""


NO_DAY: Final = NoDay()

Values = Mapping[str, Anything]
Decide = Callable[[Values, Values], Truth]
Evaluate = Callable[[Values, Values], Anything]

_NOTHING: Mapping[str, Anything] = {}
_HOLDS: dict[str, Callable[[Anything, Anything], bool]] = {
    "is": operator.eq,
    "at_least": operator.ge,
    "at_most": operator.le,
    "before": operator.lt,
    "not_before": operator.ge,
    "after": operator.gt,
    "not_after": operator.le,
}


def compile_atom(atom: Atom, rulebook: Rulebook) -> Callable[[Values], Truth]:
    """The meaning of `atom`: a function from the values of a situation to its truth."""
    decide = _atom(atom, rulebook)
    return lambda values: decide(values, _NOTHING)


def decide_in_record(condition: Condition, rulebook: Rulebook, values: Values) -> Truth:
    """The truth of `condition` where `values` holds the situation's values and a record's fields together."""
    return compile_condition(condition, rulebook)(values)


def compile_condition(condition: Condition, rulebook: Rulebook) -> Callable[[Values], Truth]:
    """The meaning of a `condition` without conclusions, for values as `decide_in_record` takes them."""
    decide = _condition(condition, rulebook)
    return lambda values: decide(values, values)


def compile_term(term: Term, rulebook: Rulebook) -> Callable[[Values], Anything]:
    """The meaning of `term`: a function to its value, None where it is unknown, NO_DAY where there is none.

    The values can hold a record's fields beside those of the situation.
    """
    evaluate = _term(term, rulebook)
    return lambda values: evaluate(values, values)


def _atom(atom: Atom, rulebook: Rulebook) -> Decide:
    match atom:
        case Compare():
            return _compare(atom, rulebook)
        case Quantified():
            return _quantified(atom, rulebook)
        case InForce(document, day):
            return _in_force(rulebook.documents[document], day)
        case _:
            assert_never(atom)


def _value(name: str, rulebook: Rulebook) -> Evaluate:
    """How to read `name`: a field from the record at hand, anything else from the situation."""
    fact = rulebook.facts.get(name)
    if fact is not None and fact.record:
        return lambda _, record: record.get(name)
    return lambda values, _: values.get(name)


def _compare(atom: Compare, rulebook: Rulebook) -> Decide:
    left = _value(atom.fact, rulebook)
    if atom.comparison == "in":
        members = frozenset(term.value for term in atom.terms if isinstance(term, Given))

        def is_member(values: Values, record: Values) -> Truth:
            found = left(values, record)
            return UNKNOWN if found is None else TRUE if found in members else FALSE

        return is_member
    holds = _HOLDS[atom.comparison]
    right = _term(atom.terms[0], rulebook)

    def compare(values: Values, record: Values) -> Truth:
        found, expected = left(values, record), right(values, record)
        if found is None or expected is None:
            return UNKNOWN
        if found is NO_DAY or expected is NO_DAY:
            return FALSE
        return TRUE if holds(found, expected) else FALSE

    return compare


def _term(term: Term, rulebook: Rulebook) -> Evaluate:
    match term:
        case Given(value):
            return lambda _values, _record: value
        case FactTerm(fact):
            return _value(fact, rulebook)
        case Plus():
            return _plus(term, rulebook)
        case Extreme():
            return _extreme(term, rulebook)
        case _:
            assert_never(term)


def _plus(term: Plus, rulebook: Rulebook) -> Evaluate:
    start, amount, unit = _term(term.start, rulebook), _term(term.amount, rulebook), term.unit
    calendar = rulebook.working_days

    def plus(values: Values, record: Values) -> Anything:
        day, count = start(values, record), amount(values, record)
        if day is NO_DAY:
            return NO_DAY
        return None if day is None or count is None else add(day, count, unit, calendar)

    return plus


def _extreme(term: Extreme, rulebook: Rulebook) -> Evaluate:
    where, inner = _condition(term.where, rulebook), _term(term.term, rulebook)
    choose = max if term.which == "latest" else min

    def extreme(values: Values, _: Values) -> Anything:
        records: Records | None = values.get(term.records)
        if records is None or not records.complete:
            return None
        days = []
        for item in records.items:
            truth = where(values, item)
            if truth is FALSE:
                continue
            day = inner(values, item)
            if truth is UNKNOWN or day is None:
                return None
            if day is not NO_DAY:
                days.append(day)
        return choose(days) if days else NO_DAY

    return extreme


def _quantified(atom: Quantified, rulebook: Rulebook) -> Decide:
    where = _condition(atom.where, rulebook)
    least, most = atom.at_least, atom.at_most

    def any_of(values: Values, _: Values) -> Truth:
        records: Records | None = values.get(atom.records)
        if records is None:
            return UNKNOWN
        found = FALSE if records.complete else UNKNOWN
        for item in records.items:
            found = max(found, where(values, item))
        return found

    def all_of(values: Values, _: Values) -> Truth:
        records: Records | None = values.get(atom.records)
        if records is None:
            return UNKNOWN
        found = TRUE if records.complete else UNKNOWN
        for item in records.items:
            found = min(found, where(values, item))
        return found

    def count_of(values: Values, _: Values) -> Truth:
        records: Records | None = values.get(atom.records)
        if records is None:
            return UNKNOWN
        truths = [where(values, item) for item in records.items]
        sure = sum(truth == TRUE for truth in truths)
        possible = sum(truth != FALSE for truth in truths) if records.complete else None
        return min(_at_least(sure, possible, least), _at_most(sure, possible, most))

    return {"any_of": any_of, "all_of": all_of, "count_of": count_of}[atom.quantifier]


def _at_least(sure: int, possible: int | None, bound: int | None) -> Truth:
    """Whether a count between `sure` and `possible` (None: no upper end) is at least `bound`."""
    if bound is None or sure >= bound:
        return TRUE
    return FALSE if possible is not None and possible < bound else UNKNOWN


def _at_most(sure: int, possible: int | None, bound: int | None) -> Truth:
    """Whether a count between `sure` and `possible` (None: no upper end) is at most `bound`."""
    if bound is None or (possible is not None and possible <= bound):
        return TRUE
    return FALSE if sure > bound else UNKNOWN


def _in_force(document: Document, day: str) -> Decide:
    """A document whose day is not set is taken to be in force (the answer then carries a caveat).

    From its first day on it is in force. That day counts as the first of a trial period, so the period ends
    with the day before the anniversary, or with the last day of February for one that began on the 29th.
    """
    parameter, years = document.in_force_from, document.trial_years

    def in_force(values: Values, _: Values) -> Truth:
        first: date | None = values.get(parameter)
        if first is None:
            return TRUE
        asked: date | None = values.get(day)
        if asked is None:
            return UNKNOWN
        return TRUE if first <= asked <= (last_day(first, years) or date.max) else FALSE

    return in_force


def _condition(condition: Condition, rulebook: Rulebook) -> Decide:
    """The meaning of a condition on a record: atoms joined by Kleene logic."""
    match condition:
        case All(parts):
            deciders = [_condition(part, rulebook) for part in parts]
            return lambda values, record: min((decide(values, record) for decide in deciders), default=TRUE)
        case Any(parts):
            deciders = [_condition(part, rulebook) for part in parts]
            return lambda values, record: max((decide(values, record) for decide in deciders), default=FALSE)
        case Not(part):
            decider = _condition(part, rulebook)
            return lambda values, record: negation(decider(values, record))
        case Compare() | Quantified() | InForce():
            return _atom(condition, rulebook)
        case Holds():
            raise AssertionError("a condition on records refers to no conclusion; the loader refuses it")
        case _:
            assert_never(condition)
