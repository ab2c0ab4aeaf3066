"""What of the gate notices a planted fault: the loader's checks, golden cases, lints, invariants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.resupply import resupplied
from nocert_rules.gate.golden import GoldenCase, run_case
from nocert_rules.gate.mutate.mutants import Mutant
from nocert_rules.gate.norms import compared
from nocert_rules.rulebook.load.checks import check_rulebook
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import Problems

By = Literal["load", "golden", "lint", "invariant"]


@dataclass(frozen=True)
class Notice:
    """What noticed a fault: a message of the loader, a golden case, a lint or an invariant, by its id."""

    by: By
    what: str


def load_notices(mutated: Rulebook) -> Notice | None:
    """What the loader refuses in a rulebook, if anything."""
    problems = Problems()
    check_rulebook(mutated, problems)
    return Notice("load", problems.found[0].code) if problems.found else None


class GoldenSuite:
    """The golden cases of a rulebook, run against its mutants until one differs."""

    def __init__(self, rulebook: Rulebook, cases: Sequence[GoldenCase]) -> None:
        self.rulebook = rulebook
        self.cases = cases
        self._rules_of = {
            question.id: {rule.id for rule in rules_for(rulebook.rules, question.asked)}
            for question in rulebook.questions.values()
        }
        self._names = [_names(case) for case in cases]

    def notices(self, mutant: Mutant, mutated: Rulebook) -> Notice | None:
        """The first case that a mutant makes fail; those that name what was changed are run first."""
        if mutant.operator == "modality":
            return None  # no case expects a modality
        if mutant.operator == "bearer":
            return next((Notice("golden", case.id) for case in self.cases if _states_otherwise(case, mutated)), None)
        decider = Decider(mutated, "reference")
        if mutant.kind in ("entry", "list", "parameter"):
            placed = [case for case in self.cases if case.case.jurisdiction]
            return self._first(decider, (replace(case, case=resupplied(case.case, mutated)) for case in placed))
        changed = {name for name, rule in self.rulebook.rules.items() if mutated.rules[name] is not rule}
        conclusions = {self.rulebook.rules[name].conclusion for name in changed}
        wanted = {mutant.target, *changed, *(name for name in conclusions if name)}
        questions = [name for name, rules in self._rules_of.items() if rules & changed or not changed]
        chosen = [number for number, case in enumerate(self.cases) if case.case.question in questions]
        chosen.sort(key=lambda number: not wanted & self._names[number])
        return self._first(decider, [self.cases[number] for number in chosen])

    def _first(self, decider: Decider, cases: Iterable[GoldenCase]) -> Notice | None:
        return next((Notice("golden", case.id) for case in cases if _fails(decider, case)), None)


def _names(golden: GoldenCase) -> set[str]:
    """The rules and conclusions that a case expects something of."""
    found: set[str] = set()
    for expected in golden.expectations:
        found |= {*expected.rules, *expected.conclusions, *expected.missing}
    return found


def _states_otherwise(golden: GoldenCase, mutated: Rulebook) -> bool:
    """Whether a case states of a norm something else than its rule says: nothing need be decided for that."""
    norms = (part for expected in golden.expectations for part in compared(mutated, expected.norms))
    return any(stated != said for _, _, stated, said in norms)


def _fails(decider: Decider, golden: GoldenCase) -> bool:
    try:
        return bool(run_case(decider, golden))
    except KeyError:  # a rule it expects something of is no rule of the question any more
        return True
