"""The laws of three-valued logic, and conditions on records against their definition over all completions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nocert_rules.engine.atoms import NO_DAY, NoDay, compile_atom, compile_term
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction, negation, truth
from nocert_rules.rulebook.model.conditions import Compare, Extreme, FactTerm, Given, Quantified, Quantifier
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records, Scalar

TRUTHS = tuple(Truth)
PAIRS = list(product(TRUTHS, repeat=2))
TRIPLES = list(product(TRUTHS, repeat=3))
Connective = Callable[[list[Truth]], Truth]
CONNECTIVES: list[Connective] = [conjunction, disjunction]
BOTH = pytest.mark.parametrize("join", CONNECTIVES)

LIST = "applicant.bad_records"
FLAG = "bad_record.on_dishonesty_list"
DAY = "bad_record.determined_on"
FLAGGED = Compare(FLAG, "is", (Given(True),))
DAYS = tuple(date(2019, 6, 3) + timedelta(days=step) for step in range(3))
FURTHER = 4
"""So many further records can be on an incomplete list; more than any bound below, so that more change nothing."""


def refines(more: Truth, less: Truth) -> bool:
    """Whether `more` is `less`, or what became of it when something more was known."""
    return less in (UNKNOWN, more)


def test_negation_mirrors() -> None:
    assert [negation(value) for value in TRUTHS] == [TRUE, UNKNOWN, FALSE]
    assert all(negation(negation(value)) == value for value in TRUTHS)


def test_decided_values_are_those_of_boolean_logic() -> None:
    for left, right in product((False, True), repeat=2):
        assert conjunction([truth(left), truth(right)]) == truth(left and right)
        assert disjunction([truth(left), truth(right)]) == truth(left or right)
    assert negation(truth(True)) == truth(False)


@BOTH
def test_join_is_commutative_associative_and_idempotent(join: Connective) -> None:
    assert all(join([left, right]) == join([right, left]) for left, right in PAIRS)
    assert all(join([a, join([b, c])]) == join([join([a, b]), c]) == join([a, b, c]) for a, b, c in TRIPLES)
    assert all(join([value, value]) == join([value]) == value for value in TRUTHS)


def test_joins_distribute_and_absorb() -> None:
    for a, b, c in TRIPLES:
        assert conjunction([a, disjunction([b, c])]) == disjunction([conjunction([a, b]), conjunction([a, c])])
        assert disjunction([a, conjunction([b, c])]) == conjunction([disjunction([a, b]), disjunction([a, c])])
        assert conjunction([a, disjunction([a, b])]) == disjunction([a, conjunction([a, b])]) == a


def test_de_morgan() -> None:
    for a, b in PAIRS:
        assert negation(conjunction([a, b])) == disjunction([negation(a), negation(b)])
        assert negation(disjunction([a, b])) == conjunction([negation(a), negation(b)])


def test_identities() -> None:
    assert conjunction([]) == TRUE
    assert disjunction([]) == FALSE
    for value in TRUTHS:
        assert conjunction([value, TRUE]) == disjunction([value, FALSE]) == value
        assert conjunction([value, FALSE]) == FALSE
        assert disjunction([value, TRUE]) == TRUE


@BOTH
def test_joins_and_negation_keep_what_was_known(join: Connective) -> None:
    for (a, b), (c, d) in product(PAIRS, repeat=2):
        if refines(c, a) and refines(d, b):
            assert refines(join([c, d]), join([a, b]))
            assert refines(negation(c), negation(a))


@given(st.lists(st.sampled_from(TRUTHS), max_size=8))
def test_joins_of_any_iterable(values: list[Truth]) -> None:
    expected_all, expected_any = TRUE, FALSE
    for value in values:
        expected_all, expected_any = conjunction([expected_all, value]), disjunction([expected_any, value])
    for make in (list, tuple, iter):
        assert conjunction(make(values)) == expected_all
        assert disjunction(make(values)) == expected_any
    assert conjunction(value for value in values) == negation(disjunction(negation(value) for value in values))


def records(*fields: st.SearchStrategy[dict[str, Scalar]]) -> st.SearchStrategy[Records]:
    """Lists of up to four records, complete or not."""
    items = st.lists(
        st.tuples(*fields).map(lambda parts: {k: v for part in parts for k, v in part.items()}), max_size=4
    )
    return st.builds(lambda found, complete: Records(tuple(found), complete), items, st.booleans())


def optional(name: str, *values: Scalar) -> st.SearchStrategy[dict[str, Scalar]]:
    """A field that has one of `values`, or none."""
    return st.sampled_from([{}, *({name: value} for value in values)])


def completions(known: Records, values: Mapping[str, tuple[Scalar, ...]]) -> Iterator[tuple[Mapping[str, Scalar], ...]]:
    """Every list of whole records that `known` may turn out to be."""
    whole = [dict(zip(values, chosen, strict=True)) for chosen in product(*values.values())]
    for further in range(0 if known.complete else FURTHER, -1, -1):
        slots = [[record for record in whole if item.items() <= record.items()] for item in known.items]
        yield from product(*slots, *([whole] * further))


def agreed(outcomes: set[bool]) -> Truth:
    """What holds in every completion, fails in every one, or is undetermined."""
    return truth(outcomes.pop()) if len(outcomes) == 1 else UNKNOWN


@st.composite
def quantified(draw: st.DrawFn) -> Quantified:
    """Conditions on records; bounds of a count leave room for some number."""
    quantifier: Quantifier = draw(st.sampled_from(get_args(Quantifier)))
    if quantifier != "count_of":
        return Quantified(quantifier, LIST, FLAGGED)
    least, most = sorted((draw(st.integers(0, 3)), draw(st.integers(0, 3))))
    given_least, given_most = draw(st.sampled_from(((least, most), (least, None), (None, most))))
    return Quantified("count_of", LIST, FLAGGED, given_least, given_most)


def holds(atom: Quantified, whole: tuple[Mapping[str, Scalar], ...]) -> bool:
    """A condition on records, decided where everything is known."""
    count = sum(record[FLAG] is True for record in whole)
    if atom.quantifier == "any_of":
        return count > 0
    if atom.quantifier == "all_of":
        return count == len(whole)
    return (atom.at_least is None or count >= atom.at_least) and (atom.at_most is None or count <= atom.at_most)


@given(quantified(), records(optional(FLAG, True, False)))
def test_quantifiers_are_what_all_completions_agree_on(rulebook: Rulebook, atom: Quantified, known: Records) -> None:
    expected = agreed({holds(atom, whole) for whole in completions(known, {FLAG: (True, False)})})
    assert compile_atom(atom, rulebook)({LIST: known}) == expected


@given(quantified())
def test_quantifiers_over_a_list_that_is_unknown(rulebook: Rulebook, atom: Quantified) -> None:
    assert compile_atom(atom, rulebook)({}) == UNKNOWN


@given(st.sampled_from(("latest", "earliest")), records(optional(FLAG, True, False), optional(DAY, *DAYS)))
def test_latest_and_earliest_hold_in_all_completions(
    rulebook: Rulebook, which: Literal["latest", "earliest"], known: Records
) -> None:
    term = Extreme(which, LIST, FLAGGED, FactTerm(DAY))
    found = compile_term(term, rulebook)({LIST: known})
    if found is not None:
        choose = max if which == "latest" else min
        for whole in completions(known, {FLAG: (True, False), DAY: DAYS}):
            days = [record[DAY] for record in whole if record[FLAG] is True]
            expected: Scalar | NoDay = choose(days) if days else NO_DAY
            assert found == expected
    if known.complete and all(FLAG in item and DAY in item for item in known.items):
        assert found is not None
