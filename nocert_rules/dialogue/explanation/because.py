"""Because: the conditions that decided a conclusion, on which facts, from where, under which words of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any as Anything

from nocert_rules.engine.atoms import decide_in_record
from nocert_rules.engine.decision.decide import Part, RuleStatus, Status
from nocert_rules.engine.decision.trace import FactUse, TraceNode, deciding, records_that, rule_trace, use
from nocert_rules.engine.truth import UNKNOWN, Truth
from nocert_rules.rulebook.model.conditions import All, Any, Condition, Holds, Not, Quantified, facts_of, facts_of_term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Records, Scalar


@dataclass(frozen=True)
class RecordReason:
    """A record that decided, by its number in the list (from 1), and those of its fields that did; None is unknown."""

    number: int
    fields: tuple[tuple[str, Scalar | None], ...]


@dataclass(frozen=True)
class Reason:
    """A condition that decided, as it is written: a negation stays one.

    `facts` are those it reads, computed values before what they are computed from; `records` those that decided
    where it is about a list; `rests_on` explains the conclusions that it refers to.
    """

    node: TraceNode
    facts: tuple[FactUse, ...]
    records: tuple[RecordReason, ...]
    rests_on: tuple[Because, ...]

    @property
    def condition(self) -> Condition:
        """The condition, as it is written."""
        return self.node.condition

    @property
    def truth(self) -> Truth:
        """What became of it."""
        return self.node.truth

    @property
    def negated(self) -> bool:
        """Whether the condition is a negation."""
        return isinstance(self.condition, Not)


@dataclass(frozen=True)
class RuleReason:
    """A rule that decided: what in its condition did, and the exceptions to it that held or had to fail."""

    rule: Rule
    status: RuleStatus
    reasons: tuple[Reason, ...]
    exceptions: tuple[RuleReason, ...]


@dataclass(frozen=True)
class Because:
    """Why a conclusion has its status: for a yes the rules that hold, for a no what failed in each rule."""

    conclusion: str
    status: Status
    rules: tuple[RuleReason, ...]

    def walk(self) -> Iterator[Reason]:
        """Every reason, those of conclusions it rests on and of exceptions included."""
        for rule in self.rules:
            yield from _walk(rule)

    def facts(self) -> frozenset[str]:
        """The facts that together decide the conclusion."""
        return frozenset(item.fact for reason in self.walk() for item in reason.facts)


def _walk(rule: RuleReason) -> Iterator[Reason]:
    for reason in rule.reasons:
        yield reason
        for other in reason.rests_on:
            yield from other.walk()
    for exception in rule.exceptions:
        yield from _walk(exception)


def because(rulebook: Rulebook, part: Part, conclusion: str) -> Because:
    """Why `conclusion` is what it is for `part`."""
    return _Explainer(rulebook, part).conclusion(conclusion)


class _Explainer:
    """Explains conclusions of one part; each is explained once."""

    def __init__(self, rulebook: Rulebook, part: Part) -> None:
        self.rulebook = rulebook
        self.part = part
        self.conclusions = {item.id: item for item in part.program.conclusions}
        self.numbers = {item.rule.id: number for number, item in enumerate(part.program.rules)}
        self.known: dict[str, Because] = {}

    def conclusion(self, name: str) -> Because:
        if name not in self.known:
            rules = [self.numbers[rule.id] for rule in self.part.deciding_rules(name)]
            gaps = self.conclusions[name].gaps
            if self.part.status(name) == "no":
                rules += [number for number in gaps if number not in rules]
            self.known[name] = Because(name, self.part.status(name), tuple(self.rule(number) for number in rules))
        return self.known[name]

    def rule(self, number: int) -> RuleReason:
        """What decided a rule: its condition, or where an exception defeats it that exception."""
        status = self.part.rule_status(number)
        rule = self.part.program.rules[number]
        reasons = () if status == "defeated" else self.reasons(number)
        found: tuple[RuleReason, ...] = ()
        if status != "fails":
            wanted = {"holds": ("fails", "defeated"), "defeated": ("holds",), "undetermined": ("undetermined",)}[status]
            found = tuple(self.rule(n) for n in rule.exceptions if self.part.rule_status(n) in wanted)
        return RuleReason(rule.rule, status, reasons, found)

    def reasons(self, number: int) -> tuple[Reason, ...]:
        node = rule_trace(self.rulebook, self.part, number).condition
        if self.part.rule_status(number) == "undetermined" and node.truth != UNKNOWN:
            return ()  # it waits for an exception
        return tuple(self.reason(leaf) for leaf in deciding(node))

    def reason(self, leaf: TraceNode) -> Reason:
        """What is behind one deciding condition; within a negation again only what decided."""
        facts: dict[str, FactUse] = {}
        records: list[RecordReason] = []
        rests_on: dict[str, Because] = {}
        for inner in _within(leaf):
            if isinstance(inner.condition, Holds):
                rests_on[inner.condition.conclusion] = self.conclusion(inner.condition.conclusion)
            if isinstance(inner.condition, Quantified):
                records += self.records(inner.condition, inner.truth)
            own = [item.fact for item in inner.facts]
            for name in self.names([*own, *facts_of(inner.condition)]):
                facts[name] = use(self.part, name)
        return Reason(leaf, tuple(facts.values()), tuple(records), tuple(rests_on.values()))

    def records(self, condition: Quantified, truth: Truth) -> Iterator[RecordReason]:
        """The records that made `condition` what it is, each with the fields that did."""
        known: Records | None = self.part.values.get(condition.records)
        for number in records_that(self.rulebook, self.part, condition, truth):
            record = known.items[number - 1] if known else {}
            read = dict.fromkeys(self.fields(condition.where, {**self.part.values, **record}))
            yield RecordReason(number, tuple((name, record.get(name)) for name in read))

    def fields(self, condition: Condition, values: Mapping[str, Anything]) -> Iterator[str]:
        """The fields of a record that made `condition` what it is."""
        match condition:
            case All(parts) | Any(parts):
                truth = decide_in_record(condition, self.rulebook, values)
                for part in parts:
                    if decide_in_record(part, self.rulebook, values) == truth:
                        yield from self.fields(part, values)
            case Not(part):
                yield from self.fields(part, values)
            case _:
                read = (self.rulebook.facts.get(name) for name in facts_of(condition))
                yield from (fact.id for fact in read if fact and fact.record)

    def names(self, read: Iterable[str]) -> list[str]:
        """The facts behind `read`, computed values before those they are computed from; fields stay in their list."""
        found: dict[str, None] = {}
        waiting = list(read)
        while waiting:
            name = waiting.pop(0)
            known = self.rulebook.facts.get(name)
            if name in found or (known and known.record):
                continue
            found[name] = None
            if name in self.rulebook.computed:
                waiting = [*facts_of_term(self.rulebook.computed[name].term), *waiting]
        return list(found)


def _within(leaf: TraceNode) -> Iterator[TraceNode]:
    """The conditions without parts that decided `leaf`."""
    if not leaf.parts:
        yield leaf
    for part in leaf.parts if isinstance(leaf.condition, Not) else ():
        for inner in deciding(part):
            yield from _within(inner)
