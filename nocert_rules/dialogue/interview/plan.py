"""Which missing fact to ask next, so that the answer is settled soonest.

Every combination of what the missing facts can be is equally likely. A question costs what its facts cost
to find out; the plan with the least expected cost is found exactly, by trying every order of asking on the
truth table of the open conclusions and remembering what was worked out. Questions that stand for one
another are tried once. Where a table has too many states for that, the question that tells most for its
cost goes first.

What is left can give one answer only, and the rules still not give it before a fact is known (a limit that comes to
the same whatever it is). Where a plan would end so, it is made anew, to the point where the rules do answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf, log2

from nocert_rules.engine.decision.table import Rail, Table

MAX_STATES = 700
MAX_PATIENT = 120
Names = tuple[str, ...]
"""The facts that one question asks for."""


@dataclass(frozen=True)
class Plan:
    """What to ask next (None: nothing matters any more), and what then remains.

    `expected` is the expected cost of this and all further questions, `best` and `worst` their number.
    """

    names: Names | None
    expected: float
    best: int
    worst: int


SETTLED = Plan(None, 0.0, 0, 0)


def plan(table: Table, conclusions: Sequence[str], cost: Callable[[Names], float], order: Sequence[str] = ()) -> Plan:
    """The plan that settles `conclusions`; ties go to what comes first in the table.

    The facts in `order` are asked in that order among themselves, as far as each can still matter.
    """
    planner = _Planner(table, conclusions, cost, order)
    try:
        found = planner.exact(table.everything)
    except _TooManyStates:
        return planner.greedy(table.everything)
    if planner.silent:
        planner.be_patient()
        with suppress(_TooManyStates):
            return planner.exact(table.everything)
    return found


class _TooManyStates(Exception):
    """The table is too large to plan exactly."""


class _Planner:
    """Plans on the combinations of a table; a question divides them by what its facts can turn out to be."""

    def __init__(
        self, table: Table, conclusions: Sequence[str], cost: Callable[[Names], float], order: Sequence[str]
    ) -> None:
        self.table = table
        rails = {conclusion: table.rail(conclusion) for conclusion in conclusions}
        self.at_last = {conclusion: true | false for conclusion, (true, false) in rails.items()}
        self.classes = _classes(table, rails.values())
        self.outcomes: dict[Names, list[int]] = {}
        for group in table.groups:
            known = self.outcomes.get(group.names, [table.everything])
            mine = [table.outcome(group, number) for number in range(len(group.outcomes))]
            self.outcomes[group.names] = [one & other for one in known for other in mine]
        places = {name: place for place, name in enumerate(order)}
        self.turn = {names: max(places[name] for name in names) for names in self.outcomes if places.keys() >= {*names}}
        self.cost = {names: cost(names) for names in self.outcomes}
        self.cheapest = min(self.cost.values(), default=0.0)
        self.strides = {group.names: table.stride(group) for group in table.groups}
        self.joint = {names for names in self.outcomes if sum(group.names == names for group in table.groups) > 1}
        self.twins = self._twins()
        self.memo: dict[object, Plan] = {}
        self.most_states = MAX_STATES
        self.silent = False  # whether a plan ended where the rules do not answer yet
        self.patient = False
        self._given: dict[frozenset[Names], int] = {}

    def be_patient(self) -> None:
        """From now on, plan on until the rules answer."""
        self.patient, self.memo, self.most_states = True, {}, MAX_PATIENT

    def settled(self, left: int) -> bool:
        """Whether every combination in `left` gives the same answers, and to the patient: whether the rules do."""
        if self.patient:
            return self.answered(left)
        return any(not left & ~same for same in self.classes)

    def parts(self, left: int, names: Names) -> list[int]:
        """`left` divided by the answers to a question."""
        return [part for outcome in self.outcomes[names] if (part := left & outcome)]

    def exact(self, left: int) -> Plan:
        """The best plan where the combinations `left` are still possible."""
        if self.settled(left):
            self.silent = self.silent or not self.answered(left)
            return SETTLED
        regions = [region for same in self.classes if (region := same & left)]
        key = self.key(left, regions)
        if key in self.memo:
            return self.memo[key]
        if len(self.memo) >= self.most_states:
            raise _TooManyStates
        found, least = SETTLED, inf
        for names in self._worth_asking(left, regions):
            asked = self._asked(left, names, least)
            if asked is not None and asked.expected < least - 1e-9:
                found, least = asked, asked.expected
        self.memo[key] = found
        return found

    def key(self, left: int, regions: Sequence[int]) -> object:
        """What two sub-problems that are the same have in common, wherever in the table they stand.

        What the rules answer hangs on what is known, not on what follows from it: there each stands by itself.
        """
        if self.patient:
            return left
        lowest = (left & -left).bit_length() - 1
        return frozenset(region >> lowest for region in regions)

    def answered(self, left: int) -> bool:
        """Whether the rules give the answers where `left` is possible, or never will."""
        open_names = frozenset(names for names in self.outcomes if len(self.parts(left, names)) > 1)
        if open_names not in self._given:
            self._given[open_names] = self._answers(open_names)
        return not left & ~self._given[open_names]

    def _answers(self, unknown: frozenset[Names]) -> int:
        """The combinations in which the rules give every answer that can be had, though `unknown` is not known."""
        without = [group for group in self.table.groups if group.names in unknown]
        found = self.table.everything
        for conclusion, at_last in self.at_last.items():
            true, false = self.table.rail(conclusion, without=without)
            found &= true | false | ~at_last
        return found

    def _asked(self, left: int, names: Names, bound: float) -> Plan | None:
        """What asking for `names` leads to; None as soon as it costs more than `bound`."""
        size = left.bit_count()
        parts = self.parts(left, names)
        least = {part: 0.0 if self.settled(part) else self.cheapest * part.bit_count() / size for part in parts}
        expected, best, worst = self.cost[names] + sum(least.values()), inf, 0
        for part in parts:
            if expected >= bound:
                return None
            after = self.exact(part)
            expected += after.expected * part.bit_count() / size - least[part]
            best, worst = min(best, after.best), max(worst, after.worst)
        return Plan(names, expected, int(best) + 1, worst + 1) if expected < bound else None

    def _worth_asking(self, left: int, regions: Sequence[int]) -> list[Names]:
        """The questions that can still matter; of those that stand for one another only the first."""
        open_names = self._in_turn([names for names in self.outcomes if self._can_matter(left, regions, names)])
        if self.patient:  # two facts that can change places in what follows need not be alike to the rules
            return open_names
        return [
            names
            for number, names in enumerate(open_names)
            if not any((other, names) in self.twins for other in open_names[:number])
        ]

    def _in_turn(self, open_names: list[Names]) -> list[Names]:
        """Without the questions whose turn comes after another's that is open."""
        first = min((self.turn[names] for names in open_names if names in self.turn), default=0)
        return [names for names in open_names if self.turn.get(names, first) == first]

    def _can_matter(self, left: int, regions: Sequence[int], names: Names) -> bool:
        """Whether the answers, which divide `left` into `regions`, hang on what is asked somewhere."""
        if len(self.parts(left, names)) < 2:
            return False
        if self.patient or names in self.joint:
            return True
        first, *others = self.outcomes[names]
        stride = self.strides[names]
        return any(
            (region & first) << stride * step != region & other
            for step, other in enumerate(others, start=1)
            for region in regions
        )

    def _twins(self) -> set[tuple[Names, Names]]:
        """Pairs of questions that can change places, or change places and sides, without changing any conclusion."""
        questions = list(self.outcomes)
        pairs = [(one, other) for number, one in enumerate(questions) for other in questions[number + 1 :]]
        return {pair for pair in pairs if self._are_twins(*pair)}

    def _are_twins(self, one: Names, other: Names) -> bool:
        mine, others = self.outcomes[one], self.outcomes[other]
        if len(mine) != 2 or len(others) != 2 or self.cost[one] != self.cost[other]:
            return False
        one_step, other_step = self.strides[one], self.strides[other]
        swaps = (
            (mine[0] & others[1], mine[1] & others[0], one_step - other_step),
            (mine[0] & others[0], mine[1] & others[1], one_step + other_step),
        )
        return any(
            all(_shifted(same & first, shift) == same & second for same in self.classes)
            for first, second, shift in swaps
        )

    def greedy(self, left: int) -> Plan:
        """The question that tells most for its cost; what then remains is bounded, not planned."""
        size, before = left.bit_count(), self._entropy(left)
        gains: dict[Names, float] = {}
        regions = [same & left for same in self.classes]
        for names in self.outcomes:
            if self._can_matter(left, regions, names):
                after = sum(self._entropy(part) * part.bit_count() / size for part in self.parts(left, names))
                gains[names] = (before - after) / self.cost[names]
        if not gains:
            return SETTLED
        chosen = max(self._in_turn(list(gains)), key=lambda names: gains[names])
        return Plan(chosen, sum(self.cost[names] for names in gains), 1, len(gains))

    def _entropy(self, left: int) -> float:
        """How uncertain the answers are where `left` is possible, in bits."""
        size = left.bit_count()
        shares = [(left & same).bit_count() / size for same in self.classes]
        return -sum(share * log2(share) for share in shares if share)


def _classes(table: Table, rails: Iterable[Rail]) -> list[int]:
    """The combinations divided by the answers they give."""
    classes = [table.everything]
    for true, false in rails:
        regions = (true, false, table.everything & ~(true | false))
        classes = [part for same in classes for region in regions if (part := same & region)]
    return classes


def _shifted(bits: int, places: int) -> int:
    return bits << places if places >= 0 else bits >> -places
