"""Measures the coverage of decided cases: what is seen of each rule first, then what that shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nocert_rules.engine.decision.decide import Decision, Part, RuleStatus
from nocert_rules.engine.inference.program import Program
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.golden import GoldenCase
from nocert_rules.gate.testing.conditions import Situation, independence, innermost, is_guarded, shape, sides, slots_of
from nocert_rules.gate.testing.coverage import ConditionCoverage, Coverage, Independence, RuleCoverage
from nocert_rules.gate.testing.possible import Possible
from nocert_rules.rulebook.model.conditions import InForce
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

Decided = tuple[GoldenCase, Decision]


@dataclass
class _Seen:
    """What was seen of a rule: its statuses and situations, each with the id of the first case."""

    statuses: dict[RuleStatus, str] = field(default_factory=dict)
    situations: dict[Situation, str] = field(default_factory=dict)


def measured(rulebook: Rulebook, decided: Iterable[Decided]) -> Coverage:
    """What the cases cover of `rulebook`."""
    cases = tuple(decided)
    seen = _seen(rulebook, cases)
    possible = Possible(rulebook)
    return Coverage(
        rulebook,
        {name: _rule(rule, seen[name], possible) for name, rule in rulebook.rules.items()},
        dict(_in_force(rulebook, seen)),
        _of_provisions(rulebook, cases),
        _of_lists(rulebook, cases),
        _of_norms(rulebook, cases),
    )


def _seen(rulebook: Rulebook, cases: Iterable[Decided]) -> Mapping[str, _Seen]:
    seen = {name: _Seen() for name in rulebook.rules}
    slots: dict[Program, list[tuple[int, ...]]] = {}
    for golden, decision in cases:
        for part in decision.parts:
            if part.program not in slots:
                slots[part.program] = [tuple(slots_of(item.formula)) for item in part.program.rules]
            _note(seen, part, slots[part.program], golden.id)
    return seen


def _note(seen: Mapping[str, _Seen], part: Part, slots: Sequence[tuple[int, ...]], case: str) -> None:
    truths = part.inference.slots
    for number, item in enumerate(part.program.rules):
        mine = seen[item.rule.id]
        mine.statuses.setdefault(part.rule_status(number), case)
        mine.situations.setdefault(tuple([truths[slot] for slot in slots[number]]), case)


def _rule(rule: Rule, seen: _Seen, possible: Possible) -> RuleCoverage:
    guarded = is_guarded(rule)
    conditions = tuple(
        ConditionCoverage(
            number + (not guarded),
            condition,
            _truths(seen.situations, number, possible.ordered(condition)),
            _independence(rule, seen.situations, number),
        )
        for number, condition in enumerate(innermost(rule.when))
        if number or not guarded
    )
    return RuleCoverage(rule, {status: seen.statuses.get(status) for status in possible.statuses(rule)}, conditions)


def _truths(situations: Mapping[Situation, str], number: int, possible: Iterable[Truth]) -> dict[Truth, str | None]:
    """For each possible truth of the condition the first case in which it is seen."""
    found: dict[Truth, str | None] = dict.fromkeys(possible)
    for situation, case in situations.items():
        if found.get(situation[number], "") is None:
            found[situation[number]] = case
    return found


def _independence(rule: Rule, seen: Mapping[Situation, str], number: int) -> Independence:
    """The cases that show the MC/DC of the condition, or as much of it as there is."""
    formula, situations, cases = shape(rule.when), tuple(seen), tuple(seen.values())
    pair = independence(formula, situations, number)
    if pair:
        return Independence(cases[pair.true], cases[pair.false], pair.alone)
    true, false = sides(formula, situations, number)
    return Independence(cases[true[0]] if true else None, cases[false[0]] if false else None, False)


def _in_force(rulebook: Rulebook, seen: Mapping[str, _Seen]) -> Iterator[tuple[str, ConditionCoverage]]:
    """For each document the condition that it is in force, over all rules to which the loader adds it."""
    for document in rulebook.documents:
        rules = [rule for rule in rulebook.rules.values() if rule.document == document and is_guarded(rule)]
        if not rules:
            continue
        condition = InForce(document)
        situations: dict[Situation, str] = {}
        for rule in rules:
            for situation, case in seen[rule.id].situations.items():
                situations.setdefault(situation[:1], case)
        truths = _truths(situations, 0, Possible(rulebook).ordered(condition))
        shown = [_independence(rule, seen[rule.id].situations, 0) for rule in rules]
        best = min(shown, key=lambda item: (len(item.lacking), not item.alone))
        yield document, ConditionCoverage(0, condition, truths, best)


def _of_provisions(rulebook: Rulebook, cases: Iterable[Decided]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {item.id: [] for item in rulebook.provisions.values() if item.status == "encoded"}
    for golden, _ in cases:
        if golden.provision in found:
            found[golden.provision].append(golden.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _of_lists(rulebook: Rulebook, cases: Iterable[Decided]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {name: [] for name in rulebook.lists}
    for golden, decision in cases:
        for name in dict.fromkeys(entry.list_id for entry in decision.case.entries):
            found[name].append(golden.id)
    return {name: tuple(ids) for name, ids in found.items()}


def _of_norms(rulebook: Rulebook, cases: Iterable[Decided]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {name: [] for name, rule in rulebook.rules.items() if rule.modality is not None}
    for golden, _ in cases:
        for name in dict.fromkeys(name for expected in golden.expectations for name in expected.norms):
            found[name].append(golden.id)
    return {name: tuple(ids) for name, ids in found.items()}
