"""The missing facts that are listed are exactly those that can decide: against every way to complete a case."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from itertools import product
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from nocert_rules.engine.decision.decide import Decider, Part, with_computed
from nocert_rules.engine.decision.missing import missing_facts
from nocert_rules.engine.facts.case import Case
from nocert_rules.engine.inference.program import build_program
from nocert_rules.engine.inference.reference import ReferenceEngine
from nocert_rules.engine.truth import UNKNOWN, Truth
from nocert_rules.rulebook.model.calendar import LAST_DAY
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Scalar
from tests.support.examples import examples
from tests.support.facts import FactSet, Given, Maker, atoms_of

QUESTIONS = ("route", "verification", "pledge", "case")
UNGIVEN = None
Completion = tuple[Scalar | None, ...]


class Enumeration:
    """What follows for a part with its missing facts given in any way, by the reference evaluator alone."""

    def __init__(self, rulebook: Rulebook, part: Part, missing: list[str]) -> None:
        self.part = part
        self.missing = missing
        self.values = [values_of(rulebook, name) for name in missing]
        self.infer = ReferenceEngine(part.program).infer
        self.slots = cache(self._slots)

    def _slots(self, completion: Completion) -> tuple[Truth, ...]:
        """The truth of every slot where the missing facts are as in `completion`, those that are None not given."""
        given = {name: value for name, value in zip(self.missing, completion, strict=True) if value is not UNGIVEN}
        known = with_computed(self.part.program, {**self.part.values, **given})
        return self.infer(self.part.program.decide_atoms(known)).slots

    def deciding(self, conclusions: list[str]) -> dict[str, set[str]]:
        """For each conclusion the facts that decide it under some completion of the others."""
        found: dict[str, set[str]] = {name: set() for name in conclusions}
        slots = {name: self.part.program.slot_of(name) for name in conclusions}
        for number, fact in enumerate(self.missing):
            for without in product(*self.values[:number], [UNGIVEN], *self.values[number + 1 :]):
                before = self.slots(without)
                after = [
                    self.slots((*without[:number], value, *without[number + 1 :])) for value in self.values[number]
                ]
                for name, slot in slots.items():
                    if before[slot] == UNKNOWN and any(each[slot] != UNKNOWN for each in after):
                        found[name].add(fact)
        return found


def values_of(rulebook: Rulebook, name: str) -> list[Scalar]:
    """Every value of a boolean or one_of fact."""
    kind = rulebook.facts[name].type
    return [choice.id for choice in rulebook.enumerations[kind.choices].choices] if kind.choices else [True, False]


def with_gaps(rulebook: Rulebook, random: Random, question: str, kinds: tuple[str, ...], ways: int) -> FactSet:
    """A case in which everything is known but some facts of `kinds`, so many that there are `ways` to give them."""
    maker, program = Maker(rulebook, random), build_program(rulebook, rulebook.questions[question])
    whole = maker.fact_set(question, share=1)
    while UNKNOWN in atoms_of(program, whole.situations()[0]):  # a working day beyond the calendar
        whole = maker.fact_set(question, share=1)
    names = [name for name in rulebook.questions[question].facts if rulebook.facts[name].type.name in kinds]
    dropped: list[str] = []
    for name in random.sample(names, len(names)):
        ways //= len(values_of(rulebook, name))
        if not ways:
            break
        dropped.append(name)
    return whole.without(dropped)


def part_of(reference: Decider, facts: FactSet) -> Part:
    """What follows from the facts about the first subject, whether they contradict each other or not."""
    case = Case(facts.question, facts.as_of, None, facts.situations()[:1])
    return reference.decide(case).parts[0]


def check(reference: Decider, facts: FactSet) -> None:
    """Compare what is listed with what enumeration finds."""
    rulebook, part = reference.rulebook, part_of(reference, facts)
    missing = [name for name in rulebook.questions[facts.question].facts if name not in part.values]
    conclusions = [item.id for item in part.program.conclusions if part.truth(item.id) == UNKNOWN]
    expected = Enumeration(rulebook, part, missing).deciding(conclusions)
    for name in conclusions:
        assert set(missing_facts(rulebook, part, [name])) == expected[name], name
    together: dict[str, set[str]] = {}
    for fact, decides in missing_facts(rulebook, part, [item.id for item in part.program.conclusions]).items():
        for name in decides:
            together.setdefault(name, set()).add(fact)
    assert together == {name: listed for name, listed in expected.items() if listed}


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=examples(50))
@given(random=st.randoms(use_true_random=False))
def test_a_few_facts_missing(reference: Decider, question: str, random: Random) -> None:
    facts = with_gaps(reference.rulebook, random, question, ("boolean", "one_of"), ways=80)
    note(facts.text())
    check(reference, facts)


@pytest.mark.parametrize("question", QUESTIONS)
def test_many_facts_missing(reference: Decider, question: str) -> None:
    facts = with_gaps(reference.rulebook, Random(f"many {question}"), question, ("boolean",), ways=1 << 12)
    check(reference, facts)


def test_a_day_that_no_calendar_knows(reference: Decider) -> None:
    day = LAST_DAY - timedelta(days=1)
    facts: dict[str, Given] = {
        "verification.requested_on": day,
        "verification.limit": 10,
        "verification.answered_on": day,
    }
    part = part_of(reference, FactSet("verification", LAST_DAY, shared=facts))
    missing = ["verification.requested", "verification.answered"]
    expected = Enumeration(reference.rulebook, part, missing).deciding(["verification-overdue"])
    assert set(missing_facts(reference.rulebook, part, ["verification-overdue"])) == expected["verification-overdue"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_is_listed_where_all_is_known(reference: Decider, question: str) -> None:
    for seed in range(50):
        part = part_of(reference, Maker(reference.rulebook, Random(seed)).fact_set(question, share=1))
        assert not missing_facts(reference.rulebook, part, [item.id for item in part.program.conclusions])


def test_parts_with_the_same_atoms_share_the_work_and_no_other(rulebook: Rulebook) -> None:
    """What a Decider has worked out for one subject never shows in the answer about another."""
    used = Decider(rulebook, "reference")
    cases = [Maker(rulebook, Random(seed)).fact_set("case", share=seed % 5 / 5) for seed in range(40)]
    for facts in [*cases, *reversed(cases)]:
        fresh, again = part_of(Decider(rulebook, "reference"), facts), part_of(used, facts)
        names = [item.id for item in fresh.program.conclusions]
        assert missing_facts(rulebook, again, names) == missing_facts(rulebook, fresh, names)
