"""Proofs: translating the questions, all statements of the shipped rulebook, a witness, two rulebooks compared."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType

from benchmarks.shared import QUESTIONS, shipped
from benchmarks.timing import MS, Group, S, Timing, measure, measure_once
from nocert_rules.gate.prove import Facts, SymbolicQuestion, load_invariants, prove, satisfiable, witness
from nocert_rules.gate.prove.kleene import some
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.conditions import Not
from nocert_rules.rulebook.model.rulebook import Rulebook

PROOF = 20 * S
CHANGED = "bar-from-the-credit-file"


def run() -> list[Group]:
    """One table for the parts, one for the proof with its slowest statements."""
    rulebook = shipped()
    return [_parts(rulebook), _proof(rulebook)]


def _parts(rulebook: Rulebook) -> Group:
    route = SymbolicQuestion(rulebook, "route")
    opened = route.truth("route-pledge").is_true
    rows = measure(
        {
            **{f"translate `{name}`": partial(_translated, rulebook, name) for name in QUESTIONS},
            "one statement proved": lambda: satisfiable((opened, route.truth("pledge-again").is_true), (route,)),
            "a smallest witness, replayed": lambda: witness((opened,), route),
            "two rulebooks told apart": lambda: _differ(rulebook, _with_a_rule_negated(rulebook)),
            "two rulebooks proved equal": lambda: _differ(rulebook, replace(rulebook, digest="")),
        },
        rounds=5,
    )
    return Group("parts", rows)


def _translated(rulebook: Rulebook, name: str) -> None:
    question = SymbolicQuestion(rulebook, name)
    for conclusion in question.conclusions:
        question.truth(conclusion)


def _with_a_rule_negated(rulebook: Rulebook) -> Rulebook:
    rule = rulebook.rules[CHANGED]
    return replace(rulebook, rules=MappingProxyType({**rulebook.rules, rule.id: replace(rule, when=Not(rule.when))}))


def _differ(old: Rulebook, new: Rulebook) -> bool:
    facts = Facts()
    before, after = (SymbolicQuestion(book, "route", facts=facts) for book in (old, new))
    names = before.question.asked
    return satisfiable((some(before.truth(n).differs_from(after.truth(n)) for n in names),), (before, after))


def _proof(rulebook: Rulebook) -> Group:
    invariants = load_invariants(default_folder("rules"), rulebook)
    whole = measure_once(f"all {len(invariants)} statements", lambda: list(prove(rulebook, invariants)), rounds=3)
    results = list(prove(rulebook, invariants))
    slowest = sorted(results, key=lambda result: -result.seconds)[:5]
    rows = [Timing(whole.name, whole.rounds, PROOF)]
    rows += [Timing(result.invariant.id, (result.seconds * 1000 * MS,)) for result in slowest]
    unproved = [result.invariant.id for result in results if result.outcome != "proved"]
    notes = [f"not proved: {', '.join(unproved)}"] if unproved else []
    return Group("the shipped rulebook, and its slowest statements", rows, notes=notes)
