"""The mutants of a rulebook: each a changed Rulebook with one fault in a rule, value, definition or document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, TypeVar

from nocert_rules.gate.diff.meaning import leading_modality
from nocert_rules.gate.mutate.bearers import other_bearers
from nocert_rules.gate.mutate.operators import Operator
from nocert_rules.gate.mutate.rewrites import Rewriter
from nocert_rules.gate.mutate.sites import substituted
from nocert_rules.rulebook.model.conditions import All, Condition, InForce
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import ComputedValue, Document, Rule
from nocert_rules.rulebook.model.values import Label, Modality, Source
from nocert_rules.words.errors import Position

T = TypeVar("T")
Kind = Literal["rule", "value", "definition", "conclusion", "document", "entry", "list", "parameter"]
Plant = Callable[[Rulebook], Rulebook]
_MODALITIES: dict[Modality, Modality] = {"must": "may", "may": "must", "must_not": "must"}


@dataclass(frozen=True)
class Mutant:
    """One fault: where, in which words, and the rulebook that has it.

    `target` is the rule, value, definition, conclusion, document, entry, list or `jurisdiction fact` changed;
    `source` the provision and the words it rests on, or where a list comes from.
    """

    id: str
    operator: Operator
    kind: Kind
    target: str
    words: Label
    source: Source
    position: Position
    plant: Plant = field(compare=False, repr=False)


def numbered(found: Iterable[Mutant]) -> Iterator[Mutant]:
    """`found` with ids that tell them apart."""
    counts: dict[str, int] = {}
    for mutant in found:
        counts[mutant.id] = counts.get(mutant.id, 0) + 1
        yield replace(mutant, id=f"{mutant.id}-{counts[mutant.id]}")


def replaced(known: Mapping[str, T], *changed: tuple[str, T]) -> Mapping[str, T]:
    """`known` with other values for some names."""
    return MappingProxyType({**known, **dict(changed)})


def with_rules(rulebook: Rulebook, *rules: Rule) -> Rulebook:
    """`rulebook` with `rules` in the place of those of the same ids."""
    return replace(rulebook, rules=replaced(rulebook.rules, *((rule.id, rule) for rule in rules)))


def rule_mutants(rulebook: Rulebook) -> Iterator[Mutant]:
    """Every mutant of rules, computed values, definitions, conclusions and documents."""
    rewriter = Rewriter(rulebook)
    for rule in rulebook.rules.values():
        yield from _conditions(rule, rewriter)
        yield from _exceptions(rule)
        yield from _gap(rule)
        yield from _exchanged(rule, rulebook)
        yield from (_of_rule(rule, "bearer", words, changed) for changed, words in other_bearers(rule, rulebook))
    for value in rulebook.computed.values():
        yield from _value(value, rewriter)
    for name in rulebook.definitions:
        yield from _definition(name, rulebook, rewriter)
    for name in rulebook.conclusions:
        yield from _modality(name, rulebook)
    for document in rulebook.documents.values():
        yield from _trial(document)


def _of_rule(rule: Rule, operator: Operator, words: Label, *changed: Rule) -> Mutant:
    def plant(book: Rulebook) -> Rulebook:
        return with_rules(book, *changed)

    return Mutant(f"{rule.id}/{operator}", operator, "rule", rule.id, words, rule.sources[0], rule.position, plant)


def _conditions(rule: Rule, rewriter: Rewriter) -> Iterator[Mutant]:
    for operator, condition, words in rewriter.of_condition(rule.own_condition):
        yield _of_rule(rule, operator, words, with_condition(rule, condition))


def with_condition(rule: Rule, condition: Condition) -> Rule:
    """`rule` under another condition, its document in force as before."""
    guard = InForce(rule.document, "as_of")
    guarded = rule.when != rule.own_condition
    return replace(rule, when=All((guard, condition)) if guarded else condition)


def _exceptions(rule: Rule) -> Iterator[Mutant]:
    for target in rule.exception_to:
        others = tuple(name for name in rule.exception_to if name != target)
        words = Label(f"不再是 {target} 的例外", f"is no exception to {target} any more")
        yield _of_rule(rule, "exception", words, replace(rule, exception_to=others))


def _gap(rule: Rule) -> Iterator[Mutant]:
    if rule.gap is not None:
        words = Label("条文没有规定之处当作成立", "what the text leaves open is answered yes")
        yield _of_rule(rule, "gap", words, replace(rule, gap=None))


def _exchanged(rule: Rule, rulebook: Rulebook) -> Iterator[Mutant]:
    """The rule concludes what the next one like it concludes, and that one what this did."""
    alike = [other for other in rulebook.rules.values() if _alike(rule, other)]
    later = [other for other in alike if _place(other) > _place(rule)] or alike
    for other in later[:1]:
        words = Label(
            f"与规则 {other.id} 互换结论，得出 {other.conclusion}",
            f"exchanges conclusions with rule {other.id}, and concludes {other.conclusion}",
        )
        changed = replace(rule, conclusion=other.conclusion), replace(other, conclusion=rule.conclusion)
        yield _of_rule(rule, "conclusion", words, *changed)


def _alike(rule: Rule, other: Rule) -> bool:
    return (
        rule.conclusion is not None
        and other.conclusion not in (None, rule.conclusion)
        and (rule.document, rule.modality, rule.gap is None) == (other.document, other.modality, other.gap is None)
    )


def _place(rule: Rule) -> tuple[str, int]:
    return rule.position.file, rule.position.line


def _value(value: ComputedValue, rewriter: Rewriter) -> Iterator[Mutant]:
    for operator, term, words in rewriter.of_term(value.term, value.id):
        yield _of_value(value, operator, words, replace(value, term=term))


def _of_value(value: ComputedValue, operator: Operator, words: Label, changed: ComputedValue) -> Mutant:
    def plant(book: Rulebook) -> Rulebook:
        return replace(book, computed=replaced(book.computed, (changed.id, changed)))

    return Mutant(f"{value.id}/{operator}", operator, "value", value.id, words, value.source, value.position, plant)


def _definition(name: str, rulebook: Rulebook, rewriter: Rewriter) -> Iterator[Mutant]:
    """The faults of a definition, planted in every rule that uses it."""
    definition = rulebook.definitions[name]
    for operator, condition, words in rewriter.of_condition(definition.condition):
        plant = _substitution(definition.condition, condition)
        yield Mutant(
            f"{name}/{operator}", operator, "definition", name, words, definition.source, definition.position, plant
        )


def _substitution(old: Condition, new: Condition) -> Plant:
    def plant(book: Rulebook) -> Rulebook:
        rules = [replace(rule, when=substituted(rule.when, old, new)) for rule in book.rules.values()]
        return with_rules(book, *rules)

    return plant


def _modality(name: str, rulebook: Rulebook) -> Iterator[Mutant]:
    """Another modality, in all rules that conclude the conclusion: in one alone the loader would refuse it."""
    before = leading_modality(rulebook, name)
    if before is None:
        return
    after = _MODALITIES[before]
    rules = [rule for rule in rulebook.rules_of_conclusion[name] if rule.gap is None]

    def plant(book: Rulebook) -> Rulebook:
        return with_rules(book, *(replace(rule, modality=after) for rule in rules))

    words = Label(f"情态 {before} → {after}", f"modality {before} → {after}")
    first = rules[0]
    yield Mutant(f"{name}/modality", "modality", "conclusion", name, words, first.sources[0], first.position, plant)


def _trial(document: Document) -> Iterator[Mutant]:
    """A trial period a year longer or shorter, or none."""
    years = document.trial_years
    for after in (None, years - 1, years + 1) if years is not None else ():
        changed = replace(document, trial_years=after)

        def plant(book: Rulebook, changed: Document = changed) -> Rulebook:
            return replace(book, documents=replaced(book.documents, (changed.id, changed)))

        told = "none" if after is None else str(after)
        words = Label(f"试行期（年）{years} → {told}", f"trial period (years) {years} → {told}")
        source = Source(document.id, document.title.zh)
        yield Mutant(f"{document.id}/trial", "trial", "document", document.id, words, source, document.position, plant)
