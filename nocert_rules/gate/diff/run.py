"""The whole comparison of two rulebooks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nocert_rules.engine.today import today
from nocert_rules.gate.diff.lists import compare_lists
from nocert_rules.gate.diff.meaning import Directions
from nocert_rules.gate.diff.model import Change, Compared, Diff, Inputs, QuestionDiff
from nocert_rules.gate.diff.past import decide_past
from nocert_rules.gate.diff.slices import Slices
from nocert_rules.gate.diff.sources import Side
from nocert_rules.gate.diff.standing import fields_changed, standing_changes
from nocert_rules.gate.diff.texts import names, words
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Position, Problems

if TYPE_CHECKING:
    from nocert_rules.gate.diff.compare import Comparer
    from nocert_rules.gate.prove.scope import Scope

TIMEOUT = 10.0
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What to compare: one `question` or all, lists of at most `bound` records, items as of `day`, past `cases`."""

    question: str = ""
    bound: int = 3
    day: date | None = None
    cases: Path | None = None
    timeout: float = TIMEOUT


def compare_rulebooks(old: Side, new: Side, wanted: Wanted, progress: Progress = lambda _: None) -> Diff:
    """Compare `old` with `new`.

    Raises InputError for what `wanted` names wrongly, SolverUnavailable where rules differ and the solver is not
    installed, ReplayFailed where a case of the solver is not what the engines say, and EngineDisagreement.
    """
    started = time.perf_counter()
    day = wanted.day or today(new.rulebook)
    asked = _asked(old.rulebook, new.rulebook, wanted.question)
    questions = []
    scopes: list[Scope] = []
    for name in asked:
        progress(name)
        questions.append(_question(old.rulebook, new.rulebook, name, wanted, scopes))
    lists = compare_lists(old.rulebook, new.rulebook, day)
    past = None
    if wanted.cases:
        progress(str(wanted.cases))
        past = decide_past(wanted.cases, old.rulebook, new.rulebook, wanted.question, day)
    return Diff(
        old=old,
        new=new,
        scope=scopes[0] if scopes else None,
        questions=tuple(questions),
        lists=lists,
        names=tuple(names(old.rulebook, new.rulebook)),
        words=tuple(words(old.rulebook, new.rulebook)),
        past=past,
        seconds=time.perf_counter() - started,
    )


def _asked(old: Rulebook, new: Rulebook, question: str) -> list[str]:
    known = list(dict.fromkeys((*new.questions, *old.questions)))
    problems = Problems()
    if question and question not in known:
        problems.unknown_name("question", question, Position("--question"), known)
    problems.raise_if_any()
    return [question] if question else known


def _question(old: Rulebook, new: Rulebook, name: str, wanted: Wanted, scopes: list[Scope]) -> QuestionDiff:
    """A question under both; the scope of the proofs, if it needed any, is added to `scopes`."""
    if name not in old.questions or name not in new.questions:
        return QuestionDiff(name, "removed" if name in old.questions else "added", Inputs("same_rules"))
    question = _Question(old, new, name, wanted)
    found = question.compared()
    scopes += [question.comparer.pair.new.facts.scope] if question.solved else []
    return found


class _Question:
    """A question that both rulebooks have; the solver is asked only for what is not the same to begin with."""

    def __init__(self, old: Rulebook, new: Rulebook, name: str, wanted: Wanted) -> None:
        self.old, self.new, self.name, self.wanted = old, new, name, wanted
        self.before, self.after = old.questions[name], new.questions[name]
        self.slices = (Slices(old, self.before), Slices(new, self.after))
        self._comparer: Comparer | None = None

    @property
    def solved(self) -> bool:
        """Whether the solver was needed."""
        return self._comparer is not None

    @property
    def comparer(self) -> Comparer:
        """The solver's side of it, made when it is first needed."""
        if self._comparer is None:
            from nocert_rules.gate.diff.compare import Comparer
            from nocert_rules.gate.diff.symbolic import SymbolicPair
            from nocert_rules.gate.prove.scope import Scope

            scope = Scope(bound=self.wanted.bound)
            pair = SymbolicPair(self.old, self.new, self.name, scope, self.wanted.timeout)
            self._comparer = Comparer(pair, Directions(self.new))
        return self._comparer

    def compared(self) -> QuestionDiff:
        """Everything about the question."""
        conclusions = {name: self._conclusion(name) for name in self._in_order()}
        shown = tuple(dict.fromkeys((*self.after.asked, *self.before.asked)))
        values = tuple(self._values())
        inputs = self._inputs()
        return QuestionDiff(
            id=self.name,
            how="same_rules",
            inputs=inputs,
            conclusions=tuple(conclusions[name] for name in shown),
            values=values,
            fields_changed=fields_changed(self.before, self.after),
            witnesses=tuple(self._comparer.witnesses) if self._comparer else (),
        )

    def _in_order(self) -> Iterable[str]:
        """The reported conclusions, those that others rest on first if the solver is needed: their cases are small."""
        names = tuple(dict.fromkeys((*self.after.asked, *self.before.asked)))
        one, other = self.slices
        if all(one.conclusion(name) == other.conclusion(name) for name in names):
            return names
        return self.comparer.ordered(names)

    def _conclusion(self, name: str) -> Compared:
        one, other = self.slices
        found = Compared(name, "same_rules")
        if one.conclusion(name) != other.conclusion(name):
            found = self.comparer.conclusion(name)
        standing = tuple(self._shown(change, name) for change in standing_changes(self.old, self.new, name))
        if standing:
            found = replace(found, how="changed", changes=(*found.changes, *standing))
        if name not in self.before.asked or name not in self.after.asked:
            return replace(found, how="added" if name in self.after.asked else "removed")
        return found

    def _shown(self, change: Change, conclusion: str) -> Change:
        """A change of standing with a case in which it shows."""
        return replace(change, witness=self.comparer.holding(conclusion))

    def _values(self) -> Iterator[Compared]:
        one, other = self.slices
        for field in self.after.answer:
            before = next((item for item in self.before.answer if item.id == field.id), None)
            if field.kind != "value" or before is None or before.kind != "value":
                continue
            same = before.value == field.value and one.value(before.value) == other.value(field.value)
            yield Compared(field.id, "same_rules") if same else self.comparer.value(field.id, before, field)

    def _inputs(self) -> Inputs:
        one, other = self.slices
        if one.inputs() == other.inputs():
            return Inputs("same_rules")
        from nocert_rules.gate.diff.inputs import compare_inputs

        return compare_inputs(self.comparer.pair)
