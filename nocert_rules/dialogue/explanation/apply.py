"""Changes of facts, and the case as it is after them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any as Anything

from nocert_rules.engine.atoms import compile_condition
from nocert_rules.engine.facts.case import Case, Origin, Situation, plain_value
from nocert_rules.engine.truth import TRUE, Truth
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import facts_of
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Scalar, Value


@dataclass(frozen=True)
class Change:
    """One fact that is otherwise: its `old` and `new` value, None where it is not given.

    `subject` is None for a fact of the whole case. In a list of records `record` numbers (from 1) the one that is
    altered in `field` or, without `field`, added.
    """

    fact: str
    subject: str | None
    old: Value | None
    new: Value | None
    record: int = 0
    field: str = ""

    @property
    def name(self) -> str:
        """The fact as messages name it: `fact`, `list[2]` or `list[2].field`."""
        if not self.record:
            return self.fact
        return f"{self.fact}[{self.record}]" + (f".{self.field.rpartition('.')[2]}" if self.field else "")

    def values(self) -> tuple[object, object]:
        """What is otherwise: the old and new value of the fact or field, or the added record."""
        if not self.record:
            return self.old, self.new
        old, new = _record(self.old, self.record), _record(self.new, self.record)
        if self.field:
            return old.get(self.field), new.get(self.field)
        return None, new

    def data(self) -> dict[str, object]:
        """As it stands in JSON."""
        old, new = (_plain(value) for value in self.values())
        return {"fact": self.name, "subject": self.subject, "from": old, "to": new}


def _record(value: Value | None, number: int) -> Mapping[str, Scalar]:
    items = getattr(value, "items", ())
    return items[number - 1] if number <= len(items) else {}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: plain_value(value[name]) for name in sorted(value)}
    return plain_value(value)


def changed(case: Case, changes: Iterable[Change]) -> Case:
    """`case` with `changes`; a fact of the whole case is otherwise for every subject."""
    changes = tuple(changes)
    return replace(case, situations=tuple(_changed(situation, changes) for situation in case.situations))


def _changed(situation: Situation, changes: Sequence[Change]) -> Situation:
    values, origins = dict(situation.values), dict(situation.origins)
    for change in changes:
        if change.subject not in (None, situation.subject):
            continue
        if change.new is None:
            values.pop(change.fact, None)
            origins.pop(change.fact, None)
        else:
            values[change.fact] = change.new
            origins[change.fact] = Origin("case")
    return replace(situation, values=values, origins=origins)


class Contradictions:
    """The impossible combinations of a question's facts, to be checked many times."""

    def __init__(self, rulebook: Rulebook, question: Question) -> None:
        known = {*question.facts, "as_of", *(fact.id for fact in rulebook.facts.values() if fact.record)}
        self._checks: list[tuple[frozenset[str], Callable[[Mapping[str, Anything]], Truth]]] = []
        for contradiction in rulebook.contradictions:
            names = frozenset(facts_of(contradiction.when))
            if names <= known:
                self._checks.append((names, compile_condition(contradiction.when, rulebook)))

    def with_facts(self, names: Iterable[str]) -> set[str]:
        """Every fact that stands in an impossible combination with one of `names`."""
        wanted = set(names)
        return {fact for group, _ in self._checks if group & wanted for fact in group}

    def possible(self, values: Mapping[str, Anything], touched: Iterable[str] = ()) -> bool:
        """Whether `values` can be true together, as far as combinations with a `touched` fact go (none: with any)."""
        wanted = set(touched)
        return not any(check(values) == TRUE for names, check in self._checks if not wanted or names & wanted)
