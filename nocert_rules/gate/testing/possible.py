"""What can become of rules and conditions at all, so that nobody asks for a case that cannot exist.

Truths are followed through the rules as sets, each innermost condition for itself: what is not possible here is
impossible; what is possible here may still be impossible together (a solver can tell, see `nocert lint`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import assert_never

from nocert_rules.engine.decision.decide import RuleStatus
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth, negation
from nocert_rules.rulebook.model.conditions import All, Any, Compare, Condition, Holds, InForce, Not, Quantified
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

Truths = frozenset[Truth]
EVERY: Truths = frozenset(Truth)
CERTAIN: Truths = frozenset((TRUE, FALSE))
TRUTHS: tuple[Truth, ...] = (TRUE, FALSE, UNKNOWN)
STATUSES: tuple[RuleStatus, ...] = ("holds", "fails", "undetermined", "defeated")


@dataclass
class Possible:
    """The truths and statuses that conditions and rules of `rulebook` can have."""

    rulebook: Rulebook
    _conclusions: dict[str, Truths] = field(default_factory=dict)
    _left: dict[str, Truths] = field(default_factory=dict)

    def truths(self, condition: Condition) -> Truths:
        """The truths that `condition` can have."""
        match condition:
            case Compare() | Quantified():
                return EVERY
            case InForce(_, day):
                return CERTAIN if day == "as_of" else EVERY  # the day asked is always known
            case Holds(conclusion):
                return self.conclusion(conclusion)
            case Not(part):
                return frozenset(negation(truth) for truth in self.truths(part))
            case All(parts):
                return reduce(_lowest, map(self.truths, parts), frozenset((TRUE,)))
            case Any(parts):
                return reduce(_highest, map(self.truths, parts), frozenset((FALSE,)))
            case _:
                assert_never(condition)

    def ordered(self, condition: Condition) -> tuple[Truth, ...]:
        """The truths that `condition` can have, in the order of `TRUTHS`."""
        found = self.truths(condition)
        return tuple(truth for truth in TRUTHS if truth in found)

    def conclusion(self, name: str) -> Truths:
        """The truths that the conclusion `name` can have."""
        if name not in self._conclusions:
            of_rules = [
                self._after_exceptions(rule) if rule.gap is None else _lowest(self._after_exceptions(rule), _OPEN)
                for rule in self.rulebook.rules_of_conclusion[name]
            ]
            self._conclusions[name] = reduce(_highest, of_rules, frozenset((FALSE,)))
        return self._conclusions[name]

    def statuses(self, rule: Rule) -> tuple[RuleStatus, ...]:
        """What can become of `rule`."""
        against = self._exceptions(rule)
        found = {_status(truth, other) for truth in self.truths(rule.when) for other in against}
        return tuple(status for status in STATUSES if status in found)

    def _after_exceptions(self, rule: Rule) -> Truths:
        if rule.id not in self._left:
            without = frozenset(negation(truth) for truth in self._exceptions(rule))
            self._left[rule.id] = _lowest(self.truths(rule.when), without)
        return self._left[rule.id]

    def _exceptions(self, rule: Rule) -> Truths:
        """The truths that "some exception to `rule` holds" can have."""
        others: Iterable[Rule] = self.rulebook.exceptions_of[rule.id]
        return reduce(_highest, (self._after_exceptions(other) for other in others), frozenset((FALSE,)))


_OPEN: Truths = frozenset((UNKNOWN,))
_DEFEATED: Mapping[Truth, RuleStatus] = {TRUE: "defeated", UNKNOWN: "undetermined"}


def _status(condition: Truth, exception: Truth) -> RuleStatus:
    if condition == FALSE:
        return "fails"
    if exception != FALSE:
        return _DEFEATED[exception]
    return "holds" if condition == TRUE else "undetermined"


def _lowest(one: Truths, other: Truths) -> Truths:
    return frozenset(min(mine, its) for mine in one for its in other)


def _highest(one: Truths, other: Truths) -> Truths:
    return frozenset(max(mine, its) for mine in one for its in other)
