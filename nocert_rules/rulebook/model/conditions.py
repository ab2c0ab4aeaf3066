"""Conditions as they are written in rules: atoms, and the words that join them.

An atom is decided from facts alone (stage 2): `Compare`, `Quantified`, `InForce`. `Holds` refers to a
conclusion of other rules and is decided by inference (stage 3), like `All`, `Any` and `Not`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nocert_rules.rulebook.model.values import Scalar

Comparison = Literal["is", "in", "at_least", "at_most", "before", "not_before", "after", "not_after"]
Unit = Literal["days", "working_days", "months", "years"]
Quantifier = Literal["any_of", "all_of", "count_of"]


@dataclass(frozen=True)
class Given:
    """A value written in the rule."""

    value: Scalar


@dataclass(frozen=True)
class FactTerm:
    """The value of a fact, a parameter, a record's field or a computed value."""

    fact: str


@dataclass(frozen=True)
class Plus:
    """A day some time after another: `from` plus `amount` of `unit`."""

    start: Term
    amount: Term
    unit: Unit


@dataclass(frozen=True)
class Extreme:
    """The latest or earliest `term` among the records that satisfy `where`; no day at all where none does."""

    which: Literal["latest", "earliest"]
    records: str
    where: Condition
    term: Term


Term = Given | FactTerm | Plus | Extreme


@dataclass(frozen=True)
class Compare:
    """A typed comparison of a fact with one term, or with the listed values (`in`)."""

    fact: str
    comparison: Comparison
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Quantified:
    """Any, all or at least / at most so many records of a list satisfy `where`."""

    quantifier: Quantifier
    records: str
    where: Condition
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class InForce:
    """The document is in force on the day asked, or on another `day` (assumed to be, where its own day is not set)."""

    document: str
    day: str = "as_of"


@dataclass(frozen=True)
class All:
    """Every part."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """At least one part."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The opposite of its part."""

    part: Condition


@dataclass(frozen=True)
class Holds:
    """A conclusion of other rules."""

    conclusion: str


Atom = Compare | Quantified | InForce
Condition = Compare | Quantified | InForce | All | Any | Not | Holds

ALWAYS = All(())


def walk(condition: Condition) -> Iterator[Condition]:
    """`condition` and everything inside it, outermost first, without entering the records of an atom."""
    yield condition
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from walk(part)
        case Not(part):
            yield from walk(part)


def atoms(condition: Condition) -> Iterator[Atom]:
    """The atoms of `condition`, left to right."""
    for part in walk(condition):
        if isinstance(part, Compare | Quantified | InForce):
            yield part


def conclusions(condition: Condition) -> Iterator[str]:
    """The conclusions `condition` refers to, left to right."""
    for part in walk(condition):
        if isinstance(part, Holds):
            yield part.conclusion


def facts_of(condition: Condition) -> Iterator[str]:
    """Every fact, field or computed value that `condition` reads, records entered."""
    for atom in atoms(condition):
        match atom:
            case Compare(fact, _, terms):
                yield fact
                for term in terms:
                    yield from facts_of_term(term)
            case Quantified(_, records, where):
                yield records
                yield from facts_of(where)
            case InForce(_, day):
                yield day


def facts_of_term(term: Term) -> Iterator[str]:
    """Every fact, field or computed value that `term` reads."""
    match term:
        case FactTerm(fact):
            yield fact
        case Plus(start, amount):
            yield from facts_of_term(start)
            yield from facts_of_term(amount)
        case Extreme(_, records, where, inner):
            yield records
            yield from facts_of(where)
            yield from facts_of_term(inner)
