"""Plants every fault, asks the gate about each, and keeps the score."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

from nocert_rules.engine.today import today
from nocert_rules.gate.golden import load_cases
from nocert_rules.gate.mutate.catalogue import catalogue_mutants
from nocert_rules.gate.mutate.gate import InvariantSuite, LintSuite
from nocert_rules.gate.mutate.items import ItemSettler
from nocert_rules.gate.mutate.mutants import Mutant, numbered, rule_mutants
from nocert_rules.gate.mutate.settle import Settled, settle, touched_in
from nocert_rules.gate.mutate.suite import GoldenSuite, Notice, load_notices
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.graph import find_cycle, rule_graph, rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook

Fate = Literal["caught", "equivalent", "survived", "unsettled"]
_CATALOGUE = ("entry", "list", "parameter")
_CHUNK = 8


@dataclass(frozen=True)
class Job:
    """What a run works on: the folders of a rulebook, one question or all, the day of the lints, how thorough."""

    rules: Path
    catalogue: Path
    question: str = ""
    day: date = field(default_factory=today)
    quick: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: `notice` where it was caught, `settled` where it was not."""

    index: int
    fate: Fate
    notice: Notice | None = None
    settled: Settled = field(default_factory=Settled)


@dataclass(frozen=True, eq=False)
class Score:
    """All mutants of a run with their outcomes."""

    rulebook: Rulebook
    mutants: tuple[Mutant, ...]
    outcomes: tuple[Outcome, ...]
    sampled_of: int

    def count(self, fate: Fate) -> int:
        """How many mutants came to `fate`."""
        return sum(outcome.fate == fate for outcome in self.outcomes)

    @property
    def percent(self) -> float:
        """How many of a hundred mutants that change an answer are caught; 100 where there are none."""
        real = len(self.outcomes) - self.count("equivalent")
        return 100 * self.count("caught") / real if real else 100.0


