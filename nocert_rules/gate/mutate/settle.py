"""Whether a mutant that nothing noticed answers anybody otherwise: proved equivalent, or a case where it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nocert_rules.gate.diff.answers import days, shifts
from nocert_rules.gate.diff.meaning import Directions, leading_modality
from nocert_rules.gate.diff.model import Field, Shift
from nocert_rules.gate.diff.slices import Slices
from nocert_rules.gate.diff.symbolic import Played, SymbolicPair
from nocert_rules.gate.prove import GaveUp
from nocert_rules.gate.prove.kleene import Bool, every, opposite, some
from nocert_rules.rulebook.model.catalogue import Question
from nocert_rules.rulebook.model.graph import rules_for
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.rules import Rule

HEADING = (
    "规则库与植入错误的规则库答复不同的案件，由求解器给出，其中的事实和认定均属虚构",
    "A case that a planted fault answers otherwise, found by the solver, its facts and findings made up",
)


@dataclass(frozen=True)
class Settled:
    """What became of a mutant: `equivalent` by proof, or a `text` of a case it answers otherwise.

    `shifts` are the conclusions that differ there and `days` the days shown; `rules` what the rulebook itself makes of
    the rules that differ; `item` a list entry the case is about. Neither proof nor case where the solver gave up.
    """

    equivalent: bool = False
    question: str = ""
    text: str = ""
    item: str = ""
    shifts: tuple[Shift, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()
    days: tuple[Field, ...] = ()


def settle(rulebook: Rulebook, mutated: Rulebook) -> Settled:
    """Compare a mutant with the rulebook in everything that questions report."""
    gave_up = False
    for name, question in rulebook.questions.items():
        touched, shown = touched_in(rulebook, mutated, question)
        modal = [c for c in question.asked if leading_modality(rulebook, c) != leading_modality(mutated, c)]
        bound = [rule.id for rule in rules_for(rulebook.rules, question.asked) if _binds_others(rule, mutated)]
        if not (touched or shown or modal or bound):
            continue
        pair = SymbolicPair(rulebook, mutated, name)
        where = [*_truths(pair, touched), *_days(pair, shown), *(pair.new.truth(c).is_true for c in modal)]
        where += [pair.new.rule(name).is_true for name in bound]
        try:
            played = pair.smallest(some(where), HEADING)
        except GaveUp:
            gave_up = True
            continue
        if played:
            return told(name, played, modal, bound)
    return Settled(equivalent=not gave_up)


def touched_in(rulebook: Rulebook, mutated: Rulebook, question: Question) -> tuple[list[str], list[str]]:
    """The reported conclusions, and the days shown, that do not rest on the same rules in both."""
    before, after = (Slices(book, question) for book in (rulebook, mutated))
    touched = [name for name in question.asked if before.conclusion(name) != after.conclusion(name)]
    shown = [field.value for field in question.answer if field.kind == "value"]
    return touched, [name for name in shown if before.value(name) != after.value(name)]


def _binds_others(rule: Rule, mutated: Rulebook) -> bool:
    return mutated.rules[rule.id].bearer != rule.bearer


def _truths(pair: SymbolicPair, names: list[str]) -> Iterator[Bool]:
    for name in names:
        yield pair.old.truth(name).differs_from(pair.new.truth(name))


def _days(pair: SymbolicPair, names: list[str]) -> Iterator[Bool]:
    """Where a day is shown, and is not the same in both."""
    for name in names:
        for field in pair.old.question.answer:
            if field.value == name:
                before, after = (asked.value(name) for asked in pair.both)
                same_kind = every((before.known == after.known, before.no_day == after.no_day))
                real = every((before.known, opposite(before.no_day)))
                differ = some((opposite(same_kind), every((real, before.value != after.value))))
                shown = [asked.truth(field.shown_if).is_true for asked in pair.both if field.shown_if]
                yield every((differ, *shown))


def told(question: str, played: Played, modal: Sequence[str] = (), bound: Sequence[str] = ()) -> Settled:
    """What a case shows: the conclusions and rules that differ, modalities, and the bearers of the rules `bound`."""
    found = list(shifts(Directions(played.new.rulebook), played.old, played.new))
    before, after = played.old.parts[0], played.new.parts[0]
    rules = tuple(
        (name, status) for name, status in before.rule_statuses.items() if after.rule_statuses.get(name) != status
    )
    for name in modal:
        one, other = (leading_modality(book, name) or "" for book in (played.old.rulebook, played.new.rulebook))
        found.append(Shift(name, one, other, "mixed", before.situation.subject))
    for name in bound:
        rule, changed = played.old.rulebook.rules[name], played.new.rulebook.rules[name]
        said, other_said = ", ".join(rule.bearer), ", ".join(changed.bearer)
        found.append(Shift(rule.conclusion or name, said, other_said, "mixed", before.situation.subject))
    shown = tuple(days(played.old, played.new))
    return Settled(question=question, text=played.text, shifts=tuple(found), rules=rules, days=shown)
