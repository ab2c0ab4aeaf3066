"""Which conditions decide, masking MC/DC, and what is possible: by hand, and against turning conditions over."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocert_rules.engine.inference.program import And, Formula, Neg, Or, Slot, truth_of
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth
from nocert_rules.gate.testing.conditions import Pair, beside, deciding, independence, innermost, shape, sides, slots_of
from nocert_rules.gate.testing.possible import Possible
from nocert_rules.rulebook.model.conditions import All, Any, Compare, Condition, Given, Holds, InForce, Not
from nocert_rules.rulebook.model.rulebook import Rulebook

T, F, U = TRUE, FALSE, UNKNOWN
A, B, C = Slot(0), Slot(1), Slot(2)


def atom(name: str) -> Compare:
    return Compare(name, "is", (Given(True),))


@pytest.mark.parametrize(
    ("formula", "situation", "expected"),
    [
        # a and b: each decides where the other is true
        (And((A, B)), (T, T), {0, 1}),
        (And((A, B)), (T, F), {1}),
        (And((A, B)), (F, F), set()),
        (And((A, B)), (T, U), set()),  # the outcome is unknown: nothing decides it
        (And((A, B)), (F, U), set()),  # false whatever b is, but b could have been false alone
        # a or b: each decides where the other is false
        (Or((A, B)), (F, F), {0, 1}),
        (Or((A, B)), (T, F), {0}),
        (Or((A, B)), (T, T), set()),
        (Or((A, B)), (T, U), set()),
        # a and (b or c)
        (And((A, Or((B, C)))), (T, T, T), {0}),
        (And((A, Or((B, C)))), (T, T, F), {0, 1}),
        (And((A, Or((B, C)))), (T, F, F), {1, 2}),
        (And((A, Or((B, C)))), (F, T, F), {0}),
        (And((A, Or((B, C)))), (F, F, F), set()),
        (And((A, Or((B, C)))), (T, T, U), {0}),  # what is unknown within a true part masks nothing outside of it
        # not
        (Neg(And((A, Neg(B)))), (T, F), {0, 1}),
        (Neg(And((A, Neg(B)))), (T, T), {1}),
        (And(()), (), set()),
    ],
)
def test_what_decides_by_hand(formula: Formula, situation: tuple[Truth, ...], expected: set[int]) -> None:
    assert deciding(formula, situation) == expected


def test_unique_cause_is_shown_where_there_is_one() -> None:
    formula = And((A, Or((B, C))))
    situations = [(F, F, T), (T, T, F), (T, F, F), (F, T, F)]
    assert independence(formula, situations, 0) == Pair(1, 3, alone=True)
    assert independence(formula, situations, 1) == Pair(1, 2, alone=True)
    assert independence(formula, situations, 2) is None
    assert sides(formula, situations, 2) == ([], [2])


def test_masked_conditions_may_differ() -> None:
    # for a: b and c differ too, but b or c is true both times, so that they are masked
    assert independence(And((A, Or((B, C)))), [(T, T, F), (F, F, T)], 0) == Pair(0, 1, alone=False)
    # here they are not: (b or c) is false in the second, and would have made the outcome false by itself
    assert independence(And((A, Or((B, C)))), [(T, T, F), (F, F, F)], 0) is None


def test_the_outcome_differs_between_the_situations_of_a_pair() -> None:
    formula = Or((And((A, B)), Neg(C)))
    situations = list(product(Truth, repeat=3))
    for number in range(3):
        pair = independence(formula, situations, number)
        assert pair and {truth_of(formula, situations[side]) for side in (pair.true, pair.false)} == {T, F}


def conditions() -> st.SearchStrategy[Condition]:
    leaves = st.integers(0, 10**6).map(lambda number: atom(f"f{number}"))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=6,
    )


@given(conditions(), st.data())
def test_a_condition_decides_where_turning_it_over_turns_the_outcome_over(
    condition: Condition, data: st.DataObject
) -> None:
    formula = shape(condition)
    size = len(innermost(condition))
    assert list(slots_of(formula)) == list(range(size))
    situation = data.draw(st.tuples(*[st.sampled_from(Truth)] * size))
    for number in range(size):
        turned = {truth_of(formula, (*situation[:number], truth, *situation[number + 1 :])) for truth in (T, F)}
        assert (number in deciding(formula, situation)) == (turned == {T, F} and situation[number] != U)


@given(conditions(), st.data())
def test_what_stands_beside_a_condition_lets_it_decide(condition: Condition, data: st.DataObject) -> None:
    formula, found = shape(condition), innermost(condition)
    situation = data.draw(st.tuples(*[st.sampled_from((T, F))] * len(found)))
    for number in range(len(found)):
        wanted = list(beside(condition, number))
        met = all(truth_of(shape(part), _of(part, condition, situation)) == truth for part, truth in wanted)
        assert met == (number in deciding(formula, situation))


def _of(part: Condition, whole: Condition, situation: tuple[Truth, ...]) -> tuple[Truth, ...]:
    """What `situation` says of the conditions of `part`, which stands in `whole` as this very object."""
    at: list[int] = []

    def look(inner: Condition, start: int) -> int:
        if inner is part:
            at.append(start)
        if not isinstance(inner, All | Any | Not):
            return start + 1
        for other in (inner.part,) if isinstance(inner, Not) else inner.parts:
            start = look(other, start)
        return start

    look(whole, 0)
    return situation[at[0] : at[0] + len(innermost(part))]


def test_what_is_possible_of_conditions(rulebook: Rulebook) -> None:
    possible = Possible(rulebook)
    assert possible.ordered(atom("applicant.willing")) == (T, F, U)
    assert possible.ordered(InForce("pledge")) == (T, F)
    assert possible.ordered(InForce("pledge", "incident.occurred_on")) == (T, F, U)
    assert possible.ordered(All(())) == (T,)
    assert possible.ordered(Any(())) == (F,)
    assert possible.ordered(Not(All(()))) == (F,)
    assert possible.ordered(All((InForce("pledge"), Any(())))) == (F,)
    # a rule without a condition of its own is never undetermined, nor is what it alone concludes
    assert possible.statuses(rulebook.rules["keep-a-roster"]) == ("holds", "fails")
    assert possible.ordered(Holds(rulebook.rules["keep-a-roster"].conclusion or "")) == (T, F)
    # only a rule with exceptions can be defeated
    assert "defeated" in possible.statuses(rulebook.rules["pledge-can-be-offered"])
    assert "defeated" not in possible.statuses(rulebook.rules["public-safety-is-excluded"])


def test_a_conclusion_that_the_text_leaves_open_is_never_true(rulebook: Rulebook) -> None:
    possible = Possible(rulebook)
    open_alone = [
        name
        for name, rules in rulebook.rules_of_conclusion.items()
        if rules and all(rule.gap is not None for rule in rules)
    ]
    assert open_alone
    for name in open_alone:
        assert possible.ordered(Holds(name)) == (F, U)
