"""Builds small programs straight from dataclasses, for tests of the engines alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Program, ProgramConclusion, ProgramRule, Slot
from nocert_rules.engine.truth import Truth
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.conditions import ALWAYS, Compare, Given
from nocert_rules.rulebook.model.rules import Rule
from nocert_rules.rulebook.model.values import Label
from nocert_rules.words.errors import Position

NOWHERE = Position("test")
NO_LABEL = Label("", "")


@dataclass(frozen=True)
class Draft:
    """A rule to be: what it asks, the conclusion (by index) it concludes or leaves open, its exceptions."""

    formula: Formula
    conclusion: int | None = None
    gap: bool = False
    exceptions: tuple[int, ...] = ()


def program(atoms: int, drafts: Sequence[Draft], conclusions: int | None = None) -> Program:
    """A program of the rules `rule-0`, `rule-1`, …; slot `atoms` + k is conclusion k."""
    highest = max((draft.conclusion for draft in drafts if draft.conclusion is not None), default=-1)
    count = highest + 1 if conclusions is None else conclusions
    return Program(
        question=Question("test", NO_LABEL, NO_LABEL, "", (), (), (), (), None, NOWHERE),
        atoms=tuple(Compare(f"fact{number}", "is", (Given(True),)) for number in range(atoms)),
        deciders=(),
        computed=(),
        rules=tuple(_rule(number, draft) for number, draft in enumerate(drafts)),
        conclusions=tuple(_conclusion(number, atoms, drafts) for number in range(count)),
        strata=_strata(atoms, drafts, count),
    )


def truths(digits: str) -> tuple[Truth, ...]:
    """`"021"` as FALSE, TRUE, UNKNOWN."""
    return tuple(Truth(int(digit)) for digit in digits)


def slots_of(formula: Formula) -> set[int]:
    """The slots that `formula` looks at."""
    match formula:
        case Slot(number):
            return {number}
        case Neg(part):
            return slots_of(part)
        case And(parts) | Or(parts):
            return {slot for part in parts for slot in slots_of(part)}


def _rule(number: int, draft: Draft) -> ProgramRule:
    gap = NO_LABEL if draft.gap else None
    conclusion = None if draft.conclusion is None else f"conclusion-{draft.conclusion}"
    rule = Rule(f"rule-{number}", "p", "d", (), None, (), (), ALWAYS, conclusion, (), gap, NOWHERE)
    return ProgramRule(rule, draft.formula, draft.exceptions)


def _conclusion(number: int, atoms: int, drafts: Sequence[Draft]) -> ProgramConclusion:
    mine = [(index, draft) for index, draft in enumerate(drafts) if draft.conclusion == number]
    rules = tuple(index for index, draft in mine if not draft.gap)
    return ProgramConclusion(f"conclusion-{number}", atoms + number, rules, tuple(index for index, d in mine if d.gap))


def _strata(atoms: int, drafts: Sequence[Draft], conclusions: int) -> tuple[tuple[tuple[str, int], ...], ...]:
    graph: dict[tuple[str, int], list[tuple[str, int]]] = {("c", number): [] for number in range(conclusions)}
    for number, draft in enumerate(drafts):
        graph[("r", number)] = [("c", slot - atoms) for slot in slots_of(draft.formula) if slot >= atoms]
        graph[("r", number)] += [("r", other) for other in draft.exceptions]
        if draft.conclusion is not None:
            graph[("c", draft.conclusion)].append(("r", number))
    sorter = TopologicalSorter(graph)
    sorter.prepare()
    strata = []
    while sorter.is_active():
        ready = sorter.get_ready()
        strata.append(tuple(sorted(ready)))
        sorter.done(*ready)
    return tuple(strata)
