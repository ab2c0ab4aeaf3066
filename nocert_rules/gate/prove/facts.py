"""The facts of a case as variables of the solver: each a value with a flag that says whether it is known."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeAlias

import z3

from nocert_rules.gate.prove.kleene import YES, Bool, Int, every, implies, opposite, some
from nocert_rules.gate.prove.periods import Periods
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.rulebook.model.catalogue import Fact

AS_OF = "as_of"

Choices: TypeAlias = dict[str, Bool]
"""One flag for each choice of a one_of; at most one of them holds."""
Symbol: TypeAlias = Any
"""A value: Bool for a boolean, Choices for a one_of, Int for an integer, a day (its ordinal) or a text (its code)."""


@dataclass(frozen=True, eq=False)
class Variable:
    """A fact or field: whether it is known, and its value if it is."""

    known: Bool
    value: Symbol


@dataclass(frozen=True, eq=False)
class RecordSlot:
    """Room for one record of a list; slots are filled from the first on."""

    present: Bool
    fields: Mapping[str, Variable]


@dataclass(frozen=True, eq=False)
class RecordList:
    """A list of records: whether it is known, whether it is complete, and its room for records."""

    known: Bool
    complete: Bool
    slots: tuple[RecordSlot, ...]


@dataclass(eq=False)
class Facts:
    """The variables of one case, made when they are first asked for.

    Two questions over the same Facts are asked of the same case. Variables go by name, so that two Facts share
    every fact that is in neither's `own`; `own` None makes all facts of a Facts with a `name` its own.
    """

    scope: Scope = field(default_factory=Scope)
    name: str = ""
    own: Collection[str] | None = None
    variables: dict[str, Variable] = field(default_factory=dict)
    lists: dict[str, RecordList] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.periods = Periods(self.scope)
        self._limits: list[Bool] = []
        self.as_of: Int = self._day(self._prefix(AS_OF) + AS_OF)

    @property
    def domain(self) -> list[Bool]:
        """What holds of the variables made so far in every case."""
        return [*self._limits, *self.periods.limits]

    def scalar(self, fact: Fact, choices: Iterable[str] = ()) -> Variable:
        """The variable of a fact; `choices` are the values of a one_of."""
        return self._variable(self._prefix(fact.id) + fact.id, fact, choices)

    def records(self, fact: Fact, fields: Iterable[tuple[Fact, Iterable[str]]]) -> RecordList:
        """The variables of the list `fact` whose records have `fields`, each with its choices."""
        name = self._prefix(fact.id) + fact.id
        fields = tuple(fields)
        if name not in self.lists:
            present = [z3.Bool(f"{name}[{number}]") for number in range(1, self.scope.bound + 1)]
            self._limits += [implies(later, earlier) for earlier, later in pairwise(present)]
            slots = tuple(RecordSlot(here, {}) for here in present)
            self.lists[name] = RecordList(z3.Bool(f"{name}?"), z3.Bool(f"{name} complete"), slots)
        found = self.lists[name]
        slots = tuple(
            RecordSlot(
                slot.present,
                {own.id: self._variable(f"{name}[{number}].{own.id}", own, choices) for own, choices in fields},
            )
            for number, slot in enumerate(found.slots, start=1)
        )
        return RecordList(found.known, found.complete, slots)

    def code(self, text: str) -> int:
        """The number that stands for `text`; numbers that stand for none are further texts."""
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:6])
        self.words[number] = text
        return number

    def _prefix(self, name: str) -> str:
        mine = bool(self.name) and (self.own is None or name in self.own)
        return f"{self.name}/" if mine else ""

    def _variable(self, name: str, fact: Fact, choices: Iterable[str]) -> Variable:
        kind = fact.type.name
        key = f"{name}:{kind}"
        if key not in self.variables:
            self.variables[key] = Variable(z3.Bool(f"{name}?"), self._value(name, kind))
        variable = self.variables[key]
        if kind == "one_of":
            self._choose(name, variable.value, choices)
        return variable

    def _value(self, name: str, kind: str) -> Symbol:
        match kind:
            case "boolean":
                return z3.Bool(name)
            case "one_of":
                return {}
            case "date":
                return self._day(name)
            case _:
                return z3.Int(name)

    def _day(self, name: str) -> Int:
        day = z3.Int(name)
        self._limits += [day >= self.scope.first_day.toordinal(), day <= self.scope.last_day.toordinal()]
        return day

    def _choose(self, name: str, value: Choices, choices: Iterable[str]) -> None:
        for choice in choices:
            if choice not in value:
                chosen = z3.Bool(f"{name}={choice}")
                self._limits += [opposite(every((chosen, other))) for other in value.values()]
                value[choice] = chosen


def equal(one: Symbol, other: Symbol) -> Bool:
    """Whether two values of the same type are the same."""
    if isinstance(one, dict):
        return some(every((flag, other[choice])) for choice, flag in one.items() if choice in other)
    return YES if one.eq(other) else one == other


def same(one: Variable, other: Variable) -> Bool:
    """Whether `other` is known, with the value of `one`, wherever `one` is known."""
    return implies(one.known, every((other.known, equal(one.value, other.value))))


def extends(one: RecordList, other: RecordList) -> Bool:
    """Whether `other` says everything that `one` says of the list: its records, their fields, its completeness."""
    parts = [other.known, implies(one.complete, other.complete)]
    for slot, further in zip(one.slots, other.slots, strict=True):
        parts.append(implies(slot.present, further.present))
        parts.append(implies(every((one.complete, further.present)), slot.present))
        parts += [implies(slot.present, same(slot.fields[name], further.fields[name])) for name in slot.fields]
    return implies(one.known, every(parts))


def one_of_values(variable: Variable, choices: Iterable[str]) -> Bool:
    """That a one_of is one of `choices` where it is known."""
    return implies(variable.known, some(variable.value[choice] for choice in choices))
