"""Invariants: statements about a question that must be true for all inputs, written beside the rules they follow from.

`rules/<document>/invariants.yaml` holds them, in the rules' own language for conditions. Every invariant quotes the
words it follows from. What each kind states, for every case of its question that is accepted:

- `if` A, `then` B: wherever A is definitely true, B is definitely true;
- `always` C: C is definitely true (wherever `if` is, where there is one);
- `never` C: C is never definitely true (where `if` is); it may be undetermined;
- `exactly_one` [C, …]: one of them is definitely true and all others are definitely false (where `if` is);
- `answered` [conclusions]: where every fact is known (and `if` is true), each is definitely true or false;
- `varies` [facts] with `changes_only` [conclusions]: of two cases that differ in these facts alone, the second of
  which satisfies `if`, every other conclusion that the question reports is the same;
- `varies` [facts] with `never_adds` [conclusions]: of two such cases, where `if` is definitely false in the first and
  definitely true in the second, none of these is definitely true in the second that is not so in the first;
- `monotone`: what is decided stays decided when more becomes known (the days documents come into force held fixed);
- `declared_facts_only`: no conclusion depends on a fact that the question does not declare;
- `modality` {conclusion: must | may | must_not}: every rule that concludes it says so.

`unknown` [facts] restricts a statement to cases in which these facts are not known. A statement whose `if` no case
can satisfy says nothing, and is reported as such. `monotone` and `declared_facts_only` need no provision.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args

from nocert_rules.rulebook.load.catalogue import Registry
from nocert_rules.rulebook.load.conditions import ConditionReader
from nocert_rules.rulebook.load.nodes import Node, parse, read_text
from nocert_rules.rulebook.load.reader import Fields, fields_of
from nocert_rules.rulebook.load.vocabulary import AS_OF, Vocabulary
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import ALWAYS, Condition, conclusions, facts_of
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label, Modality, Source
from nocert_rules.words.errors import InputError, Position, Problems

FILE = "invariants.yaml"
Kind = Literal[
    "then", "always", "never", "exactly_one", "answered", "changes_only", "never_adds",
    "monotone", "declared_facts_only", "modality",
]  # fmt: skip
LOGICAL: tuple[Kind, ...] = ("monotone", "declared_facts_only")
KINDS: tuple[Kind, ...] = get_args(Kind)
_KEYS = ("invariant", "provision", "quote", "also", "text", "question", "unknown", "if", "varies", *KINDS)


@dataclass(frozen=True)
class Invariant:
    """A statement about `question`, and the words it follows from (`sources`, the first its own provision's).

    `given` is its `if`; `conditions` what it says of them; `conclusions` and `varies` the names its kind needs.
    """

    id: str
    sources: tuple[Source, ...]
    text: Label
    question: str
    kind: Kind
    position: Position
    given: Condition = ALWAYS
    unknown: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    conclusions: tuple[str, ...] = ()
    varies: tuple[str, ...] = ()
    modalities: Mapping[str, Modality] = field(default_factory=dict)

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """The conclusions it names, in the order it names them."""
        inside = [name for condition in (self.given, *self.conditions) for name in conclusions(condition)]
        return tuple(dict.fromkeys((*inside, *self.conclusions, *self.modalities)))


def load_invariants(folder: Path, rulebook: Rulebook) -> tuple[Invariant, ...]:
    """The invariants of `folder`/<document>/invariants.yaml, checked against `rulebook`, in the order of files.

    Raises InputError with all problems of all files together.
    """
    problems = Problems()
    found: Registry[Invariant | None] = Registry("invariant", problems)
    for path in sorted(folder.glob(f"*/{FILE}")):
        text = read_text(path, str(path), problems)
        node = parse(text, str(path), problems, "invariants") if text is not None else None
        fields = fields_of(node, "a file of invariants", problems) if node else None
        if fields and fields.only(("invariants",)).child("invariants") is not None:
            for part in fields.each("invariants", "an invariant"):
                found.add(part.text("invariant"), _Reader(rulebook, problems).invariant(part), part.place("invariant"))
    problems.raise_if_any()
    return tuple(invariant for invariant in found.found.values() if invariant is not None)


def read_condition(rulebook: Rulebook, node: Node, document: str = "") -> Condition:
    """The condition that `node` writes, in the rules' language; raises InputError with what is wrong."""
    problems = Problems()
    condition = ConditionReader(
        vocabulary_of(rulebook), problems, document=document, conclusions=rulebook.conclusions
    ).condition(node)
    if problems.found:
        raise InputError(tuple(problems.found))
    return condition


def vocabulary_of(rulebook: Rulebook) -> Vocabulary:
    """The names that conditions about `rulebook` may use."""
    computed = {name: value.type for name, value in rulebook.computed.items()}
    return Vocabulary(dict(rulebook.facts), dict(rulebook.enumerations), computed, dict(rulebook.definitions))


class _Reader:
    """Reads one invariant; names that its question does not have are problems."""

    def __init__(self, rulebook: Rulebook, problems: Problems) -> None:
        self.rulebook = rulebook
        self.problems = problems
        self.vocabulary = vocabulary_of(rulebook)

    def invariant(self, fields: Fields) -> Invariant | None:
        """The invariant that `fields` writes, None after a problem that leaves none."""
        fields.only(_KEYS)
        sources = self._sources(fields)
        question = self.rulebook.questions.get(fields.text("question"))
        kinds = [kind for kind in KINDS if fields.has(kind)]
        if question is None and fields.text("question"):
            place = fields.place("question")
            self.problems.unknown_name("question", fields.text("question"), place, self.rulebook.questions)
        if len(kinds) != 1:
            found, expected = ", ".join(f"`{kind}`" for kind in kinds) or "none", f"one of {', '.join(KINDS)}"
            self.problems.add("expected_value", fields.position, found=found, expected=expected)
        if question is None or len(kinds) != 1:
            return None
        read = _Names(self, question, sources[0].provision.partition("/")[0] if sources else "")
        return read.invariant(fields, kinds[0], sources)

    def _sources(self, fields: Fields) -> tuple[Source, ...]:
        """The words an invariant follows from; a property of the logic itself needs none."""
        further = list(fields.each("also", "a further source"))
        for part in further:
            part.only(("provision", "quote"))
        logical = any(fields.has(kind) for kind in LOGICAL) and not fields.has("provision")
        return tuple(self._source(part) for part in (further if logical else [fields, *further]))

    def _source(self, fields: Fields) -> Source:
        name, quote = fields.text("provision"), fields.text("quote")
        provision = self.rulebook.provisions.get(name)
        if provision is None and name:
            self.problems.unknown_name("provision", name, fields.place("provision"), self.rulebook.provisions)
        elif provision is not None and quote not in provision.text:
            self.problems.add("quote_not_found", fields.place("quote"), found=quote, provision=name)
        return Source(name, quote)


class _Names:
    """Reads the parts of an invariant that name facts and conclusions of its question."""

    def __init__(self, reader: _Reader, question: Question, document: str) -> None:
        rulebook = reader.rulebook
        self.reader = reader
        self.question = question
        self.problems = reader.problems
        self.conditions = ConditionReader(
            reader.vocabulary, reader.problems, document=document, conclusions=rulebook.conclusions
        )
        rules = rules_for(rulebook.rules, question.asked)
        self.conclusions = list(dict.fromkeys(rule.conclusion for rule in rules if rule.conclusion))
        fields = (name for name, fact in rulebook.facts.items() if fact.record)
        self.facts = {*question.facts, AS_OF, *fields, *rulebook.computed}

    def invariant(self, fields: Fields, kind: Kind, sources: tuple[Source, ...]) -> Invariant:
        """The invariant of a known question and kind."""
        varies = kind in ("changes_only", "never_adds")
        if varies != fields.has("varies"):
            where = f"an invariant with `{kind if varies else 'varies'}`"
            self.problems.add("missing_key", fields.position, key="varies" if varies else "never_adds", where=where)
        if kind in LOGICAL and not fields.flag(kind):
            self.problems.add("expected_value", fields.place(kind), found="`false`", expected="`true`")
        lists = kind in ("answered", "changes_only", "never_adds")
        return Invariant(
            id=fields.text("invariant"),
            sources=sources,
            text=fields.label("text"),
            question=self.question.id,
            kind=kind,
            position=fields.position,
            given=self._condition(fields, "if") if fields.has("if") else ALWAYS,
            unknown=self._names(fields, "unknown", "fact", self.question.facts),
            conditions=self._conditions(fields, kind),
            conclusions=self._names(fields, kind, "conclusion", self.conclusions) if lists else (),
            varies=self._names(fields, "varies", "fact", (*self.question.facts, AS_OF)),
            modalities=self._modalities(fields) if kind == "modality" else {},
        )

    def _conditions(self, fields: Fields, kind: Kind) -> tuple[Condition, ...]:
        if kind in ("then", "always", "never"):
            return (self._condition(fields, kind),)
        if kind != "exactly_one":
            return ()
        return tuple(self._checked(self.conditions.condition(node), node) for node in fields.nodes(kind, "conditions"))

    def _condition(self, fields: Fields, key: str) -> Condition:
        node = fields.child(key)
        return self._checked(self.conditions.condition(node), node) if node else ALWAYS

    def _checked(self, condition: Condition, node: Node) -> Condition:
        """`condition`, after noting what it names that the question does not have."""
        for name in conclusions(condition):
            if name not in self.conclusions:
                kind = f"conclusion of `{self.question.id}`"
                self.problems.unknown_name(kind, name, node.position, self.conclusions)
        for name in facts_of(condition):
            if name not in self.facts and name in self.reader.rulebook.facts:
                kind = f"fact of `{self.question.id}`"
                self.problems.unknown_name(kind, name, node.position, self.question.facts)
        return condition

    def _names(self, fields: Fields, key: str, kind: str, known: Collection[str]) -> tuple[str, ...]:
        names = fields.texts(key)
        for name in names:
            if name not in known:
                self.problems.unknown_name(f"{kind} of `{self.question.id}`", name, fields.place(key), known)
        return names

    def _modalities(self, fields: Fields) -> dict[str, Modality]:
        part = fields.mapping("modality")
        found: dict[str, Modality] = {}
        for name, _ in part.node.entries if part else ():
            if part and name.text not in self.conclusions:
                kind = f"conclusion of `{self.question.id}`"
                self.problems.unknown_name(kind, name.text, name.position, self.conclusions)
            elif part:
                found[name.text] = cast(Modality, part.choice(name.text, get_args(Modality)))
        return found
