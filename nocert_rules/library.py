"""The rulebook for Python programs: load it, ask, read what follows.

    import nocert_rules as nocert

    rulebook = nocert.load()
    decision = rulebook.answer("route", {"item.certificate": "夫妻关系证明"}, jurisdiction="jinhua", on="2019-11-12")
    decision.status("route-pledge")

Facts are plain values under the names of the vocabulary. What is wrong with them is told as for files, all at once,
as an `InputError` whose problems carry the path of the fact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from nocert_rules.engine.decision.answer import Answer, answers, decision_status
from nocert_rules.engine.decision.decide import Decider, Decision, Part, Status
from nocert_rules.engine.decision.document import decision_data, decision_json, fact_of, in_asking_order
from nocert_rules.engine.decision.missing import missing_facts
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.lookup import Selector
from nocert_rules.engine.inference.engines import EngineChoice
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.nodes import MapNode, Node
from nocert_rules.rulebook.load.values import node_of
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position, Problems, listed, shown
from nocert_rules.words.messages import Language


@dataclass(frozen=True)
class Field:
    """A field of an answer.

    `options` has the status of each alternative, where the field has such; `value` is a day; `permitted` are the
    measures that are open, in the order of their scale.
    """

    status: Status
    label: Label
    options: Mapping[str, Status]
    value: date | None
    permitted: tuple[str, ...]

    def __getitem__(self, option: str) -> Status:
        """The status of an alternative: `decision.answer["routes"]["pledge"]`."""
        return self.options[option]


@dataclass(frozen=True)
class Missing:
    """A fact that is not known and can still change the conclusions that it `decides`.

    `supplied_by` says who can know it; a `finding` needs its author, day and reason; `subject` is None for the whole
    case.
    """

    fact: str
    type: str
    finding: bool
    supplied_by: str
    question: Label
    decides: tuple[str, ...]
    subject: str | None


@dataclass(frozen=True, eq=False)
class Subject:
    """What follows for one subject of a case."""

    id: str | None
    name: str
    _decider: Decider = field(repr=False)
    _decision: Decision = field(repr=False)

    @property
    def _part(self) -> Part:
        return self._decision.parts[0]

    @cached_property
    def answer(self) -> Mapping[str, Field]:
        """The fields that the question declares, by name."""
        found = answers(self._decision.rulebook, self._part)
        return MappingProxyType({item.field.id: _field(item) for item in found})

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that can still change something, in the order in which they are asked for."""
        rulebook, part = self._decision.rulebook, self._part
        found = missing_facts(rulebook, part, part.program.question.asked)
        return tuple(_missing(rulebook, name, found[name], self.id) for name in in_asking_order(rulebook, part, found))

    def status(self, conclusion: str) -> Status:
        """`yes`, `no` or `undetermined`; raises InputError for a name that is no conclusion of the question."""
        self._check(conclusion)
        return self._part.status(conclusion)

    def why(self, conclusion: str, language: Language = "en", width: int = 80) -> str:
        """Why a conclusion is what it is, and the nearest changes of facts that would turn it, as text."""
        from nocert_rules.render.explanation import explanation_text

        self._check(conclusion)
        return explanation_text(self._decider, self._decision, language, width, about=(conclusion,))

    def _check(self, *conclusions: str) -> None:
        _check_known("conclusion", conclusions, self._part.program.by_id)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What follows from the facts of a case on a day.

    Where a question is asked of each subject, `subjects` has what follows for each, by id; otherwise it is empty, and
    `status`, `answer` and `why` speak of the case.
    """

    question: str
    on: date
    jurisdiction: str | None
    subjects: Mapping[str, Subject]
    _parts: tuple[Subject, ...] = field(repr=False)
    _decider: Decider = field(repr=False)
    _decision: Decision = field(repr=False)

    @property
    def answered(self) -> bool:
        """Whether every field that decides the question is determined."""
        return decision_status(self._decision) == "yes"

    @property
    def answer(self) -> Mapping[str, Field]:
        """The fields that the question declares, by name."""
        return self._only.answer

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """The facts that can still change something, subject by subject."""
        return tuple(item for part in self._parts for item in part.missing)

    def status(self, conclusion: str) -> Status:
        """`yes`, `no` or `undetermined`; raises InputError for a name that is no conclusion of the question."""
        return self._only.status(conclusion)

    def why(self, conclusion: str, language: Language = "en", width: int = 80) -> str:
        """Why a conclusion is what it is, and the nearest changes of facts that would turn it, as text."""
        return self._only.why(conclusion, language, width)

    def text(self, language: Language = "en", width: int = 80, trace: bool = False) -> str:
        """The page that the command line prints; with `trace`, every rule and every fact that it read."""
        from nocert_rules.render.decision import decision_text

        return decision_text(self._decision, language, width, with_trace=trace)

    def to_dict(self, why: Sequence[str] = ()) -> dict[str, object]:
        """The decision JSON as Python data, with explanations of the conclusions `why`."""
        return decision_data(self._decision, self._explanations(why))

    def to_json(self, why: Sequence[str] = ()) -> str:
        """The decision JSON, character by character what `--format json` prints."""
        return decision_json(self._decision, self._explanations(why))

    def __str__(self) -> str:
        return self.text()

    def _explanations(self, why: Sequence[str]) -> list[dict[str, object]] | None:
        from nocert_rules.dialogue.explanation import explanations_data

        if not why:
            return None
        self._parts[0]._check(*why)
        return explanations_data(self._decider, self._decision, why)

    @property
    def _only(self) -> Subject:
        if self.subjects:
            problems = Problems()
            problems.add("which_subject", Position(self.question), known=listed(self.subjects))
            problems.raise_if_any()
        return self._parts[0]


class OpenRulebook:
    """A loaded rulebook that answers questions; made by `load`.

    Threads may share it. It cannot be sent to another process: each process loads its own.
    """

    def __init__(self, model: Rulebook) -> None:
        self.model = model
        self._deciders: dict[EngineChoice, Decider] = {}

    @property
    def digest(self) -> str:
        """A sha256 of rules and catalogue; it stands in the receipt of every decision."""
        return self.model.digest

    @property
    def questions(self) -> tuple[str, ...]:
        """The names of the questions that can be asked."""
        return tuple(self.model.questions)

    def facts(self, question: str) -> tuple[str, ...]:
        """The names of the facts that a question may be given, in the order in which they are asked for."""
        return self._question(question).facts

    def answer(
        self,
        question: str,
        facts: Mapping[str, object] | None = None,
        *,
        item: str | Selector | None = None,
        jurisdiction: str | None = None,
        on: date | str | None = None,
        engine: EngineChoice = "auto",
    ) -> Outcome:
        """What follows from `facts` on a day (default: today); raises InputError with everything wrong in them.

        `facts` are named with dots or nested, as in a case file, and may hold its `jurisdiction`, `as_of` and
        `subjects` too. `item` is a certificate on a published list, by name or entry id.
        """
        self._question(question)
        decider = self._decider(engine)
        problems = Problems()
        nodes = (node_of(facts if facts is not None else {}, "facts", problems), _heading(jurisdiction, on, problems))
        problems.raise_if_any()
        selector = Selector(item) if isinstance(item, str) else item
        asked = Asked(
            question=question,
            item=replace(selector, position=Position("item")) if selector else None,
            nodes=nodes,
        )
        return _outcome(decider, decider.decide(build_case(self.model, asked)))

    def _question(self, name: str) -> Question:
        _check_known("question", (name,), self.model.questions)
        return self.model.questions[name]

    def _decider(self, engine: EngineChoice) -> Decider:
        if engine not in get_args(EngineChoice):
            problems = Problems()
            expected = f"one of {listed(get_args(EngineChoice))}"
            problems.add("expected_value", Position("engine"), found=f"`{shown(engine)}`", expected=expected)
            problems.raise_if_any()
        return self._deciders.setdefault(engine, Decider(self.model, engine))


def load(rules: str | Path | None = None, catalogue: str | Path | None = None) -> OpenRulebook:
    """The rulebook of two folders (default: the shipped ones); raises InputError with everything wrong in them."""
    folders = (Path(folder) if folder is not None else None for folder in (rules, catalogue))
    return OpenRulebook(load_rulebook(*folders))


def _heading(jurisdiction: str | None, on: date | str | None, problems: Problems) -> Node:
    """The arguments that a case file writes at its top; messages call them by their own names."""
    given = {"jurisdiction": jurisdiction, "on": on}
    node = node_of({name: value for name, value in given.items() if value is not None}, "arguments", problems)
    assert isinstance(node, MapNode)
    keys = {"on": "as_of"}
    return replace(
        node, entries=tuple((replace(key, text=keys.get(key.text, key.text)), value) for key, value in node.entries)
    )


def _check_known(kind: str, names: Iterable[str], known: Collection[str]) -> None:
    problems = Problems()
    for name in names:
        if name not in known:
            problems.unknown_name(kind, name, Position(kind), known)
    problems.raise_if_any()


def _outcome(decider: Decider, decision: Decision) -> Outcome:
    case = decision.case
    parts = tuple(
        Subject(
            part.situation.subject,
            part.situation.name,
            decider,
            replace(decision, case=replace(case, situations=(part.situation,)), parts=(part,)),
        )
        for part in decision.parts
    )
    subjects = MappingProxyType({part.id: part for part in parts if part.id is not None})
    return Outcome(case.question, case.as_of, case.jurisdiction, subjects, parts, decider, decision)


def _field(item: Answer) -> Field:
    options = MappingProxyType({option.id: status for option, status in item.options})
    return Field(item.status, item.field.label, options, item.value, tuple(choice.id for choice in item.permitted))


def _missing(rulebook: Rulebook, name: str, decides: tuple[str, ...], subject: str | None) -> Missing:
    fact = fact_of(rulebook, name)
    return Missing(name, fact.type.name, fact.finding, fact.supplied_by, fact.question, decides, subject)
