"""Mutants of whom a norm binds: another party in the place of a bearer, or one of several bearers left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Label


def other_bearers(rule: Rule, rulebook: Rulebook) -> Iterator[tuple[Rule, Label]]:
    """`rule` with other bearers, and the fault in words; nothing for a rule that is no norm."""
    if rule.modality is None:
        return
    for number, party in enumerate(rule.bearer):
        before, after = rule.bearer[:number], rule.bearer[number + 1 :]
        for other in _confused_with(rule, rulebook)[:1]:
            words = Label(f"义务主体 {party} → {other}", f"bearer {party} → {other}")
            yield replace(rule, bearer=(*before, other, *after)), words
        if before or after:
            words = Label(f"义务主体少了 {party}", f"leaves out the bearer {party}")
            yield replace(rule, bearer=(*before, *after)), words


def _confused_with(rule: Rule, rulebook: Rulebook) -> list[str]:
    """The parties that are not bound: first those that the provision names, then those that the document names."""
    provision = rulebook.provisions[rule.provision].text
    document = "\n".join(own.text for own in rulebook.provisions.values() if own.document == rule.document)
    known = rulebook.enumerations.get("party")
    others = [choice for choice in (known.choices if known else ()) if choice.id not in rule.bearer]
    others.sort(key=lambda choice: [not any(word in text for word in choice.called) for text in (provision, document)])
    return [choice.id for choice in others]
