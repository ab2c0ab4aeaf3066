"""Strong Kleene logic: the three truth values every condition and conclusion has.

The values are ordered FALSE < UNKNOWN < TRUE, so that *and* is the minimum, *or* the maximum and
*not* the mirror image. Each connective can only turn UNKNOWN into TRUE or FALSE as knowledge grows,
never one of these into the other: that is why an answer never reverses when a fact is added.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Truth(IntEnum):
    """A truth value; its integer is what both engines compute with."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def negation(value: Truth) -> Truth:
    """Not: mirrors TRUE and FALSE, leaves UNKNOWN."""
    return Truth(2 - value)


def conjunction(values: Iterable[Truth]) -> Truth:
    """All of `values`; TRUE for none."""
    return min(values, default=TRUE)


def disjunction(values: Iterable[Truth]) -> Truth:
    """Any of `values`; FALSE for none."""
    return max(values, default=FALSE)


def truth(value: bool) -> Truth:
    """The truth value of a decided comparison."""
    return TRUE if value else FALSE
