"""Which missing facts can still change an undetermined conclusion, and only those.

A fact matters if somewhere, among all combinations of what the others can be, the conclusion is
undetermined without it and determined with it. That is exact; where the combinations are too many,
every fact that an undetermined rule mentions is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nocert_rules.engine.decision.decide import Part
from nocert_rules.engine.decision.table import Group, Table, combinations, groups_behind
from nocert_rules.engine.truth import UNKNOWN
from nocert_rules.rulebook.model.rulebook import Rulebook

MAX_COMBINATIONS = 1 << 16


def missing_facts(rulebook: Rulebook, part: Part, conclusions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each missing fact that can change one of `conclusions`, those that it can change."""
    decides: dict[str, list[str]] = {}
    for conclusion in conclusions:
        if part.truth(conclusion) == UNKNOWN:
            for name in _missing(rulebook, part, conclusion):
                decides.setdefault(name, []).append(conclusion)
    return {name: tuple(found) for name, found in decides.items()}


def _missing(rulebook: Rulebook, part: Part, conclusion: str) -> tuple[str, ...]:
    key = ("missing", conclusion)
    if key not in part.kept:
        part.kept[key] = _worked_out(rulebook, part, conclusion)
    found: tuple[str, ...] = part.kept[key]
    return found


def _worked_out(rulebook: Rulebook, part: Part, conclusion: str) -> tuple[str, ...]:
    groups = groups_behind(rulebook, part, [conclusion])
    numbers: Sequence[int] = range(len(groups))
    if combinations(groups) <= MAX_COMBINATIONS:
        key = ("relevant", conclusion, part.decided, *(group.shape for group in groups))
        numbers = part.program.shared(key, lambda: _relevant(Table(part, groups), conclusion, groups))
    return tuple(dict.fromkeys(name for number in numbers for name in groups[number].names))


def relevant_groups(table: Table, conclusion: str, among: Sequence[Group] | None = None) -> Sequence[Group]:
    """The groups of `table`, or those `among` them, that can make the difference for `conclusion`."""
    groups = table.groups if among is None else among
    return [groups[n] for n in _relevant(table, conclusion, groups)]


def _relevant(table: Table, conclusion: str, groups: Sequence[Group]) -> tuple[int, ...]:
    known, *without = table.decided_without(conclusion, groups)
    return tuple(n for n, decided in enumerate(without) if known & ~decided)
