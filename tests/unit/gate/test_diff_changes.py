"""Known differences of each kind between two small rulebooks are found, named for what they mean, and shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("z3")

from nocert_rules.gate.diff.answers import causes
from nocert_rules.gate.diff.meaning import Directions, Meaning
from nocert_rules.gate.diff.model import Compared, Diff
from nocert_rules.gate.diff.run import Wanted, compare_rulebooks
from nocert_rules.gate.diff.sources import load_side
from nocert_rules.rulebook.model.rulebook import Rulebook

BASE = Path(__file__).parents[2] / "lint" / "fixtures" / "base"
DAY = date(2021, 6, 1)
RULES, QUESTIONS = "rules/dogs/1-keeping.yaml", "catalogue/questions.yaml"
VOCABULARY, LISTS, PLACES = "catalogue/vocabulary.yaml", "catalogue/lists.yaml", "catalogue/places.yaml"
Edits = Mapping[str, tuple[tuple[str, str], ...]]


def book(folder: Path, edits: Edits | None = None) -> Path:
    """A copy of the small rulebook in `folder`, with `edits`: for each file what stands there, and what shall."""
    shutil.copytree(BASE, folder)
    for file, changes in (edits or {}).items():
        text = (folder / file).read_text(encoding="utf-8")
        for before, after in changes:
            assert text.count(before) == 1, f"`{before}` stands {text.count(before)} times in {file}"
            text = text.replace(before, after)
        (folder / file).write_text(text, encoding="utf-8")
    return folder


Compare = Callable[[Edits], Diff]


@pytest.fixture
def compared(tmp_path: Path) -> Compare:
    """Compares the small rulebook with a copy that has edits."""

    def compare(edits: Edits) -> Diff:
        old, new = (load_side(str(folder)) for folder in (book(tmp_path / "old"), book(tmp_path / "new", edits)))
        return compare_rulebooks(old, new, Wanted(day=DAY, timeout=120))

    return compare


def item(diff: Diff, name: str) -> Compared:
    return next(found for found in diff.compared if found.id == name)


def changed(diff: Diff) -> set[str]:
    return {found.id for found in diff.compared if not found.equal}


def rules(before: str, after: str) -> Edits:
    return {RULES: ((before, after),)}


# what is changed, and of which conclusion, how, from what to what, and what it means for whom
CHANGES: dict[str, tuple[Edits, str, tuple[str, str, str, Meaning, tuple[str, ...]]]] = {
    "a may for more people": (
        rules("keeper.age: {at_least: 70}", "keeper.age: {at_least: 65}"),
        "waive-fee",
        ("grows", "no", "yes", "more_open", ("town",)),
    ),
    "a may for fewer people": (
        rules("keeper.age: {at_least: 70}", "keeper.age: {at_least: 75}"),
        "waive-fee",
        ("shrinks", "yes", "no", "more_closed", ("town",)),
    ),
    "a must in more cases": (
        rules("when: {dog.outdoors: true}", "when: {any: [{dog.outdoors: true}, {dog.at_school: true}]}"),
        "keep-on-leash",
        ("grows", "no", "yes", "stricter", ("keeper",)),
    ),
    "a must not without its exception": (
        rules("when: {dog.kind: guide}", "when: {all: [{dog.kind: guide}, {dog.outdoors: true}]}"),
        "enter-school",
        ("grows", "no", "yes", "stricter", ("keeper",)),
    ),
    "measures in fewer cases": (
        rules("when: {findings.aggressive: true}", "when: {all: [{findings.aggressive: true}, {dog.kind: other}]}"),
        "measures",
        ("shrinks", "yes", "no", "milder", ()),
    ),
    "a may becomes a must": (
        rules("modality: may\n        when:\n          all:", "modality: must\n        when:\n          all:"),
        "waive-fee",
        ("modality", "may", "must", "stricter", ("town",)),
    ),
    "another party is addressed": (
        rules("bearer: keeper\n        modality: must_not", "bearer: [keeper, town]\n        modality: must_not"),
        "enter-school",
        ("addressed", "keeper", "keeper, town", "stricter", ("town",)),
    ),
    "a measure more": (
        {
            VOCABULARY: (
                (
                    "      - {value: confiscation, label: {zh: 没收, en: confiscation}}\n",
                    "      - {value: confiscation, label: {zh: 没收, en: confiscation}}\n"
                    "      - {value: expulsion, label: {zh: 驱逐, en: expulsion}}\n",
                ),
            )
        },
        "measures",
        ("measures", "warning, confiscation", "warning, confiscation, expulsion", "stricter", ()),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_told_with_its_meaning_and_a_case(compared: Compare, what: str) -> None:
    edits, name, expected = CHANGES[what]
    diff = compared(edits)
    assert changed(diff) == {name}
    (change,) = item(diff, name).changes
    assert (change.kind, change.before, change.after, change.meaning, change.parties) == expected
    assert item(diff, name).meaning == expected[3]
    assert change.witness is not None
    assert not diff.answers_equal


SILENT = """
      - id: silent-on-dogs-indoors
        quote: 携犬外出应当系绳
        when: {dog.outdoors: false}
        leaves_open: keep-on-leash
        gap: {zh: 在室内是否系绳，条文没有规定, en: whether a dog indoors is on a leash is not said}
      - id: no-dogs-at-school"""
SILENCE = rules("\n      - id: no-dogs-at-school", SILENT)


def test_a_gap_makes_an_answer_newly_undetermined(compared: Compare) -> None:
    diff = compared(SILENCE)
    assert changed(diff) == {"keep-on-leash"}
    (change,) = item(diff, "keep-on-leash").changes
    assert (change.kind, change.before, change.after) == ("undetermined", "no", "undetermined")
    assert change.meaning == "newly_undetermined"
    assert diff.refused(("undetermined",))
    assert not diff.refused(("looser", "stricter", "mixed"))
    assert change.witness is not None
    assert "dog.outdoors: false" in change.witness.text


def test_a_gap_that_goes_makes_it_newly_determined(tmp_path: Path) -> None:
    sides = [load_side(str(folder)) for folder in (book(tmp_path / "old", SILENCE), book(tmp_path / "new"))]
    diff = compare_rulebooks(sides[0], sides[1], Wanted(day=DAY))
    (change,) = item(diff, "keep-on-leash").changes
    assert (change.kind, change.meaning) == ("determined", "newly_determined")


def test_looser_and_stricter_at_once_is_mixed(compared: Compare) -> None:
    diff = compared(rules("keeper.age: {at_least: 70}", "keeper.age: {at_most: 70}"))
    found = item(diff, "waive-fee")
    assert [change.meaning for change in found.changes] == ["more_open", "more_closed"]
    assert found.meaning == "mixed"
    assert diff.refused(("mixed",))
    ages = [change.witness.text for change in found.changes if change.witness]
    assert ["keeper.age: 0" in ages[0], "keeper.age: 71" in ages[1]] == [True, True]


EITHER_WAY = """
        when:
          any:
            - all: [{dog.outdoors: true}, {dog.at_school: true}]
            - all: [{dog.outdoors: true}, {dog.at_school: false}]"""


def test_a_rule_that_wants_a_fact_more_without_another_answer(compared: Compare) -> None:
    diff = compared(rules("\n        when: {dog.outdoors: true}", EITHER_WAY))
    (change,) = item(diff, "keep-on-leash").changes
    assert (change.kind, change.before, change.after) == ("needs_more", "yes", "undetermined")
    assert change.meaning == "needs_more_facts"


def test_the_smallest_case_says_nothing_that_does_not_matter(compared: Compare) -> None:
    diff = compared(rules("keeper.age: {at_least: 70}", "keeper.age: {at_least: 65}"))
    (change,) = item(diff, "waive-fee").changes
    assert change.witness is not None
    lines = [line for line in change.witness.text.splitlines() if not line.startswith("#")]
    assert lines[:2] == ["question: keeping", "as_of: 2019-06-03"]
    assert sorted(lines[2:]) == ["keeper.age: 65", "keeper.in_town: true", "keeper.licensed: false"]


def test_a_witness_is_decided_by_the_engines_as_it_is_told(compared: Compare) -> None:
    edits = (
        ("keeper.age: {at_least: 70}", "keeper.age: {at_most: 70}"),
        ("keeper.licensed: false", "keeper.licensed: true"),
        ("when: {dog.kind: guide}", "when: {dog.kind: other}"),
    )
    diff = compared({RULES: edits})
    told = 0
    for question in diff.questions:
        for found in question.conclusions:
            for change in found.changes:
                assert change.witness is not None
                old, new = (decision.parts[0] for decision in (change.witness.old, change.witness.new))
                assert (old.status(found.id), new.status(found.id)) == (change.before, change.after)
                assert set(change.witness.new.engines) >= {"reference"}
                told += 1
    assert told >= 6


def test_the_rules_that_decide_come_with_their_words(compared: Compare) -> None:
    diff = compared(rules("when: {dog.kind: guide}", "when: {dog.kind: other}"))
    (first, _) = item(diff, "enter-school").changes
    assert first.witness is not None
    found = {cause.id: cause for cause in causes(first.witness.old, first.witness.new)}
    assert (found["no-dogs-at-school"].before, found["no-dogs-at-school"].after) == ("defeated", "holds")
    assert found["no-dogs-at-school"].sources[0].quote == "不得携犬进入学校"


def test_a_day_is_compared_where_it_is_shown(compared: Compare) -> None:
    diff = compared(
        rules("plus: {working_days: {fact: parameters.licence_days}}", "plus: {days: {fact: parameters.licence_days}}")
    )
    found = item(diff, "due_on")
    assert {change.kind for change in found.changes} == {"earlier", "determined"}
    earlier = next(change for change in found.changes if change.kind == "earlier")
    assert date.fromisoformat(earlier.after) < date.fromisoformat(earlier.before)
    assert item(diff, "licence-late").meaning == "wider"


def test_a_conclusion_that_is_reported_anew_is_told_as_one(compared: Compare) -> None:
    diff = compared({QUESTIONS: (("      - ask-for-certificate\n", "      - ask-for-certificate\n      - on-list\n"),)})
    assert item(diff, "on-list").how == "added"
    assert not diff.answers_equal


def test_a_contradiction_more_refuses_a_case(compared: Compare) -> None:
    text = """
