"""Each operator does to a condition or a term what its name says, and nothing where there is nothing to do."""

from __future__ import annotations

from datetime import date

import pytest

pytest.importorskip("z3")

from nocert_rules.gate.mutate.operators import Faults
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.model.conditions import (
    ALWAYS,
    All,
    Any,
    Compare,
    Condition,
    Extreme,
    FactTerm,
    Given,
    Holds,
    Not,
    Plus,
    Quantified,
    Term,
    Unit,
)
from tests.unit.gate.test_diff_changes import BASE

DAY = date(2021, 6, 1)
GUIDE = Compare("dog.kind", "is", (Given("guide"),))
LICENSED = Compare("keeper.licensed", "is", (Given(True),))
EXEMPT = Compare("listing.route", "is", (Given("exempt"),))


def kinds(*names: str) -> Compare:
    return Compare("dog.kind", "in", tuple(Given(name) for name in names))


def since(comparison: str, term: Term = Given(DAY)) -> Compare:  # noqa: B008
    return Compare("keeper.kept_since", comparison, (term,))  # type: ignore[arg-type]


def listed(quantifier: str, at_least: int | None = None, at_most: int | None = None) -> Quantified:
    return Quantified(quantifier, "item.listings", EXEMPT, at_least, at_most)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def faults() -> Faults:
    """The faults of the small rulebook of the lint tests."""
    return Faults(load_rulebook(BASE / "rules", BASE / "catalogue"))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Holds("get-licence"), []),
        (ALWAYS, []),
        (LICENSED, []),
        (GUIDE, [("widen", kinds("guide", "other"))]),
        (kinds("guide", "other"), [("narrow", kinds("other")), ("narrow", kinds("guide"))]),
        (All((GUIDE, LICENSED)), [("drop", LICENSED), ("drop", GUIDE), ("and_or", Any((GUIDE, LICENSED)))]),
        (Any((GUIDE, LICENSED)), [("drop", LICENSED), ("drop", GUIDE), ("and_or", All((GUIDE, LICENSED)))]),
        (
            All((GUIDE, LICENSED, EXEMPT)),
            [
                ("drop", All((LICENSED, EXEMPT))),
                ("drop", All((GUIDE, EXEMPT))),
                ("drop", All((GUIDE, LICENSED))),
                ("and_or", Any((GUIDE, LICENSED, EXEMPT))),
            ],
        ),
        (since("before"), [("strictness", since("not_after"))]),
        (since("not_after"), [("strictness", since("before"))]),
        (since("after"), [("strictness", since("not_before"))]),
        (since("not_before"), [("strictness", since("after"))]),
        (listed("any_of"), [("any_all", listed("all_of"))]),
        (listed("all_of"), [("any_all", listed("any_of"))]),
        (
            listed("count_of", 2, 4),
            [
                ("shift", listed("count_of", 1, 4)),
                ("shift", listed("count_of", 2, 3)),
                ("shift", listed("count_of", 3, 4)),
                ("shift", listed("count_of", 2, 5)),
            ],
        ),
    ],
)
def test_the_faults_of_a_condition(faults: Faults, condition: Condition, expected: list[tuple[str, Condition]]) -> None:
    found = [(fault.operator, fault.condition) for fault in faults.of_condition(condition)]
    assert found == [("negate", Not(condition)), *expected]


def test_a_negation_is_negated_by_leaving_it_out(faults: Faults) -> None:
    assert [fault.condition for fault in faults.of_condition(Not(GUIDE))] == [GUIDE]


START = FactTerm("as_of")
PLUS = Plus(START, Given(3), "days")
PUBLISHED = FactTerm("listing.published_on")


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (START, []),
        (Given(True), []),
        (Given("guide"), []),
        (Given(3), [("shift", Given(2)), ("shift", Given(4))]),
        (Given(DAY), [("shift", Given(date(2021, 5, 31))), ("shift", Given(date(2021, 6, 2)))]),
        (
            Extreme("latest", "item.listings", ALWAYS, PUBLISHED),
            [("extreme", Extreme("earliest", "item.listings", ALWAYS, PUBLISHED))],
        ),
    ],
)
def test_the_faults_of_a_term(faults: Faults, term: Term, expected: list[tuple[str, Term]]) -> None:
    assert [(fault.operator, fault.term) for fault in faults.of_term(term, "keeper.kept_since")] == expected


@pytest.mark.parametrize(
    ("unit", "other"), [("days", "working_days"), ("working_days", "days"), ("months", "years"), ("years", "months")]
)
def test_the_faults_of_a_period(faults: Faults, unit: Unit, other: Unit) -> None:
    period = Plus(START, Given(3), unit)
    assert [(fault.operator, fault.term) for fault in faults.of_term(period, "keeper.kept_since")] == [
        ("period", Plus(START, Given(3), other)),
        ("shift", Plus(period, Given(-1), "days")),
        ("shift", Plus(period, Given(1), "days")),
    ]


def test_every_fault_is_told_in_both_languages(faults: Faults) -> None:
    (fault,) = (fault for fault in faults.of_condition(GUIDE) if fault.operator == "widen")
    assert fault.words.zh == "犬的种类：导盲犬 → 犬的种类：导盲犬、其他犬"
    assert fault.words.en == "kind of dog: guide dog → kind of dog: guide dog, another dog"
    changed = [fault.words.en for fault in faults.of_term(PLUS, "keeper.kept_since")]
    assert changed[0] == "first day of keeping: the day asked plus 3 days → the day asked plus 3 working days"
