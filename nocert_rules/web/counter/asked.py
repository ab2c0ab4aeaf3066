"""The question on the page: its words and fields, who knows it, and why it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nocert_rules.dialogue.forms import Given, Key, form_of
from nocert_rules.dialogue.interview.session import Ask
from nocert_rules.engine.decision.decide import Decision
from nocert_rules.engine.facts.case import Origin
from nocert_rules.render.view import supplier_text
from nocert_rules.render.words import word
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Source
from nocert_rules.web.counter.fields import FactFields, fields_of_fact
from nocert_rules.web.counter.standing import Standing
from nocert_rules.words.messages import Language


@dataclass(frozen=True)
class WhyView:
    """A conclusion that hangs on a question, with the words of the text behind it."""

    label: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class AskedView:
    """A question as it is shown. `remaining` says how many are left; empty for one asked out of turn."""

    name: str
    text: str
    fields: FactFields
    problems: tuple[str, ...]
    known_by: str
    remaining: str
    why: tuple[WhyView, ...]
    answered: bool


def asked_view(rulebook: Rulebook, stands: Standing, name: str, rows: int, language: Language) -> AskedView:
    """The question for the fact `name`."""
    fact = rulebook.facts[name]
    key = Key(None, name)
    ask = stands.ask if stands.ask and stands.ask.name == name else None
    supplied = _supplied(rulebook, stands.decision, name)
    return AskedView(
        name=name,
        text=fact.question.text(language),
        fields=fields_of_fact(rulebook, fact, stands.form, supplied, rows, language),
        problems=stands.problems.get(key, ()),
        known_by=supplier_text(rulebook, fact, language),
        remaining=word("remaining", language).format(best=ask.best, worst=ask.worst) if ask else "",
        why=_why(rulebook, ask, language) if ask else (),
        answered=name in stands.form.facts or key in stands.form.skipped,
    )


def _supplied(rulebook: Rulebook, decision: Decision | None, name: str) -> Given | None:
    """What lists say of a fact, as people would fill it in; nobody takes over another's finding."""
    situation = decision.case.situations[0] if decision else None
    if decision is None or situation is None or name not in situation.values or rulebook.facts[name].finding:
        return None
    said = replace(situation, origins={name: Origin("case")})
    return form_of(replace(decision.case, situations=(said,)), rulebook).facts.get(name)


def _why(rulebook: Rulebook, ask: Ask, language: Language) -> tuple[WhyView, ...]:
    found = []
    for name in ask.decides:
        rules = [rule for rule in ask.rules if rule.conclusion == name]
        sources = tuple(dict.fromkeys(rule.sources[0] for rule in rules))
        label = rulebook.conclusions[name].label.text(language)
        modality = next((rule.modality for rule in rules if rule.modality), None)
        colon = "：" if language == "zh" else ": "
        found.append(WhyView(f"{word(modality, language)}{colon}{label}" if modality else label, sources))
    return tuple(found)
