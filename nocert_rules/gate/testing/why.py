"""Why the rules decide a case otherwise than it expects: the rules that decided, and what decided these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from nocert_rules.engine.atoms import decide_in_record
from nocert_rules.engine.decision.decide import Part
from nocert_rules.engine.decision.trace import FactUse, RuleTrace, TraceNode, deciding, rule_trace, use
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.golden import Difference
from nocert_rules.gate.testing.run import Outcome
from nocert_rules.rulebook.model.catalogue import AnswerField
from nocert_rules.rulebook.model.conditions import Holds, Quantified, facts_of_term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import ComputedValue, Rule
from nocert_rules.rulebook.model.values import Records

Kind = Literal["conclusion", "rule", "answer", "missing for", "bearer", "against"]
MAX_DEPTH = 4
_WHAT = re.compile(r"(?P<kind>conclusion|rule|answer|missing for|bearer|against) `(?P<name>.+)`")


@dataclass(frozen=True)
class Step:
    """A rule that decided, `depth` steps below what is to be explained; `conditions` are those that decided it."""

    depth: int
    trace: RuleTrace
    conditions: tuple[TraceNode, ...]


def named(difference: Difference) -> tuple[Kind, str]:
    """What `difference` is about: its kind and its name."""
    match = _WHAT.fullmatch(difference.what)
    if match is None:
        raise ValueError(difference.what)
    return cast(Kind, match["kind"]), match["name"]


def part_of(outcome: Outcome, difference: Difference) -> Part:
    """The part of the decision that `difference` is about."""
    return next(part for part in outcome.decision.parts if part.situation.subject == difference.subject)


def why(outcome: Outcome, difference: Difference) -> tuple[Step, ...]:
    """The rules that decided what `difference` is about, each followed by those that decided its conditions."""
    part = part_of(outcome, difference)
    return tuple(_Explainer(outcome.decision.rulebook, part).steps(_asked(part, *named(difference)), 0))


def _asked(part: Part, kind: Kind, name: str) -> tuple[Rule, ...]:
    """The rules to begin with."""
    if kind in ("rule", "bearer", "against"):
        return tuple(item.rule for item in part.program.rules if item.rule.id == name)
    names = _conclusions(part.program.question.answer, name) if kind == "answer" else (name,)
    found = [rule for conclusion in names for rule in _rules_for(part, conclusion)]
    return tuple({rule.id: rule for rule in found}.values())


def _conclusions(answer: Iterable[AnswerField], name: str) -> tuple[str, ...]:
    """The conclusions that the answer field, or option of one, `name` shows."""
    id_, _, option_id = name.partition(".")
    field = next(field for field in answer if field.id == id_)
    options = tuple(option.conclusion for option in field.options if option.id == option_id)
    return tuple(conclusion for conclusion in (field.shown_if, field.conclusion, *options) if conclusion)


def _rules_for(part: Part, conclusion: str) -> tuple[Rule, ...]:
    return (*part.deciding_rules(conclusion), *part.defeaters(conclusion))


class _Explainer:
    """Explains each rule and conclusion once."""

    def __init__(self, rulebook: Rulebook, part: Part) -> None:
        self.rulebook = rulebook
        self.part = part
        self.numbers = {item.rule.id: number for number, item in enumerate(part.program.rules)}
        self.told: set[str] = set()

    def steps(self, rules: Iterable[Rule], depth: int) -> Iterator[Step]:
        for rule in rules:
            if rule.id in self.told:
                continue
            self.told.add(rule.id)
            found = rule_trace(self.rulebook, self.part, self.numbers[rule.id])
            conditions = tuple(deciding(found.condition))
            yield Step(depth, found, conditions)
            if depth < MAX_DEPTH:
                yield from self.steps(self._behind(found, conditions), depth + 1)

    def _behind(self, found: RuleTrace, conditions: Iterable[TraceNode]) -> Iterator[Rule]:
        """The rules that decided the conclusions among `conditions`, and the exceptions that stand against the rule."""
        if found.status == "defeated":
            yield from (rule for rule, status in found.exceptions if status == "holds")
        elif found.status == "undetermined":
            yield from (rule for rule, status in found.exceptions if status == "undetermined")
        for node in conditions:
            for inner in node.walk():
                if isinstance(inner.condition, Holds):
                    yield from _rules_for(self.part, inner.condition.conclusion)


def value_behind(outcome: Outcome, difference: Difference) -> tuple[ComputedValue, tuple[FactUse, ...]] | None:
    """The computed value that the answer field shows, if it shows one, and the facts that it is worked out from."""
    part, (kind, name) = part_of(outcome, difference), named(difference)
    shown = [field.value for field in part.program.question.answer if field.id == name and field.kind == "value"]
    if kind != "answer" or not shown:
        return None
    value = outcome.decision.rulebook.computed[shown[0]]
    facts = outcome.decision.rulebook.facts
    read = [fact for fact in facts_of_term(value.term) if fact not in facts or not facts[fact].record]
    return value, tuple(use(part, fact) for fact in dict.fromkeys(read))


def records_in(rulebook: Rulebook, part: Part, condition: Quantified) -> tuple[Truth, ...]:
    """For each record of the list that `condition` is about whether it satisfies the inner condition."""
    records = part.values.get(condition.records)
    if not isinstance(records, Records):
        return ()
    return tuple(decide_in_record(condition.where, rulebook, {**part.values, **item}) for item in records.items)
