"""What could be otherwise: single changes of the facts behind a conclusion, and how near each of them lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from nocert_rules.dialogue.explanation.apply import Change, Contradictions
from nocert_rules.dialogue.explanation.records import altered, field_values, further
from nocert_rules.engine.decision.decide import Part
from nocert_rules.engine.decision.unknown import candidates
from nocert_rules.engine.facts.resupply import SUPPLIED
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot
from nocert_rules.engine.truth import Truth
from nocert_rules.rulebook.model.catalogue import Fact
from nocert_rules.rulebook.model.conditions import Atom, facts_of, facts_of_term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Value


@dataclass(frozen=True)
class Move:
    """A single change: what it makes of the atoms that it touches, and how near it lies (least is nearest).

    `rank` is 0 for what people can still bring about, 1 for what they could have done otherwise, 2 for another plain
    fact, 3 for one that is not known or stands in a record, 4 for a finding.
    """

    change: Change
    rank: int
    order: tuple[int, ...]
    touched: tuple[int, ...]
    outcome: tuple[Truth, ...]


def atoms_behind(program: Program, conclusion: str) -> tuple[int, ...]:
    """The atoms, by number, that rules behind `conclusion` mention."""
    by_slot = {item.slot: item for item in program.conclusions}
    found: set[int] = set()
    seen: set[Formula | int] = set()
    waiting: list[Formula | int] = [Slot(program.slot_of(conclusion))]
    while waiting:
        item = waiting.pop()
        if item in seen:
            continue
        seen.add(item)
        match item:
            case int():
                waiting += [program.rules[item].formula, *program.rules[item].exceptions]
            case And(parts) | Or(parts):
                waiting += parts
            case Neg(inner):
                waiting.append(inner)
            case Slot(number) if number in by_slot:
                waiting += [*by_slot[number].rules, *by_slot[number].gaps]
            case Slot(number):
                found.add(number)
    return tuple(sorted(found))


class Moves:
    """The moves behind one conclusion of a part."""

    def __init__(self, rulebook: Rulebook, part: Part, conclusion: str, contradictions: Contradictions) -> None:
        self.rulebook = rulebook
        self.part = part
        self.program = part.program
        self.atoms = atoms_behind(part.program, conclusion)
        self.readers: dict[str, list[int]] = {}
        needed: set[str] = set()
        for number in self.atoms:
            read = _read(rulebook, part.program.atoms[number])
            needed |= read
            for name in read - set(rulebook.computed):
                self.readers.setdefault(name, []).append(number)
        self.computed = [(name, evaluate) for name, evaluate in part.program.computed if name in needed]
        self.contradictions = contradictions
        self.order = {name: number for number, name in enumerate(part.program.question.facts)}
        self.linked = contradictions.with_facts(self.readers) & set(self.order)

    def all(self) -> list[Move]:
        """Every move, the nearest first; of those of one fact that come to the same the nearest alone."""
        found: list[Move] = []
        for name in self.order:
            if (name in self.readers or name in self.linked) and self._can_change(name):
                found += self._of_fact(self.rulebook.facts[name])
        return sorted(found, key=lambda move: (move.rank, move.order))

    def _can_change(self, name: str) -> bool:
        """Whether a fact is no law: what jurisdictions and lists supply, or could only supply, stays."""
        fact = self.rulebook.facts[name]
        origin = self.part.situation.origins.get(name)
        law = fact.changeable == "never" or fact.supplied_by == "jurisdiction"
        return not law and fact.type.name != "text" and (origin is None or origin.kind not in SUPPLIED)

    def _of_fact(self, fact: Fact) -> Iterator[Move]:
        touched = tuple(self.readers.get(fact.id, ()))
        before = tuple(self.part.inference.slots[number] for number in touched)
        kept: dict[tuple[object, ...], Move] = {}
        for change, rank, distance in self._changes(fact, touched):
            outcome = self.outcome((change,), touched)
            if outcome == before and fact.id not in self.linked:
                continue
            possible = self.contradictions.possible(self.values((change,)), (fact.id,))
            move = Move(change, rank, (distance, self.order[fact.id]), touched, outcome)
            same = (outcome, change.new is None, possible)
            if same not in kept or (move.rank, move.order) < (kept[same].rank, kept[same].order):
                kept[same] = move
        yield from kept.values()

    def outcome(self, changes: Iterable[Change], atoms: Sequence[int]) -> tuple[Truth, ...]:
        """The truth of `atoms` after `changes`."""
        values = self.values(changes)
        for name, evaluate in self.computed:
            found = evaluate(values)
            if found is not None:
                values[name] = found
        return tuple(self.program.deciders[number](values) for number in atoms)

    def values(self, changes: Iterable[Change]) -> dict[str, Anything]:
        """The facts of the part after `changes`, without computed values."""
        values = dict(self.part.situation.values)
        for change in changes:
            if change.new is None:
                values.pop(change.fact, None)
            else:
                values[change.fact] = change.new
        return values

    def _changes(self, fact: Fact, touched: Sequence[int]) -> Iterator[tuple[Change, int, int]]:
        """Changes of a fact, each with its rank and its distance from what is the case."""
        each = self.program.question.each
        subject = self.part.situation.subject if each and fact.id.startswith(f"{each}.") else None
        old = self.part.situation.values.get(fact.id)
        waiting = [self.program.atoms[number] for number in touched]
        if fact.type.name == "records":
            yield from self._record_changes(fact, subject, waiting)
            return
        for value in candidates(self.rulebook, fact.id, waiting, self.part.values):
            if value != old:
                change = Change(fact.id, subject, old, value)
                yield change, self._rank(fact, old, value), _distance(old, value, self.part.values["as_of"])
        if fact.id in self.linked and old is not None and fact.changeable == "once" and fact.type.name != "boolean":
            yield Change(fact.id, subject, old, None), 1, 1

    def _record_changes(
        self, fact: Fact, subject: str | None, waiting: Sequence[Atom]
    ) -> Iterator[tuple[Change, int, int]]:
        """One record more, or a field of one otherwise; what happened is not taken back."""
        old = self.part.situation.values.get(fact.id)
        known = old if isinstance(old, Records) else None
        fields = field_values(self.rulebook, fact, waiting, self.part.values)
        today = self.part.values["as_of"]
        for new, record in further(known, fields):
            can_happen = bool(fact.changeable) and all(day == today for day in _days(record.values()))
            rank = 0 if can_happen else 3 if known is None else 1 if fact.changeable else 2
            distance = 10 * len(record) + sum(abs((today - day).days) for day in _days(record.values()))
            yield Change(fact.id, subject, old, new, len(new.items)), rank, distance
        for new, number, field in altered(known, fields):
            before, after = known.items[number - 1].get(field) if known else None, new.items[number - 1][field]
            rank = 0 if self.rulebook.facts[field].changeable == "freely" else 3
            yield Change(fact.id, subject, old, new, number, field), rank, _distance(before, after, today)
        if known is None:
            yield Change(fact.id, subject, None, Records(())), 3, 0

    def _rank(self, fact: Fact, old: Value | None, new: Value) -> int:
        if fact.changeable == "freely" or (fact.changeable == "once" and self._can_happen(old, new)):
            return 0
        if fact.finding:
            return 4
        return 3 if old is None else 1 if fact.changeable else 2

    def _can_happen(self, old: Value | None, new: Value) -> bool:
        """Whether what has not happened can still happen, on the day asked."""
        if isinstance(new, bool):
            return new
        return old is None and (not isinstance(new, date) or new == self.part.values["as_of"])


def _days(values: Iterable[object]) -> list[date]:
    return [value for value in values if isinstance(value, date)]


def _distance(old: object, new: object, as_of: date) -> int:
    if isinstance(new, date):
        return abs((new - (old if isinstance(old, date) else as_of)).days)
    if isinstance(new, int) and isinstance(old, int) and not isinstance(new, bool):
        return abs(new - old)
    return 0


def _read(rulebook: Rulebook, atom: Atom) -> set[str]:
    """The facts and computed values that `atom` reads, and what those are computed from; no fields of records."""
    found: set[str] = set()
    waiting = list(facts_of(atom))
    while waiting:
        name = waiting.pop()
        if name in found or (name in rulebook.facts and rulebook.facts[name].record):
            continue
        found.add(name)
        if name in rulebook.computed:
            waiting += facts_of_term(rulebook.computed[name].term)
    return found
