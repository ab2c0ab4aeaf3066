"""Which missing facts can still change an undetermined conclusion, and only those.

The unknown atoms behind a conclusion are grouped by the fact they wait for; each group takes the truth
values that its fact can give it. Over all combinations (bit-parallel truth tables, one bit a combination)
a group matters if somewhere the conclusion is undetermined without it and determined with it. That is
exact; where the combinations are too many, every group that an undetermined rule mentions is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything

from nocert_rules.decision.decide import Part, with_computed
from nocert_rules.decision.unknown import candidates, unknown_names
from nocert_rules.inference.program import And, Formula, Neg, Or, Slot, truth_of
from nocert_rules.model.rulebook import Rulebook
from nocert_rules.truth import FALSE, TRUE, UNKNOWN, Truth

MAX_COMBINATIONS = 1 << 16

Rail = tuple[int, int]
"""Where (as a bit a combination) something is true, and where it is false; in neither it is undetermined."""


@dataclass(frozen=True)
class Group:
    """Atoms that wait for the same facts, and the truth values they can take together."""

    names: tuple[str, ...]
    atoms: tuple[int, ...]
    outcomes: tuple[tuple[Truth, ...], ...]


def missing_facts(rulebook: Rulebook, part: Part, conclusions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each missing fact that can change one of `conclusions`, those that it can change."""
    decides: dict[str, list[str]] = {}
    for conclusion in conclusions:
        if part.truth(conclusion) == UNKNOWN:
            for name in _missing(rulebook, part, conclusion):
                decides.setdefault(name, []).append(conclusion)
    return {name: tuple(found) for name, found in decides.items()}


def _missing(rulebook: Rulebook, part: Part, conclusion: str) -> list[str]:
    atoms = open_atoms(part, conclusion)
    groups = _groups(rulebook, part, atoms)
    total = 1
    for group in groups:
        total *= len(group.outcomes)
    relevant = groups if total > MAX_COMBINATIONS else _relevant(part, conclusion, groups, total)
    return list(dict.fromkeys(name for group in relevant for name in group.names))


def open_atoms(part: Part, conclusion: str) -> list[int]:
    """The unknown atoms that undetermined rules behind `conclusion` mention, by number."""
    program, inference = part.program, part.inference
    by_slot = {item.slot: item for item in program.conclusions}
    found: dict[int, None] = {}
    seen: set[object] = set()
    waiting: list[Formula | int] = [Slot(program.slot_of(conclusion))]
    while waiting:
        item = waiting.pop(0)
        if item in seen:
            continue
        seen.add(item)
        match item:
            case int():
                rule = program.rules[item]
                if inference.rules[item] == UNKNOWN:
                    waiting += [rule.formula, *rule.exceptions]
            case And() | Or() | Neg() if truth_of(item, inference.slots) != UNKNOWN:
                continue  # decided without what is still unknown in it
            case And(parts) | Or(parts):
                waiting += parts
            case Neg(inner):
                waiting.append(inner)
            case Slot(number) if inference.slots[number] == UNKNOWN:
                if number in by_slot:
                    waiting += [*by_slot[number].rules, *by_slot[number].gaps]
                else:
                    found[number] = None
    return sorted(found)


def _groups(rulebook: Rulebook, part: Part, atoms: Sequence[int]) -> list[Group]:
    waiting: dict[tuple[str, ...], list[int]] = {}
    alone: list[Group] = []
    for number in atoms:
        names = tuple(unknown_names(rulebook, part.program.atoms[number], part.values))
        if len(names) == 1 and names[0] in rulebook.facts and rulebook.facts[names[0]].type.name != "records":
            waiting.setdefault(names, []).append(number)
        else:
            alone.append(Group(names, (number,), ((FALSE,), (TRUE,))))
    return [_group(rulebook, part, names[0], tuple(numbers)) for names, numbers in waiting.items()] + alone


