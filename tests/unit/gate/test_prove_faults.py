"""Planted faults are found: each breaks the statement that follows from its text, by a case that replays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import pytest

pytest.importorskip("z3")

from nocert_rules.gate.prove import Invariant, Result, load_invariants, prove
from nocert_rules.gate.prove.claims import Claims
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.conditions import All, Compare, Given, Holds
from nocert_rules.rulebook.model.conditions import Any as AnyOf
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.support.faulty_rules import (
    comparing,
    counting,
    dropping,
    with_condition,
    with_rule,
    without_exception,
)

Fault = Callable[[Rulebook], Rulebook]


@pytest.fixture(scope="module")
def invariants(rulebook: Rulebook) -> dict[str, Invariant]:
    """The shipped invariants, by id."""
    return {invariant.id: invariant for invariant in load_invariants(default_folder("rules"), rulebook)}


def also_by(rule: str, conclusion: str) -> Fault:
    """`rule` applies also wherever `conclusion` holds."""
    return lambda book: with_rule(book, rule, when=AnyOf((book.rules[rule].when, Holds(conclusion))))


def only_where_willing(book: Rulebook) -> Rulebook:
    """Verification opens for those alone who would rather pledge."""
    rule = book.rules["verification-replaces-the-certificate"]
    willing = Compare("applicant.willing", "is", (Given(True),))
    return with_rule(book, rule.id, when=All((rule.when, willing)))


def undeclared(question: str, fact: str) -> Fault:
    """`question` no longer declares `fact`."""

    def plant(book: Rulebook) -> Rulebook:
        kept = tuple(name for name in book.questions[question].facts if name != fact)
        changed = {**book.questions, question: replace(book.questions[question], facts=kept)}
        return replace(book, questions=MappingProxyType(changed))

    return plant


def answered_without_gap(rule: str) -> Fault:
    """What `rule` leaves open it now answers."""
    return lambda book: with_rule(book, rule, gap=None)


FAULTS: dict[str, Fault] = {
    # an exception dropped
    "public-safety-is-never-pledged": lambda b: without_exception(
        b, "public-safety-is-excluded", "pledge-can-be-offered"
    ),
    "personal-health-is-never-pledged": lambda b: without_exception(
        b, "personal-health-is-excluded", "pledge-can-be-offered"
    ),
    "a-barred-applicant-never-pledges": lambda b: without_exception(
        b, "bar-from-the-credit-file", "pledge-can-be-offered"
    ),
    "a-must-waive-is-never-a-may": lambda b: without_exception(
        b, "waive-a-mistake-under-the-rules", "mitigate-or-waive-a-mistake"
    ),
    "an-exempted-subject-is-left-alone": lambda b: without_exception(b, "exemption-was-granted", "held-answerable"),
    "nothing-for-conduct-before-the-document": lambda b: without_exception(
        b, "conduct-outside-the-time-in-force", "leadership-answers"
    ),
    # a condition dropped
    "no-route-without-a-published-list": lambda b: with_condition(
        b, "listed-for-data-query", dropping("listing.approved")
    ),
    "a-pledge-needs-its-own-list": lambda b: with_condition(b, "listed-for-pledge", dropping("listing.route")),
    "manual-workers-are-in-neither-category": lambda b: with_condition(
        b, "category-of-civil-servants", dropping("subject.manual_worker")
    ),
    "exactly-one-category": lambda b: with_condition(b, "category-of-other-staff", dropping("subject.manual_worker")),
    "no-sanction-without-an-investigation": lambda b: with_condition(
        b, "circumstances-are-serious", dropping("investigated")
    ),
    "no-late-answer-with-an-unknown-limit": lambda b: with_condition(
        b, "late-answer-without-reason", dropping("verification-overdue")
    ),
    "nobody-elsewhere-is-answerable": lambda b: with_condition(
        b, "leadership-answers", dropping("subject.unit_in_city")
    ),
    "a-pledge-is-informed-and-in-writing": lambda b: with_condition(
        b, "pledge-replaces-the-certificate", dropping("applicant.informed")
    ),
    # a number, a day or a unit moved
    "one-agent-is-not-enough": lambda b: with_condition(
        b, "requesting-unit-roster-in-order", comparing("requesting_unit.agents_for_item", "at_least", Given(1))
    ),
    "the-last-day-is-in-time": lambda b: with_condition(b, "answer-is-late", comparing("as_of", "not_before")),
    "the-bar-covers-its-last-day": lambda b: with_condition(
        b, "bar-from-the-credit-file", comparing("as_of", "before")
    ),
    "the-bar-ends-with-its-last-day": lambda b: with_condition(
        b, "bar-from-the-credit-file", comparing("as_of", "after")
    ),
    "a-running-record-bars-the-pledge": lambda b: with_condition(b, "bar-from-the-credit-file", counting("months")),
    # a rule widened, a modality changed, a gap answered, a fact no longer declared
    "an-exemption-never-raises-a-measure": also_by("measures-against-the-unit", "mitigate-or-waive"),
    "an-unwilling-applicant-suffers-nothing-else": only_where_willing,
    "modalities-of-a-case": lambda b: with_rule(b, "mitigate-or-waive-a-mistake", modality="must"),
    "silence-is-no-answer-in-a-case": answered_without_gap("silent-on-who-decides"),
    "route-reads-declared-facts-only": undeclared("route", "applicant.willing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(rulebook: Rulebook, invariants: dict[str, Invariant], name: str) -> None:
    faulty = FAULTS[name](rulebook)
    (result,) = prove(faulty, [invariants[name]])
    assert result.outcome == "refuted"
    assert result.concerned
    assert result.rules
    if invariants[name].kind != "modality":
        check_replays(faulty, result)


def check_replays(faulty: Rulebook, result: Result) -> None:
    """The cases were decided by all engines there are, and name their facts made up."""
    assert len(result.replays) == (
        2 if result.invariant.varies or result.invariant.kind == "declared_facts_only" else 1
    )
    for played in result.replays:
        assert played.decision.engines[0] == "reference"
        assert "made" in played.text.splitlines()[1]
        assert played.case.question == result.invariant.question


@pytest.mark.slow
def test_the_shipped_rules_break_nothing(rulebook: Rulebook, invariants: dict[str, Invariant]) -> None:
    results = list(prove(rulebook, invariants.values()))
    assert {result.invariant.id: result.outcome for result in results if result.outcome != "proved"} == {}
    assert len(results) >= 100


def test_every_shipped_invariant_has_words_it_follows_from(invariants: dict[str, Invariant]) -> None:
    assert [name for name, own in invariants.items() if not own.sources] == [
        f"{question}-{kind}"
        for question in ("case", "pledge", "route", "verification")
        for kind in ("never-reverses", "reads-declared-facts-only")
    ]


def test_a_reversal_is_found(
    rulebook: Rulebook, invariants: dict[str, Invariant], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document whose day is unknown is assumed in force: learning its day reverses answers, and nothing else does."""
    monkeypatch.setattr(Claims, "held_fixed", frozenset())
    (result,) = prove(rulebook, [invariants["pledge-never-reverses"]])
    assert result.outcome == "refuted"
    less, more = (played.case.situations[0].values for played in result.replays)
    assert set(more) - set(less) >= {"parameters.pledge_in_force_from"}
    assert less.items() <= more.items()
