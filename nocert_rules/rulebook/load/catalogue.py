"""Loads the vocabulary: enumerations, facts, records, contradictions, conclusions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from nocert_rules.rulebook.load.conditions import ConditionReader
from nocert_rules.rulebook.load.files import Sections
from nocert_rules.rulebook.load.nodes import MapNode, Node, ScalarNode, kind_of
from nocert_rules.rulebook.load.reader import Fields
from nocert_rules.rulebook.load.vocabulary import Vocabulary
from nocert_rules.rulebook.model.catalogue import CHANGEABLE, Choice, Conclusion, Contradiction, Enumeration, Fact
from nocert_rules.rulebook.model.conditions import ALWAYS
from nocert_rules.rulebook.model.values import Label, Type
from nocert_rules.words.errors import Position, Problems

_SIMPLE = {type_.name: type_ for type_ in (Type("boolean"), Type("integer"), Type("text"), Type("date"))}


T = TypeVar("T")


class Registry(Generic[T]):
    """Collects things by id and notes an id that is taken."""

    def __init__(self, kind: str, problems: Problems) -> None:
        self.kind = kind
        self.problems = problems
        self.found: dict[str, T] = {}
        self._places: dict[str, Position] = {}

    def add(self, name: str, thing: T, position: Position) -> None:
        """Take `thing` under `name`; a second one of that name is a problem."""
        if name in self.found:
            first = self._places[name]
            self.problems.add("duplicate_id", position, kind=self.kind, found=name, first=first)
        elif name:
            self.found[name] = thing
            self._places[name] = position

    def sorted(self, key: Callable[[str], Any] | None = None) -> dict[str, T]:
        """What was taken, in the order of ids (or of `key` of the id)."""
        return {name: self.found[name] for name in sorted(self.found, key=key)}


def load_vocabulary(sections: Sections, problems: Problems) -> Vocabulary:
    """Enumerations and facts, with the fields of records among the facts."""
    enumerations: Registry[Enumeration] = Registry("enumeration", problems)
    for fields in sections.each("enumerations"):
        fields.only(("enumeration", "label", "values"))
        name = fields.text("enumeration")
        enumerations.add(name, Enumeration(name, fields.label("label"), _choices(fields)), fields.position)
    facts: Registry[Fact] = Registry("fact", problems)
    for fields in sections.each("facts"):
        fact = _fact(fields, "", problems)
        facts.add(fact.id, fact, fields.position)
    for record in sections.each("records"):
        record.only(("record", "fields"))
        for fields in record.each("fields", "a field"):
            fact = _fact(fields, record.text("record"), problems)
            facts.add(fact.id, fact, fields.position)
    _check_types(facts.found, enumerations.found, problems)
    return Vocabulary(facts.sorted(), enumerations.sorted())


def _choices(fields: Fields) -> tuple[Choice, ...]:
    choices: Registry[Choice] = Registry("value", fields.problems)
    for value in fields.each("values", "a value"):
        value.only(("value", "label", "called"))
        choice = Choice(value.text("value"), value.label("label"), value.texts("called"))
        choices.add(choice.id, choice, value.position)
    return tuple(choices.found.values())


def _fact(fields: Fields, record: str, problems: Problems) -> Fact:
    fields.only(("fact", "type", "label", "question", "supplied_by", "changeable", "finding", "minimum"))
    node = fields.child("type")
    label = fields.label("label")
    return Fact(
        id=fields.text("fact"),
        type=_type(node, problems) if node else Type("text"),
        label=label,
        question=label if record and not fields.has("question") else fields.label("question"),
        supplied_by=fields.text("supplied_by", "" if record else None),
        changeable=fields.choice("changeable", CHANGEABLE, ""),
        finding=fields.flag("finding", False),
        record=record,
        minimum=fields.integer("minimum") if fields.has("minimum") else None,
        position=fields.position,
    )


def _type(node: Node, problems: Problems) -> Type:
    if isinstance(node, ScalarNode) and node.text in _SIMPLE:
        return _SIMPLE[node.text]
    if isinstance(node, MapNode) and len(node.entries) == 1:
        ((key, value),) = node.entries
        if isinstance(value, ScalarNode) and key.text == "one_of":
            return Type("one_of", choices=value.text)
        if isinstance(value, ScalarNode) and key.text == "records":
            return Type("records", record=value.text)
    expected = "`boolean`, `integer`, `text`, `date`, `{one_of: …}` or `{records: …}`"
    problems.add("expected_value", node.position, found=kind_of(node), expected=expected)
    return Type("text")


def _check_types(facts: dict[str, Fact], enumerations: dict[str, Enumeration], problems: Problems) -> None:
    records = {fact.record for fact in facts.values() if fact.record}
    for fact in facts.values():
        if fact.type.name == "one_of" and fact.type.choices not in enumerations:
            problems.unknown_name("enumeration", fact.type.choices, fact.position, enumerations)
        if fact.type.name == "records" and fact.type.record not in records:
            problems.unknown_name("record", fact.type.record, fact.position, records)
        if fact.supplied_by and "supplier" in enumerations:
            known = [choice.id for choice in enumerations["supplier"].choices]
            if fact.supplied_by not in known:
                problems.unknown_name("supplier", fact.supplied_by, fact.position, known)


def load_contradictions(sections: Sections, vocabulary: Vocabulary, problems: Problems) -> tuple[Contradiction, ...]:
    """Combinations of facts that cannot be."""
    found: Registry[Contradiction] = Registry("contradiction", problems)
    reader = ConditionReader(vocabulary, problems)
    for fields in sections.each("contradictions"):
        fields.only(("contradiction", "when", "label"))
        node = fields.child("when")
        name = fields.text("contradiction")
        condition = reader.condition(node) if node else ALWAYS
        found.add(name, Contradiction(name, condition, fields.label("label"), fields.position), fields.position)
    return tuple(found.sorted().values())


def load_conclusions(sections: Sections, vocabulary: Vocabulary, problems: Problems) -> dict[str, Conclusion]:
    """What rules can conclude."""
    found: Registry[Conclusion] = Registry("conclusion", problems)
    for fields in sections.each("conclusions"):
        fields.only(("conclusion", "label", "words", "scale", "tension", "defect", "opposes"))
        name = fields.text("conclusion")
        scale = fields.text("scale", "")
        if scale and scale not in vocabulary.enumerations:
            problems.unknown_name("enumeration", scale, fields.place("scale"), vocabulary.enumerations)
        conclusion = Conclusion(
            id=name,
            label=fields.label("label"),
            words=_words(fields),
            scale=scale,
            tension=fields.flag("tension", False),
            opposes=fields.texts("opposes"),
            position=fields.position,
            defect=fields.flag("defect", False),
        )
        found.add(name, conclusion, fields.position)
    for conclusion in found.found.values():
        for other in conclusion.opposes:
            if other not in found.found:
                problems.unknown_name("conclusion", other, conclusion.position, found.found)
    return found.sorted()


def _words(fields: Fields) -> dict[str, Label]:
    words = fields.mapping("words")
    if not words:
        return {}
    words.only(("yes", "no", "undetermined"))
    return {key: words.label(key) for key in ("yes", "no", "undetermined") if words.has(key)}
