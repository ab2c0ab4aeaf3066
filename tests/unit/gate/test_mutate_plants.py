"""Faults are planted everywhere a condition, term, exception, list or parameter can go wrong, each in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("z3")

from nocert_rules.gate.diff.slices import Slices
from nocert_rules.gate.mutate.catalogue import catalogue_mutants
from nocert_rules.gate.mutate.mutants import Mutant, numbered, rule_mutants, with_condition
from nocert_rules.gate.mutate.rewrites import Rewriter
from nocert_rules.gate.mutate.run import mutants_of
from nocert_rules.gate.mutate.sites import conditions, conditions_of_term, substituted, terms, terms_of_term
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
)
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.unit.gate.test_diff_changes import BASE


@pytest.fixture(scope="module")
def dogs() -> Rulebook:
    """The small rulebook of the lint tests."""
    return load_rulebook(BASE / "rules", BASE / "catalogue")


def said(mutants: list[Mutant], target: str) -> set[str]:
    return {f"{mutant.operator}: {mutant.words.en}" for mutant in mutants if mutant.target == target}


def test_the_faults_of_a_rule(dogs: Rulebook) -> None:
    found = said(list(rule_mutants(dogs)), "fee-can-be-waived")
    assert found == {
        "negate: negates: get a licence; and age of the keeper at least 70",
        "drop: drops: get a licence",
        "drop: drops: age of the keeper at least 70",
        "and_or: all becomes any: get a licence; and age of the keeper at least 70",
        "negate: negates: get a licence",
        "negate: negates: age of the keeper at least 70",
        "shift: age of the keeper: 70 → 69",
        "shift: age of the keeper: 70 → 71",
        "drop: drops the whole condition: get a licence; and age of the keeper at least 70",
        "never: never holds",
        "conclusion: exchanges conclusions with rule dangerous-dogs, and concludes measures",
        "bearer: bearer town → keeper",
    }


def test_the_faults_of_values_definitions_lists_and_parameters(dogs: Rulebook) -> None:
    mutants = [*rule_mutants(dogs), *catalogue_mutants(dogs)]
    assert said(mutants, "licence.due_on") >= {
        "period: last day for the licence: first day of keeping plus time for the licence (working days) "
        "working days → "
        "first day of keeping plus time for the licence (working days) days"
    }
    assert "drop: drops: listing.approved: yes" not in said(mutants, "listed")
    assert len(said(mutants, "list-in-force")) > 15
    assert said(mutants, "linyuan-2020/1") == {"route: route exempt → kept"}
    assert said(mutants, "linyuan parameters.licence_days") >= {
        "parameter: 30 (2020-01-01…2022-12-31) → 31 (2020-01-01…2022-12-31)",
        "parameter: 30 (2020-01-01…2022-12-31) → 30 (2020-01-01…2023-01-01)",
        "parameter: 20 (2023-01-01…) → 19 (2023-01-01…)",
    }
    assert "list_date: in_force_until 2021-12-31 → 2022-01-01" in said(mutants, "linyuan-2020")
    assert said(mutants, "guide-dogs-can-enter") >= {"exception: is no exception to no-dogs-at-school any more"}
    assert said(mutants, "waive-fee") == {"modality: modality may → must"}


def test_every_kind_of_fault_is_planted_in_the_shipped_rulebook(rulebook: Rulebook) -> None:
    counts = Counter(mutant.operator for mutant in mutants_of(rulebook))
    assert set(counts) == {
        "negate", "drop", "widen", "narrow", "and_or", "any_all", "strictness", "shift", "period", "extreme", "never",
        "exception", "conclusion", "modality", "bearer", "gap", "trial", "route", "list_date", "parameter",
    }  # fmt: skip
    assert sum(counts.values()) > 1500


def test_a_bearer_is_exchanged_for_a_party_that_the_text_names_or_left_out(rulebook: Rulebook) -> None:
    mutants = list(rule_mutants(rulebook))
    assert [text for text in said(mutants, "feed-back-results") if text.startswith("bearer")] == [
        "bearer: bearer supervising_unit → requesting_unit"
    ]
    assert {text for text in said(mutants, "keep-a-roster") if text.startswith("bearer")} == {
        "bearer: bearer requesting_unit → liaison_or_agent",
        "bearer: bearer issuing_unit → liaison_or_agent",
        "bearer: leaves out the bearer requesting_unit",
        "bearer: leaves out the bearer issuing_unit",
    }
    assert not [text for text in said(mutants, "answer-is-late") if text.startswith("bearer")]


def test_ids_tell_mutants_apart_and_every_word_is_there(dogs: Rulebook) -> None:
    mutants = list(numbered([*rule_mutants(dogs), *catalogue_mutants(dogs)]))
    assert len({mutant.id for mutant in mutants}) == len(mutants)
    for mutant in mutants:
        assert mutant.words.zh and mutant.words.en
        assert mutant.source.provision and mutant.position.file.startswith(str(BASE))
        assert mutant.plant(dogs) is not dogs


def test_no_mutant_of_a_condition_is_the_condition_itself_or_planted_twice(dogs: Rulebook) -> None:
    slices = Slices(dogs, dogs.questions["keeping"])
    rewriter = Rewriter(dogs)
    for rule in dogs.rules.values():
        keys = [slices.condition(new) for _, new, _ in rewriter.of_condition(rule.own_condition)]
        assert slices.condition(rule.own_condition) not in keys
        assert len(set(keys)) == len(keys)


def test_a_fault_leaves_the_guard_of_the_document_as_it_is(dogs: Rulebook) -> None:
    rule = dogs.rules["leash"]
    changed = with_condition(rule, ALWAYS)
    assert isinstance(changed.when, All)
    assert changed.when.parts == (rule.when.parts[0], ALWAYS) if isinstance(rule.when, All) else False


DAY = Compare("keeper.kept_since", "before", (Plus(FactTerm("as_of"), Given(3), "days"),))
NESTED: Condition = All(
    (
        Not(Any((DAY, Holds("get-licence")))),
        Quantified("any_of", "item.listings", All((Compare("listing.drafted", "is", (Given(True),)), DAY))),
        Compare("as_of", "after", (Extreme("latest", "item.listings", DAY, FactTerm("listing.published_on")),)),
    )
)


def test_what_is_put_back_makes_the_condition_whole() -> None:
    sites = list(conditions(NESTED))
    assert len(sites) == 11
    for part, put in sites:
        assert put(part) == NESTED
        assert put(Holds("other")) != NESTED
        for term, put_term in terms(part) if isinstance(part, Compare) else ():
            assert put_term(term) == part
    extreme = Extreme("latest", "item.listings", DAY, Plus(FactTerm("as_of"), Given(1), "days"))
    assert [term for term, _ in terms_of_term(extreme)] == [extreme, extreme.term, FactTerm("as_of"), Given(1)]
    assert [part for part, _ in conditions_of_term(extreme)] == [DAY]


def test_a_condition_is_substituted_wherever_it_stands() -> None:
    other = Holds("other")
    changed = substituted(NESTED, DAY, other)
    assert not [part for part, _ in conditions(changed) if part == DAY]
    assert sum(part == other for part, _ in conditions(changed)) == 3
    assert substituted(DAY, DAY, All((DAY, other))) == All((DAY, other))


@pytest.mark.slow
def test_faults_of_one_question_concern_it(rulebook: Rulebook) -> None:
    found = mutants_of(rulebook, "pledge")
    targets = {mutant.target for mutant in found}
    assert "revoke-the-licence" in targets
    assert "zhejiang parameters.bad_information_retention_years" in targets
    assert not {"held-answerable", "answer-is-late", "jinhua-2019/1"} & targets


def test_positions_are_those_of_the_files(rulebook: Rulebook) -> None:
    mutant = next(mutant for mutant in mutants_of(rulebook) if mutant.target == "answer-is-late")
    text = Path(mutant.position.file).read_text(encoding="utf-8").splitlines()
    assert "answer-is-late" in text[mutant.position.line - 1]