class Bench:
    """Everything that mutants are tried with, loaded once a process."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.rulebook = load_rulebook(job.rules, job.catalogue)
        self.mutants = mutants_of(self.rulebook, job.question)
        self._items = ItemSettler(self.rulebook)

    @cached_property
    def _golden(self) -> GoldenSuite:
        return GoldenSuite(self.rulebook, load_cases(self.job.rules, self.rulebook))

    @cached_property
    def _invariants(self) -> InvariantSuite:
        return InvariantSuite(self.job.rules, self.rulebook)

    @cached_property
    def _lints(self) -> LintSuite:
        return LintSuite(self.job.rules, self.job.catalogue, self.job.day)

    def outcome(self, index: int) -> Outcome:
        """What becomes of mutant number `index`."""
        mutant = self.mutants[index]
        mutated = mutant.plant(self.rulebook)
        notice = load_notices(mutated) or self._golden.notices(mutant, mutated) or self._quickly(mutant, mutated)
        if notice:
            return Outcome(index, "caught", notice)
        settled = self.settled(index)
        if settled.equivalent:
            return Outcome(index, "equivalent", settled=settled)
        notice = None if self.job.quick else self._slowly(mutant, mutated)
        if notice:
            return Outcome(index, "caught", notice)
        return Outcome(index, "survived" if settled.text else "unsettled", settled=settled)

    def settled(self, index: int) -> Settled:
        """Whether mutant number `index` answers anybody otherwise."""
        mutant = self.mutants[index]
        mutated = mutant.plant(self.rulebook)
        return self._items.settle(mutant, mutated) if mutant.kind in _CATALOGUE else settle(self.rulebook, mutated)

    def _quickly(self, mutant: Mutant, mutated: Rulebook) -> Notice | None:
        modality = self._invariants.notices_modality(mutated) if mutant.operator == "modality" else None
        return modality or self._lints.notices(mutated, "rulebook")

    def _slowly(self, mutant: Mutant, mutated: Rulebook) -> Notice | None:
        if mutant.kind in _CATALOGUE or mutant.operator in ("modality", "bearer"):
            return None
        return self._lints.notices(mutated, "solver") or self._invariants.notices(mutated)


def mutants_of(rulebook: Rulebook, question: str = "") -> tuple[Mutant, ...]:
    """All mutants of a rulebook in a fixed order, or those that concern one question."""
    found = numbered([*rule_mutants(rulebook), *catalogue_mutants(rulebook)])
    return tuple(mutant for mutant in found if not question or _concerns(mutant, rulebook, question))


def _silent(_done: int, _of: int) -> None:
    """No progress shown."""


def run(
    job: Job, jobs: int = 1, sample: int = 0, seed: int = 0, progress: Callable[[int, int], None] = _silent
) -> Score:
    """Try all mutants, or `sample` of them chosen by `seed`, in `jobs` processes."""
    bench = Bench(job)
    total = len(bench.mutants)
    chosen = list(range(total))
    if 0 < sample < total:
        chosen = sorted(random.Random(seed).sample(chosen, sample))
    outcomes: list[Outcome] = []
    for outcome in _outcomes(bench, chosen, jobs):
        outcomes.append(outcome)
        progress(len(outcomes), len(chosen))
    outcomes.sort(key=lambda outcome: outcome.index)
    return Score(bench.rulebook, tuple(bench.mutants[index] for index in chosen), _retold(job, outcomes), total)


def _outcomes(bench: Bench, chosen: Sequence[int], jobs: int) -> Iterator[Outcome]:
    """The outcomes of the chosen mutants, as they come."""
    if jobs <= 1:
        yield from (bench.outcome(index) for index in chosen)
        return
    # neighbours are alike: dealt out in turn, each process gets as many hard ones as the other
    hands = [chosen[start::jobs] for start in range(jobs)]
    parts = [hand[start : start + _CHUNK] for hand in hands for start in range(0, len(hand), _CHUNK)]
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_prepare, initargs=(bench.job,)) as pool:
        for future in as_completed([pool.submit(_work, part) for part in parts]):
            yield from future.result()


def _retold(job: Job, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes, with the cases of survivors found anew in a process that was asked nothing else.

    Which of several cases the solver finds depends on what it was asked before, and that on the number of processes.
    """
    survivors = [outcome.index for outcome in outcomes if outcome.fate == "survived"]
    if not survivors:
        return tuple(outcomes)
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=_prepare, initargs=(job,)) as pool:
        settled = zip(survivors, pool.submit(_settled, survivors).result(), strict=True)
    found = {index: case for index, case in settled if case.text}
    return tuple(replace(item, settled=found[item.index]) if item.index in found else item for item in outcomes)


_BENCH: list[Bench] = []


def _prepare(job: Job) -> None:
    """Make a process ready to work on `job`."""
    _BENCH[:] = [Bench(job)]


def _work(indexes: Iterable[int]) -> list[Outcome]:
    """The outcomes of some mutants, in a process made ready for them."""
    return [_BENCH[0].outcome(index) for index in indexes]


def _settled(indexes: Iterable[int]) -> list[Settled]:
    """How some mutants differ, in a process made ready for them."""
    return [_BENCH[0].settled(index) for index in indexes]


def _concerns(mutant: Mutant, rulebook: Rulebook, question: str) -> bool:
    """Whether a mutant changes something that a question rests on."""
    asked = rulebook.questions[question]
    if mutant.kind in ("entry", "list"):
        return bool(asked.lookup and asked.lookup.listings)
    if mutant.kind == "parameter":
        return mutant.target.partition(" ")[2] in asked.facts
    mutated = mutant.plant(rulebook)
    if find_cycle(rule_graph(mutated.rules.values())):  # the loader refuses it, and no digest of it would end
        changed = {name for name, rule in rulebook.rules.items() if mutated.rules[name] is not rule}
        return any(rule.id in changed for book in (rulebook, mutated) for rule in rules_for(book.rules, asked.asked))
    touched, days = touched_in(rulebook, mutated, asked)
    norm = mutant.operator == "modality" and mutant.target in asked.asked
    if mutant.operator == "bearer":
        norm = any(rule.id == mutant.target for rule in rules_for(rulebook.rules, asked.asked))
    return bool(touched or days or norm)
