"""Narrows a large question down to a part that can be planned exactly.

The open conclusions of an answer can wait for more facts than a truth table holds. Then the first of them
is taken, and within it a conclusion it waits for, until the table is small enough. In strong Kleene logic
every open part of an open condition can still matter, so what is asked there matters for the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from nocert_rules.engine.decision.decide import Part
from nocert_rules.engine.decision.missing import relevant_groups
from nocert_rules.engine.decision.table import Group, Table, combinations, groups_behind
from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Slot, truth_of
from nocert_rules.engine.truth import UNKNOWN, Truth
from nocert_rules.rulebook.model.rulebook import Rulebook

MAX_COMBINATIONS = 1 << 12


def focus(
    rulebook: Rulebook, part: Part, conclusions: Collection[str], can_ask: Callable[[str], bool]
) -> tuple[Table, tuple[str, ...]] | None:
    """A table small enough to plan on, and the conclusions it is about; None where nothing can be asked.

    Facts that nobody can be asked for, by `can_ask`, stay unknown: they are not in the table.
    """
    return _Focus(rulebook, part, can_ask).on(conclusions)


class _Focus:
    """Looks for the table; what conclusions wait for is worked out once."""

    def __init__(self, rulebook: Rulebook, part: Part, can_ask: Callable[[str], bool]) -> None:
        self.rulebook = rulebook
        self.part = part
        self.can_ask = can_ask
        self._groups: dict[tuple[str, ...], list[Group]] = {}

    def on(self, conclusions: Collection[str]) -> tuple[Table, tuple[str, ...]] | None:
        """A table for all of `conclusions` that can be asked for, else for one of them, else for a part of it."""
        open_names = [name for name in conclusions if self._askable(name)]
        if not open_names:
            return None
        groups = self._waited_for(*open_names)
        if combinations(groups) <= MAX_COMBINATIONS:
            return Table(self.part, groups), tuple(open_names)
        return self._within(self._smallest(open_names))

    def _within(self, conclusion: str) -> tuple[Table, tuple[str, ...]]:
        groups = self._waited_for(conclusion)
        if combinations(groups) <= MAX_COMBINATIONS:
            return Table(self.part, groups), (conclusion,)
        behind = [name for name in open_conclusions(self.part, conclusion) if self._askable(name)]
        return self._within(self._smallest(behind)) if behind else (Table(self.part, _first(groups)), (conclusion,))

    def _smallest(self, conclusions: Collection[str]) -> str:
        """The conclusion that waits for least; ties go by name."""
        return min(conclusions, key=lambda name: (combinations(self._waited_for(name)), name))

    def _waited_for(self, *conclusions: str) -> list[Group]:
        """What the open `conclusions` wait for and somebody can answer; the rest stays unknown."""
        if conclusions not in self._groups:
            groups = groups_behind(self.rulebook, self.part, conclusions)
            self._groups[conclusions] = [group for group in groups if all(self.can_ask(name) for name in group.names)]
        return self._groups[conclusions]

    def _askable(self, conclusion: str) -> bool:
        """Whether some fact that can be asked for can still change `conclusion`."""
        if self.part.truth(conclusion) != UNKNOWN:
            return False
        groups = self._waited_for(conclusion)
        if combinations(groups) <= MAX_COMBINATIONS:
            return bool(relevant_groups(Table(self.part, groups), conclusion))
        return bool(groups)


def _first(groups: list[Group]) -> list[Group]:
    """As many of `groups` as a table holds."""
    found: list[Group] = []
    for group in groups:
        if combinations([*found, group]) <= MAX_COMBINATIONS:
            found.append(group)
    return found


def open_conclusions(part: Part, conclusion: str) -> list[str]:
    """The undetermined conclusions that the open rules for `conclusion` refer to."""
    program, inference = part.program, part.inference
    names = {item.slot: item.id for item in program.conclusions}
    item = program.by_id[conclusion]
    found: dict[str, None] = {}
    for number in _open_rules(part, (*item.rules, *item.gaps)):
        for slot in _open_slots(program.rules[number].formula, inference.slots):
            if slot in names:
                found[names[slot]] = None
    return list(found)


def _open_rules(part: Part, numbers: tuple[int, ...]) -> Iterator[int]:
    """The undetermined rules among `numbers`, with their undetermined exceptions."""
    for number in numbers:
        if part.inference.rules[number] == UNKNOWN:
            yield number
            yield from _open_rules(part, part.program.rules[number].exceptions)


def _open_slots(formula: Formula, slots: Sequence[Truth]) -> Iterator[int]:
    if truth_of(formula, slots) != UNKNOWN:
        return
    match formula:
        case Slot(number):
            yield number
        case And(parts) | Or(parts):
            for inner in parts:
                yield from _open_slots(inner, slots)
        case Neg(inner):
            yield from _open_slots(inner, slots)
