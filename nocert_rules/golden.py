"""Golden cases: what a lawyer reads in a provision, written down beside the rules and compared with what they say.

A golden case names the provision it tests and why the text demands the outcome; its facts are those of a
case file, with the parameters of jurisdictions allowed. What it expects may be conclusions, rules, fields
of the answer, and the exact missing facts that can still change a conclusion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any as Anything
from typing import cast, get_args

from nocert_rules.decision.answer import Answer, answers
from nocert_rules.decision.decide import Decider, Part, RuleStatus, Status
from nocert_rules.decision.missing import missing_facts
from nocert_rules.errors import InputError, Position, Problems, shown
from nocert_rules.facts.build import Asked, build_case
from nocert_rules.facts.case import Case
from nocert_rules.facts.lookup import Selector
from nocert_rules.facts.read import RESERVED
from nocert_rules.load.catalogue import Registry
from nocert_rules.load.nodes import ListNode, MapNode, Node, ScalarNode, kind_of, parse, read_text
from nocert_rules.load.reader import Fields, date_of, fields_of
from nocert_rules.model.catalogue import AnswerField, Question
from nocert_rules.model.graph import rules_for
from nocert_rules.model.rulebook import Rulebook
from nocert_rules.model.rules import Rule

STATUSES: tuple[Status, ...] = get_args(Status)
RULE_STATUSES: tuple[RuleStatus, ...] = get_args(RuleStatus)
Outcome = date | str | tuple[str, ...]
"""What an answer field shows: a day, a status, or the permitted measures in the order of their scale."""

_CASE_KEYS = ("case", "provision", "reason", "question", "as_of", "jurisdiction", "item", "facts", "subjects", "expect")
_ITEM_KEYS = ("certificate", "matter", "requesting_unit", "issuing_unit")
_EXPECT_KEYS = ("conclusions", "rules", "answer", "missing")
_CASE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RECORD_FIELD = re.compile(r"(?P<records>.+)\[[1-9][0-9]*\]\.(?P<field>[a-z_0-9]+)")


@dataclass(frozen=True)
class Expectation:
    """What is expected of one subject (None: of the whole case).

    `answer` maps fields to what they show, an option of a field being `field.option`; `missing` maps a
    conclusion to the facts that can still change it, none left out.
    """

    subject: str | None
    position: Position
    conclusions: Mapping[str, Status]
    rules: Mapping[str, RuleStatus]
    answer: Mapping[str, Outcome]
    missing: Mapping[str, frozenset[str]]


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
    files = sorted(folder.glob("*/cases/*.yaml"), key=lambda path: path.relative_to(folder).as_posix())
    if not files:
        problems.add("folder_empty" if folder.is_dir() else "no_folder", Position(str(folder)))
    reader = _Reader(rulebook, problems)
    for path in files:
        for fields in _cases_of(path, problems):
            found.add(fields.text("case"), reader.golden(fields), fields.place("case"))
    problems.raise_if_any()
    return tuple(case for case in found.found.values() if case is not None)


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
    compared: list[tuple[str, str, object, object]] = []
    compared += [("conclusion", name, value, part.status(name)) for name, value in expected.conclusions.items()]
    compared += [("rule", name, value, part.rule_statuses[name]) for name, value in expected.rules.items()]
    compared += [("answer", name, value, shown_answer[name]) for name, value in expected.answer.items()]
    for name, facts in expected.missing.items():
        compared.append(("missing for", name, facts, frozenset(missing_facts(rulebook, part, [name]))))
    for kind, name, wanted, got in compared:
        if wanted != got:
            yield Difference(expected.subject, f"{kind} `{name}`", _words(wanted), _words(got))


def _outcomes(found: tuple[Answer, ...]) -> dict[str, Outcome]:
    """What each field of an answer shows, options by `field.option`."""
    shown_answer: dict[str, Outcome] = {}
    for answer in found:
        shown_answer[answer.field.id] = answer.value or answer.status
        if answer.field.kind == "permits" and answer.permitted:
            shown_answer[answer.field.id] = tuple(choice.id for choice in answer.permitted)
        hidden = not answer.options
        for option in answer.field.options:
            shown_answer[f"{answer.field.id}.{option.id}"] = answer.status if hidden else dict(_by_id(answer))[option.id]
    return shown_answer


def _by_id(answer: Answer) -> Iterator[tuple[str, Status]]:
    return ((option.id, status) for option, status in answer.options)


def _words(value: object) -> str:
    if isinstance(value, frozenset):
        return ", ".join(f"`{name}`" for name in sorted(value)) or "nothing"
    if isinstance(value, tuple):
        return "[" + ", ".join(value) + "]"
    return str(value)


def _cases_of(path: Path, problems: Problems) -> Iterator[Fields]:
    """The cases that the file at `path` writes."""
    text = read_text(path, str(path), problems)
    node = parse(text, str(path), problems, "golden cases") if text is not None else None
    fields = fields_of(node, "a file of golden cases", problems) if node else None
    if fields and fields.only(("cases",)).child("cases") is not None:
        yield from fields.each("cases", "a golden case")


@dataclass(frozen=True)
class _Names:
    """What a golden case on a question may name."""

    question: Question
    rules: tuple[Rule, ...]
    rulebook: Rulebook

    @cached_property
    def conclusions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule.conclusion for rule in self.rules if rule.conclusion))

    @cached_property
    def rule_ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.rules)

    @cached_property
    def fields(self) -> Mapping[str, AnswerField]:
        return {part.id: part for part in self.question.answer}

    def is_fact(self, name: str) -> bool:
        """Whether `name` is a fact of the question, or a record's field as `list[2].field`."""
        match = _RECORD_FIELD.fullmatch(name)
        if match is None:
            return name in self.question.facts
        fact = self.rulebook.facts.get(match["records"])
        known = self.rulebook.fields_of_record.get(fact.type.record, ()) if fact else ()
        ends = [found.id.rpartition(".")[2] for found in known]
        return match["records"] in self.question.facts and match["field"] in ends


