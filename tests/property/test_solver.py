"""The solver is right: it agrees with the reference evaluator on any facts, and with counting on small domains."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("z3")

import chinese_calendar
import z3

from nocert_rules.engine.atoms import compile_atom
from nocert_rules.engine.calendar import add, last_day
from nocert_rules.engine.decision.decide import with_computed
from nocert_rules.engine.inference.reference import ReferenceEngine
from nocert_rules.engine.truth import FALSE, TRUE, UNKNOWN, Truth, conjunction, disjunction, negation
from nocert_rules.gate.prove import Facts, Scope, SymbolicQuestion, satisfiable
from nocert_rules.gate.prove.cases import truth_in
from nocert_rules.gate.prove.kleene import Pair, every, some
from nocert_rules.gate.prove.periods import SLACK, Periods, corrections, laws
from nocert_rules.gate.prove.solve import Search
from nocert_rules.rulebook.model.calendar import FIRST_DAY, LAST_DAY
from nocert_rules.rulebook.model.conditions import (
    ALWAYS,
    All,
    Compare,
    Condition,
    FactTerm,
    Given,
    InForce,
    Not,
    Plus,
    Quantified,
)
from nocert_rules.rulebook.model.conditions import (
    Any as AnyOf,
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.rulebook.model.values import Records
from tests.support.examples import examples
from tests.support.facts import Maker, consistent

QUESTIONS = ("route", "verification", "pledge", "case")
SETS = 80
"""So many fact sets for each question; 320 in all."""
WIDE = Scope(first_day=date(1950, 1, 1), last_day=date(2080, 12, 31), longest=5_000)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_rule_is_what_the_reference_says(rulebook: Rulebook, question: str) -> None:
    asked = SymbolicQuestion(rulebook, question, facts=Facts(WIDE))
    program, reference = asked.program, ReferenceEngine(asked.program)
    rules = {item.rule.id: (asked.condition(item.rule.id), asked.rule(item.rule.id)) for item in program.rules}
    conclusions = {name: asked.truth(name) for name in asked.conclusions}
    maker = Maker(rulebook, Random(f"solver {question}"))
    for _ in range(SETS):
        case = consistent(rulebook, maker.fact_set(question)).case(rulebook)
        values = with_computed(program, case.situations[0].values)
        inferred = reference.infer(program.decide_atoms(values))
        search = Search((asked.fixed(values),), (asked,))
        assert search.found(), case
        assert search.model is not None
        for number, item in enumerate(program.rules):
            condition, rule = (truth_in(search.model, pair) for pair in rules[item.rule.id])
            assert (condition, rule) == (inferred.conditions[number], inferred.rules[number]), (item.rule.id, values)
        for name, pair in conclusions.items():
            assert truth_in(search.model, pair) == inferred.slots[program.slot_of(name)], (name, values)


# A small domain: five facts, a list of at most two records, two days.
TODAY = date(2020, 2, 28)
LISTED = "item.listings"
DOMAIN: Mapping[str, tuple[Any, ...]] = {
    "findings.public_safety": (None, True, False),
    "unit.kind": (None, "public_utility", "other"),
    "parameters.bad_information_retention_years": (None, 0, 1),
    "parameters.pledge_in_force_from": (None, TODAY - timedelta(days=365), TODAY + timedelta(days=1)),
    LISTED: (
        None,
        Records(()),
        Records((), complete=False),
        Records(({"listing.approved": True},)),
        Records(({}, {"listing.approved": False, "listing.route": "kept"}), complete=False),
        Records(({"listing.approved": True, "listing.route": "pledge"}, {"listing.route": "kept"})),
    ),
}


def leaves() -> st.SearchStrategy[Condition]:
    """Atoms of every kind over the small domain."""
    first = FactTerm("parameters.pledge_in_force_from")
    years = Plus(first, FactTerm("parameters.bad_information_retention_years"), "years")
    of_records: list[Condition] = [
        Compare("listing.approved", "is", (Given(True),)),
        Compare("listing.route", "in", (Given("pledge"), Given("kept"))),
        Not(Compare("listing.route", "is", (Given("pledge"),))),
        ALWAYS,
    ]
    within = st.sampled_from(of_records)
    counts = st.tuples(within, st.sampled_from([None, 0, 1, 2]), st.sampled_from([None, 0, 1, 2]))
    return st.one_of(
        st.sampled_from(
            [
                Compare("findings.public_safety", "is", (Given(True),)),
                Compare("unit.kind", "in", (Given("other"), Given("service_institution"))),
                Compare("parameters.bad_information_retention_years", "at_least", (Given(1),)),
                Compare("as_of", "after", (first,)),
                Compare("as_of", "not_after", (years,)),
                Compare("as_of", "is", (Plus(first, Given(1), "years"),)),
                Compare("as_of", "before", (Plus(first, Given(249), "working_days"),)),
                InForce("pledge"),
                InForce("accountability", "parameters.pledge_in_force_from"),
            ]
        ),
        within.map(lambda where: Quantified("any_of", LISTED, where)),
        within.map(lambda where: Quantified("all_of", LISTED, where)),
        counts.map(lambda found: Quantified("count_of", LISTED, *found)),
    )


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=6,
)


def everything() -> Iterator[dict[str, Any]]:
    """Every case of the small domain."""
    for values in product(*DOMAIN.values()):
        known = {name: value for name, value in zip(DOMAIN, values, strict=True) if value is not None}
        yield known | {"as_of": TODAY}


def by_reference(condition: Condition, rulebook: Rulebook, values: Mapping[str, Any]) -> Truth:
    """The truth of a condition by the definitions of `truth` and `atoms`."""
    match condition:
        case All(parts):
            return conjunction(by_reference(part, rulebook, values) for part in parts)
        case AnyOf(parts):
            return disjunction(by_reference(part, rulebook, values) for part in parts)
        case Not(part):
            return negation(by_reference(part, rulebook, values))
        case Compare() | Quantified() | InForce():
            return compile_atom(condition, rulebook)(values)
    raise AssertionError(condition)


@pytest.fixture(scope="module")
def small(rulebook: Rulebook) -> tuple[SymbolicQuestion, list[dict[str, Any]], Any]:
    """A question, every case of the small domain, and the formula that confines it to them."""
    asked = SymbolicQuestion(rulebook, "route", bound=2)
    cases = list(everything())
    return asked, cases, some(asked.fixed(values) for values in cases)


@settings(max_examples=examples(60))
@given(condition=CONDITIONS)
def test_small_domains_are_counted_alike(
    rulebook: Rulebook, small: tuple[SymbolicQuestion, list[dict[str, Any]], Any], condition: Condition
) -> None:
    asked, cases, confined = small
    counted = {by_reference(condition, rulebook, values) for values in cases if carries_findings(values)}
    pair = asked.expression(condition)
    wanted = {TRUE: pair.is_true, FALSE: pair.is_false, UNKNOWN: pair.is_unknown}
    solved = {truth for truth, formula in wanted.items() if satisfiable((confined, formula), (asked,))}
    assert solved == counted


def carries_findings(values: Mapping[str, Any]) -> bool:
    """Whether a case may be so: with an entry for pledges, the findings that it carries are never unknown."""
    records = values.get(LISTED, Records(()))
    return not any(record.get("listing.route") == "pledge" for record in records.items)


def test_a_pair_is_never_both(rulebook: Rulebook) -> None:
    for question in QUESTIONS:
        asked = SymbolicQuestion(rulebook, question)
        pairs: list[Pair] = [asked.truth(name) for name in asked.conclusions]
        assert not satisfiable((some(every((pair.is_true, pair.is_false)) for pair in pairs),), (asked,))


@settings(max_examples=examples(150))
@given(
    start=st.dates(date(1990, 1, 1), date(2040, 12, 31)) | st.sampled_from([date(2020, 2, 29), FIRST_DAY, LAST_DAY]),
    amount=st.integers(0, 400),
    unit=st.sampled_from(["days", "working_days", "months", "years"]),
)
def test_periods_end_where_the_calendar_says(start: date, amount: int, unit: Any) -> None:
    periods = Periods(WIDE)
    exists, end = periods.end(z3.Int("start"), z3.Int("amount"), unit, z3.BoolVal(True))
    solver = z3.Solver()
    solver.add(z3.Int("start") == start.toordinal(), z3.Int("amount") == amount, *periods.limits)
    solver.add(*laws(list(periods.found.values()), WIDE))
    while True:
        assert solver.check() == z3.sat, "a law of the calendar does not hold"
        wrong = corrections(solver.model(), list(periods.found.values()))
        if not wrong:
            break
        solver.add(*wrong)
    expected = add(start, amount, unit)
    found = solver.model().eval(end, model_completion=True).as_long()
    assert z3.is_true(solver.model().eval(exists, model_completion=True)) == (expected is not None)
    assert expected is None or date.fromordinal(found) == expected


@given(st.dates(date(1990, 1, 1), date(2040, 12, 31)), st.integers(1, 5))
def test_trial_periods_end_within_the_law(first: date, years: int) -> None:
    found = last_day(first, years)
    assert found is not None
    assert 364 * years <= (found - first).days <= 366 * years


def test_no_run_of_days_off_breaks_the_law_of_working_days() -> None:
    days = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    working = [day for day in days if chinese_calendar.is_workday(day)]
    for start in days:
        ahead = bisect_right(working, start)
        for amount, end in enumerate(working[ahead : ahead + 60], start=1):
            assert (end - start).days <= 2 * amount + SLACK, (start, amount)
