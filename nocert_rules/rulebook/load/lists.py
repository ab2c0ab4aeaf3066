"""Loads jurisdictions with their parameters, published lists, and requirements of statute."""

from __future__ import annotations

from importlib.resources import files
from typing import cast, get_args

from nocert_rules.rulebook.load.catalogue import Registry
from nocert_rules.rulebook.load.files import Sections
from nocert_rules.rulebook.load.nodes import ScalarNode
from nocert_rules.rulebook.load.reader import Fields
from nocert_rules.rulebook.load.vocabulary import Vocabulary, typed_scalar
from nocert_rules.rulebook.model.catalogue import (
    ITEM_PARTS,
    Entry,
    Grade,
    Jurisdiction,
    Parameter,
    Provenance,
    PublishedList,
    Question,
    Requirement,
)
from nocert_rules.rulebook.model.values import Label, Scalar
from nocert_rules.words.errors import Position, Problems

GRADES = get_args(Grade)
_LIST_KEYS = (
    "list", "title", "jurisdiction", "complete", "drafted_by", "approved_by", "published_on",
    "in_force_from", "in_force_until", "provenance", "entries",
)  # fmt: skip
_ITEM_KEYS = (*ITEM_PARTS, "legal_basis", "provenance")
_ENTRY_KEYS = ("entry", *_ITEM_KEYS, "routes", "route_as_published", "risk_findings")


def load_jurisdictions(sections: Sections, vocabulary: Vocabulary, problems: Problems) -> dict[str, Jurisdiction]:
    """Jurisdictions by id; each lies within another that exists, without a cycle."""
    found: Registry[Jurisdiction] = Registry("jurisdiction", problems)
    for fields in sections.each("jurisdictions"):
        fields.only(("jurisdiction", "name", "level", "within", "time_zone", "parameters"))
        name = fields.text("jurisdiction")
        jurisdiction = Jurisdiction(
            id=name,
            name=fields.label("name"),
            level=fields.text("level"),
            within=fields.text("within", ""),
            parameters=tuple(
                _parameter(part, vocabulary, problems) for part in fields.each("parameters", "a parameter")
            ),
            position=fields.position,
            time_zone=_time_zone(fields, problems),
        )
        found.add(name, jurisdiction, fields.position)
    for jurisdiction in found.found.values():
        _check_within(jurisdiction, found.found, problems)
    return found.sorted()


def _time_zone(fields: Fields, problems: Problems) -> str:
    zone = fields.text("time_zone", "")
    # the names that every system knows, and none that a folder of this one happens to hold
    known = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split() if zone else ()
    if zone and zone not in known:
        problems.add_unknown("unknown_time_zone", fields.place("time_zone"), zone, known)
    return zone


def _check_within(start: Jurisdiction, known: dict[str, Jurisdiction], problems: Problems) -> None:
    if start.within and start.within not in known:
        problems.unknown_name("jurisdiction", start.within, start.position, known)
    seen, current = {start.id}, start
    while current.within in known:
        current = known[current.within]
        if current.id in seen:
            problems.add("cycle_within", start.position, found=start.id)
            return
        seen.add(current.id)


def _parameter(fields: Fields, vocabulary: Vocabulary, problems: Problems) -> Parameter:
    fields.only(("parameter", "value", "source", "unknown", "from", "until"))
    name = fields.text("parameter")
    fact = vocabulary.facts.get(name)
    value: Scalar | None = None
    if fact is None:
        problems.unknown_name("parameter", name, fields.place("parameter"), vocabulary.facts)
    elif fields.has("value"):
        if fields.has("unknown"):
            problems.add("both_keys", fields.position, first="value", second="unknown")
        node = fields.scalar("value", "a value")
        value = _typed(node, name, vocabulary, problems)
        if not fields.has("source"):
            problems.add("value_without_source", fields.position, found=name)
    source = fields.optional_label("source") or (fields.label("unknown") if not fields.has("value") else Label("", ""))
    return Parameter(name, value, source, fields.day("from"), fields.day("until"), fields.position)


def _typed(node: ScalarNode | None, fact: str, vocabulary: Vocabulary, problems: Problems) -> Scalar | None:
    if node is None:
        return None
    known = vocabulary.facts[fact]
    return typed_scalar(node, fact, known.type, vocabulary.choices(known.type), problems, known.minimum)


def load_lists(
    sections: Sections,
    vocabulary: Vocabulary,
    jurisdictions: dict[str, Jurisdiction],
    questions: dict[str, Question],
    problems: Problems,
) -> dict[str, PublishedList]:
    """Published lists by id."""
    loader = _ListLoader(vocabulary, questions, problems)
    found: Registry[PublishedList] = Registry("list", problems)
    for fields in sections.each("lists"):
        fields.only(_LIST_KEYS)
        name = fields.text("list")
        jurisdiction = _jurisdiction(fields, jurisdictions, problems)
        provenance = _provenance(fields, problems)
        entries = tuple(loader.entry(part, name, provenance) for part in fields.each("entries", "an entry"))
        loader.check_items(entries)
        published = PublishedList(
            id=name,
            title=fields.label("title"),
            jurisdiction=jurisdiction,
            complete=fields.flag("complete"),
            drafted_by=fields.text("drafted_by", ""),
            approved_by=fields.text("approved_by", ""),
            published_on=fields.day("published_on"),
            in_force_from=fields.day("in_force_from"),
            in_force_until=fields.day("in_force_until"),
            provenance=provenance,
            entries=entries,
            position=fields.position,
        )
        found.add(name, published, fields.position)
    return found.sorted()


