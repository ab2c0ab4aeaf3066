"""Checks that need the whole Rulebook: cycles, modalities, conclusions without rules, undeclared facts."""

from __future__ import annotations

from nocert_rules.rulebook.load.vocabulary import AS_OF
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import facts_of, facts_of_term
from nocert_rules.rulebook.model.graph import facts_read, find_cycle, rule_graph, rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.words.errors import Problems


def check_rulebook(rulebook: Rulebook, problems: Problems) -> None:
    """Note what is wrong between the parts of `rulebook`."""
    _check_cycles(rulebook, problems)
    _check_conclusions(rulebook, problems)
    if not problems.found:
        for question in rulebook.questions.values():
            _check_declaration(question, rulebook, problems)


def _check_cycles(rulebook: Rulebook, problems: Problems) -> None:
    cycle = find_cycle(rule_graph(rulebook.rules.values()))
    if cycle:
        rule = next(rulebook.rules[name] for name in cycle if name in rulebook.rules)
        problems.add("cycle", rule.position, path=" → ".join(f"`{name}`" for name in cycle))
    values = {name: set(facts_of_term(value.term)) for name, value in rulebook.computed.items()}
    cycle = find_cycle({f"value:{name}": {f"value:{n}" for n in needs} for name, needs in values.items()})
    if cycle:
        position = rulebook.computed[cycle[0]].position
        problems.add("cycle", position, path=" → ".join(f"`{name}`" for name in cycle))


def _check_conclusions(rulebook: Rulebook, problems: Problems) -> None:
    for name, rules in rulebook.rules_of_conclusion.items():
        if not rules:
            problems.add("conclusion_without_rule", rulebook.conclusions[name].position, found=name)
        positive = [rule for rule in rules if rule.gap is None]
        for rule in positive[1:]:
            _check_modality(name, positive[0], rule, problems)


def _check_modality(conclusion: str, first: Rule, rule: Rule, problems: Problems) -> None:
    if rule.modality != first.modality:
        details = {"found": rule.modality or "none", "other": first.id, "expected": first.modality or "none"}
        problems.add("modality_differs", rule.position, conclusion=conclusion, **details)


def _check_declaration(question: Question, rulebook: Rulebook, problems: Problems) -> None:
    rules = rules_for(rulebook.rules, question.asked)
    shown = [field.value for field in question.answer if field.kind == "value"]
    read = facts_read(rules, rulebook.computed, shown)
    fields = {name for name in read if name in rulebook.facts and rulebook.facts[name].record}
    parameters = {document.in_force_from for document in rulebook.documents.values()}
    for name, through in read.items():
        if name not in question.facts and name not in fields and name != AS_OF:
            problems.add("fact_not_declared", question.position, question=question.id, fact=name, through=through)
    told = set(question.lookup.item.values()) if question.lookup else set()
    told |= {name for contradiction in rulebook.contradictions for name in facts_of(contradiction.when)}
    for name in question.facts:
        if name not in read and name not in parameters and name not in told:
            problems.add("fact_not_read", question.position, question=question.id, fact=name)
