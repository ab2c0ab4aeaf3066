"""What changes nobody's answer is proved equal: by the rules being the same, or by the solver."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

pytest.importorskip("z3")

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.gate.diff.answers import shifts
from nocert_rules.gate.diff.meaning import Directions
from nocert_rules.gate.diff.model import Diff
from nocert_rules.gate.diff.run import Wanted, compare_rulebooks
from nocert_rules.gate.diff.slices import Slices
from nocert_rules.gate.diff.sources import Side, load_side
from nocert_rules.gate.golden import load_cases
from nocert_rules.gate.mutate.mutants import numbered, rule_mutants
from nocert_rules.rulebook.model.conditions import All, Any, Compare, Condition, Given, Not
from nocert_rules.rulebook.model.rulebook import Rulebook
from tests.unit.gate.test_diff_changes import (
    DAY,
    LISTS,
    QUESTIONS,
    RULES,
    VOCABULARY,
    book,
    changed,
    compared,
    item,
    rules,
)
from tests.unit.gate.test_diff_changes import Compare as Comparing

__all__ = ["compared"]


def hows(diff: Diff) -> set[str]:
    return {found.how for found in diff.compared}


def test_another_file_another_order_and_other_words_need_no_solver(tmp_path: Path) -> None:
    old, new = book(tmp_path / "old"), book(tmp_path / "new")
    text = (new / RULES).read_text(encoding="utf-8")
    (new / RULES).unlink()
    head, *parts = text.split("  - provision: ")
    parts.reverse()
    half = len(parts) // 2
    for name, some in (("b.yaml", parts[:half]), ("a.yaml", parts[half:])):
        body = head + "".join(f"  - provision: {part.rstrip()}\n" for part in some)
        body = body.replace("            - keeper.in_town: true\n            - keeper.licensed: false\n", SWAPPED)
        (new / "rules/dogs" / name).write_text(body.replace("id: leash", "id: on-a-leash"), encoding="utf-8")
    vocabulary = (new / VOCABULARY).read_text(encoding="utf-8")
    (new / VOCABULARY).write_text(vocabulary.replace("How old is the keeper?", "The keeper's age?"), encoding="utf-8")
    diff = compare_rulebooks(load_side(str(old)), load_side(str(new)), Wanted(day=DAY))
    assert hows(diff) == {"same_rules"}
    assert diff.scope is None
    assert diff.answers_equal
    assert not diff.refused(("any", "looser", "stricter", "undetermined", "mixed"))
    (names,) = [found for found in diff.names if found.kind == "rules"]
    assert (names.added, names.removed) == (("on-a-leash",), ("leash",))


SWAPPED = "            - keeper.licensed: false\n            - keeper.in_town: true\n"
# the same, said otherwise: no syntax shows it
SAME = {
    "double negation over a choice": rules("when: {dog.kind: guide}", "when: {not: {dog.kind: {in: [other]}}}"),
    "a part that the other has, too": rules(
        "            - as_of: {after: {fact: licence.due_on}}\n",
        "            - as_of: {after: {fact: licence.due_on}}\n            - keeper.licensed: false\n",
    ),
    "all of distributed over any": rules(
        "          all:\n            - holds: get-licence\n            - keeper.age: {at_least: 70}\n",
        "          any:\n"
        "            - all: [{holds: get-licence}, {keeper.age: {at_least: 70}}, {dog.outdoors: true}]\n"
        "            - all: [{holds: get-licence}, {keeper.age: {at_least: 70}}]\n",
    ),
    "no day is both after and not after": rules(
        "            - as_of: {after: {fact: licence.due_on}}\n",
        "            - not: {as_of: {not_after: {fact: licence.due_on}}}\n",
    ),
}


@pytest.mark.parametrize("how", SAME)
def test_the_same_said_otherwise_is_proved_equal(compared: Comparing, how: str) -> None:
    diff = compared(SAME[how])
    assert hows(diff) == {"same_rules", "proved"}
    assert diff.answers_equal
    assert diff.scope is not None


def test_an_unread_list_entry_renamed_changes_no_answer(compared: Comparing) -> None:
    diff = compared({LISTS: (("      - entry: linyuan-2020/2\n", "      - entry: linyuan-2020/9\n"),)})
    assert diff.answers_equal
    assert not diff.lists.entries


def test_a_field_that_shows_something_else_is_no_equal_answer(compared: Comparing) -> None:
    diff = compared({QUESTIONS: (("status: licence-late}", "status: licence-late, decides: true}"),)})
    assert diff.questions[0].fields_changed == ("late",)
    assert not diff.answers_equal
    assert diff.refused(("any",))


def test_a_question_that_comes_or_goes_is_no_equal_answer(rulebook: Rulebook) -> None:
    fewer = MappingProxyType({name: value for name, value in rulebook.questions.items() if name != "pledge"})
    without = replace(rulebook, questions=fewer)
    for old, new, how in ((rulebook, without, "removed"), (without, rulebook, "added")):
        diff = compare_rulebooks(Side("old", old), Side("new", new), Wanted(day=DAY))
        assert [question.how for question in diff.questions if question.id == "pledge"] == [how]
        assert not diff.answers_equal


def test_digests_forget_order_and_nesting_alone(rulebook: Rulebook) -> None:
    slices = Slices(rulebook, rulebook.questions["route"])
    one, other = Compare("unit.in_city", "is", (Given(True),)), Compare("unit.in_city", "is", (Given(False),))
    assert slices.condition(All((one, All((other, one))))) == slices.condition(All((other, one)))
    assert slices.condition(Not(Not(one))) == slices.condition(one) == slices.condition(Any((one,)))
    assert slices.condition(Compare("unit.kind", "in", (Given("a"), Given("b")))) == slices.condition(
        Compare("unit.kind", "in", (Given("b"), Given("a")))
    )
    different: list[Condition] = [
        one,
        other,
        All((one, other)),
        Any((one, other)),
        Not(one),
        Compare("unit.in_city", "is", (Given(1),)),
    ]
    assert len({slices.condition(condition) for condition in different}) == len(different)


@pytest.mark.slow
def test_what_is_called_equal_is_decided_alike_and_what_is_called_changed_is_not(tmp_path: Path) -> None:
    """Thirty planted faults: a golden case that tells them apart refutes `equal`, a witness refutes `changed`."""
    folder = book(tmp_path / "old")
    old = load_side(str(folder))
    cases = load_cases(folder / "rules", old.rulebook)
    mutants = list(numbered(rule_mutants(old.rulebook)))
    equal = 0
    for mutant in random.Random(5).sample(mutants, 30):
        new = Side("new", mutant.plant(old.rulebook))
        diff = compare_rulebooks(old, new, Wanted(day=DAY))
        directions = Directions(new.rulebook)
        deciders = Decider(old.rulebook, "reference"), Decider(new.rulebook, "reference")
        moved = {
            shift.conclusion
            for golden in cases
            for shift in shifts(directions, *(decider.decide(golden.case) for decider in deciders))
        }
        assert moved <= changed(diff), mutant.id
        for found in diff.compared:
            assert found.equal == (not found.changes), mutant.id
        equal += not changed(diff)
    assert equal < 15


def test_names_that_are_not_compared_are_told(compared: Comparing) -> None:
    diff = compared(rules("id: leash\n", "id: on-a-leash\n"))
    assert item(diff, "keep-on-leash").how == "same_rules"
    assert [(found.kind, found.added, found.removed) for found in diff.names] == [
        ("rules", ("on-a-leash",), ("leash",))
    ]
