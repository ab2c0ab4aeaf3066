"""What the pages of the rulebook show, in one language: rules, conditions, cases and marked texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal
from urllib.parse import quote

from nocert_rules.engine.facts.case import Situation
from nocert_rules.gate.golden import Expectation, GoldenCase, Outcome
from nocert_rules.render.conditions import Describer
from nocert_rules.render.marks import COLON, LISTED, SEMICOLON
from nocert_rules.render.words import word
from nocert_rules.rulebook.load.vocabulary import AS_OF
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import All, Any, Compare, Condition, Holds, InForce, Not, Quantified
from nocert_rules.rulebook.model.graph import facts_read
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Provision, Rule
from nocert_rules.rulebook.model.values import Modality, Records, Source
from nocert_rules.web.pages import provision_address
from nocert_rules.words.messages import Language

FEW = 6


@dataclass(frozen=True)
class Link:
    """Words that lead to `address`, or nowhere where it is empty."""

    words: str
    address: str = ""


@dataclass(frozen=True)
class ConditionView:
    """A condition: a leaf in words, or its parts joined by `kind`."""

    kind: Literal["leaf", "all", "any", "not"]
    words: str = ""
    address: str = ""
    parts: tuple[ConditionView, ...] = ()


@dataclass(frozen=True)
class RuleView:
    """A rule as it is shown under its provision."""

    id: str
    address: str
    provision: str
    modality: Modality | None
    bearer: tuple[str, ...]
    condition: ConditionView
    conclusion: Link | None
    picture: str
    also_concluded_by: tuple[Link, ...]
    gap: str
    sources: tuple[Source, ...]
    exception_to: tuple[Link, ...]
    exceptions: tuple[Link, ...]


@dataclass(frozen=True)
class CaseView:
    """A golden case: what is given and what is expected; `few` are its first facts, `more` how many follow."""

    id: str
    address: str
    provision: str
    reason: str
    question: str
    as_of: str
    place: str
    subjects: tuple[tuple[str, tuple[tuple[Link, tuple[str, ...]], ...]], ...]
    few: str
    more: int
    expected: tuple[tuple[str, tuple[tuple[Link, tuple[str, ...]], ...]], ...]
    result: str


@dataclass(frozen=True)
class Piece:
    """Some words of a text and the names of everything that quotes them."""

    words: str
    quoted_by: tuple[str, ...]


def conclusion_address(name: str) -> str:
    """The page of a conclusion."""
    return f"/rulebook/conclusions/{quote(name)}"


def fact_address(name: str) -> str:
    """Where the vocabulary tells of a fact or a computed value."""
    return f"/rulebook/facts#{quote(name)}"


def rule_address(rule: Rule) -> str:
    """Where a rule stands on the page of its provision."""
    return f"{provision_address(rule.provision)}#{quote(rule.id)}"


def case_address(name: str) -> str:
    """The page of a golden case."""
    return f"/rulebook/cases/{quote(name)}"


def list_address(name: str) -> str:
    """The page of a published list."""
    return f"/rulebook/lists/{quote(name)}"


def pieces(text: str, quotes: Iterable[tuple[str, str]]) -> tuple[Piece, ...]:
    """`text` cut where a quote begins or ends; `quotes` pairs words with who quotes them, and may overlap."""
    spans = [(start, start + len(words), name) for words, name in quotes if words and (start := text.find(words)) >= 0]
    cuts = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end))})
    return tuple(
        Piece(text[start:end], tuple(dict.fromkeys(name for a, b, name in spans if a <= start and end <= b)))
        for start, end in pairwise(cuts)
    )


def quotes_of(rulebook: Rulebook, provision: Provision) -> Iterator[tuple[str, str]]:
    """Every passage of `provision` that something rests on, with the name of what does."""
    for rule in rulebook.rules_of_provision[provision.id]:
        yield from ((source.quote, rule.id) for source in rule.sources if source.provision == provision.id)
    sources = [(value.source, value.id) for value in rulebook.computed.values()]
    sources += [(definition.source, definition.id) for definition in rulebook.definitions.values()]
    yield from ((source.quote, name) for source, name in sources if source.provision == provision.id)


class Views:
    """Shows the parts of a rulebook in one language."""

    def __init__(self, rulebook: Rulebook, language: Language) -> None:
        self.rulebook = rulebook
        self.language = language
        self.describe = Describer(rulebook, language)

    def word(self, key: str) -> str:
        """A word of the screens."""
        return word(key, self.language)

    def conclusion(self, name: str) -> Link:
        """A conclusion, leading to its page: what must, may or must not be done is told as such."""
        label = self.rulebook.conclusions[name].label.text(self.language)
        modality = next((rule.modality for rule in self.rulebook.rules_of_conclusion[name] if rule.modality), None)
        return Link(f"{self.word(modality)} · {label}" if modality else label, conclusion_address(name))

    def rule_link(self, rule: Rule) -> Link:
        """A rule's id, leading to where it stands."""
        return Link(rule.id, rule_address(rule))

    def condition(self, condition: Condition) -> ConditionView:
        """`condition` with a link wherever it names a conclusion or a fact."""
        match condition:
            case All(parts) | Any(parts):
                if not parts:
                    return ConditionView("leaf", self.describe.condition(condition))
                if len(parts) == 1:
                    return self.condition(parts[0])
                kind: Literal["all", "any"] = "all" if isinstance(condition, All) else "any"
                return ConditionView(kind, parts=tuple(self.condition(part) for part in parts))
            case Not(part):
                return ConditionView("not", parts=(self.condition(part),))
            case Holds(conclusion):
                return ConditionView("leaf", self.describe.condition(condition), conclusion_address(conclusion))
            case Compare(fact):
                address = "" if fact == AS_OF else fact_address(fact)
                return ConditionView("leaf", self.describe.condition(condition), address)
            case Quantified(_, records):
                return ConditionView("leaf", self.describe.condition(condition), fact_address(records))
            case InForce(document):
                return ConditionView("leaf", self.describe.condition(condition), f"/rulebook/{quote(document)}")

    def rule(self, rule: Rule) -> RuleView:
        """A rule."""
        others = self.rulebook.rules_of_conclusion[rule.conclusion] if rule.conclusion else ()
        rules = self.rulebook.rules
        return RuleView(
            id=rule.id,
            address=rule_address(rule),
            provision=rule.provision,
            modality=rule.modality,
            bearer=tuple(
                self.rulebook.enumerations["party"].label_of(name).text(self.language) for name in rule.bearer
            ),
            condition=self.condition(rule.own_condition),
            conclusion=self.conclusion(rule.conclusion) if rule.conclusion else None,
            picture=f"/rulebook/picture?conclusion={quote(rule.conclusion)}&reach=near" if rule.conclusion else "",
            also_concluded_by=tuple(self.rule_link(other) for other in others if other is not rule),
            gap=rule.gap.text(self.language) if rule.gap else "",
            sources=rule.sources,
            exception_to=tuple(self.rule_link(rules[name]) for name in rule.exception_to),
            exceptions=tuple(self.rule_link(other) for other in self.rulebook.exceptions_of[rule.id]),
        )

    def reads(self, rules: Iterable[Rule]) -> tuple[Link, ...]:
        """The facts that `rules` read, by themselves or through a computed value."""
        known = [name for name in facts_read(rules, self.rulebook.computed) if name in self.rulebook.facts]
        return tuple(Link(self.describe.fact(name), fact_address(name)) for name in known)

    def case(self, golden: GoldenCase) -> CaseView:
        """A golden case."""
        rulebook, case = self.rulebook, golden.case
        question = rulebook.questions[case.question]
        subjects = tuple(
            (
                situation.name or situation.subject or "",
                tuple(
                    (Link(self.describe.fact(name), fact_address(name)), tuple(self._told(situation, name)))
                    for name in situation.values
                    if name in rulebook.facts and situation.origins[name].kind in ("case", "list")
                ),
            )
            for situation in case.situations
        )
        given = dict.fromkeys(
            f"{link.words}{COLON.text(self.language)}{told[0]}" for _, facts in subjects for link, told in facts
        )
        expected = tuple(
            (each.subject or "", tuple((link, (text,)) for link, text in self._expected(each, question)))
            for each in golden.expectations
        )
        lines = [f"{link.words}{COLON.text(self.language)}{told[0]}" for _, found in expected for link, told in found]
        return CaseView(
            id=golden.id,
            address=case_address(golden.id),
            provision=golden.provision,
            reason=golden.reason,
            question=question.label.text(self.language),
            as_of=case.as_of.isoformat(),
            place=rulebook.jurisdictions[case.jurisdiction].name.text(self.language) if case.jurisdiction else "",
            subjects=subjects,
            few=SEMICOLON.text(self.language).join(list(given)[:FEW]),
            more=max(len(given) - FEW, 0),
            expected=expected,
            result=SEMICOLON.text(self.language).join(lines[:3]),
        )

    def _told(self, situation: Situation, name: str) -> Iterator[str]:
        """A fact's value; then a line for each of its records, or for who found it, when and why."""
        value, finding = situation.values[name], situation.origins[name].finding
        yield self.describe.value(name, value)
        if isinstance(value, Records):
            for record in value.items:
                yield SEMICOLON.text(self.language).join(
                    f"{self.describe.fact(part)}{COLON.text(self.language)}{self.describe.value(part, each)}"
                    for part, each in record.items()
                )
        elif finding:
            day = finding.on.isoformat() if finding.on else ""
            yield " · ".join(part for part in (finding.by, day, finding.reason) if part)

    def _expected(self, expected: Expectation, question: Question) -> Iterator[tuple[Link, str]]:
        for name, status in expected.conclusions.items():
            yield self.conclusion(name), self._conclusion_status(name, status)
        for name, rule_status in expected.rules.items():
            yield self.rule_link(self.rulebook.rules[name]), self.word(rule_status)
        for name, outcome in expected.answer.items():
            yield Link(self._field(question, name)), self._outcome(question, name, outcome)
        for name, facts in expected.missing.items():
            waits = [self._missing_fact(fact) for fact in sorted(facts)]
            label = self.conclusion(name)
            yield (
                Link(label.words, label.address),
                self.word("depends_on") + (LISTED.text(self.language).join(waits) or self.word("none")),
            )

    def _conclusion_status(self, name: str, status: str) -> str:
        own = self.rulebook.conclusions[name].words.get(status)
        return own.text(self.language) if own else self.word(status)

    def _missing_fact(self, name: str) -> str:
        if "[" not in name:
            return self.describe.fact(name)
        records, _, rest = name.partition("[")
        number, _, part = rest.partition("].")
        record = self.rulebook.facts[records].type.record
        return f"{self.describe.fact(records)} {number} · {self.describe.fact(f'{record}.{part}')}"

    def _field(self, question: Question, name: str) -> str:
        """The label of an answer field, or of an option of one (`field.option`)."""
        field, _, option = name.partition(".")
        part = next(part for part in question.answer if part.id == field)
        labels = [part.label, *(each.label for each in part.options if each.id == option)]
        return " · ".join(label.text(self.language) for label in labels)

    def _outcome(self, question: Question, name: str, outcome: Outcome) -> str:
        if isinstance(outcome, str):
            return self.word(outcome)
        if not isinstance(outcome, tuple):
            return outcome.isoformat()
        conclusion = next(part.conclusion for part in question.answer if part.id == name)
        scale = self.rulebook.enumerations[self.rulebook.conclusions[conclusion].scale]
        return " · ".join(scale.label_of(measure).text(self.language) for measure in outcome)
