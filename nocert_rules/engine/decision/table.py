"""Everything the missing facts can still do to a conclusion, as bit-parallel truth tables.

The unknown atoms behind conclusions are grouped by the fact they wait for; each group takes the truth
values that its fact can give it. Every combination of the groups' outcomes is one bit, and a condition is
a pair of bit sets: where it is true, and where it is false.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything

from nocert_rules.engine.decision.decide import Part, with_computed
from nocert_rules.engine.decision.unknown import candidates, unknown_names
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot, truth_of
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.rulebook.model.rulebook import Rulebook

Rail = tuple[int, int]
"""Where (as a bit a combination) something is true, and where it is false; in neither it is undetermined."""

_NOWHERE: Rail = (0, 0)


@dataclass(frozen=True)
class Group:
    """Atoms that wait for the same facts, and the truth values they can take together."""

    names: tuple[str, ...]
    atoms: tuple[int, ...]
    outcomes: tuple[tuple[Truth, ...], ...]


def combinations(groups: Iterable[Group]) -> int:
    """How many combinations of outcomes `groups` have."""
    total = 1
    for group in groups:
        total *= len(group.outcomes)
    return total


def groups_behind(rulebook: Rulebook, part: Part, conclusions: Iterable[str]) -> list[Group]:
    """What the undetermined among `conclusions` wait for."""
    atoms = sorted({atom for name in conclusions if part.truth(name) == UNKNOWN for atom in open_atoms(part, name)})
    return _groups(rulebook, part, atoms)


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
        names = _waits_for(rulebook, part, number)
        if not names:
            continue  # no fact can settle it, as where the calendar ends
        if len(names) == 1 and names[0] in rulebook.facts and rulebook.facts[names[0]].type.name != "records":
            waiting.setdefault(names, []).append(number)
        else:
            alone.append(Group(names, (number,), ((FALSE,), (TRUE,))))
    return [_group(rulebook, part, names[0], tuple(numbers)) for names, numbers in waiting.items()] + alone


def _waits_for(rulebook: Rulebook, part: Part, number: int) -> tuple[str, ...]:
    """The missing facts that keep atom `number` undecided."""
    key = ("waits for", number)
    if key not in part.kept:
        part.kept[key] = tuple(unknown_names(rulebook, part.program.atoms[number], part.values))
    found: tuple[str, ...] = part.kept[key]
    return found


def _group(rulebook: Rulebook, part: Part, fact: str, atoms: tuple[int, ...]) -> Group:
    """What `atoms` become for the values that matter of the one fact they wait for."""
    key = ("group", fact, atoms)
    if key not in part.kept:
        part.kept[key] = _tried_out(rulebook, part, fact, atoms)
    found: Group = part.kept[key]
    return found


def _tried_out(rulebook: Rulebook, part: Part, fact: str, atoms: tuple[int, ...]) -> Group:
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


class Table:
    """Conclusions of `part` over all combinations of the outcomes of `groups`."""

    def __init__(self, part: Part, groups: Sequence[Group]) -> None:
        self.part = part
        self.groups = tuple(groups)
        self.total = combinations(groups)
        self.everything = (1 << self.total) - 1
        self._strides: dict[Group, int] = {}
        self._atoms: dict[int, Rail] = {}
        stride = 1
        for group in self.groups:
            self._strides[group] = stride
            stride *= len(group.outcomes)
        for group in self.groups:
            for position, atom in enumerate(group.atoms):
                true = self._where(group, [n for n, outcome in enumerate(group.outcomes) if outcome[position] == TRUE])
                self._atoms[atom] = (true, self.everything & ~true)

    def stride(self, group: Group) -> int:
        """How far apart combinations lie that differ in one step of `group` alone."""
        return self._strides[group]

    def outcome(self, group: Group, number: int) -> int:
        """The combinations in which `group` has its outcome `number`."""
        return self._where(group, [number])

    def _where(self, group: Group, digits: Sequence[int]) -> int:
        return _digit_mask(digits, self._strides[group], len(group.outcomes), self.total)

    def rail(self, conclusion: str, without: Collection[Group] = ()) -> Rail:
        """Where `conclusion` is true and where false, if the groups `without` stay unknown."""
        hidden = {atom: _NOWHERE for group in without for atom in group.atoms}
        program = self.part.program
        evaluation = Evaluation(program, {**self._atoms, **hidden}, self.everything, self.part.inference.slots)
        return evaluation.formula(Slot(program.slot_of(conclusion)))


class Evaluation:
    """One pass over the rules behind a conclusion, over as many combinations as `everything` has bits.

    Slots that are already `known` keep their value; `atoms` says where the others are true and where false.
    """

    def __init__(
        self, program: Program, atoms: Mapping[int, Rail], everything: int, known: Sequence[Truth] = ()
    ) -> None:
        self.program = program
        self.known = known or (UNKNOWN,) * (len(program.atoms) + len(program.conclusions))
        self.atoms = atoms
        self.conclusions = {item.slot: item for item in program.conclusions}
        self.constant: dict[Truth, Rail] = {TRUE: (everything, 0), FALSE: (0, everything), UNKNOWN: _NOWHERE}
        self.memo: dict[tuple[str, int], Rail] = {}

    def formula(self, item: Formula) -> Rail:
        """Where `item` is true and where false."""
        match item:
            case Slot(number):
                if ("slot", number) not in self.memo:
                    self.memo["slot", number] = self._slot(number)
                return self.memo["slot", number]
            case Neg(inner):
                return self.formula(inner)[::-1]
            case And(parts):
                found = self.constant[TRUE]
                for inner in parts:
                    found = _and(found, self.formula(inner))
                return found
            case Or(parts):
                found = self.constant[FALSE]
                for inner in parts:
                    found = _or(found, self.formula(inner))
                return found

    def _slot(self, number: int) -> Rail:
        if self.known[number] != UNKNOWN:
            return self.constant[self.known[number]]
        if number not in self.conclusions:
            return self.atoms.get(number, _NOWHERE)
        item = self.conclusions[number]
        found = self.constant[FALSE]
        for index in item.rules:
            found = _or(found, self._rule(index))
        for index in item.gaps:
            found = _or(found, _and(self._rule(index), _NOWHERE))
        return found

    def _rule(self, index: int) -> Rail:
        if ("rule", index) not in self.memo:
            found = self.formula(self.program.rules[index].formula)
            for exception in self.program.rules[index].exceptions:
                found = _and(found, self._rule(exception)[::-1])
            self.memo["rule", index] = found
        return self.memo["rule", index]


def _digit_mask(digits: Sequence[int], stride: int, base: int, total: int) -> int:
    """The combinations whose digit at `stride` (of so many values) is one of `digits`."""
    block = sum(((1 << stride) - 1) << (digit * stride) for digit in digits)
    period = stride * base
    mask = block
    while period < total:
        mask |= mask << period
        period *= 2
    return mask & ((1 << total) - 1)


def _and(left: Rail, right: Rail) -> Rail:
    return (left[0] & right[0], left[1] | right[1])


def _or(left: Rail, right: Rail) -> Rail:
    return (left[0] | right[0], left[1] & right[1])
