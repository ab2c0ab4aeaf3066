"""Loads the questions: what each needs, what it answers, and how a list item becomes its facts."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from nocert_rules.rulebook.load.catalogue import Registry
from nocert_rules.rulebook.load.files import Sections
from nocert_rules.rulebook.load.nodes import ScalarNode
from nocert_rules.rulebook.load.reader import Fields, boolean_of
from nocert_rules.rulebook.load.vocabulary import Vocabulary
from nocert_rules.rulebook.model.catalogue import (
    ITEM_PARTS,
    AnswerField,
    AnswerKind,
    Conclusion,
    Lookup,
    Option,
    Question,
)
from nocert_rules.rulebook.model.rules import Document
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, Problems

_KINDS: tuple[AnswerKind, ...] = get_args(AnswerKind)
_KEYS = (
    "question", "label", "asked_by", "asked_of", "each", "documents", "groups", "facts", "ask_order", "conclusions",
    "answer", "lookup",
)  # fmt: skip


def load_questions(
    sections: Sections,
    vocabulary: Vocabulary,
    conclusions: dict[str, Conclusion],
    documents: dict[str, Document],
    problems: Problems,
) -> dict[str, Question]:
    """Questions by id."""
    found: Registry[Question] = Registry("question", problems)
    for fields in sections.each("questions"):
        fields.only(_KEYS)
        name = fields.text("question")
        names = _Names(vocabulary, conclusions, problems)
        for document in fields.texts("documents"):
            if document not in documents:
                problems.unknown_name("document", document, fields.place("documents"), documents)
        question = Question(
            id=name,
            label=fields.label("label"),
            asked_by=fields.label("asked_by"),
            each=fields.text("each", ""),
            documents=fields.texts("documents"),
            facts=names.facts(fields, "facts"),
            conclusions=names.conclusions_of(fields, "conclusions"),
            answer=tuple(_answer(part, names) for part in fields.each("answer", "an answer field")),
            lookup=_lookup(fields, names),
            position=fields.position,
            groups=_groups(fields, problems),
            asked_of=names.among(fields, "asked_of", "supplier", names.suppliers()),
            ask_order=names.among(fields, "ask_order", "fact", fields.texts("facts")),
        )
        found.add(name, question, fields.position)
    return found.sorted()


def _groups(parent: Fields, problems: Problems) -> dict[str, Label]:
    """Headings by the beginning of the names of the facts under them; each has to head one at least."""
    found: Registry[Label] = Registry("group", problems)
    facts = parent.texts("facts")
    for fields in parent.each("groups", "a group"):
        fields.only(("group", "label"))
        name = fields.text("group")
        if not any(fact.startswith(f"{name}.") for fact in facts):
            problems.unknown_name("group", name, fields.place("group"), {fact.rpartition(".")[0] for fact in facts})
        found.add(name, fields.label("label"), fields.position)
    return found.found


class _Names:
    """Checks the names a question uses."""

    def __init__(self, vocabulary: Vocabulary, conclusions: dict[str, Conclusion], problems: Problems) -> None:
        self.vocabulary = vocabulary
        self.known_conclusions = conclusions
        self.problems = problems

    def fact(self, fields: Fields, key: str, type_: str = "") -> str:
        name = fields.text(key)
        if name:
            self.check_fact(name, fields.place(key), type_)
        return name

    def check_fact(self, name: str, place: Position, type_: str = "") -> None:
        """Note a fact that does not exist, or is not of type `type_` where one is given."""
        fact = self.vocabulary.facts.get(name)
        if fact is None:
            self.problems.unknown_name("fact", name, place, self.vocabulary.facts)
        elif type_ and fact.type.name != type_:
            self.problems.add("fact_type", place, fact=name, found=fact.type, expected=type_)

    def facts(self, fields: Fields, key: str) -> tuple[str, ...]:
        fields.nodes(key)  # one name alone is no list of facts
        names = fields.placed_texts(key)
        for name, place in names:
            record = self.vocabulary.record_of(name)
            if record:
                self.problems.add("field_as_fact", place, found=name, record=record)
            self.check_fact(name, place)
        return tuple(name for name, _ in names)

    def suppliers(self) -> tuple[str, ...]:
        enumeration = self.vocabulary.enumerations.get("supplier")
        return tuple(choice.id for choice in enumeration.choices) if enumeration else ()

    def among(self, fields: Fields, key: str, kind: str, known: Collection[str]) -> tuple[str, ...]:
        names = fields.placed_texts(key)
        for name, place in names:
            if name not in known:
                self.problems.unknown_name(kind, name, place, known)
        return tuple(name for name, _ in names)

    def route(self, assumed: Fields, listings: str) -> str:
        """The route of `assumed`, one of those that records of the fact `listings` can have, if they have any."""
        route = assumed.text("route")
        fact = self.vocabulary.facts.get(listings)
        field = self.vocabulary.facts.get(f"{fact.type.record}.route") if fact else None
        choices = self.vocabulary.choices(field.type) if field else ()
        if choices and route not in choices:
            self.problems.unknown_name("route", route, assumed.place("route"), choices)
        return route

    def conclusion(self, fields: Fields, key: str) -> str:
        name = fields.text(key)
        if name and name not in self.known_conclusions:
            self.problems.unknown_name("conclusion", name, fields.place(key), self.known_conclusions)
        return name

    def conclusions_of(self, fields: Fields, key: str) -> tuple[str, ...]:
        fields.nodes(key)  # one name alone is no list of conclusions
        return self.among(fields, key, "conclusion", self.known_conclusions)


def _answer(fields: Fields, names: _Names) -> AnswerField:
    kind = next((kind for kind in _KINDS if fields.has(kind)), None)
    if kind is None:
        names.problems.add("missing_key", fields.position, key="status", where="an answer field")
    for other in [each for each in _KINDS if fields.has(each) and each != kind]:
        names.problems.add("both_keys", fields.position, first=kind, second=other)
    if kind in ("options", "value") and fields.has("decides"):
        names.problems.add("decides_kind", fields.place("decides"), found=kind)
    fields.only(("field", "label", "decides", "quiet", "shown_if", *_KINDS))
    options: list[Option] = []
    for part in fields.each("options", "an option") if kind == "options" else ():
        part.only(("option", "label", "status"))
        options.append(Option(part.text("option"), part.label("label"), names.conclusion(part, "status")))
    if kind == "value" and fields.text("value") not in names.vocabulary.computed:
        names.problems.unknown_name(
            "computed value", fields.text("value"), fields.place("value"), names.vocabulary.computed
        )
    return AnswerField(
        id=fields.text("field"),
        kind=kind or "status",
        label=fields.label("label"),
        conclusion=names.conclusion(fields, kind) if kind in ("status", "permits") else "",
        options=tuple(options),
        value=fields.text("value") if kind == "value" else "",
        shown_if=names.conclusion(fields, "shown_if") if fields.has("shown_if") else "",
        decides=fields.flag("decides", False),
        quiet=fields.flag("quiet", False),
    )


def _lookup(parent: Fields, names: _Names) -> Lookup | None:
    fields = parent.mapping("lookup")
    if fields is None:
        return None
    fields.only(("listings", "item", "fields", "within_territory", "assumed", "risk_findings"))
    assumed = fields.mapping("assumed")
    listings = names.fact(fields, "listings", "records") if fields.has("listings") else ""
    return Lookup(
        listings=listings,
        item=_facts_by_key(fields, "item", names, "text", ITEM_PARTS),
        fields=_facts_by_key(fields, "fields", names),
        within_territory=names.fact(fields, "within_territory", "boolean") if fields.has("within_territory") else "",
        assumed_findings=_flags_by_fact(assumed, "findings", names) if assumed else {},
        assumed_route=names.route(assumed.only(("route", "findings")), listings) if assumed else "",
        risk_findings=_facts_by_key(fields, "risk_findings", names, "boolean"),
    )


def _facts_by_key(
    fields: Fields, key: str, names: _Names, type_: str = "", known: tuple[str, ...] = ()
) -> dict[str, str]:
    part = fields.mapping(key)
    if part and known:
        part.only(known)
    return {name.text: names.fact(part, name.text, type_) for name, _ in part.node.entries} if part else {}


def _flags_by_fact(fields: Fields, key: str, names: _Names) -> dict[str, bool]:
    part = fields.mapping(key)
    found: dict[str, bool] = {}
    for name, node in part.node.entries if part else ():
        names.check_fact(name.text, name.position, "boolean")
        value = boolean_of(node) if isinstance(node, ScalarNode) else None
        if value is None:
            names.problems.add("expected_value", node.position, found="a value", expected="`true` or `false`")
        found[name.text] = bool(value)
    return found
