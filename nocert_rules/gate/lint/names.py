"""Lints of names: vocabulary that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from nocert_rules.gate.lint.book import Book, text_in, walk_nodes
from nocert_rules.gate.lint.model import Found, Lint
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode
from nocert_rules.rulebook.model.catalogue import Enumeration
from nocert_rules.rulebook.model.conditions import (
    Compare,
    Condition,
    Extreme,
    Given,
    Quantified,
    Term,
    atoms,
    facts_of,
    facts_of_term,
)
from nocert_rules.rulebook.model.conditions import conclusions as conclusions_in
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import listed

# enumerations that the loader itself looks up by name: who has a duty, who supplies a fact
_BUILT_IN = ("party", "supplier")


def fact_unused(book: Book) -> Iterator[Found]:
    """A fact or field that no rule, value, definition or contradiction reads and nothing else refers to."""
    rulebook = book.loaded
    used = _facts_used(rulebook)
    for name in rulebook.facts:
        if name not in used:
            message = Label(
                f"没有使用事实 `{name}`；应有规则读取它", f"fact `{name}` is never used; expected a rule to read it"
            )
            yield Found(book.place("fact", name, "fact"), message)


def _facts_used(rulebook: Rulebook) -> set[str]:
    used = {name for condition in _conditions(rulebook) for name in facts_of(condition)}
    used |= {name for value in rulebook.computed.values() for name in facts_of_term(value.term)}
    used |= {document.in_force_from for document in rulebook.documents.values()}
    for question in rulebook.questions.values():
        lookup = question.lookup
        if lookup:
            used |= {lookup.listings, lookup.within_territory, *lookup.item.values(), *lookup.fields.values()}
            used |= {*lookup.assumed_findings, *lookup.risk_findings.values()}
    return used


def _conditions(rulebook: Rulebook) -> Iterator[Condition]:
    """Every condition of the rulebook; those of definitions count only where a rule meets them."""
    yield from (rule.when for rule in rulebook.rules.values())
    yield from (contradiction.when for contradiction in rulebook.contradictions)


def choice_unused(book: Book) -> Iterator[Found]:
    """Values that nothing names: one may stand for all the rest, of two nobody can say what sets them apart."""
    rulebook = book.loaded
    named = _values_named(rulebook)
    scales = {conclusion.scale for conclusion in rulebook.conclusions.values()}
    types = {fact.type.choices for fact in rulebook.facts.values()}
    written = _values_written(book)
    for enumeration in rulebook.enumerations.values():
        if enumeration.id not in types | scales and enumeration.id not in _BUILT_IN:
            message = Label(
                f"没有使用枚举 `{enumeration.id}`；应有事实或结论使用它",
                f"enumeration `{enumeration.id}` is never used; expected a fact or a scale of it",
            )
            yield Found(book.place("enumeration", enumeration.id, "enumeration"), message)
        elif enumeration.id not in scales:
            yield from _indistinct(book, enumeration, named.get(enumeration.id, set()) | written)


def _indistinct(book: Book, enumeration: Enumeration, named: set[str]) -> Iterator[Found]:
    unnamed = [choice.id for choice in enumeration.choices if choice.id not in named]
    # a single value that no rule names is what remains when none of the others applies
    for name in unnamed if len(unnamed) > 1 or enumeration.id in _BUILT_IN else ():
        others = listed(other for other in unnamed if other != name)
        rest_zh, rest_en = (f"，也无从与 {others} 区分", f", nor told apart from {others}") if others else ("", "")
        message = Label(
            f"没有使用 `{enumeration.id}` 的值 `{name}`{rest_zh}；应有规则、清单或案例提到它",
            f"value `{name}` of `{enumeration.id}` is never named{rest_en}; expected a rule, list or case to name it",
        )
        yield Found(_choice_node(book, enumeration.id, name).position, message)


def _choice_node(book: Book, enumeration: str, name: str) -> Node:
    node = book.node("enumeration", enumeration)
    values = node.get("values")
    for value in values.items if isinstance(values, ListNode) else ():
        if isinstance(value, MapNode) and text_in(value.get("value")) == name:
            return value.get("value") or value
    return node


def _values_named(rulebook: Rulebook) -> dict[str, set[str]]:
    """The values that rules and facts name, by enumeration."""
    found: dict[str, set[str]] = {name: set() for name in rulebook.enumerations}
    for condition in _conditions(rulebook):
        for compare in _compares(condition):
            fact = rulebook.facts.get(compare.fact)
            if fact and fact.type.name == "one_of":
                found[fact.type.choices] |= {str(term.value) for term in compare.terms if isinstance(term, Given)}
    for value in rulebook.computed.values():
        for compare in _compares_of_term(value.term):
            fact = rulebook.facts.get(compare.fact)
            if fact and fact.type.name == "one_of":
                found[fact.type.choices] |= {str(term.value) for term in compare.terms if isinstance(term, Given)}
    named = found.setdefault("party", set())
    named.update(party for rule in rulebook.rules.values() for party in (*rule.bearer, *rule.against))
    found.setdefault("supplier", set()).update(fact.supplied_by for fact in rulebook.facts.values())
    return found


def _compares(condition: Condition) -> Iterator[Compare]:
    for atom in atoms(condition):
        match atom:
            case Compare(_, _, terms):
                yield atom
                for term in terms:
                    yield from _compares_of_term(term)
            case Quantified(_, _, where):
                yield from _compares(where)


def _compares_of_term(term: Term) -> Iterator[Compare]:
    if isinstance(term, Extreme):
        yield from _compares(term.where)


def _values_written(book: Book) -> set[str]:
    """The values that lists and golden cases write, whatever their enumeration."""
    nodes: list[Node] = [*book.parts("lists"), *book.cases]
    return {node.text for root in nodes for node in walk_nodes(root) if isinstance(node, ScalarNode)}


def conclusion_unused(book: Book) -> Iterator[Found]:
    """A conclusion that no question reports and no rule builds on."""
    rulebook = book.loaded
    used = _conclusions_used(rulebook)
    for name in rulebook.conclusions:
        if name not in used:
            message = Label(
                f"没有使用结论 `{name}`；应有问题报告它，或有规则以它为条件",
                f"conclusion `{name}` is never used; expected a question to report it or a rule to build on it",
            )
            yield Found(book.place("conclusion", name, "conclusion"), message)


def _conclusions_used(rulebook: Rulebook) -> set[str]:
    used = {name for question in rulebook.questions.values() for name in question.asked}
    return used | {name for rule in rulebook.rules.values() for name in conclusions_in(rule.when)}


def rule_unreached(book: Book) -> Iterator[Found]:
    """A rule that no question comes to."""
    rulebook = book.loaded
    asked = [name for question in rulebook.questions.values() for name in question.asked]
    reached = {rule.id for rule in rules_for(rulebook.rules, asked)}
    used = _conclusions_used(rulebook)
    for rule in rulebook.rules.values():
        # a rule whose conclusion nothing uses is told of once, at the conclusion
        if rule.id not in reached and (rule.conclusion is None or rule.conclusion in used):
            message = Label(
                f"没有问题会用到规则 `{rule.id}`；应有问题报告依赖它的结论",
                f"no question comes to rule `{rule.id}`; expected one that reports a conclusion resting on it",
            )
            yield Found(book.place("rule", rule.id), message)


def definition_unused(book: Book) -> Iterator[Found]:
    """A definition that no condition meets, or a computed value that nothing reads or shows."""
    rulebook = book.loaded
    met = {text_in(node.get("meets")) for node in book.everything() if isinstance(node, MapNode)}
    for name in rulebook.definitions:
        if name not in met:
            message = Label(
                f"没有使用定义 `{name}`；应有条件以 `meets` 引用它",
                f"definition `{name}` is never used; expected a condition that `meets` it",
            )
            yield Found(book.place("definition", name, "id"), message)
    read = {name for condition in _conditions(rulebook) for name in facts_of(condition)}
    read |= {name for value in rulebook.computed.values() for name in facts_of_term(value.term)}
    read |= {field.value for question in rulebook.questions.values() for field in question.answer}
    for name in rulebook.computed:
        if name not in read:
            message = Label(
                f"没有使用计算值 `{name}`；应有规则读取或答复显示它",
                f"computed value `{name}` is never used; expected a rule to read it or an answer to show it",
            )
            yield Found(book.place("computed", name, "id"), message)


LINTS = (
    Lint(
        "fact-unused",
        "names",
        "warning",
        Label("没有使用的事实", "a fact that is never used"),
        Label("写出读取它的规则，或从词汇表删去它", "write the rule that reads it, or take it out of the vocabulary"),
        fact_unused,
    ),
    Lint(
        "choice-unused",
        "names",
        "warning",
        Label("没有使用的枚举或值", "an enumeration or value that is never used"),
        Label(
            "每个枚举至多有一个不具名的“其他”；其余的值应有规则、清单或案例区分",
            "an enumeration may have one value for all the rest; the others need a rule, list or case that names them",
        ),
        choice_unused,
    ),
    Lint(
        "conclusion-unused",
        "names",
        "warning",
        Label("没有使用的结论", "a conclusion that is never used"),
        Label("在问题中报告它，或连同其规则一并删去", "report it in a question, or delete it with its rules"),
        conclusion_unused,
    ),
    Lint(
        "rule-unreached",
        "logic",
        "warning",
        Label("没有问题会用到的规则", "a rule that no question comes to"),
        Label("在问题中报告它的结论，或删去规则", "report its conclusion in a question, or delete the rule"),
        rule_unreached,
    ),
    Lint(
        "definition-unused",
        "names",
        "warning",
        Label("没有使用的定义或计算值", "a definition or computed value that is never used"),
        Label("使用它，或删去它", "use it, or delete it"),
        definition_unused,
    ),
)
