"""Golden cases: what a lawyer reads in a provision, written down beside the rules and compared with what they say.

A golden case names the provision it tests and why the text demands the outcome; its facts are those of a
case file, with the parameters of jurisdictions allowed. What it expects may be conclusions, rules, fields
of the answer, the exact missing facts that can still change a conclusion, and whom a norm binds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar, get_args

from nocert_rules.engine.decision.answer import Answer, answers
from nocert_rules.engine.decision.decide import Decider, Part, RuleStatus, Status
from nocert_rules.engine.decision.missing import missing_facts
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.engine.facts.read import RESERVED
from nocert_rules.gate.norms import Norm, compared, read_norm
from nocert_rules.rulebook.load.catalogue import Registry
from nocert_rules.rulebook.load.nodes import ListNode, MapNode, Node, ScalarNode, kind_of, parse, read_text
from nocert_rules.rulebook.load.reader import Fields, date_of, fields_of
from nocert_rules.rulebook.model.catalogue import ITEM_PARTS, AnswerField, Question
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError, Position, Problems, listed, shown

S = TypeVar("S", bound=str)
STATUSES: tuple[Status, ...] = get_args(Status)
RULE_STATUSES: tuple[RuleStatus, ...] = get_args(RuleStatus)
Outcome = date | str | tuple[str, ...]
"""What an answer field shows: a day, a status, or the permitted measures in the order of their scale."""

_CASE_KEYS = ("case", "provision", "reason", "question", "as_of", "jurisdiction", "item", "facts", "subjects", "expect")
_EXPECT_KEYS = ("conclusions", "rules", "answer", "missing", "norms")
_CASE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RECORD_FIELD = re.compile(r"(?P<records>.+)\[[1-9][0-9]*\]\.(?P<field>[a-z_0-9]+)")


@dataclass(frozen=True)
class Expectation:
    """What is expected of one subject (None: of the whole case).

    `answer` maps fields to what they show, an option of a field being `field.option`; `missing` maps a
    conclusion to the facts that can still change it, none left out; `norms` maps a rule to whom it binds.
    """

    subject: str | None
    position: Position
    conclusions: Mapping[str, Status]
    rules: Mapping[str, RuleStatus]
    answer: Mapping[str, Outcome]
    missing: Mapping[str, frozenset[str]]
    norms: Mapping[str, Norm] = field(default_factory=dict)


@dataclass(frozen=True)
class GoldenCase:
    """A case with the outcome that the text demands: the provision it tests, and the reason for the outcome."""

    id: str
    provision: str
    reason: str
    position: Position
    case: Case
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True)
class Difference:
    """One thing that a golden case expects otherwise than the rules decide; `what` names it."""

    subject: str | None
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        of = f" of `{self.subject}`" if self.subject else ""
        return f"{self.what}{of}: expected {self.expected}, got {self.got}"


def load_cases(folder: Path, rulebook: Rulebook) -> tuple[GoldenCase, ...]:
    """The golden cases of `folder`/<document>/cases/*.yaml, checked against `rulebook`, in the order of files.

    Raises InputError with all problems of all files together.
    """
    problems = Problems()
    found: Registry[GoldenCase | None] = Registry("case", problems)
    files = case_files(folder)
    if not files:
        problems.add("folder_empty" if folder.is_dir() else "no_folder", Position(str(folder)))
    reader = _Reader(rulebook, problems)
    for path in files:
        for fields in _cases_of(path, problems):
            found.add(fields.text("case"), reader.golden(fields), fields.place("case"))
    problems.raise_if_any()
    return tuple(case for case in found.found.values() if case is not None)


def cases_by_provision(folder: Path, rulebook: Rulebook) -> dict[str, list[str]]:
    """For each provision of `rulebook` the golden cases of `folder` that name it, neither built nor decided.

    Raises InputError where a file of cases cannot be read; a folder without cases has none.
    """
    problems = Problems()
    found: dict[str, list[str]] = {name: [] for name in rulebook.provisions}
    for path in case_files(folder):
        for fields in _cases_of(path, problems):
            found.get(fields.text("provision"), []).append(fields.text("case"))
    problems.raise_if_any()
    return found


def case_files(folder: Path) -> list[Path]:
    """The files of golden cases of a rules folder, in the order of their names."""
    return sorted(folder.glob("*/cases/*.yaml"), key=lambda path: path.relative_to(folder).as_posix())


def run_case(decider: Decider, golden: GoldenCase) -> tuple[Difference, ...]:
    """Everything in which the rules differ from what `golden` expects; nothing where they agree."""
    decision = decider.decide(golden.case)
    parts = {part.situation.subject: part for part in decision.parts}
    return tuple(
        difference
        for expectation in golden.expectations
        for difference in _differences(decider.rulebook, parts[expectation.subject], expectation)
    )


def _differences(rulebook: Rulebook, part: Part, expected: Expectation) -> Iterator[Difference]:
    shown_answer = _outcomes(answers(rulebook, part)) if expected.answer else {}
    pairs: list[tuple[str, str, object, object]] = []
    pairs += [("conclusion", name, value, part.status(name)) for name, value in expected.conclusions.items()]
    pairs += [("rule", name, value, part.rule_statuses[name]) for name, value in expected.rules.items()]
    pairs += [("answer", name, value, shown_answer[name]) for name, value in expected.answer.items()]
    for name, facts in expected.missing.items():
        pairs.append(("missing for", name, facts, frozenset(missing_facts(rulebook, part, [name]))))
    for kind, name, wanted, got in (*pairs, *compared(rulebook, expected.norms)):
        if wanted != got:
            yield Difference(expected.subject, f"{kind} `{name}`", _words(wanted), _words(got))


def _outcomes(found: tuple[Answer, ...]) -> dict[str, Outcome]:
    """What each field of an answer shows, options by `field.option`."""
    shown_answer: dict[str, Outcome] = {}
    for answer in found:
        shown_answer[answer.field.id] = answer.value or answer.status
        if answer.field.kind == "permits" and answer.permitted:
            shown_answer[answer.field.id] = tuple(choice.id for choice in answer.permitted)
        for option in answer.field.options:  # where the field says nothing, neither do its options
            shown_answer[f"{answer.field.id}.{option.id}"] = answer.status
        for option, status in answer.options:
            shown_answer[f"{answer.field.id}.{option.id}"] = status
    return shown_answer


def _words(value: object) -> str:
    if isinstance(value, frozenset):
        return listed(sorted(value)) or "nothing"
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return str(value)


def _cases_of(path: Path, problems: Problems) -> Iterator[Fields]:
    """The cases that the file at `path` writes."""
    text = read_text(path, str(path), problems)
    node = parse(text, str(path), problems, "golden cases") if text is not None else None
    fields = fields_of(node, "a file of golden cases", problems) if node else None
    if fields and fields.only(("cases",)).child("cases") is not None:
        if not fields.nodes("cases", "golden cases"):
            problems.add("nothing_expected", fields.place("cases"))
        yield from fields.each("cases", "a golden case")


@dataclass
class _Reader:
    """Reads golden cases against a rulebook."""

    rulebook: Rulebook
    problems: Problems
    expected: dict[str, _ExpectationReader] = field(default_factory=dict)

    def golden(self, fields: Fields) -> GoldenCase | None:
        """The golden case that `fields` writes, None after a problem that leaves no case."""
        fields.only(_CASE_KEYS)
        name, provision, reason = fields.text("case"), fields.text("provision"), fields.text("reason")
        if name and not _CASE_ID.fullmatch(name):
            expected = "an id in lower case with hyphens"
            self.problems.add("expected_value", fields.place("case"), found=f"`{shown(name)}`", expected=expected)
        if provision and provision not in self.rulebook.provisions:
            self.problems.unknown_name("provision", provision, fields.place("provision"), self.rulebook.provisions)
        asked = fields.text("question")
        question = self.rulebook.questions.get(asked)
        if question is None:
            if asked:
                self.problems.unknown_name("question", asked, fields.place("question"), self.rulebook.questions)
            return None
        case = self._case(fields, question)
        expectations = self._expectations(fields, question, case)
        return GoldenCase(name, provision, reason, fields.position, case, expectations) if case else None

    def _case(self, fields: Fields, question: Question) -> Case | None:
        """The checked case: what the golden case says, put as a case file would put it."""
        as_of = fields.day("as_of") if fields.child("as_of") is not None else None
        facts = fields.mapping("facts")
        heading = ("as_of", "jurisdiction", question.subjects_key or "subjects")
        entries = [entry for entry in fields.node.entries if entry[0].text in heading]
        for key, node in facts.node.entries if facts else ():
            if key.text in (*RESERVED, *heading):
                self.problems.add("unknown_fact", key.position, found=key.text, question=question.id)
            else:
                entries.append((key, node))
        item = self._item(fields)
        if as_of is None:
            return None
        nodes = (MapNode(fields.position, tuple(entries)),)
        try:
            return build_case(self.rulebook, Asked(question.id, as_of, item=item, nodes=nodes, parameters=True))
        except InputError as error:
            self.problems.found.extend(problem for problem in error.problems if problem not in self.problems.found)
            return None

    def _item(self, parent: Fields) -> Selector | None:
        fields = parent.mapping("item")
        if fields is None:
            return None
        fields.only(ITEM_PARTS)
        matter, requesting_unit, issuing_unit = (fields.text(key, "") for key in ITEM_PARTS[1:])
        return Selector(fields.text("certificate"), matter, requesting_unit, issuing_unit, fields.position)

    def _expectations(self, fields: Fields, question: Question, case: Case | None) -> tuple[Expectation, ...]:
        if question.id not in self.expected:
            self.expected[question.id] = _ExpectationReader(self.rulebook, question, self.problems)
        reader = self.expected[question.id]
        expect = fields.mapping("expect") if fields.child("expect") is not None else None
        if expect is None:
            return ()
        if not question.each:
            return (reader.expectation(expect, None),)
        expect.only(("subjects",))
        subjects = expect.mapping("subjects") if expect.child("subjects") is not None else None
        known = [situation.subject or "" for situation in case.situations] if case else None
        found: list[Expectation] = []
        if subjects and not subjects.node.entries:
            self.problems.add("nothing_expected", subjects.position)
        for key, node in subjects.node.entries if subjects else ():
            if known is not None and key.text not in known:
                self.problems.unknown_name("subject", key.text, key.position, known)
            own = fields_of(node, "what is expected of a subject", self.problems)
            if own:
                found.append(reader.expectation(own, key.text))
        return tuple(found)


class _ExpectationReader:
    """Reads what golden cases on one question expect; names of other questions are problems."""

    def __init__(self, rulebook: Rulebook, question: Question, problems: Problems) -> None:
        rules = rules_for(rulebook.rules, question.asked)
        self.rulebook = rulebook
        self.question = question
        self.problems = problems
        self.rules = [rule.id for rule in rules]
        self.norms = [rule.id for rule in rules if rule.modality is not None]
        self.conclusions = list(dict.fromkeys(rule.conclusion for rule in rules if rule.conclusion))
        self.fields = {part.id: part for part in question.answer}

    def expectation(self, fields: Fields, subject: str | None) -> Expectation:
        """What `fields` expects of `subject`."""
        fields.only(_EXPECT_KEYS)
        if not any(fields.has(key) for key in _EXPECT_KEYS):
            self.problems.add("empty", fields.position, expected="at least one expectation")
        return Expectation(
            subject,
            fields.position,
            MappingProxyType(self._statuses(fields, "conclusions", "conclusion", self.conclusions, STATUSES)),
            MappingProxyType(self._statuses(fields, "rules", "rule", self.rules, RULE_STATUSES)),
            MappingProxyType(self._answer(fields)),
            MappingProxyType(self._missing(fields)),
            MappingProxyType(self._norms(fields)),
        )

    def _entries(
        self, fields: Fields, key: str, kind: str, known: Collection[str]
    ) -> Iterator[tuple[str, Node, Fields]]:
        """The entries of the mapping under `key` that are `known`, with that mapping."""
        part = fields.mapping(key)
        if part is None:
            return
        for name, node in part.node.entries:
            if name.text in known:
                yield name.text, node, part
            else:
                self.problems.unknown_name(f"{kind} of `{self.question.id}`", name.text, name.position, known)

    def _statuses(
        self, fields: Fields, key: str, kind: str, known: Collection[str], statuses: tuple[S, ...]
    ) -> dict[str, S]:
        entries = self._entries(fields, key, kind, known)
        found = {name: self._status(node, statuses) for name, node, _ in entries}
        return {name: status for name, status in found.items() if status is not None}

    def _status(self, node: Node, statuses: tuple[S, ...], otherwise: str = "") -> S | None:
        """The status that `node` writes: its characters, `yes` and `no` included, never a boolean."""
        if isinstance(node, ScalarNode):
            for status in statuses:
                if node.text == status:
                    return status
        expected = otherwise + "one of " + listed(statuses)
        self.problems.add("expected_value", node.position, found=kind_of(node), expected=expected)
        return None

    def _answer(self, fields: Fields) -> dict[str, Outcome]:
        found: dict[str, Outcome | None] = {}
        for name, node, part in self._entries(fields, "answer", "answer field", self.fields):
            answer = self.fields[name]
            if answer.kind == "options":
                options = [option.id for option in answer.options]
                for option, status in self._statuses(part, name, f"option of `{name}`", options, STATUSES).items():
                    found[f"{name}.{option}"] = status
            elif answer.kind == "permits" and isinstance(node, ListNode):
                found[name] = self._measures(part, answer)
            elif answer.kind == "value" and isinstance(node, ScalarNode) and date_of(node):
                found[name] = date_of(node)
            else:
                otherwise = {"value": "a day as `2019-06-03`, or ", "permits": "a list of measures, or "}
                found[name] = self._status(node, STATUSES, otherwise.get(answer.kind, ""))
        return {name: outcome for name, outcome in found.items() if outcome is not None}

    def _measures(self, fields: Fields, answer: AnswerField) -> tuple[str, ...]:
        scale = self.rulebook.enumerations.get(self.rulebook.conclusions[answer.conclusion].scale)
        known = [choice.id for choice in scale.choices] if scale else []
        measures = fields.texts(answer.id)
        for measure in measures:
            if measure not in known:
                self.problems.unknown_name(f"measure of `{answer.id}`", measure, fields.place(answer.id), known)
        if not measures:
            expected = "at least one measure (none: `no` or `undetermined`)"
            self.problems.add("empty", fields.place(answer.id), expected=expected)
        return measures

    def _missing(self, fields: Fields) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name, node, part in self._entries(fields, "missing", "conclusion", self.conclusions):
            facts = part.texts(name)
            for fact in facts:
                if not self._is_fact(fact):
                    self.problems.unknown_name("fact", fact, node.position, self.question.facts)
            found[name] = frozenset(facts)
        return found

    def _norms(self, fields: Fields) -> dict[str, Norm]:
        entries = self._entries(fields, "norms", "rule with a modality", self.norms)
        found = {name: read_norm(node, self.rulebook, self.problems) for name, node, _ in entries}
        return {name: norm for name, norm in found.items() if norm is not None}

    def _is_fact(self, name: str) -> bool:
        """Whether `name` is a fact of the question, or a field of a record in one, as `list[2].field`."""
        match = _RECORD_FIELD.fullmatch(name)
        if match is None:
            return name in self.question.facts
        fact = self.rulebook.facts.get(match["records"])
        known = self.rulebook.fields_of_record.get(fact.type.record, ()) if fact else ()
        is_field = match["field"] in [own.id.rpartition(".")[2] for own in known]
        return is_field and match["records"] in self.question.facts
