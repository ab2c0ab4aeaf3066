"""A question's share of the rulebook, laid out so that both engines can run it: atoms, rules, strata.

Formulas are written over slots: slot numbers below `len(atoms)` are atoms, those after are conclusions.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any as Anything
from typing import TypeVar, assert_never

from nocert_rules.engine.atoms import Values, compile_atom, compile_term
from nocert_rules.engine.truth import Truth, conjunction, disjunction, negation
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Atom,
    Compare,
    Condition,
    Holds,
    InForce,
    Not,
    Quantified,
    atoms,
    facts_of,
    facts_of_term,
)
from nocert_rules.rulebook.model.graph import rule_graph, rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

T = TypeVar("T")
_MOST_SHARED = 10_000


@dataclass(frozen=True)
class Slot:
    """An atom or conclusion, by its number."""

    number: int


@dataclass(frozen=True)
class And:
    """All of the parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Or:
    """Any of the parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Neg:
    """The opposite of the part."""

    part: Formula


Formula = Slot | And | Or | Neg


def truth_of(formula: Formula, slots: Sequence[Truth]) -> Truth:
    """The truth of `formula` where that of every slot is known: the plain definition, for explanations."""
    match formula:
        case Slot(number):
            return slots[number]
        case Neg(part):
            return negation(truth_of(part, slots))
        case And(parts):
            return conjunction(truth_of(part, slots) for part in parts)
        case Or(parts):
            return disjunction(truth_of(part, slots) for part in parts)
        case _:
            assert_never(formula)


@dataclass(frozen=True)
class ProgramRule:
    """A rule over slots: `formula` for its condition, `exceptions` by index into the program's rules."""

    rule: Rule
    formula: Formula
    exceptions: tuple[int, ...]


@dataclass(frozen=True)
class ProgramConclusion:
    """A conclusion: the rules (by index) that conclude it, and those that leave it open."""

    id: str
    slot: int
    rules: tuple[int, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Program:
    """What a question needs of the rulebook.

    `computed` are the computed values in an order in which each comes after those it needs; `strata` are
    lists of rules (`r`) and conclusions (`c`) by index, each decided by atoms and earlier strata alone.
    """

    question: Question
    atoms: tuple[Atom, ...]
    deciders: tuple[Callable[[Values], Truth], ...]
    computed: tuple[tuple[str, Callable[[Values], Anything]], ...]
    rules: tuple[ProgramRule, ...]
    conclusions: tuple[ProgramConclusion, ...]
    strata: tuple[tuple[tuple[str, int], ...], ...]

    @cached_property
    def by_id(self) -> Mapping[str, ProgramConclusion]:
        """The conclusions by id."""
        return {item.id: item for item in self.conclusions}

    def slot_of(self, conclusion: str) -> int:
        """The slot of a conclusion by id."""
        return self.by_id[conclusion].slot

    def shared(self, key: tuple[Hashable, ...], work_out: Callable[[], T]) -> T:
        """What `work_out` gives, which `key` and the program determine: worked out once for all parts with that key."""
        found: T | None = self._shared.get(key)
        if found is None:
            if len(self._shared) >= _MOST_SHARED:
                self._shared.clear()
            found = self._shared[key] = work_out()
        return found

    @cached_property
    def _shared(self) -> dict[Hashable, Anything]:
        return {}

    def decide_atoms(self, values: Values) -> tuple[Truth, ...]:
        """Stage 2 for this question: the truth of every atom."""
        return tuple([decide(values) for decide in self.deciders])


def build_program(rulebook: Rulebook, question: Question) -> Program:
    """Lay out what `question` needs of `rulebook`."""
    rules = rules_for(rulebook.rules, question.asked)
    all_atoms = tuple(dict.fromkeys(atom for rule in rules for atom in atoms(rule.when)))
    names = sorted({rule.conclusion for rule in rules if rule.conclusion})
    slots: dict[Atom | str, int] = {atom: number for number, atom in enumerate(all_atoms)}
    slots |= {name: len(all_atoms) + number for number, name in enumerate(names)}
    index = {rule.id: number for number, rule in enumerate(rules)}
    return Program(
        question=question,
        atoms=all_atoms,
        deciders=tuple(compile_atom(atom, rulebook) for atom in all_atoms),
        computed=_computed(rulebook, rules, question),
        rules=tuple(_rule(rule, rulebook, slots, index) for rule in rules),
        conclusions=tuple(_conclusion(name, slots[name], rules) for name in names),
        strata=_strata(rules, index, names),
    )


def _rule(rule: Rule, rulebook: Rulebook, slots: Mapping[Atom | str, int], index: Mapping[str, int]) -> ProgramRule:
    exceptions = tuple(index[other.id] for other in rulebook.exceptions_of[rule.id])
    return ProgramRule(rule, _formula(rule.when, slots), exceptions)


def _conclusion(name: str, slot: int, rules: tuple[Rule, ...]) -> ProgramConclusion:
    mine = [(number, rule) for number, rule in enumerate(rules) if rule.conclusion == name]
    concluding = tuple(number for number, rule in mine if rule.gap is None)
    return ProgramConclusion(name, slot, concluding, tuple(number for number, rule in mine if rule.gap is not None))


def _formula(condition: Condition, slots: Mapping[Atom | str, int]) -> Formula:
    match condition:
        case All(parts):
            return And(tuple(_formula(part, slots) for part in parts))
        case Any(parts):
            return Or(tuple(_formula(part, slots) for part in parts))
        case Not(part):
            return Neg(_formula(part, slots))
        case Holds(conclusion):
            return Slot(slots[conclusion])
        case Compare() | Quantified() | InForce():
            return Slot(slots[condition])
        case _:
            assert_never(condition)


def _computed(
    rulebook: Rulebook, rules: tuple[Rule, ...], question: Question
) -> tuple[tuple[str, Callable[[Values], Anything]], ...]:
    needed = [field.value for field in question.answer if field.kind == "value"]
    needed += [name for rule in rules for name in facts_of(rule.when) if name in rulebook.computed]
    graph: dict[str, set[str]] = {}
    while needed:
        name = needed.pop()
        if name not in graph:
            graph[name] = {other for other in facts_of_term(rulebook.computed[name].term) if other in rulebook.computed}
            needed.extend(graph[name])
    ordered = TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).static_order()
    return tuple((name, compile_term(rulebook.computed[name].term, rulebook)) for name in ordered)


def _strata(
    rules: tuple[Rule, ...], index: Mapping[str, int], names: list[str]
) -> tuple[tuple[tuple[str, int], ...], ...]:
    graph = rule_graph(rules)
    numbers = {f"rule:{name}": ("r", number) for name, number in index.items()}
    numbers |= {f"conclusion:{name}": ("c", number) for number, name in enumerate(names)}
    sorter = TopologicalSorter({name: needs for name, needs in graph.items() if name in numbers})
    sorter.prepare()
    strata: list[tuple[tuple[str, int], ...]] = []
    while sorter.is_active():
        ready = sorter.get_ready()
        strata.append(tuple(sorted(numbers[name] for name in ready)))
        sorter.done(*ready)
    return tuple(strata)
