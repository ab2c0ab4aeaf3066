"""What a conclusion rests on, as a digest: two that are the same mean the same, and no solver need be asked.

A digest leaves out what changes no answer: ids of rules, quotes, labels, positions, the order of parts. That two
digests differ proves nothing; then the solver decides.
"""

from __future__ import annotations

import hashlib
from typing import assert_never

from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Extreme,
    FactTerm,
    Given,
    Holds,
    InForce,
    Not,
    Plus,
    Quantified,
    Term,
    facts_of,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule


class Slices:
    """Digests of conclusions, rules, computed values and accepted inputs of one question."""

    def __init__(self, rulebook: Rulebook, question: Question) -> None:
        self.rulebook = rulebook
        self.question = question
        self._found: dict[str, str] = {}

    def conclusion(self, name: str) -> str:
        """A digest of everything that decides a conclusion."""
        key = f"conclusion {name}"
        if key not in self._found:
            rules = self.rulebook.rules_of_conclusion.get(name, ())
            concluding = sorted({self.rule(rule) for rule in rules if rule.gap is None})
            open_ = sorted({self.rule(rule) for rule in rules if rule.gap is not None})
            self._found[key] = _digest(f"holds {concluding} open {open_}")
        return self._found[key]

    def rule(self, rule: Rule) -> str:
        """A digest of when a rule holds, exceptions to it counted."""
        key = f"rule {rule.id}"
        if key not in self._found:
            exceptions = sorted({self.rule(other) for other in self.rulebook.exceptions_of[rule.id]})
            self._found[key] = _digest(f"{self.condition(rule.when)} unless {exceptions}")
        return self._found[key]

    def value(self, name: str) -> str:
        """A digest of a computed value."""
        key = f"value {name}"
        if key not in self._found:
            self._found[key] = _digest(self.term(self.rulebook.computed[name].term))
        return self._found[key]

    def inputs(self) -> str:
        """A digest of which cases are accepted: facts, their values, contradictions, what listings carry."""
        facts = sorted(self._domain(name) for name in self.question.facts)
        known = {*self.question.facts, "as_of", *(fact.id for fact in self.rulebook.facts.values() if fact.record)}
        contradictions = sorted(
            self.condition(item.when) for item in self.rulebook.contradictions if set(facts_of(item.when)) <= known
        )
        lookup = self.question.lookup
        carried = (lookup.listings, lookup.assumed_route, sorted(lookup.assumed_findings.items())) if lookup else ()
        return _digest(f"{facts} never {contradictions} carried {carried}")

    def _domain(self, name: str) -> str:
        fact = self.rulebook.facts[name]
        choices = self.rulebook.enumerations.get(fact.type.choices)
        values = sorted(choice.id for choice in choices.choices) if choices else []
        fields = self.rulebook.fields_of_record.get(fact.type.record, ())
        inside = sorted(self._domain(field.id) for field in fields)
        return f"{name}:{fact.type.name}:{fact.minimum}:{values}:{inside}:{fact.finding}"

    def condition(self, condition: Condition) -> str:
        """`condition` in one form: parts in a fixed order, each once, nothing nested without need."""
        match condition:
            case All():
                return self._joined("all", condition)
            case Any():
                return self._joined("any", condition)
            case Not(Not(part)):
                return self.condition(part)
            case Not(part):
                return f"not({self.condition(part)})"
            case Compare(fact, "in", terms) if len(terms) > 1:
                return f"{self._fact(fact)} in {sorted({self.term(term) for term in terms})}"
            case Compare(fact, comparison, terms):
                how = "is" if comparison == "in" else comparison
                return f"{self._fact(fact)} {how} {[self.term(term) for term in terms]}"
            case Quantified():
                bounds = f"{condition.at_least}..{condition.at_most}"
                where = self.condition(condition.where)
                return f"{condition.quantifier} {self._fact(condition.records)} {bounds} ({where})"
            case InForce(document, day):
                held = self.rulebook.documents[document]
                return f"in force {self._fact(held.in_force_from)} {held.trial_years} on {self._fact(day)}"
            case Holds(conclusion):
                return f"holds {self.conclusion(conclusion)}"
            case _:
                assert_never(condition)

    def _joined(self, word: str, condition: All | Any) -> str:
        kind = type(condition)
        parts: set[str] = set()
        waiting = list(condition.parts)
        while waiting:
            part = waiting.pop()
            if isinstance(part, kind):
                waiting.extend(part.parts)
            else:
                parts.add(self.condition(part))
        return parts.pop() if len(parts) == 1 else f"{word}({'; '.join(sorted(parts))})"

    def term(self, term: Term) -> str:
        """`term` in one form."""
        match term:
            case Given(value):
                return repr(value)
            case FactTerm(fact):
                return self._fact(fact)
            case Plus(start, amount, unit):
                return f"{self.term(start)} + {self.term(amount)} {unit}"
            case Extreme(which, records, where, inner):
                return f"{which} {self._fact(records)} ({self.condition(where)}) {self.term(inner)}"
            case _:
                assert_never(term)

    def _fact(self, name: str) -> str:
        """A fact by name and type; a computed value by what it is worked out from."""
        if name in self.rulebook.computed:
            return f"value {self.value(name)}"
        fact = self.rulebook.facts.get(name)
        if fact is None:
            return name
        declared = bool(fact.record) or name in self.question.facts
        return f"{name}:{fact.type.name}{'' if declared else ' undeclared'}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
