"""No question is ever asked whose answer cannot matter, and none is left that could: tried out, answer by answer."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nocert_rules.dialogue.interview.session import next_question
from nocert_rules.engine.decision.answer import undetermined_fields
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.case import Case
from nocert_rules.gate.golden import load_cases
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.calendar import LAST_DAY
from tests.support.examples import examples
from tests.support.interview import OpenCase, generated, opened, with_values

QUESTIONS = ("route", "verification", "pledge", "case")
MOST = 7
# so near the end of the calendar hardly a limit has a last day
LATEST = LAST_DAY - timedelta(days=200)


@cache
def decider() -> Decider:
    return Decider(load_rulebook(), "reference")


@cache
def bases(question: str) -> tuple[Case, ...]:
    """The golden cases of a question."""
    cases = load_cases(default_folder("rules"), decider().rulebook)
    return tuple(each.case for each in cases if each.case.question == question and each.case.as_of < LATEST)


def answered(case: Case, asked: list[str]) -> tuple[str, ...]:
    (part,) = decider().decide(case).parts
    return tuple(part.status(name) for name in asked)


def can_matter(open_: OpenCase, name: str) -> bool:
    """Whether, however the other facts turn out, two answers to `name` ever lead to different answers.

    All its values may come to the same, and still it has to be known before there is an answer: it is enough that a
    value leads from no answer to one.
    """
    (part,) = decider().decide(open_.case).parts
    asked = [field.conclusion for field in undetermined_fields(part)]
    others = {other: values for other, values in open_.domains.items() if other != name}
    for values in product(*others.values()):
        known = with_values(open_.case, dict(zip(others, values, strict=True)))
        found = {answered(with_values(known, {name: value}), asked) for value in open_.domains[name]}
        if len(found) > 1 or found != {answered(known, asked)}:
            return True
    return False


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(40))
@given(st.randoms(use_true_random=False))
def test_every_question_can_matter_and_none_that_could_is_left_out(question: str, random: Random) -> None:
    start = generated(decider(), random.choice(bases(question)), random, MOST)
    while start is not None:
        ask = next_question(decider(), start.case).ask
        if ask is None:
            assert not any(can_matter(start, name) for name in start.domains)
            return
        assert ask.name in start.domains
        assert can_matter(start, ask.name), ask.name
        known = with_values(start.case, {ask.name: random.choice(start.domains[ask.name])})
        start = opened(decider(), known, [name for name in start.domains if name != ask.name])
