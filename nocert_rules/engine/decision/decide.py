"""Decides a case: all four stages in a row, with everything that explains the answer at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from typing import Any as Anything

from nocert_rules.engine.facts.case import Case, Situation
from nocert_rules.engine.inference.engines import Engine, EngineChoice, engines_for, infer
from nocert_rules.engine.inference.program import Program, build_program
from nocert_rules.engine.inference.reference import Inference, ReferenceEngine
from nocert_rules.engine.truth import FALSE, TRUE, Truth
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.words.errors import EngineUnavailable

if TYPE_CHECKING:
    from nocert_rules.engine.inference.supervised import Supervisor

Status = Literal["yes", "no", "undetermined"]
RuleStatus = Literal["holds", "fails", "undetermined", "defeated"]
STATUS: tuple[Status, ...] = ("no", "undetermined", "yes")  # by truth value


@dataclass(frozen=True, eq=False)
class Part:
    """The outcome for one subject (or for the whole case): values with the computed ones, and what follows."""

    situation: Situation
    program: Program
    values: Mapping[str, Anything]
    inference: Inference

    @cached_property
    def kept(self) -> dict[object, Anything]:
        """What others have worked out from this outcome, which never changes, by a key of their own."""
        return {}

    @cached_property
    def decided(self) -> bytes:
        """The truth of every atom, from which all else follows: a key for what depends on nothing else."""
        return bytes(self.inference.slots[: len(self.program.atoms)])

    def truth(self, conclusion: str) -> Truth:
        """The truth of a conclusion."""
        return self.inference.slots[self.program.slot_of(conclusion)]

    def status(self, conclusion: str) -> Status:
        """A conclusion as an answer: yes, no or undetermined."""
        return STATUS[self.truth(conclusion)]

    def rule_status(self, number: int) -> RuleStatus:
        """What became of the program's rule `number`."""
        condition, left = self.inference.conditions[number], self.inference.rules[number]
        if left == TRUE:
            return "holds"
        if condition == FALSE:
            return "fails"
        return "defeated" if left == FALSE else "undetermined"

    @cached_property
    def rule_statuses(self) -> Mapping[str, RuleStatus]:
        """What became of each rule, by id."""
        return {item.rule.id: self.rule_status(number) for number, item in enumerate(self.program.rules)}

    def deciding_rules(self, conclusion: str) -> tuple[Rule, ...]:
        """The rules an answer rests on: those that hold for a yes, the open ones for an undetermined, all for a no."""
        status = self.status(conclusion)
        wanted = {"yes": ("holds",), "undetermined": ("undetermined", "holds"), "no": ("fails", "defeated")}[status]
        item = self.program.by_id[conclusion]
        numbers = item.rules if status in ("yes", "no") else (*item.rules, *item.gaps)
        return tuple(self.program.rules[n].rule for n in numbers if self.rule_status(n) in wanted)

    def defeaters(self, conclusion: str) -> tuple[Rule, ...]:
        """The exceptions that hold against rules for `conclusion`."""
        item = self.program.by_id[conclusion]
        found: dict[str, Rule] = {}
        for number in item.rules:
            if self.rule_status(number) == "defeated":
                for exception in self.program.rules[number].exceptions:
                    if self.inference.rules[exception] == TRUE:
                        found[self.program.rules[exception].rule.id] = self.program.rules[exception].rule
        return tuple(found.values())

    def gaps(self, conclusion: str) -> tuple[Rule, ...]:
        """The rules that leave `conclusion` open because the text is silent, where that decides."""
        if self.status(conclusion) != "undetermined":
            return ()
        item = self.program.by_id[conclusion]
        return tuple(self.program.rules[n].rule for n in item.gaps if self.inference.rules[n] == TRUE)


@dataclass(frozen=True, eq=False)
class Decision:
    """The outcome of a case: one part a subject."""

    rulebook: Rulebook
    case: Case
    parts: tuple[Part, ...]
    engines: tuple[str, ...]


class Decider:
    """Answers questions from one Rulebook; programs and engines are built once and reused.

    Safe to share between threads: everything it keeps is immutable once built.
    """

    def __init__(self, rulebook: Rulebook, engine: EngineChoice = "auto", supervisor: Supervisor | None = None) -> None:
        """With a `supervisor`, the second engine runs in a process of its own, and where it fails does without."""
        self.rulebook = rulebook
        self.supervisor = supervisor
        self.choice: EngineChoice = engine
        self._prepared: dict[str, tuple[Program, tuple[Engine, ...]]] = {}

    def prepared(self, question: str) -> tuple[Program, tuple[Engine, ...]]:
        """The program and engines of a question."""
        found = self._prepared.get(question)
        if found is None:
            program = build_program(self.rulebook, self.rulebook.questions[question])
            found = self._prepared[question] = (program, engines_for(program, self.choice, self.supervisor))
        return found

    def decide(self, case: Case) -> Decision:
        """The decision on `case`, with the engines that answered; raises EngineDisagreement where they differ."""
        program, engines = self.prepared(case.question)
        try:
            return self._decision(program, engines, case)
        except EngineUnavailable:
            if self.supervisor is None:
                raise
            return self._decision(program, (ReferenceEngine(program),), case)

    def _decision(self, program: Program, engines: tuple[Engine, ...], case: Case) -> Decision:
        parts = tuple(self._part(program, engines, situation) for situation in case.situations)
        return Decision(self.rulebook, case, parts, tuple(engine.name for engine in engines))

    def _part(self, program: Program, engines: tuple[Engine, ...], situation: Situation) -> Part:
        values = with_computed(program, situation.values)
        atoms = program.decide_atoms(values)
        return Part(situation, program, values, infer(engines, program, atoms, situation.subject))


def with_computed(program: Program, values: Mapping[str, Anything]) -> Mapping[str, Anything]:
    """`values` with the computed values of `program` that can be worked out from them."""
    if not program.computed:
        return values
    known = dict(values)
    for name, evaluate in program.computed:
        found = evaluate(known)
        if found is not None:
            known[name] = found
    return known