def _group(rulebook: Rulebook, part: Part, fact: str, atoms: tuple[int, ...]) -> Group:
    """What `atoms` become for the values that matter of the one fact they wait for."""
    program = part.program
    outcomes: dict[tuple[Truth, ...], None] = {}
    for value in candidates(rulebook, fact, [program.atoms[number] for number in atoms], part.values):
        values: Mapping[str, Anything] = with_computed(program, {**part.values, fact: value})
        outcome = tuple(program.deciders[number](values) for number in atoms)
        if UNKNOWN not in outcome:
            outcomes[outcome] = None
    if len(outcomes) < 2:
        return Group((fact,), atoms, ((FALSE,) * len(atoms), (TRUE,) * len(atoms)))
    return Group((fact,), atoms, tuple(outcomes))


def _relevant(part: Part, conclusion: str, groups: list[Group], total: int) -> list[Group]:
    everything = (1 << total) - 1
    rails: dict[int, Rail] = {}
    stride = 1
    for group in groups:
        for position, atom in enumerate(group.atoms):
            digits = [n for n, outcome in enumerate(group.outcomes) if outcome[position] == TRUE]
            true = _digit_mask(digits, stride, len(group.outcomes), total)
            rails[atom] = (true, everything & ~true)
        stride *= len(group.outcomes)
    known = _evaluate(part, conclusion, rails, everything)
    found: list[Group] = []
    for group in groups:
        without = {atom: (0, 0) if atom in group.atoms else rail for atom, rail in rails.items()}
        true, false = _evaluate(part, conclusion, without, everything)
        if everything & ~(true | false) & (known[0] | known[1]):
            found.append(group)
    return found


def _digit_mask(digits: Sequence[int], stride: int, base: int, total: int) -> int:
    """The combinations whose digit at `stride` (of so many values) is one of `digits`."""
    block = sum(((1 << stride) - 1) << (digit * stride) for digit in digits)
    period = stride * base
    mask = block
    while period < total:
        mask |= mask << period
        period *= 2
    return mask & ((1 << total) - 1)


def _evaluate(part: Part, conclusion: str, rails: Mapping[int, Rail], everything: int) -> Rail:
    """`conclusion` over all combinations; slots that are already known keep their value."""
    program, inference = part.program, part.inference
    by_slot = {item.slot: item for item in program.conclusions}
    memo: dict[object, Rail] = {}
    constant: dict[Truth, Rail] = {TRUE: (everything, 0), FALSE: (0, everything), UNKNOWN: (0, 0)}

    def slot(number: int) -> Rail:
        if inference.slots[number] != UNKNOWN:
            return constant[inference.slots[number]]
        if number not in by_slot:
            return rails.get(number, (0, 0))
        item = by_slot[number]
        found = constant[FALSE]
        for index in item.rules:
            found = _or(found, rule(index))
        for index in item.gaps:
            found = _or(found, _and(rule(index), (0, 0)))
        return found

    def rule(index: int) -> Rail:
        key = ("rule", index)
        if key not in memo:
            found = formula(program.rules[index].formula)
            for exception in program.rules[index].exceptions:
                found = _and(found, rule(exception)[::-1])
            memo[key] = found
        return memo[key]

    def formula(item: Formula) -> Rail:
        match item:
            case Slot(number):
                if ("slot", number) not in memo:
                    memo["slot", number] = slot(number)
                return memo["slot", number]
            case Neg(inner):
                return formula(inner)[::-1]
            case And(parts):
                found = constant[TRUE]
                for inner in parts:
                    found = _and(found, formula(inner))
                return found
            case Or(parts):
                found = constant[FALSE]
                for inner in parts:
                    found = _or(found, formula(inner))
                return found

    return formula(Slot(program.slot_of(conclusion)))


def _and(left: Rail, right: Rail) -> Rail:
    return (left[0] & right[0], left[1] | right[1])


def _or(left: Rail, right: Rail) -> Rail:
    return (left[0] | right[0], left[1] & right[1])
