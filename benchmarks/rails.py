"""A question's program as plain two-valued logic, for engines that do not know "unknown".

Each cell (an atom, rule or conclusion) has two rails: it holds, or it fails; what is on neither rail is
unknown. Negation swaps the rails, so that what is left is built of "all of" and "any of" alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot


@dataclass(frozen=True)
class Is:
    """The cell is known to hold (`value` 2) or to fail (0)."""

    cell: str
    value: int


@dataclass(frozen=True)
class Every:
    """All of the parts."""

    parts: tuple[Rail, ...]


@dataclass(frozen=True)
class Some:
    """Any of the parts."""

    parts: tuple[Rail, ...]


Rail = Is | Every | Some


@dataclass(frozen=True)
class Step:
    """When a cell holds and when it fails, in terms of cells before it."""

    cell: str
    holds: Rail
    fails: Rail


def slot_cell(number: int) -> str:
    """The cell of an atom or conclusion."""
    return f"s{number}"


def steps(program: Program) -> list[Step]:
    """The rules and conclusions of `program` as steps, each after those it needs."""
    found: list[Step] = []
    for kind, number in (step for stratum in program.strata for step in stratum):
        if kind == "r":
            rule = program.rules[number]
            exceptions = [_rule(other) for other in rule.exceptions]
            holds = _every(_rail(rule.formula, 2), *(cell(0) for cell in exceptions))
            fails = _some(_rail(rule.formula, 0), *(cell(2) for cell in exceptions))
            found.append(Step(f"r{number}", holds, fails))
        else:
            conclusion = program.conclusions[number]
            rules, gaps = ([_rule(other) for other in some] for some in (conclusion.rules, conclusion.gaps))
            holds = _some(*(cell(2) for cell in rules))
            found.append(Step(slot_cell(conclusion.slot), holds, _every(*(cell(0) for cell in [*rules, *gaps]))))
    return found


def inlined(steps_: list[Step]) -> dict[str, Step]:
    """The steps by cell, in terms of atoms alone."""
    found: dict[str, Step] = {}
    for step in steps_:
        found[step.cell] = Step(step.cell, _inline(step.holds, found), _inline(step.fails, found))
    return found


def _rule(number: int) -> Callable[[int], Is]:
    return lambda value: Is(f"r{number}", value)


def _rail(formula: Formula, value: int) -> Rail:
    match formula:
        case Slot(number):
            return Is(slot_cell(number), value)
        case Neg(part):
            return _rail(part, 2 - value)
        case And(parts):
            return (_every if value else _some)(*(_rail(part, value) for part in parts))
        case Or(parts):
            return (_some if value else _every)(*(_rail(part, value) for part in parts))
        case _:
            assert_never(formula)


def _inline(rail: Rail, known: dict[str, Step]) -> Rail:
    match rail:
        case Is(cell, value):
            return rail if cell not in known else known[cell].holds if value else known[cell].fails
        case Every(parts):
            return _every(*(_inline(part, known) for part in parts))
        case Some(parts):
            return _some(*(_inline(part, known) for part in parts))


def _every(*parts: Rail) -> Rail:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Every) else (part,))]
    return flat[0] if len(flat) == 1 else Every(tuple(dict.fromkeys(flat)))


def _some(*parts: Rail) -> Rail:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Some) else (part,))]
    return flat[0] if len(flat) == 1 else Some(tuple(dict.fromkeys(flat)))
