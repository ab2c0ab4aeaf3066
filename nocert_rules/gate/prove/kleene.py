"""Strong Kleene logic over z3: a truth value is a pair of formulas, "is true" and "is false".

At most one of the two holds on any input; where neither does, the value is unknown. The connectives are
those of `nocert_rules.engine.truth`: *and* is the minimum, *or* the maximum, *not* swaps the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import z3

Bool: TypeAlias = Any
"""A z3 formula (`z3.BoolRef`); z3 comes without type information."""
Int: TypeAlias = Any
"""A z3 integer term (`z3.ArithRef`)."""

YES: Bool = z3.BoolVal(True)
NO: Bool = z3.BoolVal(False)


@dataclass(frozen=True, eq=False)
class Pair:
    """A three-valued truth: the inputs on which it is true, and those on which it is false."""

    is_true: Bool
    is_false: Bool

    @property
    def is_unknown(self) -> Bool:
        """The inputs on which it is neither."""
        return every((opposite(self.is_true), opposite(self.is_false)))

    def differs_from(self, other: Pair) -> Bool:
        """The inputs on which the two are not the same truth value."""
        if self.is_true.eq(other.is_true) and self.is_false.eq(other.is_false):
            return NO
        return some((z3.Xor(self.is_true, other.is_true), z3.Xor(self.is_false, other.is_false)))


TRUE, FALSE, UNKNOWN = Pair(YES, NO), Pair(NO, YES), Pair(NO, NO)


def every(parts: Iterable[Bool]) -> Bool:
    """All of the formulas `parts`, constants folded away."""
    kept: list[Bool] = []
    for part in parts:
        if z3.is_false(part):
            return NO
        if not z3.is_true(part):
            kept.append(part)
    return YES if not kept else kept[0] if len(kept) == 1 else z3.And(kept)


def some(parts: Iterable[Bool]) -> Bool:
    """Any of the formulas `parts`, constants folded away."""
    kept: list[Bool] = []
    for part in parts:
        if z3.is_true(part):
            return YES
        if not z3.is_false(part):
            kept.append(part)
    return NO if not kept else kept[0] if len(kept) == 1 else z3.Or(kept)


def opposite(part: Bool) -> Bool:
    """Not `part`, constants folded away."""
    if z3.is_true(part):
        return NO
    return YES if z3.is_false(part) else z3.Not(part)


def implies(condition: Bool, then: Bool) -> Bool:
    """`then` wherever `condition` holds, constants folded away."""
    return some((opposite(condition), then))


def conjunction(pairs: Iterable[Pair]) -> Pair:
    """All of `pairs`; true for none."""
    found = list(pairs)
    return Pair(every(pair.is_true for pair in found), some(pair.is_false for pair in found))


def disjunction(pairs: Iterable[Pair]) -> Pair:
    """Any of `pairs`; false for none."""
    found = list(pairs)
    return Pair(some(pair.is_true for pair in found), every(pair.is_false for pair in found))


def negation(pair: Pair) -> Pair:
    """Not `pair`."""
    return Pair(pair.is_false, pair.is_true)


def at_most_unknown(pair: Pair) -> Pair:
    """`pair` with true turned into unknown: what a rule that leaves its conclusion open contributes."""
    return Pair(NO, pair.is_false)


def decided(known: Bool, holds: Bool) -> Pair:
    """True or false by `holds` where `known`, unknown elsewhere."""
    return Pair(every((known, holds)), every((known, opposite(holds))))
