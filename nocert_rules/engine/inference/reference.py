"""The reference evaluator: what the rules mean, in as few lines as it takes.

A rule holds if its condition does and no exception to it holds. A conclusion holds if one of its rules
does; it is open if a rule that leaves it open applies; else it does not hold. All in strong Kleene logic.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import assert_never

from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth

State = list[Truth]
Step = Callable[[State], Truth]


@dataclass(frozen=True)
class Inference:
    """What was inferred: the truth of every slot (atoms, then conclusions) and of every rule.

    `conditions` are the rules' conditions before exceptions; `rules` what is left after them.
    """

    slots: tuple[Truth, ...]
    conditions: tuple[Truth, ...]
    rules: tuple[Truth, ...]


class ReferenceEngine:
    """Evaluates a program; holds no state between evaluations."""

    name = "reference"

    def __init__(self, program: Program) -> None:
        self.program = program
        self._steps = [_step(program, kind, number) for stratum in program.strata for kind, number in stratum]

    def infer(self, atoms: Sequence[Truth]) -> Inference:
        """What follows from decided atoms."""
        program = self.program
        slots: State = [*atoms, *([FALSE] * len(program.conclusions))]
        conditions: State = [FALSE] * len(program.rules)
        rules: State = [FALSE] * len(program.rules)
        for step in self._steps:
            step(slots, conditions, rules)
        return Inference(tuple(slots), tuple(conditions), tuple(rules))


def _step(program: Program, kind: str, number: int) -> Callable[[State, State, State], None]:
    """Decides one rule (`r`) or conclusion (`c`) from what earlier steps have decided."""
    return _rule_step(program, number) if kind == "r" else _conclusion_step(program, number)


def _rule_step(program: Program, number: int) -> Callable[[State, State, State], None]:
    formula, exceptions = _compile(program.rules[number].formula), program.rules[number].exceptions

    def decide(slots: State, conditions: State, rules: State) -> None:
        found = conditions[number] = formula(slots)
        for exception in exceptions:
            without = _OPPOSITE[rules[exception]]
            if without < found:
                found = without
        rules[number] = found

    return decide


def _conclusion_step(program: Program, number: int) -> Callable[[State, State, State], None]:
    conclusion = program.conclusions[number]

    def decide(slots: State, _: State, rules: State) -> None:
        found = FALSE
        for rule in conclusion.rules:
            if rules[rule] > found:
                found = rules[rule]
        for gap in conclusion.gaps:
            found = max(found, min(UNKNOWN, rules[gap]))
        slots[conclusion.slot] = found

    return decide


_OPPOSITE = (TRUE, UNKNOWN, FALSE)  # by truth value


def _compile(formula: Formula) -> Step:
    """`formula` as a function of the slots."""
    match formula:
        case Slot(number):
            return itemgetter(number)
        case Neg(part):
            step = _compile(part)
            return lambda state: _OPPOSITE[step(state)]
        case And(parts):
            return _all([_compile(part) for part in parts])
        case Or(parts):
            return _any([_compile(part) for part in parts])
        case _:
            assert_never(formula)


def _all(steps: list[Step]) -> Step:
    def conjunction(state: State) -> Truth:
        lowest = TRUE
        for step in steps:
            found = step(state)
            if found < lowest:
                lowest = found
                if found is FALSE:
                    break
        return lowest

    return conjunction


def _any(steps: list[Step]) -> Step:
    def disjunction(state: State) -> Truth:
        highest = FALSE
        for step in steps:
            found = step(state)
            if found > highest:
                highest = found
                if found is TRUE:
                    break
        return highest

    return disjunction
