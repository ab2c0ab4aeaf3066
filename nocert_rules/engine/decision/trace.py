"""The full trace: for each rule what became of it, by which conditions, on which facts, from where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any as Anything

from nocert_rules.engine.atoms import NO_DAY, decide_in_record
from nocert_rules.engine.decision.decide import Part, RuleStatus
from nocert_rules.engine.facts.case import Origin, plain_value
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Slot
from nocert_rules.engine.truth import FALSE, TRUE, Truth, negation
from nocert_rules.rulebook.model.conditions import (
    All,
    Any,
    Compare,
    Condition,
    Holds,
    InForce,
    Not,
    Quantified,
    facts_of_term,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

TRUTH_NAMES = ("false", "unknown", "true")  # by truth value


@dataclass(frozen=True)
class FactUse:
    """A fact that a condition reads: its value (None = unknown) and where it came from."""

    fact: str
    value: object
    origin: Origin | None

    def data(self) -> dict[str, object]:
        """As it stands in JSON."""
        return self._data.copy()

    @cached_property
    def _data(self) -> dict[str, object]:
        origin = self.origin
        return {
            "fact": self.fact,
            "value": plain_value(self.value),
            "from": origin.kind if origin else None,
            "place": origin.place if origin and origin.kind != "case" else "",
            "finding": origin.finding.data() if origin and origin.finding else None,
            "inferred": bool(origin and origin.inferred),
        }


@dataclass(frozen=True)
class TraceNode:
    """A condition with its truth; `parts` for all, any and not; `facts` for atoms."""

    condition: Condition
    truth: Truth
    parts: tuple[TraceNode, ...] = ()
    facts: tuple[FactUse, ...] = ()

    def walk(self) -> Iterator[TraceNode]:
        """This node and all under it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True)
class RuleTrace:
    """What became of a rule: its status, its condition, and the exceptions to it with theirs."""

    rule: Rule
    status: RuleStatus
    condition: TraceNode
    exceptions: tuple[tuple[Rule, RuleStatus], ...]


def trace(rulebook: Rulebook, part: Part) -> tuple[RuleTrace, ...]:
    """The trace of every rule of the question for `part`, in the order of the text."""
    return tuple(rule_trace(rulebook, part, number) for number in range(len(part.program.rules)))


def rule_trace(rulebook: Rulebook, part: Part, number: int) -> RuleTrace:
    """The trace of the program's rule `number`."""
    item = part.program.rules[number]
    exceptions = tuple((part.program.rules[n].rule, part.rule_status(n)) for n in item.exceptions)
    node = _node(rulebook, part, item.rule.when, item.formula)
    return RuleTrace(item.rule, part.rule_status(number), node, exceptions)


def _node(rulebook: Rulebook, part: Part, condition: Condition, formula: Formula) -> TraceNode:
    if isinstance(formula, Slot):
        return TraceNode(condition, part.inference.slots[formula.number], facts=_uses(rulebook, part, condition))
    match condition, formula:
        case ((All(conditions) | Any(conditions)), (And(formulas) | Or(formulas))):
            parts = tuple([_node(rulebook, part, c, f) for c, f in zip(conditions, formulas, strict=True)])
            truths = [node.truth for node in parts]
            truth = min(truths, default=TRUE) if isinstance(formula, And) else max(truths, default=FALSE)
            return TraceNode(condition, truth, parts)
        case Not(inner), Neg(inner_formula):
            node = _node(rulebook, part, inner, inner_formula)
            return TraceNode(condition, negation(node.truth), (node,))
        case _:
            raise AssertionError("the program is not that of its rules")


def _uses(rulebook: Rulebook, part: Part, condition: Condition) -> tuple[FactUse, ...]:
    match condition:
        case Compare(fact, _, terms):
            names = dict.fromkeys(name for term in terms for name in facts_of_term(term)) if terms else ()
            read = [name for name in names if name not in rulebook.facts or not rulebook.facts[name].record]
            return (use(part, fact), *[use(part, name) for name in read])
        case Quantified(_, records):
            return (use(part, records),)
        case InForce(document, day):
            return (use(part, rulebook.documents[document].in_force_from), use(part, day))
        case _:
            return ()


def use(part: Part, name: str) -> FactUse:
    """How `part` knows the fact or computed value `name`."""
    key = ("use", name)
    if key not in part.kept:
        value: Anything = part.values.get(name)
        origin = part.situation.origins.get(name)
        if origin is None and value is not None:
            origin = Origin("computed")
        part.kept[key] = FactUse(name, None if value is NO_DAY else value, origin)
    found: FactUse = part.kept[key]
    return found


def deciding(node: TraceNode) -> Iterator[TraceNode]:
    """The innermost conditions that make `node` what it is: those of its own truth, negations kept as they are."""
    if isinstance(node.condition, All | Any) and node.parts:
        for part in node.parts:
            if part.truth == node.truth:
                yield from deciding(part)
    else:
        yield node


def records_that(rulebook: Rulebook, part: Part, condition: Quantified, truth: Truth) -> list[int]:
    """The numbers (from 1) of the records for which the inner condition of `condition` is `truth`."""
    records = part.values.get(condition.records)
    if records is None:
        return []
    found = [decide_in_record(condition.where, rulebook, {**part.values, **item}) for item in records.items]
    return [number for number, value in enumerate(found, start=1) if value == truth]


def condition_data(node: TraceNode) -> dict[str, object]:
    """A node as it stands in JSON."""
    data: dict[str, object] = {"truth": TRUTH_NAMES[node.truth]}
    match node.condition:
        case Compare(fact, comparison):
            data |= {"fact": fact, "comparison": comparison, "facts": [item.data() for item in node.facts]}
        case All():
            data["all"] = [condition_data(part) for part in node.parts]
        case Any():
            data["any"] = [condition_data(part) for part in node.parts]
        case Not():
            data["not"] = condition_data(node.parts[0])
        case Holds(conclusion):
            data["holds"] = conclusion
        case InForce(document, day):
            data |= {"in_force": document, "day": day, "facts": [item.data() for item in node.facts]}
        case Quantified(quantifier, records):
            data |= {"quantifier": quantifier, "records": records, "facts": [item.data() for item in node.facts]}
    return data


def trace_data(item: RuleTrace, subject: str | None) -> dict[str, object]:
    """A rule's trace as it stands in JSON."""
    return {
        "subject": subject,
        "rule": item.rule.id,
        "provision": item.rule.provision,
        "status": item.status,
        "concludes": item.rule.conclusion,
        "condition": condition_data(item.condition),
        "exceptions": [{"rule": rule.id, "status": status} for rule, status in item.exceptions],
    }
