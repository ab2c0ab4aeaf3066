"""Everything the missing facts can still do to a conclusion, as bit-parallel truth tables.

The unknown atoms behind conclusions are grouped by the fact they wait for; each group takes the truth
values that its fact can give it. Every combination of the groups' outcomes is one bit, and a condition is
a pair of bit sets: where it is true, and where it is false.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any as Anything

from nocert_rules.engine.decision.decide import Part, with_computed
from nocert_rules.engine.decision.unknown import candidates, unknown_names
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot, truth_of
from nocert_rules.engine.inference.reference import Inference
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.rulebook.model.conditions import facts_of
from nocert_rules.rulebook.model.rulebook import Rulebook

Rail = tuple[int, int]
"""Where (as a bit a combination) something is true, and where it is false; in neither it is undetermined."""

_NOWHERE: Rail = (0, 0)
_ONE_PASS = 1 << 15  # combinations; with more, one pass is no longer quicker than many short ones


@dataclass(frozen=True)
class Group:
    """Atoms that wait for the same facts, and the truth values they can take together."""

    names: tuple[str, ...]
    atoms: tuple[int, ...]
    outcomes: tuple[tuple[Truth, ...], ...]

    @cached_property
    def shape(self) -> tuple[tuple[int, ...], tuple[bytes, ...]]:
        """What tables make of the group, whatever the facts are called: quick to compare."""
        return (self.atoms, tuple(map(bytes, self.outcomes)))


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


def open_atoms(part: Part, conclusion: str) -> Sequence[int]:
    """The unknown atoms that undetermined rules behind `conclusion` mention, by number."""
    opened = part.program.shared(("open atoms", part.decided), lambda: _Open(part.program, part.inference))
    return opened.behind(part.program.slot_of(conclusion))


class _Open:
    """What is still open behind each conclusion, as bits by number of atom; each rule is looked at once."""

    def __init__(self, program: Program, inference: Inference) -> None:
        self._program, self._inference = program, inference
        self._conclusions = {item.slot: item for item in program.conclusions}
        self._slots: dict[int, int] = {}
        self._rules: dict[int, int] = {}

    def behind(self, slot: int) -> list[int]:
        """The unknown atoms that keep `slot` undetermined."""
        found = self._slot(slot)
        return [number for number in range(found.bit_length()) if found >> number & 1]

    def _slot(self, number: int) -> int:
        if self._inference.slots[number] != UNKNOWN:
            return 0
        if number not in self._conclusions:
            return 1 << number
        if number not in self._slots:
            item = self._conclusions[number]
            self._slots[number] = _union(self._rule(index) for index in (*item.rules, *item.gaps))
        return self._slots[number]

    def _rule(self, number: int) -> int:
        if self._inference.rules[number] != UNKNOWN:
            return 0
        if number not in self._rules:
            rule = self._program.rules[number]
            self._rules[number] = self._formula(rule.formula) | _union(map(self._rule, rule.exceptions))
        return self._rules[number]

    def _formula(self, item: Formula) -> int:
        match item:
            case Slot(number):
                return self._slot(number)
            case Neg(inner):
                return self._formula(inner)
            case And(parts) | Or(parts):
                if truth_of(item, self._inference.slots) != UNKNOWN:
                    return 0  # decided without what is still unknown in it
                return _union(map(self._formula, parts))


def _union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


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
    computes = program.shared(("computes", atoms), lambda: _reads_computed(program, atoms))
    outcomes: dict[tuple[Truth, ...], None] = {}
    for value in candidates(rulebook, fact, [program.atoms[number] for number in atoms], part.values):
        values: Mapping[str, Anything] = {**part.values, fact: value}
        if computes:
            values = with_computed(program, values)
        outcome = tuple(program.deciders[number](values) for number in atoms)
        if UNKNOWN not in outcome:
            outcomes[outcome] = None
    if len(outcomes) < 2:
        return Group((fact,), atoms, ((FALSE,) * len(atoms), (TRUE,) * len(atoms)))
    return Group((fact,), atoms, tuple(outcomes))


def _reads_computed(program: Program, atoms: Sequence[int]) -> bool:
    computed = {name for name, _ in program.computed}
    return any(name in computed for number in atoms for name in facts_of(program.atoms[number]))


class Table:
    """Conclusions of `part` over all combinations of the outcomes of `groups`."""

    def __init__(self, part: Part, groups: Sequence[Group]) -> None:
        self.part = part
        self.groups = tuple(groups)
        self.total = combinations(groups)
        self.everything = (1 << self.total) - 1
        # by the first of its atoms, which no other group has: a group itself takes long to hash
        self._strides: dict[int, int] = {}
        stride = 1
        for group in self.groups:
            self._strides[group.atoms[0]] = stride
            stride *= len(group.outcomes)

    @cached_property
    def _atoms(self) -> Mapping[int, Rail]:
        return self._rails(self.total)

    def stride(self, group: Group) -> int:
        """How far apart combinations lie that differ in one step of `group` alone."""
        return self._strides[group.atoms[0]]

    def outcome(self, group: Group, number: int) -> int:
        """The combinations in which `group` has its outcome `number`."""
        return _digit_mask([number], self.stride(group), len(group.outcomes), self.total)

    def rail(self, conclusion: str, without: Collection[Group] = ()) -> Rail:
        """Where `conclusion` is true and where false, if the groups `without` stay unknown."""
        hidden = {atom: _NOWHERE for group in without for atom in group.atoms}
        return self._evaluated(conclusion, {**self._atoms, **hidden}, self.everything)

    def decided_without(self, conclusion: str, groups: Sequence[Group]) -> list[int]:
        """Where `conclusion` is decided: with none, and then with each one, of `groups` unknown."""
        total = self.total * (len(groups) + 1)
        if total > _ONE_PASS:
            rails = [self.rail(conclusion), *(self.rail(conclusion, (group,)) for group in groups)]
            return [true | false for true, false in rails]
        # all in one pass: the combinations stand once with none unknown, then once for each group with that unknown
        atoms = self._rails(total)
        for place, group in enumerate(groups, start=1):
            seen = ~(self.everything << self.total * place)
            for atom in group.atoms:
                true, false = atoms[atom]
                atoms[atom] = (true & seen, false & seen)
        true, false = self._evaluated(conclusion, atoms, (1 << total) - 1)
        return [(true | false) >> self.total * place & self.everything for place in range(len(groups) + 1)]

    def _rails(self, total: int) -> dict[int, Rail]:
        """Where each atom is true and where false, over `total` combinations: all of them, again and again."""
        everything = (1 << total) - 1
        found: dict[int, Rail] = {}
        for group in self.groups:
            for position, atom in enumerate(group.atoms):
                digits = [n for n, outcome in enumerate(group.outcomes) if outcome[position] == TRUE]
                true = _digit_mask(digits, self.stride(group), len(group.outcomes), total)
                found[atom] = (true, everything & ~true)
        return found

    def _evaluated(self, conclusion: str, atoms: Mapping[int, Rail], everything: int) -> Rail:
        program = self.part.program
        evaluation = Evaluation(program, atoms, everything, self.part.inference.slots)
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
