"""The Rulebook: everything that was loaded, immutable, shared by every question and thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from nocert_rules.rulebook.model.calendar import CalendarNotice, WorkingDays
from nocert_rules.rulebook.model.catalogue import (
    Conclusion,
    Contradiction,
    Definition,
    Entry,
    Enumeration,
    Fact,
    Jurisdiction,
    Lookup,
    PublishedList,
    Question,
    Requirement,
)
from nocert_rules.rulebook.model.notices import Notice
from nocert_rules.rulebook.model.rules import ComputedValue, Document, Provision, Rule
from nocert_rules.rulebook.model.values import Label


@dataclass(frozen=True, eq=False, repr=False)
class Rulebook:
    """All rules and catalogue data, by id, in the order of the text or of their names.

    `digest` is a sha256 over their content that does not depend on the order of files and keys.
    """

    documents: Mapping[str, Document]
    provisions: Mapping[str, Provision]
    rules: Mapping[str, Rule]
    computed: Mapping[str, ComputedValue]
    definitions: Mapping[str, Definition]
    facts: Mapping[str, Fact]
    enumerations: Mapping[str, Enumeration]
    contradictions: tuple[Contradiction, ...]
    conclusions: Mapping[str, Conclusion]
    questions: Mapping[str, Question]
    notices: Mapping[str, Notice]
    jurisdictions: Mapping[str, Jurisdiction]
    lists: Mapping[str, PublishedList]
    requirements: tuple[Requirement, ...]
    calendar: Mapping[str, CalendarNotice]
    digest: str

    @cached_property
    def working_days(self) -> WorkingDays:
        """The working days, by the notices of the catalogue and the calendar library."""
        return WorkingDays(self.calendar.values())

    @cached_property
    def rules_of_conclusion(self) -> Mapping[str, tuple[Rule, ...]]:
        """For each conclusion, the rules that conclude it or leave it open."""
        found: dict[str, list[Rule]] = {name: [] for name in self.conclusions}
        for rule in self.rules.values():
            if rule.conclusion:
                found[rule.conclusion].append(rule)
        return MappingProxyType({name: tuple(rules) for name, rules in found.items()})

    @cached_property
    def rules_of_provision(self) -> Mapping[str, tuple[Rule, ...]]:
        """For each provision, the rules that rest on it, with their first or a further source."""
        found: dict[str, list[Rule]] = {name: [] for name in self.provisions}
        for rule in self.rules.values():
            for provision in dict.fromkeys(source.provision for source in rule.sources):
                found[provision].append(rule)
        return MappingProxyType({name: tuple(rules) for name, rules in found.items()})

    @cached_property
    def exceptions_of(self) -> Mapping[str, tuple[Rule, ...]]:
        """For each rule, the rules that are exceptions to it."""
        found: dict[str, list[Rule]] = {name: [] for name in self.rules}
        for rule in self.rules.values():
            for target in rule.exception_to:
                found[target].append(rule)
        return MappingProxyType({name: tuple(rules) for name, rules in found.items()})

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every entry of every list, by id."""
        return MappingProxyType({entry.id: entry for list_ in self.lists.values() for entry in list_.entries})

    @cached_property
    def entries_of_certificate(self) -> Mapping[str, tuple[Entry, ...]]:
        """For each certificate name, its entries: looking an item up does not walk the lists."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            found.setdefault(entry.certificate, []).append(entry)
        return MappingProxyType({name: tuple(entries) for name, entries in found.items()})

    @cached_property
    def fields_of_record(self) -> Mapping[str, tuple[Fact, ...]]:
        """For each record type, its fields."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts.values():
            if fact.record:
                found.setdefault(fact.record, []).append(fact)
        return MappingProxyType({name: tuple(fields) for name, fields in found.items()})

    def route_field(self, lookup: Lookup) -> str:
        """The field of the records `lookup.listings` that names the route an item is listed for."""
        return f"{self.facts[lookup.listings].type.record}.route"

    @cached_property
    def route_fields(self) -> frozenset[str]:
        """The route fields of every question that looks items up."""
        lookups = (question.lookup for question in self.questions.values())
        return frozenset(self.route_field(lookup) for lookup in lookups if lookup and lookup.listings)

    @cached_property
    def route_labels(self) -> Mapping[str, Label]:
        """The labels of the routes that lists name."""
        enumerations = {self.facts[name].type.choices for name in self.route_fields}
        return {choice.id: choice.label for name in sorted(enumerations) for choice in self.enumerations[name].choices}

    def ancestry(self, jurisdiction: str) -> tuple[str, ...]:
        """`jurisdiction` and the jurisdictions it lies in, innermost first."""
        chain: list[str] = []
        while jurisdiction:
            chain.append(jurisdiction)
            jurisdiction = self.jurisdictions[jurisdiction].within
        return tuple(chain)
