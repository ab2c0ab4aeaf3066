"""Narrows a large question down to a part that can be planned exactly.

The open conclusions of an answer can wait for more facts than a truth table holds. Then the first of them
is taken, and within it a conclusion it waits for, until the table is small enough. In strong Kleene logic
every open part of an open condition can still matter, so what is asked there matters for the whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nocert_rules.decision.decide import Part
from nocert_rules.decision.missing import relevant_groups
from nocert_rules.decision.table import Group, Table, combinations, groups_behind
from nocert_rules.inference.program import And, Formula, Neg, Or, Slot, truth_of
from nocert_rules.model.rulebook import Rulebook
from nocert_rules.truth import UNKNOWN

MAX_COMBINATIONS = 1 << 12


def focus(
    rulebook: Rulebook, part: Part, conclusions: Collection[str], unanswerable: Collection[str]
) -> tuple[Table, tuple[str, ...]] | None:
    """A table small enough to plan on, and the conclusions it is about; None where nothing can be asked."""
    open_names = [name for name in conclusions if _askable(rulebook, part, name, unanswerable)]
    if not open_names:
        return None
    groups = groups_behind(rulebook, part, open_names)
    if combinations(groups) <= MAX_COMBINATIONS:
        return Table(part, groups), tuple(open_names)
    name = min(open_names, key=lambda each: (combinations(groups_behind(rulebook, part, [each])), each))
    return _within(rulebook, part, name, unanswerable)


def _within(
    rulebook: Rulebook, part: Part, conclusion: str, unanswerable: Collection[str]
) -> tuple[Table, tuple[str, ...]] | None:
    groups = groups_behind(rulebook, part, [conclusion])
    if combinations(groups) <= MAX_COMBINATIONS:
        return Table(part, groups), (conclusion,)
    behind = [name for name in open_conclusions(part, conclusion) if _askable(rulebook, part, name, unanswerable)]
    if not behind:
        return Table(part, _first(groups, unanswerable)), (conclusion,)
    name = min(behind, key=lambda each: (combinations(groups_behind(rulebook, part, [each])), each))
    return _within(rulebook, part, name, unanswerable)


def _first(groups: list[Group], unanswerable: Collection[str]) -> list[Group]:
    """As many of `groups` as a table holds."""
    found: list[Group] = []
    for group in groups:
        if not set(group.names) & set(unanswerable) and combinations([*found, group]) <= MAX_COMBINATIONS:
            found.append(group)
    return found


def _askable(rulebook: Rulebook, part: Part, conclusion: str, unanswerable: Collection[str]) -> bool:
    """Whether some fact that can be asked for can still change `conclusion`."""
    if part.truth(conclusion) != UNKNOWN:
        return False
    groups = groups_behind(rulebook, part, [conclusion])
    if combinations(groups) <= MAX_COMBINATIONS:
        groups = list(relevant_groups(Table(part, groups), conclusion))
    return any(not set(group.names) & set(unanswerable) for group in groups)


def open_conclusions(part: Part, conclusion: str) -> list[str]:
    """The undetermined conclusions that the open rules for `conclusion` refer to."""
    program, inference = part.program, part.inference
    names = {item.slot: item.id for item in program.conclusions}
    item = next(item for item in program.conclusions if item.id == conclusion)
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


def _open_slots(formula: Formula, slots: tuple[int, ...]) -> Iterator[int]:
    if truth_of(formula, slots) != UNKNOWN:  # type: ignore[arg-type]
        return
    match formula:
        case Slot(number):
            yield number
        case And(parts) | Or(parts):
            for inner in parts:
                yield from _open_slots(inner, slots)
        case Neg(inner):
            yield from _open_slots(inner, slots)
