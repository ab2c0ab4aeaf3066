"""An answer never reverses: what is decided stays decided when one thing more is known."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from nocert_rules.engine.decision.decide import Decider, Part
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.truth import UNKNOWN
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.support.examples import examples
from tests.support.facts import FactSet, Maker, consistent, growing_fact_sets

QUESTIONS = ("route", "verification", "pledge", "case")


def reversals(before: Part, after: Part) -> list[str]:
    """What was decided before and is decided otherwise, or no longer, after."""
    pairs = [(item.id, before.truth(item.id), after.truth(item.id)) for item in before.program.conclusions]
    for number, item in enumerate(before.program.rules):
        old, new = before.inference, after.inference
        pairs.append((item.rule.id, old.rules[number], new.rules[number]))
        pairs.append((item.rule.id, old.conditions[number], new.conditions[number]))
    return [f"{name}: {old.name} → {new.name}" for name, old, new in pairs if old not in (UNKNOWN, new)]


def grown_case(decider: Decider, before: Case, after: FactSet) -> Case | None:
    """The case of `after`, if it contradicts nothing; fails where what `before` decided is decided otherwise."""
    try:
        grown = after.case(decider.rulebook)
    except InputError as error:
        assert {problem.code for problem in error.problems} == {"contradiction"}, error
        return None
    old, new = decider.decide(before).parts, decider.decide(grown).parts
    assert not [found for pair in zip(old, new, strict=True) for found in reversals(*pair)]
    return grown


def test_questions_are_those_of_the_rulebook(rulebook: Rulebook) -> None:
    assert set(rulebook.questions) == set(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(150))
@given(data=st.data())
def test_one_more_fact_reverses_nothing(reference: Decider, question: str, data: st.DataObject) -> None:
    before, after, name = data.draw(growing_fact_sets(reference.rulebook, question))
    note(f"{before.text()}\nthen {name}:\n{after.text()}")
    grown_case(reference, before.case(reference.rulebook), after)


@pytest.mark.parametrize("question", ("route", "verification"))
@settings(max_examples=examples(100))
@given(data=st.data())
def test_one_more_fact_about_a_listed_item_reverses_nothing(
    reference: Decider, question: str, data: st.DataObject
) -> None:
    """What lists and jurisdictions supply is known; a fact beside it reverses nothing."""
    before, after, name = data.draw(growing_fact_sets(reference.rulebook, question, listed=True))
    note(f"{before.item}\n{before.text()}\nthen {name}:\n{after.text()}")
    grown_case(reference, before.case(reference.rulebook), after)


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(25))
@given(random=st.randoms(use_true_random=False))
def test_facts_one_after_another_reverse_nothing(reference: Decider, question: str, random: Random) -> None:
    """From hardly anything known to much, in any order."""
    maker = Maker(reference.rulebook, random)
    facts = consistent(reference.rulebook, maker.fact_set(question, 0.1))
    case = facts.case(reference.rulebook)
    for _ in range(20):
        more = maker.grown(facts, case)
        grown = grown_case(reference, case, more[0]) if more else None
        if more and grown:
            facts, case = more[0], grown