@dataclass
class _Reader:
    """Reads golden cases against a rulebook."""

    rulebook: Rulebook
    problems: Problems
    names: dict[str, _Names] = field(default_factory=dict)

    def golden(self, fields: Fields) -> GoldenCase | None:
        """The golden case that `fields` writes, None after a problem that leaves no case."""
        fields.only(_CASE_KEYS)
        name, provision, reason = fields.text("case"), fields.text("provision"), fields.text("reason")
        if name and not _CASE_ID.fullmatch(name):
            self._expected(fields.place("case"), shown(name), "an id as `late-answer`")
        if provision and provision not in self.rulebook.provisions:
            self.problems.unknown_name("provision", provision, fields.place("provision"), self.rulebook.provisions)
        question = self.rulebook.questions.get(fields.text("question"))
        if question is None:
            known = self.rulebook.questions
            self.problems.unknown_name("question", fields.text("question", "?"), fields.place("question"), known)
            return None
        case = self._case(fields, question)
        expectations = self._expectations(fields, self._names(question), case)
        if case is None:
            return None
        return GoldenCase(name, provision, reason, fields.position, case, expectations)

    def _names(self, question: Question) -> _Names:
        if question.id not in self.names:
            rules = rules_for(self.rulebook.rules, question.asked)
            self.names[question.id] = _Names(question, rules, self.rulebook)
        return self.names[question.id]

    def _expected(self, position: Position, found: str, expected: str) -> None:
        self.problems.add("expected_value", position, found=f"`{found}`", expected=expected)

    def _case(self, fields: Fields, question: Question) -> Case | None:
        """The checked case: what the golden case says, put as a case file would."""
        as_of = fields.day("as_of") if fields.child("as_of") is not None else None
        facts = fields.mapping("facts")
        reserved = (*RESERVED, question.subjects_key or "subjects")
        for key, _ in facts.node.entries if facts else ():
            if key.text in reserved:
                self.problems.add("unknown_fact", key.position, found=key.text, question=question.id)
        heading = [entry for entry in fields.node.entries if entry[0].text in ("as_of", "jurisdiction", reserved[-1])]
        given = [entry for entry in facts.node.entries if entry[0].text not in reserved] if facts else []
        node = MapNode(fields.position, (*heading, *given))
        item = self._item(fields)
        if as_of is None:
            return None
        asked = Asked(question.id, as_of, item=item, nodes=(node,), parameters=True)
        try:
            return build_case(self.rulebook, asked)
        except InputError as error:
            self.problems.found.extend(problem for problem in error.problems if problem not in self.problems.found)
            return None

    def _item(self, parent: Fields) -> Selector | None:
        fields = parent.mapping("item")
        if fields is None:
            return None
        fields.only(_ITEM_KEYS)
        matter, asker, issuer = (fields.text(key, "") for key in _ITEM_KEYS[1:])
        return Selector(fields.text("certificate"), matter, asker, issuer, fields.position)

    def _expectations(self, fields: Fields, names: _Names, case: Case | None) -> tuple[Expectation, ...]:
        node = fields.child("expect")
        expect = fields_of(node, "`expect`", self.problems) if node else None
        if expect is None:
            return ()
        if not names.question.each:
            return (self._expectation(expect, names, None),)
        expect.only(("subjects",))
        parts = expect.mapping("subjects") if expect.child("subjects") is not None else None
        found: list[Expectation] = []
        known = [situation.subject or "" for situation in case.situations] if case else None
        for key, child in parts.node.entries if parts else ():
            if known is not None and key.text not in known:
                self.problems.unknown_name("subject", key.text, key.position, known)
            own = fields_of(child, f"what is expected of `{shown(key.text)}`", self.problems)
            if own:
                found.append(self._expectation(own, names, key.text))
        return tuple(found)

    def _expectation(self, fields: Fields, names: _Names, subject: str | None) -> Expectation:
        fields.only(_EXPECT_KEYS)
        if not any(fields.has(key) for key in _EXPECT_KEYS):
            self.problems.add("empty", fields.position, expected="at least one expectation")
        missing: dict[str, frozenset[str]] = {}
        for name, key, node in self._named(fields, "missing", "conclusion", names.conclusions, names):
            if not isinstance(node, ListNode):
                self.problems.add("expected_list", node.position, found=kind_of(node), expected="missing facts")
            missing[name] = frozenset(Fields(MapNode(node.position, ((key, node),)), "", self.problems).texts(name))
            for fact in sorted(missing[name]):
                if not names.is_fact(fact):
                    self.problems.unknown_name("fact", fact, node.position, names.question.facts)
        return Expectation(
            subject,
            fields.position,
            MappingProxyType(self._statuses(fields, "conclusions", "conclusion", names.conclusions, STATUSES, names)),
            MappingProxyType(self._statuses(fields, "rules", "rule", names.rule_ids, RULE_STATUSES, names)),
            MappingProxyType(self._answer(fields, names)),
            MappingProxyType(missing),
        )

    def _named(
        self, fields: Fields, key: str, kind: str, known: Collection[str], names: _Names
    ) -> Iterator[tuple[str, ScalarNode, Node]]:
        """The entries of the mapping under `key` whose names are `known`."""
        part = fields.mapping(key)
        for name, node in part.node.entries if part else ():
            if name.text in known:
                yield name.text, name, node
            else:
                self.problems.unknown_name(f"{kind} of `{names.question.id}`", name.text, name.position, known)

    def _statuses[S: str](
        self, fields: Fields, key: str, kind: str, known: Collection[str], statuses: tuple[S, ...], names: _Names
    ) -> dict[str, S]:
        found = {name: self._status(node, statuses) for name, _, node in self._named(fields, key, kind, known, names)}
        return {name: status for name, status in found.items() if status}