def _jurisdiction(fields: Fields, jurisdictions: dict[str, Jurisdiction], problems: Problems) -> str:
    name = fields.text("jurisdiction")
    if name and name not in jurisdictions:
        problems.unknown_name("jurisdiction", name, fields.place("jurisdiction"), jurisdictions)
    return name


def _provenance(fields: Fields, problems: Problems) -> Provenance:
    part = fields.mapping("provenance")
    if part is None:
        problems.add("missing_key", fields.position, key="provenance", where=fields.where)
        return Provenance("", "C", ())
    part.only(("source", "grade", "inferred", "note"))
    grade = cast(Grade, part.choice("grade", GRADES))
    return Provenance(part.text("source"), grade, part.texts("inferred"), part.optional_label("note"))


class _ListLoader:
    """Reads entries; the fields beyond an item's own are those that some question's lookup maps to facts."""

    def __init__(self, vocabulary: Vocabulary, questions: dict[str, Question], problems: Problems) -> None:
        self.vocabulary = vocabulary
        self.problems = problems
        lookups = [question.lookup for question in questions.values() if question.lookup]
        named = [pair for lookup in lookups for pair in lookup.fields.items()]
        self.fields = {key: fact for key, fact in named if fact in vocabulary.facts}
        self.risks = {name for lookup in lookups for name in lookup.risk_findings}
        record_types = {
            vocabulary.facts[lookup.listings].type.record for lookup in lookups if lookup.listings in vocabulary.facts
        }
        self.routes = self._routes(record_types)
        self.ids: Registry[Position] = Registry("entry", problems)

    def _routes(self, record_types: set[str]) -> tuple[str, ...]:
        names = [f"{record}.route" for record in sorted(record_types)]
        return tuple(
            r
            for name in names
            if name in self.vocabulary.facts
            for r in self.vocabulary.choices(self.vocabulary.facts[name].type)
        )

    def entry(self, fields: Fields, list_id: str, of_list: Provenance) -> Entry:
        fields.only((*_ENTRY_KEYS, *self.fields))
        name = fields.text("entry")
        self.ids.add(name, fields.position, fields.position)
        facts: dict[str, Scalar] = {}
        for key in self.fields:
            if fields.has(key):
                node = fields.scalar(key, "a value")
                value = _typed(node, self.fields[key], self.vocabulary, self.problems)
                if value is not None:
                    facts[key] = value
        return Entry(
            id=name,
            list_id=list_id,
            certificate=fields.text("certificate"),
            matter=fields.text("matter", ""),
            requesting_unit=fields.text("requesting_unit", ""),
            issuing_unit=fields.text("issuing_unit", ""),
            routes=self._known(fields, "routes", self.routes),
            facts=facts,
            risk_findings=self._known(fields, "risk_findings", tuple(sorted(self.risks))),
            route_as_published=fields.text("route_as_published", ""),
            legal_basis=fields.text("legal_basis", ""),
            provenance=_provenance(fields, self.problems) if fields.has("provenance") else of_list,
            position=fields.position,
        )

    def _known(self, fields: Fields, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        names = fields.texts(key)
        for name in names:
            if name not in known:
                self.problems.unknown_name("value", name, fields.place(key), known)
        return names

    def check_items(self, entries: tuple[Entry, ...]) -> None:
        """An item stands once in a list: certificate × matter × requesting unit × issuing unit."""
        first: dict[tuple[str, ...], str] = {}
        for entry in entries:
            if entry.item in first:
                self.problems.add("duplicate_item", entry.position, first=first[entry.item])
            first.setdefault(entry.item, entry.id)


def load_requirements(
    sections: Sections, jurisdictions: dict[str, Jurisdiction], problems: Problems
) -> tuple[Requirement, ...]:
    """What statutes require; shown beside the lists, opening no route."""
    found: Registry[Requirement] = Registry("requirement", problems)
    for fields in sections.each("requirements"):
        fields.only(("requirement", "jurisdiction", "note", *_ITEM_KEYS))
        name = fields.text("requirement")
        requirement = Requirement(
            id=name,
            jurisdiction=_jurisdiction(fields, jurisdictions, problems),
            certificate=fields.text("certificate"),
            matter=fields.text("matter", ""),
            requesting_unit=fields.text("requesting_unit", ""),
            issuing_unit=fields.text("issuing_unit", ""),
            legal_basis=fields.text("legal_basis", ""),
            note=fields.text("note", ""),
            provenance=_provenance(fields, problems),
        )
        found.add(name, requirement, fields.position)
    return tuple(found.sorted().values())
