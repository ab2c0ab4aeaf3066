"""What golden cases cover of a rulebook, and what they do not, each with a case that shows it.

- rules: whatever can become of each rule (holds, fails, undetermined, defeated) becomes of it in some case;
- conditions: each innermost condition of each rule is true, false and unknown in some case;
- mcdc: each condition is shown to decide its rule's condition by itself (`conditions` says when it does);
- provisions: each encoded provision is named by a case;
- lists: some entry of each published list is used by a case;
- norms: whom each rule with a modality binds is stated in a case.

That a document is in force is a condition of every rule of it, which the loader adds; it counts once a document.
What cannot be, such as an unknown day asked, is not counted (`possible`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar, get_args

from nocert_rules.engine.decision.decide import RuleStatus
from nocert_rules.engine.decision.trace import TRUTH_NAMES
from nocert_rules.engine.truth import Truth
from nocert_rules.gate.testing.conditions import Innermost
from nocert_rules.rulebook.model.catalogue import PublishedList
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Document, Provision, Rule

T = TypeVar("T")
Measure = Literal["rules", "conditions", "mcdc", "provisions", "lists", "norms"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    covered: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.covered + other.covered, self.of + other.of)

    @property
    def percent(self) -> float:
        """In per cent, rounded down to one decimal; all of nothing is 100."""
        return self.covered * 1000 // self.of / 10 if self.of else 100.0

    def reaches(self, percent: float) -> bool:
        """Whether at least `percent` per cent are covered, without rounding."""
        return self.covered * 100 >= percent * self.of


@dataclass(frozen=True)
class Independence:
    """A case in which a condition decides being true, one in which it does being false; None where there is none.

    `alone`: between the two nothing differs but the condition.
    """

    true: str | None
    false: str | None
    alone: bool

    @property
    def lacking(self) -> str:
        """Being what the condition decides in no case: true, false or either; empty where its MC/DC is shown."""
        sides = [name for name, case in (("true", self.true), ("false", self.false)) if case is None]
        return "either" if len(sides) > 1 else "".join(sides)

    @property
    def share(self) -> Share:
        """Whether MC/DC is shown, as a share."""
        return Share(not self.lacking, 1)


@dataclass(frozen=True)
class ConditionCoverage:
    """An innermost condition, by its number in its rule from 1: for each truth it can have the first case, or None."""

    number: int
    condition: Innermost
    truths: Mapping[Truth, str | None]
    independence: Independence

    @property
    def share(self) -> Share:
        """How many of the truths are seen."""
        return _seen(self.truths.values())


@dataclass(frozen=True)
class RuleCoverage:
    """A rule: for each thing that can become of it the first case, or None, and its own conditions."""

    rule: Rule
    statuses: Mapping[RuleStatus, str | None]
    conditions: tuple[ConditionCoverage, ...]

    @property
    def share(self) -> Share:
        """How much of the rule is covered: statuses, truths of conditions, and MC/DC together."""
        parts = [_seen(self.statuses.values()), *(condition.share for condition in self.conditions)]
        parts += [condition.independence.share for condition in self.conditions]
        return sum(parts, Share())


@dataclass(frozen=True)
class Gap:
    """One thing that is not covered.

    `subject` is the rule, document, provision or list; `condition` is there where it is about one. `what` says which
    status or truth is seen in no case; for MC/DC, being what the condition decides in no case (true, false, either).
    """

    measure: Measure
    subject: Rule | Document | Provision | PublishedList
    what: str = ""
    condition: ConditionCoverage | None = None


@dataclass(frozen=True, eq=False)
class Coverage:
    """What golden cases cover of a rulebook.

    `in_force` is the condition of each document that it is in force; `provisions` the cases that name an encoded
    provision, `lists` those that use an entry of a list, `norms` those that state whom a rule binds.
    """

    rulebook: Rulebook
    rules: Mapping[str, RuleCoverage]
    in_force: Mapping[str, ConditionCoverage]
    provisions: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, tuple[str, ...]]
    norms: Mapping[str, tuple[str, ...]]

    @property
    def conditions(self) -> Iterator[ConditionCoverage]:
        """Every condition: that of each document, then those of the rules."""
        yield from self.in_force.values()
        for rule in self.rules.values():
            yield from rule.conditions

    @cached_property
    def shares(self) -> Mapping[Measure, Share]:
        """How much is covered, by measure."""
        return {
            "rules": sum((_seen(rule.statuses.values()) for rule in self.rules.values()), Share()),
            "conditions": sum((condition.share for condition in self.conditions), Share()),
            "mcdc": sum((condition.independence.share for condition in self.conditions), Share()),
            "provisions": sum((Share(bool(cases), 1) for cases in self.provisions.values()), Share()),
            "lists": sum((Share(bool(cases), 1) for cases in self.lists.values()), Share()),
            "norms": sum((Share(bool(cases), 1) for cases in self.norms.values()), Share()),
        }

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that is not covered, by measure, each in the order of the text."""
        book = self.rulebook
        found = [Gap("rules", item.rule, status) for item in self.rules.values() for status in _unseen(item.statuses)]
        owned: list[tuple[Rule | Document, ConditionCoverage]] = []
        owned += [(book.documents[name], condition) for name, condition in self.in_force.items()]
        owned += [(item.rule, condition) for item in self.rules.values() for condition in item.conditions]
        for owner, condition in owned:
            found += [Gap("conditions", owner, TRUTH_NAMES[truth], condition) for truth in _unseen(condition.truths)]
            if condition.independence.lacking:
                found.append(Gap("mcdc", owner, condition.independence.lacking, condition))
        found += [Gap("provisions", book.provisions[name]) for name, cases in self.provisions.items() if not cases]
        found += [Gap("lists", book.lists[name]) for name, cases in self.lists.items() if not cases]
        found += [Gap("norms", book.rules[name]) for name, cases in self.norms.items() if not cases]
        return tuple(sorted(found, key=lambda gap: MEASURES.index(gap.measure)))

    def of_provision(self, provision: str) -> Share:
        """How much of an encoded provision is covered: that a case names it, and the rules that rest on it."""
        resting = (self.rules[rule.id].share for rule in self.rulebook.rules_of_provision[provision])
        return sum(resting, Share(bool(self.provisions[provision]), 1))


def _seen(cases: Iterable[str | None]) -> Share:
    return sum((Share(case is not None, 1) for case in cases), Share())


def _unseen(cases: Mapping[T, str | None]) -> list[T]:
    return [what for what, case in cases.items() if case is None]
