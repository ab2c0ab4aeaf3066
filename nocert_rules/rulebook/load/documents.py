"""Loads documents, provisions and the rules, computed values and definitions that stand with them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import cast, get_args

from nocert_rules.rulebook.load.catalogue import Registry
from nocert_rules.rulebook.load.conditions import ConditionReader
from nocert_rules.rulebook.load.files import Sections
from nocert_rules.rulebook.load.reader import Fields
from nocert_rules.rulebook.load.vocabulary import DATE, Vocabulary
from nocert_rules.rulebook.model.catalogue import Conclusion, Definition
from nocert_rules.rulebook.model.conditions import ALWAYS, All, InForce, Term
from nocert_rules.rulebook.model.rules import ComputedValue, Document, Provision, Rule, Status
from nocert_rules.rulebook.model.values import Modality, Source, Type
from nocert_rules.words.errors import Position, Problems

MODALITIES = get_args(Modality)
STATUSES = get_args(Status)
_DOCUMENT_KEYS = (
    "id", "title", "short", "draft", "territory", "in_force_from", "trial_years", "sha256", "source", "contents",
)  # fmt: skip
_RULE_KEYS = (
    "id", "quote", "also", "modality", "bearer", "against", "outside_force", "when", "then", "leaves_open", "gap",
    "exception_to",
)  # fmt: skip


@dataclass
class Documents:
    """Everything the rules folders hold."""

    documents: dict[str, Document] = field(default_factory=dict)
    provisions: dict[str, Provision] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    computed: dict[str, ComputedValue] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)


def load_documents(
    sections: Sections, vocabulary: Vocabulary, conclusions: dict[str, Conclusion], problems: Problems
) -> Documents:
    """Documents with all that stands in them; every quote is checked against its provision."""
    loader = _Loader(sections, vocabulary, conclusions, problems)
    loader.load_documents()
    loader.load_provisions()
    loader.load_computed_values()
    loader.load_definitions()
    loader.load_rules()
    loader.check_texts()
    return Documents(
        loader.documents.sorted(),
        loader.provisions.sorted(loader.place_in_text),
        loader.rules.sorted(loader.place_of_rule),
        loader.computed.sorted(),
        vocabulary.definitions,
    )


class _Loader:
    def __init__(
        self, sections: Sections, vocabulary: Vocabulary, conclusions: dict[str, Conclusion], problems: Problems
    ) -> None:
        self.sections = sections
        self.vocabulary = vocabulary
        self.conclusions = conclusions
        self.problems = problems
        self.documents: Registry[Document] = Registry("document", problems)
        self.provisions: Registry[Provision] = Registry("provision", problems)
        self.rules: Registry[Rule] = Registry("rule", problems)
        self.computed: Registry[ComputedValue] = Registry("computed value", problems)
        self.with_provision: list[tuple[Provision, Fields]] = []

    def place_in_text(self, provision: str) -> tuple[str, int]:
        """Sorts provisions as their documents list them."""
        document = self.documents.found.get(provision.partition("/")[0])
        contents = document.contents if document else ()
        return (document.id if document else "", contents.index(provision) if provision in contents else -1)

    def place_of_rule(self, name: str) -> tuple[tuple[str, int], int, str]:
        """Sorts rules by provision, then by where the quoted words stand in it."""
        rule = self.rules.found[name]
        provision = self.provisions.found.get(rule.provision)
        place = provision.text.find(rule.sources[0].quote) if provision else -1
        return (self.place_in_text(rule.provision), place, name)

    def load_documents(self) -> None:
        for fields in self.sections.each("document"):
            fields.only(_DOCUMENT_KEYS)
            name = fields.text("id")
            document = Document(
                id=name,
                title=fields.label("title"),
                short=fields.label("short"),
                draft=fields.flag("draft"),
                territory=fields.text("territory"),
                in_force_from=self._date_fact(fields),
                trial_years=fields.integer("trial_years") if fields.has("trial_years") else None,
                sha256=fields.text("sha256"),
                contents=tuple(f"{name}/{place}" for place in fields.texts("contents")),
                source=fields.label("source"),
                position=fields.position,
            )
            self.documents.add(name, document, fields.position)

    def _date_fact(self, fields: Fields) -> str:
        name = fields.text("in_force_from")
        if name not in self.vocabulary.facts:
            self.problems.unknown_name("fact", name, fields.place("in_force_from"), self.vocabulary.facts)
        elif self.vocabulary.facts[name].type != DATE:
            found = self.vocabulary.facts[name].type
            self.problems.add("fact_type", fields.place("in_force_from"), fact=name, found=found, expected=DATE)
        return name

    def load_provisions(self) -> None:
        for fields in self.sections.each("provisions"):
            fields.only(("provision", "heading", "text", "status", "reason", "rules", "values", "definitions"))
            name = fields.text("provision")
            document = name.partition("/")[0]
            if name and document not in self.documents.found:
                self.problems.unknown_name("document", document, fields.place("provision"), self.documents.found)
            if document in self.documents.found and name not in self.documents.found[document].contents:
                contents = self.documents.found[document].contents
                self.problems.unknown_name("provision", name, fields.place("provision"), contents)
            provision = Provision(
                id=name,
                document=document,
                heading=fields.label("heading"),
                text=fields.text("text").strip("\n"),
                status=cast(Status, fields.choice("status", STATUSES)),
                reason=fields.optional_label("reason"),
                position=fields.position,
            )
            self._check_status(provision, fields)
            self.provisions.add(name, provision, fields.position)
            self.with_provision.append((provision, fields))

    def _check_status(self, provision: Provision, fields: Fields) -> None:
        encodes = any(fields.nodes(key) for key in ("rules", "values", "definitions"))
        if provision.status != "encoded" and encodes:
            self.problems.add("rules_without_encoding", fields.position, status=provision.status)
        if provision.status != "encoded" and provision.reason is None:
            self.problems.add("reason_missing", fields.position, status=provision.status)

    def load_computed_values(self) -> None:
        found = [(p, part) for p, fields in self.with_provision for part in fields.each("values", "a computed value")]
        for _, fields in found:
            name = fields.text("id")
            if name in self.vocabulary.facts:
                position = self.vocabulary.facts[name].position
                self.problems.add("duplicate_id", fields.position, kind="fact", found=name, first=position)
            self.vocabulary.computed[name] = Type("date")
        reader = ConditionReader(self.vocabulary, self.problems)
        for provision, fields in found:
            fields.only(("id", "label", "quote", "is"))
            name = fields.text("id")
            node = fields.child("is")
            term: Term | None = reader.term(node, name, Type("date")) if node else None
            if term is None:
                continue
            value = ComputedValue(
                name,
                Type("date"),
                fields.label("label"),
                self._quote(fields, provision),
                provision.document,
                term,
                fields.position,
            )
            self.computed.add(name, value, fields.position)

    def load_definitions(self) -> None:
        registry: Registry[Definition] = Registry("definition", self.problems)
        for provision, parent in self.with_provision:
            for fields in parent.each("definitions", "a definition"):
                fields.only(("id", "quote", "of", "is"))
                name, records = fields.text("id"), fields.text("of")
                type_ = self.vocabulary.type_of(records)
                if type_ is None or type_.name != "records":
                    self.problems.add("not_records", fields.place("of"), found=records)
                node = fields.child("is")
                reader = ConditionReader(self.vocabulary, self.problems, records)
                condition = reader.condition(node) if node else ALWAYS
                definition = Definition(name, records, self._quote(fields, provision), condition, fields.position)
                registry.add(name, definition, fields.position)
        self.vocabulary.definitions.update(registry.sorted())

    def load_rules(self) -> None:
        for provision, parent in self.with_provision:
            reader = ConditionReader(
                self.vocabulary, self.problems, document=provision.document, conclusions=self.conclusions
            )
            for fields in parent.each("rules", "a rule"):
                fields.only(_RULE_KEYS)
                rule = self._rule(fields, provision, reader)
                self.rules.add(rule.id, rule, fields.position)
        rested_on = {source.provision for rule in self.rules.found.values() for source in rule.sources}
        for provision, parent in self.with_provision:
            own = parent.has("values") or parent.has("definitions")
            if provision.status == "encoded" and provision.id not in rested_on and not own:
                self.problems.add("encoded_without_rules", provision.position)
        for rule in self.rules.found.values():
            self._check_exceptions(rule)

    def _rule(self, fields: Fields, provision: Provision, reader: ConditionReader) -> Rule:
        when = fields.child("when")
        condition = reader.condition(when) if when else ALWAYS
        # nearly every rule speaks only while its document is in force; a few speak of the time before and after
        outside = fields.flag("outside_force", False)
        rule = Rule(
            id=fields.text("id"),
            provision=provision.id,
            document=provision.document,
            sources=(self._quote(fields, provision), *self._further_sources(fields)),
            modality=cast(Modality, fields.choice("modality", MODALITIES)) if fields.has("modality") else None,
            bearer=self._parties(fields, "bearer"),
            against=self._parties(fields, "against"),
            when=condition if outside else All((InForce(provision.document), condition)),
            conclusion=self._conclusion(fields),
            exception_to=fields.texts("exception_to"),
            gap=fields.optional_label("gap"),
            position=fields.position,
        )
        if rule.conclusion is None and not rule.exception_to:
            self.problems.add("rule_concludes_nothing", fields.position)
        if fields.has("leaves_open") != fields.has("gap"):
            self.problems.add("gap_words", fields.position)
        return rule

    def _conclusion(self, fields: Fields) -> str | None:
        if fields.has("leaves_open") and fields.has("then"):
            self.problems.add("both_keys", fields.position, first="then", second="leaves_open")
        key = "leaves_open" if fields.has("leaves_open") else "then"
        if not fields.has(key):
            return None
        name = fields.text(key)
        if name and name not in self.conclusions:
            self.problems.unknown_name("conclusion", name, fields.place(key), self.conclusions)
        return name

    def _parties(self, fields: Fields, key: str) -> tuple[str, ...]:
        names = fields.texts(key)
        known = self.vocabulary.enumerations.get("party")
        parties = tuple(choice.id for choice in known.choices) if known else ()
        for name in names:
            if name not in parties:
                self.problems.unknown_name("party", name, fields.place(key), parties)
        return names

    def _check_exceptions(self, rule: Rule) -> None:
        for target in rule.exception_to:
            if target == rule.id:
                self.problems.add("exception_to_self", rule.position)
            elif target not in self.rules.found:
                self.problems.unknown_name("rule", target, rule.position, self.rules.found)

    def _quote(self, fields: Fields, provision: Provision) -> Source:
        return self._source(fields.text("quote"), provision, fields.place("quote"))

    def _source(self, quote: str, provision: Provision, position: Position) -> Source:
        if quote and quote not in provision.text:
            self.problems.add("quote_not_found", position, found=quote, provision=provision.id)
        return Source(provision.id, quote)

    def _further_sources(self, fields: Fields) -> tuple[Source, ...]:
        sources: list[Source] = []
        for part in fields.each("also", "a further source"):
            part.only(("provision", "quote"))
            name = part.text("provision")
            provision = self.provisions.found.get(name)
            if provision is None:
                self.problems.unknown_name("provision", name, part.place("provision"), self.provisions.found)
            else:
                sources.append(self._source(part.text("quote"), provision, part.place("quote")))
        return tuple(sources)

    def check_texts(self) -> None:
        """The provisions of a document, put together, are its text."""
        for document in self.documents.found.values():
            mine = [name for name in document.contents if name in self.provisions.found]
            for name in document.contents:
                if name not in self.provisions.found:
                    self.problems.add("provision_missing", document.position, found=name)
            found = text_digest("\n".join(self.provisions.found[name].text for name in mine))
            if found != document.sha256:
                self.problems.add("text_differs", document.position, found=found, expected=document.sha256)


def text_digest(text: str) -> str:
    """The sha256 of a text without regard to blank lines and the blanks around lines."""
    lines = (line.strip() for line in text.splitlines())
    return hashlib.sha256("\n".join(line for line in lines if line).encode()).hexdigest()