contradictions:
  - contradiction: guide-dogs-stay-out
    label: {zh: 导盲犬不在校, en: a guide dog is never at school}
    when: {all: [{dog.kind: guide}, {dog.at_school: true}]}

facts:"""
    diff = compared({VOCABULARY: (("\nfacts:", text),)})
    (question,) = diff.questions
    assert question.inputs.how == "changed"
    assert "dog.kind: guide" in question.inputs.refused
    assert not question.inputs.accepted
    assert diff.refused(("any",))


def test_a_value_more_lets_a_case_in(compared: Compare) -> None:
    more = "      - {value: hunting, label: {zh: 猎犬, en: hunting dog}}\n"
    other = "      - {value: other, label: {zh: 其他犬, en: another dog}}\n"
    diff = compared({VOCABULARY: ((other, other + more),)})
    (question,) = diff.questions
    assert "dog.kind: hunting" in question.inputs.accepted
    assert not question.inputs.refused
    assert all(found.equal for found in diff.compared)


DIRECTIONS: dict[str, Meaning] = {
    "route-pledge": "more_open",
    "pledge-available": "more_open",
    "excluded-from-pledge": "more_closed",
    "demand-certificate": "stricter",
    "pledge-again": "stricter",
    "unit-measures": "stricter",
    "civil-service-sanctions": "stricter",
    "ground-5": "stricter",
    "category-1": "stricter",
    "answerable": "stricter",
    "waive": "milder",
    "exempted": "milder",
    "mitigate-or-waive": "more_open",
    "apply-for-review": "more_open",
    "in-scope": "wider",
    "verification-overdue": "stricter",
    "defect-order-of-steps": "wider",
}


@pytest.mark.parametrize("conclusion", DIRECTIONS)
def test_what_growing_means_follows_from_the_rules_own_data(rulebook: Rulebook, conclusion: str) -> None:
    assert Directions(rulebook).growing(conclusion) == DIRECTIONS[conclusion]
