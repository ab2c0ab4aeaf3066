"""Reads the facts of a case file (or of `--fact` options) for a question, strictly typed by the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from nocert_rules.engine.facts.case import Finding, Origin
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, kind_of, parse
from nocert_rules.rulebook.load.reader import Fields, fields_of, items_of
from nocert_rules.rulebook.load.vocabulary import EXPECTED, typed_scalar
from nocert_rules.rulebook.model.catalogue import Fact, Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar, Value
from nocert_rules.words.errors import Position, Problems, listed, shown

RESERVED = ("question", "jurisdiction", "as_of")
FINDING_KEYS = ("value", "by", "on", "reason")


@dataclass
class Given:
    """Facts as given: values, where each came from, and its place for messages."""

    values: dict[str, Value] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    places: dict[str, Position] = field(default_factory=dict)


@dataclass
class GivenSubject:
    """One subject of a case with its own facts."""

    id: str
    name: str
    given: Given
    position: Position


@dataclass
class GivenCase:
    """What files and options say, before lists and jurisdictions add to it; every file may say the day and place."""

    jurisdictions: list[tuple[str, Position]] = field(default_factory=list)
    days: list[tuple[date, Position]] = field(default_factory=list)
    shared: Given = field(default_factory=Given)
    subjects: list[GivenSubject] = field(default_factory=list)


@dataclass
class FactReader:
    """Reads facts of `question`; `parameters` allows those of jurisdictions too (for golden cases)."""

    rulebook: Rulebook
    question: Question
    problems: Problems
    parameters: bool = False

    def case(self, node: Node) -> GivenCase:
        """The case that the top of a file writes."""
        case = GivenCase()
        fields = fields_of(node, "a case", self.problems)
        if not fields:
            return case
        self._heading(fields, case)
        key = self.question.subjects_key
        rest = [(name, child) for name, child in fields.node.entries if name.text not in (*RESERVED, key or "subjects")]
        self.facts(rest, "", case.shared)
        subjects = fields.node.get(key or "subjects")
        if subjects is not None and not key:
            self.problems.add("each_not_allowed", subjects.position, each="subjects", question=self.question.id)
        elif subjects is not None:
            case.subjects = self._subjects(subjects)
        return case

    def _heading(self, fields: Fields, case: GivenCase) -> None:
        question = fields.text("question", self.question.id)
        if question and question != self.question.id:
            place = fields.place("question")
            self.problems.add("other_question", place, found=shown(question), question=self.question.id)
        jurisdiction = fields.text("jurisdiction", "")
        if jurisdiction:
            case.jurisdictions.append((jurisdiction, fields.place("jurisdiction")))
        day = fields.day("as_of")
        if day:
            case.days.append((day, fields.place("as_of")))

    def _subjects(self, node: Node) -> list[GivenSubject]:
        found: dict[str, GivenSubject] = {}
        for item in items_of(node, "subjects", self.problems):
            fields = fields_of(item, "a subject", self.problems)
            if not fields:
                continue
            subject = GivenSubject(fields.text("id"), fields.text("name", ""), Given(), fields.place("id"))
            if subject.id and subject.id in found:
                self.problems.add("duplicate_subject", subject.position, found=shown(subject.id))
            rest = [(key, child) for key, child in fields.node.entries if key.text not in ("id", "name")]
            self.facts(rest, f"{self.question.each}.", subject.given, own=True)
            found[subject.id] = subject
        if not found and not self.problems.found:
            self.problems.add("no_subjects", node.position, each=self.question.subjects_key)
        return list(found.values())

    def facts(self, entries: Iterable[tuple[ScalarNode, Node]], prefix: str, given: Given, own: bool = False) -> None:
        """Take the facts under `prefix`, `own` for those of a subject; groups may be nested or written with dots."""
        for key, node in entries:
            name = prefix + key.text
            if self._misplaced(name, key.position, own):
                continue
            if name in self.question.facts:
                self._take(name, key, node, given)
            elif self._is_group(name) and isinstance(node, MapNode):
                self.facts(node.entries, f"{name}.", given, own)
            elif self._is_group(name):
                self.problems.add(
                    "expected_mapping", node.position, found=kind_of(node), expected=f"the facts of `{name}`"
                )
            else:
                self._unknown(name, key.position)

    def _misplaced(self, name: str, position: Position, own: bool) -> bool:
        """Whether a fact of each subject stands with those of the whole case, or the other way round."""
        prefix, key = f"{self.question.each}.", self.question.subjects_key
        short = name.removeprefix(prefix)
        if not key or (own and self._is_group(name)):
            return False
        if name in self.question.facts and own == name.startswith(prefix):
            return False
        if not own and name in self.question.facts:
            self.problems.add("fact_of_each", position, found=name, each=key, short=short)
            return True
        if own and (short in self.question.facts or self._is_group(short)):
            self.problems.add("fact_of_all", position, found=short, each=key)
            return True
        return False

    def _is_group(self, name: str) -> bool:
        return any(fact.startswith(f"{name}.") for fact in self.question.facts)

    def _unknown(self, name: str, position: Position) -> None:
        self.problems.add_unknown("unknown_fact", position, name, self.question.facts, question=self.question.id)

    def _take(self, name: str, key: ScalarNode, node: Node, given: Given) -> None:
        fact = self.rulebook.facts[name]
        if name in given.places:
            self.problems.add("twice_given", key.position, fact=name, first=given.places[name])
            return
        given.places[name] = key.position
        if fact.supplied_by == "jurisdiction" and not self.parameters:
            self.problems.add("not_for_people", key.position, fact=name)
            return
        value: Value | None
        finding: Finding | None = None
        if fact.finding:
            value, finding = self._finding(fact, node)
        elif fact.type.name == "records":
            value = self._records(fact, node)
        else:
            value = self._scalar(fact, node)
        if value is not None:
            given.values[name] = value
            given.origins[name] = Origin("case", str(node.position), finding)

    def _scalar(self, fact: Fact, node: Node) -> Scalar | None:
        choices = self._choices(fact)
        if isinstance(node, ScalarNode):
            return typed_scalar(node, fact.id, fact.type, choices, self.problems, fact.minimum)
        known = listed(choices)
        expected = f"one of {known}" if known else EXPECTED[fact.type.name]
        self.problems.add("wrong_type", node.position, fact=fact.id, found=kind_of(node), expected=expected)
        return None

    def _choices(self, fact: Fact) -> tuple[str, ...]:
        enumeration = self.rulebook.enumerations.get(fact.type.choices)
        return tuple(choice.id for choice in enumeration.choices) if enumeration else ()

    def _finding(self, fact: Fact, node: Node) -> tuple[Scalar | None, Finding | None]:
        if not isinstance(node, MapNode):
            self.problems.add("bare_finding", node.position, fact=fact.id, found=kind_of(node))
            return None, None
        fields = Fields(node, f"finding `{fact.id}`", self.problems).only(FINDING_KEYS)
        missing = [key for key in FINDING_KEYS if not fields.has(key)]
        for key in missing:
            self.problems.add("finding_key", node.position, fact=fact.id, key=key)
        if missing:
            return None, None
        finding = Finding(fields.text("by"), fields.day("on"), fields.text("reason"))
        for key, text in (("by", finding.by), ("reason", finding.reason)):
            if text and not any(char.isprintable() and not char.isspace() for char in text):
                self.problems.add("finding_key", fields.place(key), fact=fact.id, key=key)
        value_node = node.get("value")
        assert value_node is not None
        return self._scalar(fact, value_node), finding

    def _records(self, fact: Fact, node: Node) -> Records | None:
        complete = True
        if isinstance(node, MapNode):
            fields = Fields(node, f"`{fact.id}`", self.problems).only(("complete", "records"))
            complete = fields.flag("complete", True)
            child = fields.child("records")
            if child is None:
                return None
            node = child
        if not isinstance(node, ListNode):
            self.problems.add(
                "wrong_type", node.position, fact=fact.id, found=kind_of(node), expected=EXPECTED["records"]
            )
            return None
        return Records(tuple(self._record(fact, item) for item in node.items), complete)

    def _record(self, fact: Fact, node: Node) -> Mapping[str, Scalar]:
        fields = fields_of(node, f"a record of `{fact.id}`", self.problems)
        if not fields:
            return {}
        known = {field.id.rpartition(".")[2]: field for field in self.rulebook.fields_of_record[fact.type.record]}
        fields.only(tuple(known))
        record: dict[str, Scalar] = {}
        for key, child in fields.node.entries:
            if key.text in known:
                value = self._scalar(known[key.text], child)
                if value is not None:
                    record[known[key.text].id] = value
        return record


def option_entries(options: Iterable[str], problems: Problems) -> list[tuple[ScalarNode, Node]]:
    """`name=value` options as the entries of a mapping; each value is read as YAML."""
    entries: list[tuple[ScalarNode, Node]] = []
    for option in options:
        name, equals, text = option.partition("=")
        place = Position(f"--fact {shown(option)}")
        if not equals or not name.strip():
            problems.add("fact_syntax", Position("--fact"), found=shown(option))
            continue
        node = _option_value(text, place, problems)
        if node is not None:
            entries.append((ScalarNode(place, name.strip(), False), node))
    return entries


def _option_value(text: str, place: Position, problems: Problems) -> Node | None:
    """`text` as YAML; whatever is wrong with it is wrong with the option, not with a line and column of it."""
    if not text.strip():
        return ScalarNode(place, "", False)
    own = Problems()
    node = parse(text, place.file, own, "a value")
    for problem in own.found:
        problems.add(problem.code, place, **dict(problem.details))
    return _placed(node, place) if node is not None else None


def _placed(node: Node, place: Position) -> Node:
    match node:
        case ScalarNode(_, text, quoted):
            return ScalarNode(place, text, quoted)
        case ListNode(_, items):
            return ListNode(place, tuple(_placed(item, place) for item in items))
        case MapNode(_, entries):
            keys = [ScalarNode(place, key.text, key.quoted) for key, _ in entries]
            return MapNode(place, tuple(zip(keys, (_placed(value, place) for _, value in entries), strict=True)))
