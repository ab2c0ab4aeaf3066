"""Provisions, rules and facts as pages, and the template of an empty case file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nocert_rules.render.conditions import Describer
from nocert_rules.render.page import Page
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.catalogue import Conclusion, Definition, Fact, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import ComputedValue, Provision, Rule
from nocert_rules.words.messages import Language


def provisions_text(
    rulebook: Rulebook, provisions: Iterable[Provision], cases: Mapping[str, list[str]], language: Language, page: Page
) -> str:
    """Each provision with its status, and the rules and cases that rest on it."""
    for provision in provisions:
        page.heading(f"{provision.id} · {provision.heading.text(language)} · {word(provision.status, language)}")
        if provision.reason:
            page.line(f"{word('reason', language)} {provision.reason.text(language)}", 2, 2)
        rules = [rule.id for rule in rulebook.rules_of_provision[provision.id]]
        if rules:
            page.line(f"{word('rules', language)} {', '.join(rules)}", 2, 2)
        if cases.get(provision.id):
            page.line(f"{word('cases', language)} {', '.join(cases[provision.id])}", 2, 2)
    return page.text()


def explain_provision(rulebook: Rulebook, provision: Provision, language: Language, page: Page) -> str:
    """A provision's text and everything that rests on it."""
    page.heading(f"{provision.id} · {provision.heading.text(language)} · {word(provision.status, language)}")
    page.line(provision.text.replace("\n", " "), 2)
    if provision.reason:
        page.line(f"{word('reason', language)} {provision.reason.text(language)}", 2, 2)
    for rule in rulebook.rules_of_provision[provision.id]:
        _rule(rulebook, rule, language, page)
    for value in rulebook.computed.values():
        if value.source.provision == provision.id:
            explain_computed(rulebook, value, language, page)
    for definition in rulebook.definitions.values():
        if definition.source.provision == provision.id:
            explain_definition(rulebook, definition, language, page)
    return page.text()


def explain_rule(rulebook: Rulebook, rule: Rule, language: Language, page: Page) -> str:
    """A rule: its words, condition, conclusion and exceptions."""
    _rule(rulebook, rule, language, page)
    page.line()
    page.line(f"{word('text', language)} {rule.provision}", 2)
    page.line(rulebook.provisions[rule.provision].text.replace("\n", " "), 4)
    return page.text()


def _rule(rulebook: Rulebook, rule: Rule, language: Language, page: Page) -> None:
    describe = Describer(rulebook, language)
    page.heading(f"{rule.id} · {rule.provision}" + (f" · {word(rule.modality, language)}" if rule.modality else ""))
    for source in rule.sources:
        page.line(f"{source.provision} “{source.quote}”", 2, 2)
    rows = [("when", describe.condition(rule.own_condition))]
    if rule.conclusion:
        label = rulebook.conclusions[rule.conclusion].label.text(language)
        rows.append(("leaves_open" if rule.gap else "then", f"{label} [{rule.conclusion}]"))
    if rule.gap:
        rows.append(("gaps", rule.gap.text(language)))
    for key, names in (("bearer", rule.bearer), ("against", rule.against)):
        if names:
            parties = rulebook.enumerations["party"]
            rows.append((key, ", ".join(parties.label_of(name).text(language) for name in names)))
    if rule.exception_to:
        rows.append(("exception_to", ", ".join(rule.exception_to)))
    if rulebook.exceptions_of[rule.id]:
        rows.append(("exceptions", ", ".join(other.id for other in rulebook.exceptions_of[rule.id])))
    for key, text in rows:
        page.row(word(key, language), text, 14)


def explain_computed(rulebook: Rulebook, value: ComputedValue, language: Language, page: Page) -> str:
    """A computed value: its words and how it is worked out."""
    page.heading(f"{value.id} · {value.source.provision}")
    page.line(f"“{value.source.quote}”", 2)
    page.line(f"{value.label.text(language)} = {Describer(rulebook, language).term(value.id, value.term)}", 2, 2)
    return page.text()


