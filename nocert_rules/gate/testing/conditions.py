"""What a rule's condition looks like from its innermost conditions: which of them a situation decides it by.

A *condition* here is an innermost part of what a rule says `when`: an atom or a reference to a conclusion, each
occurrence for itself. A *situation* gives each of them a truth. A condition **decides** in a situation where it is
true or false and nothing beside it masks it: at every `all` around it all other parts are true, at every `any`
around it all other parts are false. Turning it over would then turn the outcome over, and nothing else is needed
for that.

MC/DC of a condition is shown by two situations: it decides in both, true in one and false in the other. The
outcome then differs too. Other conditions may differ between the two only where they are masked: within parts
whose own truth is the same in both, which is *masking* MC/DC (as in the aviation standards: CAST-6). Two situations
that differ in nothing but the condition (*unique-cause* MC/DC) are such a pair; they are shown where there are any.
A situation in which the outcome is unknown shows nothing, and what is unknown masks nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, product
from typing import assert_never

from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Slot, truth_of
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.rulebook.model.conditions import All, Any, Compare, Condition, Holds, InForce, Not, Quantified, walk
from nocert_rules.rulebook.model.rules import Rule

Innermost = Compare | Quantified | InForce | Holds
Situation = tuple[Truth, ...]
"""The truth of each innermost condition of a rule, left to right."""


@dataclass(frozen=True)
class Pair:
    """Two situations, by number, that show the MC/DC of a condition; `alone`: they differ in nothing else."""

    true: int
    false: int
    alone: bool


def innermost(condition: Condition) -> tuple[Innermost, ...]:
    """The innermost conditions of `condition`, left to right, each occurrence for itself."""
    return tuple(part for part in walk(condition) if isinstance(part, Compare | Quantified | InForce | Holds))


def is_guarded(rule: Rule) -> bool:
    """Whether the first condition of `rule` is not its own, but that its document is in force: the loader adds it."""
    return rule.own_condition is not rule.when


def shape(condition: Condition) -> Formula:
    """`condition` as a formula over its innermost conditions, numbered from 0, left to right."""
    numbers = count()

    def shaped(part: Condition) -> Formula:
        match part:
            case All(parts):
                return And(tuple(shaped(inner) for inner in parts))
            case Any(parts):
                return Or(tuple(shaped(inner) for inner in parts))
            case Not(inner):
                return Neg(shaped(inner))
            case Compare() | Quantified() | InForce() | Holds():
                return Slot(next(numbers))
            case _:
                assert_never(part)

    return shaped(condition)


def slots_of(formula: Formula) -> Iterator[int]:
    """The slots in `formula`, left to right, each as often as it stands there."""
    match formula:
        case Slot(number):
            yield number
        case Neg(part):
            yield from slots_of(part)
        case And(parts) | Or(parts):
            for inner in parts:
                yield from slots_of(inner)


def deciding(formula: Formula, situation: Sequence[Truth]) -> frozenset[int]:
    """The numbers of the conditions that decide `formula` in `situation`."""
    return frozenset(_deciding(formula, situation))


def _deciding(formula: Formula, situation: Sequence[Truth]) -> Iterator[int]:
    match formula:
        case Slot(number):
            if situation[number] != UNKNOWN:
                yield number
        case Neg(part):
            yield from _deciding(part, situation)
        case And(parts) | Or(parts):
            neutral = TRUE if isinstance(formula, And) else FALSE
            masking = [number for number, part in enumerate(parts) if truth_of(part, situation) != neutral]
            for number, part in enumerate(parts):
                if masking in ([], [number]):
                    yield from _deciding(part, situation)


def independence(formula: Formula, situations: Sequence[Situation], condition: int) -> Pair | None:
    """The first pair of `situations` that shows the MC/DC of `condition`: one that differs in nothing else, if any."""
    pairs = [
        Pair(true, false, _differences(situations[true], situations[false]) == 1)
        for true, false in product(*sides(formula, situations, condition))
    ]
    return min(pairs, key=lambda pair: (not pair.alone, pair.true + pair.false, pair.true), default=None)


def sides(formula: Formula, situations: Sequence[Situation], condition: int) -> tuple[list[int], list[int]]:
    """The numbers of the `situations` in which `condition` decides: those where it is true, those where it is false."""
    decided = [number for number, item in enumerate(situations) if condition in deciding(formula, item)]
    true, false = ([n for n in decided if situations[n][condition] == truth] for truth in (TRUE, FALSE))
    return true, false


def beside(condition: Condition, number: int) -> Iterator[tuple[Condition, Truth]]:
    """What must be true or false for the innermost condition `number` to decide `condition`: all that could mask it."""
    match condition:
        case Not(part):
            yield from beside(part, number)
        case All(parts) | Any(parts):
            neutral = TRUE if isinstance(condition, All) else FALSE
            for part in parts:
                size = len(innermost(part))
                if 0 <= number < size:
                    yield from beside(part, number)
                else:
                    yield part, neutral
                number -= size


def _differences(one: Iterable[Truth], other: Iterable[Truth]) -> int:
    return sum(mine != its for mine, its in zip(one, other, strict=True))
