"""What is said to turn a conclusion turns it, nothing less does, and the reasons given decide it by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from nocert_rules.dialogue.explanation import Change, Flip, because, flips, otherwise
from nocert_rules.dialogue.explanation.apply import changed
from nocert_rules.engine.decision.decide import Decider, Decision, Part, Status
from nocert_rules.engine.facts.case import Case, Origin, Situation
from nocert_rules.engine.facts.check import check_situation
from nocert_rules.engine.facts.resupply import SUPPLIED, asked_on
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Scalar
from nocert_rules.words.errors import InputError, Problems
from tests.support.examples import examples
from tests.support.facts import FactSet, Maker, consistent

QUESTIONS = ("route", "verification", "pledge", "case")
SOME = 6


def made(rulebook: Rulebook, question: str, random: Random) -> FactSet:
    """A consistent fact set, now and then about an item of a list."""
    maker = Maker(rulebook, random)
    listed = rulebook.questions[question].lookup is not None and random.random() < 0.3
    return consistent(rulebook, maker.listed_fact_set(question) if listed else maker.fact_set(question))


def determined(decision: Decision, random: Random) -> Iterator[tuple[int, str]]:
    """Some of the conclusions that are yes or no, each with the number of its part."""
    found = [
        (number, item.id)
        for number, part in enumerate(decision.parts)
        for item in part.program.conclusions
        if part.status(item.id) != "undetermined"
    ]
    yield from random.sample(found, min(SOME, len(found)))


def possible(rulebook: Rulebook, case: Case) -> bool:
    """Whether nothing in `case` contradicts something else."""
    problems = Problems()
    for situation in case.situations:
        check_situation(rulebook, rulebook.questions[case.question], situation, {}, problems)
    return not problems.found


def status_after(decider: Decider, case: Case, number: int, conclusion: str) -> Status:
    """What becomes of a conclusion in `case`, decided anew."""
    return decider.decide(case).parts[number].status(conclusion)


def after(rulebook: Rulebook, case: Case, on: date | None, changes: tuple[Change, ...]) -> Case:
    return changed(asked_on(case, rulebook, on) if on else case, changes)


def check_flip(decider: Decider, decision: Decision, number: int, conclusion: str, flip: Flip) -> None:
    rulebook, case, part = decider.rulebook, decision.case, decision.parts[number]
    before = part.status(conclusion)
    assert flip.changes or flip.on
    assert {before, flip.to} == {"yes", "no"}
    assert flip.case == after(rulebook, case, flip.on, flip.changes)
    assert status_after(decider, flip.case, number, conclusion) == flip.to
    assert possible(rulebook, flip.case)
    for change in flip.changes:
        check_no_law(rulebook, part, change)
    for lesser_on, lesser in lesser_changes(flip):
        smaller = after(rulebook, case, lesser_on, lesser)
        flips_too = status_after(decider, smaller, number, conclusion) == flip.to
        assert not (flips_too and possible(rulebook, smaller)), (lesser_on, lesser)
    if flip.on:
        assert flip.on > case.as_of
        day_before = after(rulebook, case, flip.on - timedelta(days=1), flip.changes)
        flips_earlier = status_after(decider, day_before, number, conclusion) == flip.to
        assert not (flips_earlier and possible(rulebook, day_before))


def lesser_changes(flip: Flip) -> Iterator[tuple[date | None, tuple[Change, ...]]]:
    """Every way to make less of the changes than all of them, but not nothing."""
    for size in range(len(flip.changes) + 1):
        for chosen in combinations(flip.changes, size):
            if flip.on and len(chosen) < len(flip.changes):
                yield flip.on, chosen
            if chosen and (flip.on or len(chosen) < len(flip.changes)):
                yield None, chosen


def check_no_law(rulebook: Rulebook, part: Part, change: Change) -> None:
    fact = rulebook.facts[change.fact]
    origin = part.situation.origins.get(change.fact)
    assert fact.changeable != "never"
    assert fact.supplied_by != "jurisdiction"
    assert origin is None or origin.kind not in SUPPLIED
    assert part.situation.values.get(change.fact) == change.old != change.new
    own = bool(part.program.question.each) and change.fact.startswith(f"{part.program.question.each}.")
    assert change.subject == (part.situation.subject if own else None)


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(40))
@given(random=st.randoms(use_true_random=False))
def test_every_flip_flips_and_nothing_less_does(reference: Decider, question: str, random: Random) -> None:
    facts = made(reference.rulebook, question, random)
    note(facts.text())
    decision = reference.decide(facts.case(reference.rulebook))
    for number, conclusion in determined(decision, random):
        note(f"{conclusion} of part {number}")
        found = flips(reference, decision, decision.parts[number], conclusion)
        assert len(found) <= 3
        assert len({str(flip.data()) for flip in found}) == len(found)
        for flip in found:
            check_flip(reference, decision, number, conclusion, flip)


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(25))
@given(random=st.randoms(use_true_random=False))
def test_every_single_choice_that_flips_is_found(reference: Decider, question: str, random: Random) -> None:
    rulebook = reference.rulebook
    facts = made(rulebook, question, random)
    note(facts.text())
    decision = reference.decide(facts.case(rulebook))
    for number, conclusion in determined(decision, random):
        part = decision.parts[number]
        to = "no" if part.status(conclusion) == "yes" else "yes"
        found = flips(reference, decision, part, conclusion, limit=1000)
        single = {flip.changes[0].fact for flip in found if len(flip.changes) == 1 and not flip.on}
        for change in single_choices(rulebook, part):
            case = changed(decision.case, [change])
            if status_after(reference, case, number, conclusion) == to and possible(rulebook, case):
                assert change.fact in single, f"{conclusion}: {change}"


def single_choices(rulebook: Rulebook, part: Part) -> Iterator[Change]:
    """Every other value of every boolean and of every choice that is no law."""
    each = part.program.question.each
    for name in part.program.question.facts:
        fact, origin = rulebook.facts[name], part.situation.origins.get(name)
        if fact.changeable == "never" or (origin and origin.kind in SUPPLIED):
            continue
        subject = part.situation.subject if each and name.startswith(f"{each}.") else None
        old = part.situation.values.get(name)
        values: list[Scalar] = [True, False] if fact.type.name == "boolean" else []
        if fact.type.choices:
            values = [choice.id for choice in rulebook.enumerations[fact.type.choices].choices]
        yield from (Change(name, subject, old, value) for value in values if value != old)


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(60))
@given(random=st.randoms(use_true_random=False))
def test_the_facts_behind_because_decide_it_alone(reference: Decider, question: str, random: Random) -> None:
    rulebook = reference.rulebook
    facts = made(rulebook, question, random)
    note(facts.text())
    decision = reference.decide(facts.case(rulebook))
    for number, conclusion in determined(decision, random):
        part = decision.parts[number]
        reasons = because(rulebook, part, conclusion)
        assert reasons.status == part.status(conclusion)
        named = reasons.facts()
        alone = replace(decision.case, situations=tuple(kept(rulebook, s, named) for s in decision.case.situations))
        assert status_after(reference, alone, number, conclusion) == part.status(conclusion), (
            conclusion,
            sorted(named),
        )


def kept(rulebook: Rulebook, situation: Situation, named: frozenset[str]) -> Situation:
    """The situation with nothing known but the facts `named`, the day, and what the law sets."""

    def stays(name: str, origin: Origin) -> bool:
        law = name in rulebook.facts and rulebook.facts[name].supplied_by == "jurisdiction"
        return name in named or name == "as_of" or law or origin.kind in SUPPLIED

    names = [name for name, origin in situation.origins.items() if stays(name, origin)]
    return replace(
        situation,
        values={name: situation.values[name] for name in names},
        origins={name: situation.origins[name] for name in names},
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_search_is_the_same_every_time(reference: Decider, rulebook: Rulebook, question: str) -> None:
    for seed in range(10):
        random = Random(seed)
        decision = reference.decide(made(rulebook, question, random).case(rulebook))
        for number, conclusion in determined(decision, random):
            first = otherwise(reference, decision, decision.parts[number], conclusion)
            assert first == otherwise(Decider(rulebook, "reference"), decision, decision.parts[number], conclusion)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_undetermined_has_no_flips(reference: Decider, rulebook: Rulebook, question: str) -> None:
    seen = 0
    for seed in range(10):
        decision = reference.decide(made(rulebook, question, Random(seed)).case(rulebook))
        for part in decision.parts:
            for item in part.program.conclusions:
                if part.status(item.id) == "undetermined":
                    seen += 1
                    assert not flips(reference, decision, part, item.id)
    assert seen


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(40))
@given(random=st.randoms(use_true_random=False))
def test_a_case_asked_on_another_day_is_the_case_read_for_that_day(
    rulebook: Rulebook, question: str, random: Random
) -> None:
    facts = made(rulebook, question, random)
    note(facts.text())
    day = facts.as_of + timedelta(days=random.choice((1, 40, 400, 2000)))
    try:
        read = replace(facts, as_of=day).case(rulebook)
    except InputError:  # what it takes for granted on one day can contradict it on another
        return
    assert asked_on(facts.case(rulebook), rulebook, day) == read
