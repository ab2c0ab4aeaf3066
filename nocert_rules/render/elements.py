"""The elements of a conclusion: the conditions of its rules, each with its truth so far and the facts it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nocert_rules.engine.decision.decide import Part, RuleStatus
from nocert_rules.engine.decision.trace import TRUTH_NAMES, TraceNode, rule_trace
from nocert_rules.engine.truth import TRUE
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import COLON, COMMA
from nocert_rules.render.titles import provision_title
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.conditions import All, Any, Compare, Condition, Holds, InForce, facts_of, facts_of_term
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Source
from nocert_rules.words.messages import Language

_DEEPEST = 3


@dataclass(frozen=True)
class ElementView:
    """A condition in words; `truth` is true, false or unknown.

    `known` is what its facts are known to be, as far as the words do not say it; `finding` who found it and when,
    `reason` why; `facts` are the facts it hangs on; `parts` the alternatives it consists of, or what decides the
    conclusion that it refers to.
    """

    text: str
    truth: str
    known: str
    facts: tuple[str, ...]
    parts: tuple[ElementView, ...] = ()
    finding: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RuleView:
    """A rule with its elements, the words it rests on, and the exceptions that touch it."""

    id: str
    provision: str
    status: RuleStatus
    status_text: str
    sources: tuple[Source, ...]
    elements: tuple[ElementView, ...]
    exceptions: tuple[RuleView, ...]


def rules_behind(rulebook: Rulebook, part: Part, conclusion: str, language: Language) -> tuple[RuleView, ...]:
    """The rules that conclude `conclusion`, as far as `part` decides them."""
    return tuple(_Elements(rulebook, part, language).rules(conclusion))


class _Elements:
    def __init__(self, rulebook: Rulebook, part: Part, language: Language) -> None:
        self.rulebook = rulebook
        self.part = part
        self.language: Language = language
        self.describe = Describer(rulebook, language)
        self.numbers = {item.id: item.rules for item in part.program.conclusions}
        self.number_of = {item.rule.id: number for number, item in enumerate(part.program.rules)}

    def rules(self, conclusion: str) -> Iterator[RuleView]:
        for number in self.numbers[conclusion]:
            yield self.rule(number)

    def rule(self, number: int) -> RuleView:
        traced = rule_trace(self.rulebook, self.part, number)
        touching = [n for n in self.part.program.rules[number].exceptions if self.part.rule_status(n) != "fails"]
        return RuleView(
            traced.rule.id,
            traced.rule.provision,
            traced.status,
            word(traced.status, self.language),
            traced.rule.sources,
            tuple(self.elements(traced.condition, 0)),
            tuple(self.rule(n) for n in touching),
        )

    def elements(self, node: TraceNode, depth: int) -> Iterator[ElementView]:
        """The parts of a condition that all have to hold; that a document is in force is told where it is not."""
        if isinstance(node.condition, All):
            for part in node.parts:
                yield from self.elements(part, depth)
        elif not (isinstance(node.condition, InForce) and node.truth == TRUE):
            yield self.element(node, depth)

    def element(self, node: TraceNode, depth: int) -> ElementView:
        text, known, finding, reason = self.text(node), "", "", ""
        facts = tuple(self.behind(node.condition))
        parts: tuple[ElementView, ...] = ()
        match node.condition:
            case Compare(fact):
                known = self.known(node.condition, node)
                finding, reason = self.found(fact)
            case Holds(conclusion) if depth < _DEEPEST:
                parts = self.decided_by(conclusion, depth + 1)
            case Any():
                text = word("one_of", self.language)
                parts = tuple(self.element(part, depth) for part in node.parts)
        return ElementView(text, TRUTH_NAMES[node.truth], known, facts, parts, finding, reason)

    def text(self, node: TraceNode) -> str:
        """A condition in words; of several values that would do, the one that does."""
        match node.condition:
            case Compare(fact, "in") if node.truth == TRUE:
                value = next(use.value for use in node.facts if use.fact == fact)
                return f"{self.describe.fact(fact)}{COLON.text(self.language)}{self.describe.value(fact, value)}"
        return self.describe.condition(node.condition)

    def known(self, atom: Compare, node: TraceNode) -> str:
        """What the facts of a comparison are known to be, as far as its words do not say it."""
        values = {use.fact: use.value for use in node.facts}
        if atom.comparison in ("is", "in"):
            value = values.get(atom.fact)
            return "" if value is None or node.truth == TRUE else self.describe.value(atom.fact, value)
        compared = dict.fromkeys((atom.fact, *(name for term in atom.terms for name in facts_of_term(term))))
        shown = [name for name in compared if values.get(name) is not None]
        if len(shown) == 1 == len(compared):
            return self.describe.value(shown[0], values[shown[0]])
        colon = COLON.text(self.language)
        words = (f"{self.describe.fact(name)}{colon}{self.describe.value(name, values[name])}" for name in shown)
        return COMMA.text(self.language).join(words)

    def found(self, fact: str) -> tuple[str, str]:
        """Who found a fact and when, and why; empty for what is no finding."""
        origin = self.part.situation.origins.get(fact)
        if origin is None or origin.finding is None:
            return "", ""
        finding = origin.finding
        day = finding.on.isoformat() if finding.on else ""
        return " ".join(each for each in (finding.by, day) if each), finding.reason

    def decided_by(self, conclusion: str, depth: int) -> tuple[ElementView, ...]:
        """The elements of the rules that decide another conclusion, each under its provision if there are several."""
        numbers = [self.number_of[rule.id] for rule in self.part.deciding_rules(conclusion)]
        traces = [rule_trace(self.rulebook, self.part, number) for number in numbers]
        if len(traces) == 1:
            return tuple(self.elements(traces[0].condition, depth))
        return tuple(
            ElementView(
                provision_title(self.rulebook, each.rule.provision, self.language),
                TRUTH_NAMES[each.condition.truth],
                "",
                (),
                tuple(self.elements(each.condition, depth)),
            )
            for each in traces
        )

    def behind(self, condition: Condition) -> Iterator[str]:
        """The facts people give that `condition` reads, those behind computed values included."""
        waiting, seen = list(facts_of(condition)), set[str]()
        while waiting:
            name = waiting.pop(0)
            if name in seen:
                continue
            seen.add(name)
            if name in self.rulebook.computed:
                waiting = [*facts_of_term(self.rulebook.computed[name].term), *waiting]
            elif name in self.rulebook.facts and not self.rulebook.facts[name].record:
                yield name
