"""How rules, conclusions and computed values depend on each other: order, cycles, what a question reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from nocert_rules.rulebook.model.conditions import conclusions, facts_of, facts_of_term
from nocert_rules.rulebook.model.rules import ComputedValue, Rule


def rule_graph(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """What each rule (`rule:id`) and conclusion (`conclusion:id`) needs to be decided first."""
    graph: dict[str, set[str]] = {}
    for rule in rules:
        graph.setdefault(f"rule:{rule.id}", set()).update(f"conclusion:{name}" for name in conclusions(rule.when))
        for target in rule.exception_to:
            graph.setdefault(f"rule:{target}", set()).add(f"rule:{rule.id}")
        if rule.conclusion:
            graph.setdefault(f"conclusion:{rule.conclusion}", set()).add(f"rule:{rule.id}")
    return graph


def find_cycle(graph: Mapping[str, set[str]]) -> list[str] | None:
    """The names along a cycle of `graph`, or None."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [name.partition(":")[2] for name in error.args[1]]
    return None


def reachable(graph: Mapping[str, set[str]], starts: Iterable[str]) -> set[str]:
    """Everything `starts` depend on, themselves included."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(graph.get(name, ()))
    return seen


def rules_for(rules: Mapping[str, Rule], wanted: Iterable[str]) -> tuple[Rule, ...]:
    """The rules that the conclusions `wanted` rest on, in the order of `rules`."""
    needed = reachable(rule_graph(rules.values()), [f"conclusion:{name}" for name in wanted])
    return tuple(rule for rule in rules.values() if f"rule:{rule.id}" in needed)


def facts_read(
    rules: Iterable[Rule], computed: Mapping[str, ComputedValue], values: Iterable[str] = ()
) -> dict[str, str]:
    """The facts that `rules` and the computed `values` read, each with the first rule or value that does."""
    found: dict[str, str] = {}
    waiting = [(name, f"`{name}`") for name in values]
    for rule in rules:
        waiting.extend((fact, f"rule `{rule.id}`") for fact in facts_of(rule.when))
    while waiting:
        name, through = waiting.pop(0)
        if name in found:
            continue
        found[name] = through
        if name in computed:
            waiting.extend((fact, f"`{name}`") for fact in facts_of_term(computed[name].term))
    return {name: through for name, through in found.items() if name not in computed}
