"""What a picture shows: rules with the facts and conclusions they read, and what they conclude or defeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from nocert_rules.rulebook.model.conditions import All, Any, Condition, Holds, Not, conclusions, facts_of, facts_of_term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

NodeKind = Literal["fact", "finding", "computed", "rule", "gap", "conclusion"]
EdgeKind = Literal["needs", "negated", "concludes", "opens", "excepts", "feeds"]


@dataclass(frozen=True)
class Node:
    """A fact, rule or conclusion; `asked` marks the conclusions that the picture is about."""

    kind: NodeKind
    name: str
    asked: bool = False

    @property
    def id(self) -> str:
        """What edges call it."""
        return f"{'rule' if self.is_rule else 'conclusion' if self.kind == 'conclusion' else 'fact'}:{self.name}"

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule, one that leaves its conclusion open included."""
        return self.kind in ("rule", "gap")


@dataclass(frozen=True)
class Edge:
    """What `source` does for `target`.

    `needs`: it is a condition of a rule; `negated`: its opposite is; `concludes` and `opens`: a rule and its
    conclusion; `excepts`: a rule defeats another; `feeds`: a computed value is worked out from a fact.
    """

    source: str
    target: str
    kind: EdgeKind


@dataclass(frozen=True)
class Picture:
    """Nodes by id and the edges between them, in a fixed order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def around(rulebook: Rulebook, conclusion: str) -> tuple[Rule, ...]:
    """The rules next to a conclusion: those for it, the exceptions to them, and those that ask for it."""
    own = rulebook.rules_of_conclusion[conclusion]
    exceptions = {other.id for rule in own for other in rulebook.exceptions_of[rule.id]}
    near = {rule.id for rule in own} | exceptions
    return tuple(
        rule for rule in rulebook.rules.values() if rule.id in near or conclusion in conclusions(rule.own_condition)
    )


def picture_of(rulebook: Rulebook, rules: Iterable[Rule], asked: Iterable[str]) -> Picture:
    """The picture of `rules` with all they read and conclude; `asked` are the conclusions it is about."""
    wanted = frozenset(asked)
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str], Edge] = {}

    def add(source: Node, target: Node, kind: EdgeKind) -> None:
        nodes.setdefault(source.id, source)
        nodes.setdefault(target.id, target)
        edges.setdefault((source.id, target.id), Edge(source.id, target.id, kind))

    drawn = tuple(rules)
    known = {rule.id for rule in drawn}
    for rule in drawn:
        own = _rule(rule)
        for fact in _facts(rulebook, facts_of(rule.own_condition)):
            add(fact, own, "needs")
            if fact.kind == "computed":
                for part in _facts(rulebook, facts_of_term(rulebook.computed[fact.name].term)):
                    add(part, fact, "feeds")
        for name, holds in _asked(rule.own_condition):
            add(Node("conclusion", name, name in wanted), own, "needs" if holds else "negated")
        nodes.setdefault(own.id, own)
        if rule.conclusion:
            add(
                own,
                Node("conclusion", rule.conclusion, rule.conclusion in wanted),
                "opens" if rule.gap else "concludes",
            )
        for target in rule.exception_to:
            if target in known:
                add(own, _rule(rulebook.rules[target]), "excepts")
    return Picture(tuple(nodes.values()), tuple(edges.values()))


def _rule(rule: Rule) -> Node:
    return Node("gap" if rule.gap else "rule", rule.id)


def _facts(rulebook: Rulebook, names: Iterable[str]) -> Iterator[Node]:
    """The facts and computed values among `names`; the fields of records are told by their records."""
    for name in dict.fromkeys(names):
        if name in rulebook.computed:
            yield Node("computed", name)
        elif name in rulebook.facts and not rulebook.facts[name].record:
            yield Node("finding" if rulebook.facts[name].finding else "fact", name)


def _asked(condition: Condition, holds: bool = True) -> Iterator[tuple[str, bool]]:
    """The conclusions in `condition`, each with whether it is asked to hold; what is asked both ways comes twice."""
    match condition:
        case Holds(conclusion):
            yield conclusion, holds
        case Not(part):
            yield from _asked(part, not holds)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _asked(part, holds)
