"""Decides golden cases and compares: one outcome a case, all problems of a case together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nocert_rules.engine.decision.decide import Decider, Decision
from nocert_rules.engine.facts.case import Case
from nocert_rules.gate.golden import Difference, GoldenCase, run_case
from nocert_rules.gate.testing.coverage import Coverage
from nocert_rules.gate.testing.measure import measured
from nocert_rules.gate.testing.thresholds import Thresholds
from nocert_rules.rulebook.model.rulebook import Rulebook


@dataclass(frozen=True, eq=False)
class Outcome:
    """A golden case, what was decided of it, and in what that differs from what the text demands."""

    golden: GoldenCase
    decision: Decision
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        """Whether the rules decide the case as the text demands."""
        return not self.differences


@dataclass(frozen=True)
class Selection:
    """Which cases are wanted: those whose id holds `name`, that name `provision`, that concern `rule`; all if empty."""

    name: str = ""
    provision: str = ""
    rule: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.provision or self.rule)

    def may_want(self, golden: GoldenCase) -> bool:
        """Whether `golden` may be wanted, as far as can be told before it is decided."""
        return self.name in golden.id and (not self.provision or golden.provision == self.provision)

    def wants(self, outcome: Outcome) -> bool:
        """Whether the decided case is wanted: it expects something of the rule, or the rule holds in it."""
        if not self.may_want(outcome.golden):
            return False
        expectations = outcome.golden.expectations
        expected = any(self.rule in {*expectation.rules, *expectation.norms} for expectation in expectations)
        parts = outcome.decision.parts
        return not self.rule or expected or any(part.rule_statuses.get(self.rule) == "holds" for part in parts)


@dataclass(frozen=True, eq=False)
class Run:
    """The run of the golden cases of one rulebook, whose rules are in the folder `rules`.

    `cases` counts all golden cases, `outcomes` are those of the wanted ones; `stopped`: further ones were left out
    after a failure. `coverage` is measured over all cases, where it was asked for and all were decided.
    """

    rules: Path
    rulebook: Rulebook
    cases: int
    outcomes: tuple[Outcome, ...]
    stopped: bool
    coverage: Coverage | None
    thresholds: Thresholds

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The outcomes of the cases that failed."""
        return tuple(outcome for outcome in self.outcomes if not outcome.passed)

    @property
    def passed(self) -> bool:
        """Whether every wanted case passed and everything measured meets its threshold."""
        return not self.failures and not (self.coverage and self.thresholds.missed(self.coverage))


class _Recorder(Decider):
    """Keeps its last decision, so that a case is decided once for its comparison, its trace and its coverage."""

    last: Decision

    def decide(self, case: Case) -> Decision:
        """The decision on `case`."""
        self.last = super().decide(case)
        return self.last


def run_cases(
    rules: Path,
    rulebook: Rulebook,
    cases: tuple[GoldenCase, ...],
    selection: Selection,
    thresholds: Thresholds,
    measure: bool = True,
    stop: bool = False,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Run:
    """The run of the golden `cases` of `rulebook`: with `stop` up to the first failure.

    `tell` hears how many cases of how many are done. Raises EngineDisagreement where the engines differ on a case.
    """
    decider = _Recorder(rulebook)
    decided = [golden for golden in cases if measure or selection.may_want(golden)]
    outcomes: list[Outcome] = []
    stopped = False
    for done, golden in enumerate(decided):
        tell(done, len(decided))
        outcomes.append(_outcome(decider, golden))
        stopped = stop and not outcomes[-1].passed and selection.wants(outcomes[-1])
        if stopped:
            break
    wanted = tuple(outcome for outcome in outcomes if selection.wants(outcome))
    coverage = _coverage(rulebook, outcomes) if measure and not stopped else None
    return Run(rules, rulebook, len(cases), wanted, stopped, coverage, thresholds)


def _outcome(decider: _Recorder, golden: GoldenCase) -> Outcome:
    differences = run_case(decider, golden)
    return Outcome(golden, decider.last, differences)


def _coverage(rulebook: Rulebook, outcomes: Iterable[Outcome]) -> Coverage:
    return measured(rulebook, ((outcome.golden, outcome.decision) for outcome in outcomes))
