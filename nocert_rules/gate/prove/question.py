"""A question of a rulebook as formulas: for every input at once, what `inference.reference` says of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any as Anything
from typing import assert_never

import z3

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, Slot, build_program
from nocert_rules.gate.prove.facts import AS_OF, Facts, RecordList, RecordSlot, Variable, equal, one_of_values
from nocert_rules.gate.prove.kleene import (
    FALSE,
    NO,
    Bool,
    Pair,
    at_most_unknown,
    conjunction,
    disjunction,
    every,
    implies,
    negation,
    opposite,
    some,
)
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.gate.prove.translate import Translator
from nocert_rules.gate.prove.translate import Value as Term
from nocert_rules.rulebook.model.catalogue import Contradiction, Fact
from nocert_rules.rulebook.model.conditions import Condition, facts_of
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Value


class SymbolicQuestion:
    """The rules, conclusions and facts of one question (for one subject), as formulas.

    Each truth is a `Pair` of formulas over the variables of `facts`, made when it is first asked for. Give two
    SymbolicQuestions, of one rulebook or of two, the same `facts`, and they speak of the same case. The formulas
    allow inputs that no case can have: put `consistent` beside them, and solve with `solve.find` or
    `solve.satisfiable`, which know the calendar; a z3 solver of your own does not.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        question_id: str,
        bound: int = 3,
        facts: Facts | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.question = rulebook.questions[question_id]
        self.facts = facts if facts is not None else Facts(Scope(bound=bound))
        self.program: Program = build_program(rulebook, self.question)
        self.declared = frozenset(self.question.facts)
        self._translator = Translator(rulebook, self.facts, self.declared.__contains__)
        self._slots: dict[int, Pair] = {}
        self._conditions: dict[int, Pair] = {}
        self._rules: dict[int, Pair] = {}
        self._rule_number = {item.rule.id: number for number, item in enumerate(self.program.rules)}
        self._slot_of = {item.id: item.slot for item in self.program.conclusions}

    @cached_property
    def decider(self) -> Decider:
        """The engines that witnesses of this question are replayed through."""
        return Decider(self.rulebook)

    @property
    def conclusions(self) -> tuple[str, ...]:
        """Every conclusion that can be asked for, those on the way to the question's own included."""
        return tuple(self._slot_of)

    def truth(self, conclusion: str) -> Pair:
        """The truth of a conclusion; false for one that no rule of the question concludes."""
        slot = self._slot_of.get(conclusion)
        return FALSE if slot is None else self._slot(slot)

    def rule(self, rule_id: str) -> Pair:
        """The truth of a rule of the question, exceptions to it counted. Raises KeyError for another rule."""
        return self._rule(self._rule_number[rule_id])

    def condition(self, rule_id: str) -> Pair:
        """The truth of a rule's condition, before exceptions. Raises KeyError for a rule of another question."""
        return self._condition(self._rule_number[rule_id])

    @property
    def translated(self) -> tuple[Mapping[str, Pair], Mapping[str, Pair]]:
        """The rules and the conclusions asked for so far, directly or on the way, with their truths."""
        names = {slot: name for name, slot in self._slot_of.items()}
        rules = {self.program.rules[number].rule.id: pair for number, pair in self._rules.items()}
        return rules, {names[slot]: pair for slot, pair in self._slots.items() if slot in names}

    def expression(self, condition: Condition) -> Pair:
        """The truth of any condition in the rules' language over this question's facts and conclusions."""
        return self._translator.condition(condition, self.truth)

    def variable(self, fact: str) -> Variable:
        """The variable of a declared fact that is no list of records."""
        found = self.rulebook.facts[fact]
        return self.facts.scalar(found, self._translator.choices(found.type))

    def known(self, fact: str) -> Bool:
        """That a declared fact, or list of records, is known."""
        return self.records(fact).known if self.is_list(fact) else self.variable(fact).known

    def is_list(self, fact: str) -> bool:
        """Whether a fact is a list of records."""
        return self.rulebook.facts[fact].type.name == "records"

    def records(self, fact: str) -> RecordList:
        """The variables of a declared list of records."""
        records = self._translator.records(fact)
        if records is None:
            raise KeyError(fact)
        return records

    def slots(self, fact: str) -> tuple[RecordSlot, ...]:
        """The room for records of a declared list."""
        return self.records(fact).slots

    def complete(self, fact: str) -> Bool:
        """That a declared list is complete."""
        return self.records(fact).complete

    @cached_property
    def consistent(self) -> Bool:
        """What holds of the facts of every case that is accepted: values in range, no contradiction."""
        parts = [self._in_range(self.variable(name), name) for name in sorted(self.declared) if not self.is_list(name)]
        for name in sorted(self.declared):
            for slot in self.slots(name) if self.is_list(name) else ():
                parts += [self._in_range(variable, field) for field, variable in slot.fields.items()]
        fields = {fact.id for fact in self.rulebook.facts.values() if fact.record}
        parts += [
            opposite(self.expression(contradiction.when).is_true)
            for contradiction in self.rulebook.contradictions
            if self._speaks_of(contradiction, fields)
        ]
        parts += [implies(self.carried, self.known(name)) for name in self.assumed]
        return every(parts)

    @cached_property
    def assumed(self) -> Mapping[str, bool]:
        """The findings that a published entry for the assumed route carries: a case with one knows them all."""
        lookup = self.question.lookup
        found = lookup.assumed_findings if lookup and lookup.listings in self.declared else {}
        return {name: value for name, value in found.items() if name in self.declared}

    @cached_property
    def carried(self) -> Bool:
        """That a record of the case is a published entry for the assumed route."""
        lookup = self.question.lookup
        if lookup is None or not self.assumed:
            return NO
        route = self.rulebook.route_field(lookup)
        fields = [(slot.present, slot.fields[route]) for slot in self.slots(lookup.listings)]
        entries = (every((present, own.known, own.value[lookup.assumed_route])) for present, own in fields)
        return every((self.known(lookup.listings), some(entries)))

    @cached_property
    def everything_known(self) -> Bool:
        """That every declared fact is known, every list complete, and every field of its records known."""
        parts = [self.known(name) for name in self.question.facts]
        for name in self.question.facts:
            if self.is_list(name):
                parts.append(self.complete(name))
                for slot in self.slots(name):
                    parts.append(implies(slot.present, every(field.known for field in slot.fields.values())))
        return every(parts)

    def fixed(self, values: Mapping[str, Anything]) -> Bool:
        """That the case is exactly `values` (as in a `Situation`): what is not there is unknown.

        Raises ValueError where a list has more records than the scope allows.
        """
        given = (self.given(name, values.get(name)) for name in self.question.facts)
        return every((self.facts.as_of == values[AS_OF].toordinal(), *given))

    def given(self, name: str, value: Value | None) -> Bool:
        """That a declared fact, or list of records, has this value; None is unknown.

        Raises ValueError where a list has more records than the scope allows.
        """
        if self.is_list(name):
            assert value is None or isinstance(value, Records)
            return self._fixed_list(name, value)
        assert not isinstance(value, Records)
        return self._fixed(self.variable(name), self.rulebook.facts[name], value)

    def value(self, name: str) -> Term:
        """A value that the rules compute."""
        return self._translator.value(name)

    def _fixed(self, variable: Variable, fact: Fact, value: bool | int | str | date | None) -> Bool:
        if value is None:
            return opposite(variable.known)
        symbol = self._translator.symbol(value, fact.type)
        return every((variable.known, equal(variable.value, symbol)))

    def _fixed_list(self, name: str, records: Records | None) -> Bool:
        if records is None:
            return opposite(self.known(name))
        slots = self.slots(name)
        if len(records.items) > len(slots):
            raise ValueError(f"`{name}` has {len(records.items)} records; the scope allows {len(slots)}")
        parts = [self.known(name), self.complete(name) == z3.BoolVal(records.complete)]
        for number, slot in enumerate(slots):
            if number >= len(records.items):
                parts.append(opposite(slot.present))
                continue
            record = records.items[number]
            parts.append(slot.present)
            for field, variable in slot.fields.items():
                parts.append(self._fixed(variable, self.rulebook.facts[field], record.get(field)))
        return every(parts)

    def _in_range(self, variable: Variable, name: str) -> Bool:
        fact = self.rulebook.facts[name]
        if fact.type.name == "one_of":
            return one_of_values(variable, self._translator.choices(fact.type))
        if fact.type.name == "integer" and fact.minimum is not None:
            return implies(variable.known, variable.value >= fact.minimum)
        return implies(variable.known, variable.value >= 0) if fact.type.name == "text" else every(())

    def _speaks_of(self, contradiction: Contradiction, fields: set[str]) -> bool:
        return set(facts_of(contradiction.when)) <= {*self.declared, AS_OF, *fields}

    def _slot(self, number: int) -> Pair:
        if number not in self._slots:
            atoms = self.program.atoms
            if number < len(atoms):
                self._slots[number] = self._translator.condition(atoms[number], self.truth)
            else:
                self._slots[number] = self._conclusion(number - len(atoms))
        return self._slots[number]

    def _conclusion(self, number: int) -> Pair:
        item = self.program.conclusions[number]
        concluding = [self._rule(rule) for rule in item.rules]
        return disjunction([*concluding, *(at_most_unknown(self._rule(gap)) for gap in item.gaps)])

    def _rule(self, number: int) -> Pair:
        if number not in self._rules:
            defeated = disjunction([self._rule(other) for other in self.program.rules[number].exceptions])
            self._rules[number] = conjunction([self._condition(number), negation(defeated)])
        return self._rules[number]

    def _condition(self, number: int) -> Pair:
        if number not in self._conditions:
            self._conditions[number] = self._formula(self.program.rules[number].formula)
        return self._conditions[number]

    def _formula(self, formula: Formula) -> Pair:
        match formula:
            case Slot(number):
                return self._slot(number)
            case And(parts):
                return conjunction([self._formula(part) for part in parts])
            case Or(parts):
                return disjunction([self._formula(part) for part in parts])
            case Neg(part):
                return negation(self._formula(part))
            case _:
                assert_never(formula)