def explain_definition(rulebook: Rulebook, definition: Definition, language: Language, page: Page) -> str:
    """A definition: its words and its condition."""
    page.heading(f"{definition.id} · {definition.source.provision}")
    page.line(f"“{definition.source.quote}”", 2)
    page.line(Describer(rulebook, language).condition(definition.condition), 2, 2)
    return page.text()


def explain_conclusion(rulebook: Rulebook, conclusion: Conclusion, language: Language, page: Page) -> str:
    """A conclusion and the rules for it."""
    page.heading(f"{conclusion.id} · {conclusion.label.text(language)}")
    for rule in rulebook.rules_of_conclusion[conclusion.id]:
        _rule(rulebook, rule, language, page)
    return page.text()


def facts_text(rulebook: Rulebook, question: Question, language: Language, page: Page) -> str:
    """The vocabulary of a question, in the order it is asked."""
    page.heading(f"{question.id} · {question.label.text(language)}")
    for name in question.facts:
        explain_fact(rulebook, rulebook.facts[name], language, page)
    return page.text()


def explain_fact(rulebook: Rulebook, fact: Fact, language: Language, page: Page) -> str:
    """A fact: its question, type, who supplies it."""
    mark = f" · {word('finding', language)}" if fact.finding else ""
    page.heading(f"{fact.id} · {type_words(rulebook, fact, language)}{mark}")
    page.line(fact.question.text(language), 2)
    if fact.supplied_by and "supplier" in rulebook.enumerations:
        supplier = rulebook.enumerations["supplier"].label_of(fact.supplied_by).text(language)
        page.line(f"{word('supplied_by', language)} {supplier}", 2)
    for choice in rulebook.enumerations[fact.type.choices].choices if fact.type.choices else ():
        page.line(f"{choice.id}  {choice.label.text(language)}", 4, 4)
    for part in rulebook.fields_of_record[fact.type.record] if fact.type.record else ():
        short = part.id.rpartition(".")[2]
        page.line(f"{short}  {part.label.text(language)} ({type_words(rulebook, part, language)})", 4, 4)
    return page.text()


def type_words(rulebook: Rulebook, fact: Fact, language: Language) -> str:
    """A fact's type in words."""
    if fact.type.choices:
        return (
            f"{word('one_of', language)} {' | '.join(c.id for c in rulebook.enumerations[fact.type.choices].choices)}"
        )
    return word(fact.type.name, language)


def template(rulebook: Rulebook, question: Question, language: Language) -> str:
    """An empty case file for `question`: every fact as a comment, with what it asks and what it can be."""
    lines = [
        f"# {question.label.text(language)}",
        f"question: {question.id}",
        "# jurisdiction: jinhua",
        "# as_of: 2019-06-03",
    ]
    own = [name for name in question.facts if rulebook.facts[name].supplied_by != "jurisdiction"]
    prefix = f"{question.each}."
    shared = [name for name in own if not question.each or not name.startswith(prefix)]
    for name in shared:
        lines += _template_fact(rulebook, rulebook.facts[name], name, language, "# ")
    if question.each:
        lines += ["", f"{question.subjects_key}:", "  - id: subject-1", "    # name: …"]
        for name in own:
            if name.startswith(prefix):
                lines += _template_fact(rulebook, rulebook.facts[name], name.removeprefix(prefix), language, "    # ")
    return "\n".join(lines) + "\n"


def _template_fact(rulebook: Rulebook, fact: Fact, name: str, language: Language, lead: str) -> list[str]:
    lines = ["", f"{lead.replace('# ', '')}# {fact.question.text(language)}"]
    kind = type_words(rulebook, fact, language)
    if fact.finding:
        return [*lines, f"{lead}{name}: {{value: true, by: …, on: 2019-06-03, reason: …}}  # {kind}"]
    if fact.type.record:
        short = [part.id.rpartition(".")[2] for part in rulebook.fields_of_record[fact.type.record]]
        return [*lines, f"{lead}{name}: []  # {{{', '.join(f'{part}: …' for part in short)}}}"]
    return [*lines, f"{lead}{name}: …  # {kind}"]
