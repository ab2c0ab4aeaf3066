"""Every place in a condition or term where a fault can be planted, with the way to put something else there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from nocert_rules.rulebook.model.conditions import All, Any, Compare, Condition, Extreme, Not, Plus, Quantified, Term

W = TypeVar("W", Condition, Term)
ConditionSite = tuple[Condition, Callable[[Condition], W]]
TermSite = tuple[Term, Callable[[Term], W]]


def conditions(condition: Condition, shared: Collection[Condition] = ()) -> Iterator[ConditionSite[Condition]]:
    """`condition` and every condition in it, those on records included; what is in `shared` is not entered."""
    yield condition, lambda new: new
    if condition in shared:
        return
    for child, put in _children(condition):
        for inner, put_inner in conditions(child, shared):
            yield inner, _chain(put_inner, put)
    for term, put_term in _terms(condition):
        for inner, put_condition in conditions_of_term(term, shared):
            yield inner, _chain(put_condition, put_term)


def conditions_of_term(term: Term, shared: Collection[Condition] = ()) -> Iterator[ConditionSite[Term]]:
    """Every condition in `term`."""
    if isinstance(term, Extreme):
        extreme = term
        for inner, put in conditions(term.where, shared):
            yield inner, _chain(put, lambda where: replace(extreme, where=where))
    for child, put_term in _inner_terms(term):
        for inner, put_inner in conditions_of_term(child, shared):
            yield inner, _chain(put_inner, put_term)


def terms(condition: Compare) -> Iterator[TermSite[Condition]]:
    """The terms of a comparison and those they are worked out from; conditions in them are not entered."""
    for term, put in _terms(condition):
        for inner, put_inner in terms_of_term(term):
            yield inner, _chain(put_inner, put)


def terms_of_term(term: Term) -> Iterator[TermSite[Term]]:
    """`term` and the terms it is worked out from; conditions in it are not entered."""
    yield term, lambda new: new
    for child, put in _inner_terms(term):
        for inner, put_inner in terms_of_term(child):
            yield inner, _chain(put_inner, put)


def substituted(condition: Condition, old: Condition, new: Condition) -> Condition:
    """`condition` with `new` wherever `old` stood in it."""
    if condition == old:
        return new
    for part, put in conditions(condition, (new,)):
        if part == old:
            return substituted(put(new), old, new)
    return condition


A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


def _chain(first: Callable[[A], B], then: Callable[[B], C]) -> Callable[[A], C]:
    return lambda value: then(first(value))


def _in_place(parts: tuple[A, ...], number: int) -> Callable[[A], tuple[A, ...]]:
    return lambda new: (*parts[:number], new, *parts[number + 1 :])


def _children(condition: Condition) -> Iterator[ConditionSite[Condition]]:
    match condition:
        case All(parts) | Any(parts):
            for number, part in enumerate(parts):
                yield part, _chain(_in_place(parts, number), type(condition))
        case Not(part):
            yield part, Not
        case Quantified():
            quantified = condition
            yield condition.where, lambda new: replace(quantified, where=new)


def _terms(condition: Condition) -> Iterator[TermSite[Condition]]:
    if isinstance(condition, Compare):
        compare = condition
        for number, term in enumerate(condition.terms):
            yield term, _chain(_in_place(condition.terms, number), lambda terms: replace(compare, terms=terms))


def _inner_terms(term: Term) -> Iterator[TermSite[Term]]:
    match term:
        case Plus():
            plus = term
            yield term.start, lambda new: replace(plus, start=new)
            yield term.amount, lambda new: replace(plus, amount=new)
        case Extreme():
            extreme = term
            yield term.term, lambda new: replace(extreme, term=new)
