"""Faults planted in a loaded rulebook: the same rules with one of them changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from nocert_rules.rulebook.model.conditions import All, Compare, Condition, Extreme, Holds, Not, Plus, Quantified, Term
from nocert_rules.rulebook.model.conditions import Any as AnyOf
from nocert_rules.rulebook.model.rulebook import Rulebook

Change = Callable[[Condition], Condition | None]


def with_rule(rulebook: Rulebook, rule_id: str, **changes: Any) -> Rulebook:
    """`rulebook` with the fields `changes` of one rule."""
    rule = replace(rulebook.rules[rule_id], **changes)
    return replace(rulebook, rules=MappingProxyType({**rulebook.rules, rule_id: rule}))


def with_condition(rulebook: Rulebook, rule_id: str, change: Change) -> Rulebook:
    """`rulebook` with `change` made in the condition of one rule."""
    return with_rule(rulebook, rule_id, when=changed(rulebook.rules[rule_id].when, change))


def without_exception(rulebook: Rulebook, rule_id: str, target: str) -> Rulebook:
    """`rulebook` in which one rule is no longer an exception to `target`."""
    kept = tuple(name for name in rulebook.rules[rule_id].exception_to if name != target)
    assert len(kept) == len(rulebook.rules[rule_id].exception_to) - 1
    return with_rule(rulebook, rule_id, exception_to=kept)


def changed(condition: Condition, change: Change) -> Condition:
    """`condition` with `change` made in every part, records entered; where it gives None the part is dropped."""
    match condition:
        case All(parts) | AnyOf(parts):
            kept = [changed(part, change) for part in parts if change(part) is not None]
            return replace(condition, parts=tuple(kept))
        case Not(part):
            return Not(changed(part, change))
        case Quantified():
            return replace(condition, where=changed(condition.where, change))
    found = change(condition)
    assert found is not None
    return found


def dropping(name: str) -> Change:
    """Drops every comparison of the fact, and every reference to the conclusion, `name`."""

    def change(part: Condition) -> Condition | None:
        of_fact = isinstance(part, Compare) and part.fact == name
        return None if of_fact or part == Holds(name) else part

    return change


def comparing(fact: str, comparison: Any, *terms: Term) -> Change:
    """Compares `fact` otherwise; with other `terms` where there are some."""

    def change(part: Condition) -> Condition:
        if isinstance(part, Compare) and part.fact == fact:
            return replace(part, comparison=comparison, terms=terms or part.terms)
        return part

    return change


def counting(unit: Any) -> Change:
    """Counts every period in another unit."""

    def term(found: Term) -> Term:
        match found:
            case Plus():
                return replace(found, unit=unit)
            case Extreme():
                return replace(found, term=term(found.term))
        return found

    def change(part: Condition) -> Condition:
        return replace(part, terms=tuple(map(term, part.terms))) if isinstance(part, Compare) else part

    return change
