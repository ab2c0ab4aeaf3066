"""What no case notices is settled: equivalent by proof, or a case answered otherwise, drafted as a golden case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest

pytest.importorskip("z3")

from nocert_rules.engine.decision.answer import answers
from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.engine.facts.case import Case
from nocert_rules.gate.golden import load_cases, run_case
from nocert_rules.gate.mutate.draft import draft
from nocert_rules.gate.mutate.items import ItemSettler
from nocert_rules.gate.mutate.mutants import Mutant, rule_mutants, with_rules
from nocert_rules.gate.mutate.run import Job, mutants_of, run
from nocert_rules.gate.mutate.settle import Settled, settle
from nocert_rules.gate.mutate.suite import GoldenSuite, load_notices
from nocert_rules.gate.mutate.threshold import threshold_of
from nocert_rules.rulebook.load.assemble import load_rulebook
from nocert_rules.rulebook.load.folders import default_folder
from nocert_rules.rulebook.model.conditions import ALWAYS, All, Compare, Given, Holds, Not
from nocert_rules.rulebook.model.rulebook import Rulebook
from nocert_rules.words.errors import InputError
from tests.unit.gate.test_testing_rulebook import CASES, write

DAY = date(2019, 6, 3)
BOOLEANS = ("keeper.in_town", "keeper.owns", "keeper.walks", "keeper.guest")
DAYS = (None, date(2019, 6, 3), date(2019, 6, 7))
IN_TOWN = Compare("keeper.in_town", "is", (Given(True),))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rulebook of three rules, with one golden case."""
    return write(tmp_path_factory.mktemp("dogs"), "cases:\n" + CASES[CASES.index("  - case: neither") :])


@pytest.fixture(scope="module")
def dogs(folder: Path) -> Rulebook:
    return load_rulebook(folder / "rules", folder / "catalogue")


def every_case(rulebook: Rulebook) -> Iterator[Case]:
    """Every case of the question, with two days to tell periods apart."""
    empty = build_case(rulebook, Asked("keeping", DAY))
    for *truths, since in product(*[(None, True, False)] * len(BOOLEANS), DAYS):
        values = {**dict(zip(BOOLEANS, truths, strict=True)), "keeper.since": since}
        known = {name: value for name, value in values.items() if value is not None}
        situation = empty.situations[0]
        yield replace(empty, situations=(replace(situation, values={**situation.values, **known}),))


def answered(rulebook: Rulebook) -> list[object]:
    """What is answered in every case: the conclusions reported, and the day."""
    decider = Decider(rulebook, "reference")
    found: list[object] = []
    for case in every_case(rulebook):
        (part,) = decider.decide(case).parts
        found.append([part.status(name) for name in part.program.question.asked])
        found.append([answer.value for answer in answers(rulebook, part) if answer.field.kind == "value"])
    return found


@pytest.mark.slow
def test_settling_agrees_with_trying_every_case(dogs: Rulebook) -> None:
    free = dogs.rules["licence-is-free"]
    told_twice = with_rules(dogs, replace(free, when=All((Holds("licence"), IN_TOWN))))
    for book in (dogs, told_twice):
        before, found = answered(book), set()
        for mutant in rule_mutants(book):
            mutated = mutant.plant(book)
            if mutant.operator != "modality" and not load_notices(mutated):
                settled = settle(book, mutated)
                assert settled.equivalent == (answered(mutated) == before), mutant.words.en
                assert settled.equivalent != bool(settled.text)
                found.add(settled.equivalent)
        assert found == ({False} if book is dogs else {True, False})


def test_what_is_said_twice_can_be_dropped_without_effect(dogs: Rulebook) -> None:
    free = dogs.rules["licence-is-free"]
    told_twice = with_rules(dogs, replace(free, when=All((Holds("licence"), IN_TOWN))))
    assert settle(told_twice, dogs) == Settled(equivalent=True)
    assert settle(dogs, dogs) == Settled(equivalent=True)
    never = with_rules(dogs, replace(free, when=All((Holds("licence"), Not(ALWAYS)))))
    assert not settle(dogs, never).equivalent


def test_another_modality_is_a_difference_wherever_the_conclusion_holds(dogs: Rulebook) -> None:
    (mutant,) = (mutant for mutant in rule_mutants(dogs) if mutant.operator == "modality")
    settled = settle(dogs, mutant.plant(dogs))
    assert [(shift.conclusion, shift.before, shift.after) for shift in settled.shifts] == [("licence", "must", "may")]
    assert "keeper.in_town: true" in settled.text


def test_another_bearer_is_a_difference_wherever_the_rule_holds(dogs: Rulebook) -> None:
    rule = dogs.rules["licence-needed"]
    settled = settle(dogs, with_rules(dogs, replace(rule, bearer=("walker", "keeper"))))
    assert [(shift.conclusion, shift.before, shift.after) for shift in settled.shifts] == [
        ("licence", "keeper", "walker, keeper")
    ]
    assert "keeper.in_town: true" in settled.text


def test_every_other_bearer_is_noticed_by_the_shipped_cases(rulebook: Rulebook) -> None:
    golden = GoldenSuite(rulebook, load_cases(default_folder("rules"), rulebook))
    mutants = [mutant for mutant in rule_mutants(rulebook) if mutant.operator == "bearer"]
    assert {mutant.target for mutant in mutants} == {rule.id for rule in rulebook.rules.values() if rule.modality}
    assert not [mutant.id for mutant in mutants if not golden.notices(mutant, mutant.plant(rulebook))]


def check_draft(rulebook: Rulebook, mutant: Mutant, mutated: Rulebook, settled: Settled, folder: Path) -> None:
    """The drafted golden case passes on the rulebook, and fails on the mutant."""
    text = draft(rulebook, mutant, settled).replace("provision: …", f"provision: {next(iter(rulebook.provisions))}")
    file = folder / "book" / "cases" / "draft.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("cases:\n" + "".join(f"  {line}\n" for line in text.splitlines()), encoding="utf-8")
    (golden,) = load_cases(folder, rulebook)
    assert run_case(Decider(rulebook, "reference"), golden) == (), mutant.id
    notice = GoldenSuite(rulebook, [golden]).notices(mutant, mutated)
    assert notice is not None and notice.what == golden.id, mutant.id


@pytest.mark.slow
def test_drafts_pass_on_the_rulebook_and_fail_on_the_mutant(folder: Path, dogs: Rulebook, tmp_path: Path) -> None:
    score = run(Job(folder / "rules", folder / "catalogue", day=DAY, quick=True))
    survivors = [
        (mutant, outcome.settled)
        for mutant, outcome in zip(score.mutants, score.outcomes, strict=True)
        if outcome.fate == "survived"
    ]
    assert {mutant.operator for mutant, _ in survivors} >= {"negate", "and_or", "never", "period", "shift"}
    for mutant, settled in survivors:
        check_draft(dogs, mutant, mutant.plant(dogs), settled, tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "pledge-is-voluntary/negate-1",
        "answer-is-late/negate-1",
        "person-is-in-scope/drop-1",
        "bar-from-the-credit-file/drop-1",
        "keep-a-roster/bearer-1",
        "measures-against-the-unit/bearer-1",
        "jinhua-2019/1/route-1",
        "zhejiang parameters.bad_information_retention_years/parameter-1",
    ],
)
def test_drafts_of_the_shipped_rulebook(rulebook: Rulebook, tmp_path: Path, name: str) -> None:
    mutant = next(mutant for mutant in mutants_of(rulebook) if mutant.id == name)
    mutated = mutant.plant(rulebook)
    of_catalogue = mutant.kind in ("entry", "list", "parameter")
    settled = ItemSettler(rulebook).settle(mutant, mutated) if of_catalogue else settle(rulebook, mutated)
    check_draft(rulebook, mutant, mutated, settled, tmp_path)


def test_the_threshold_is_that_of_the_nearest_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.nocert.mutation]\nthreshold = 80.5\n", encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    assert threshold_of(inner) == 80.5
    (inner / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert threshold_of(inner) == 95


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[tool.nocert.mutation]\nthreshold = 101", "found `101`; expected a number from 0 to 100 as `threshold`"),
        ("[tool.nocert.mutation]\nthreshold = nan", "found `nan`; expected a number from 0 to 100 as `threshold`"),
        ("[tool.nocert.mutation]\nthreshold = true", "found `True`; expected a number from 0 to 100 as `threshold`"),
        ('[tool.nocert.mutation]\nthreshold = "95"', "found `95`; expected a number from 0 to 100 as `threshold`"),
        ("[tool.nocert.mutation]\nthreshhold = 95", "unknown key `threshhold`; expected one of `threshold`"),
        ("[tool.nocert]\nmutation = 95", "found `95`; expected a table `[tool.nocert.mutation]`"),
        ("[tool.nocert.mutation", "cannot be read: "),
    ],
)
def test_a_wrong_threshold_is_told(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        threshold_of(tmp_path)
    assert f"{file}: {problem}" in str(raised.value)
    assert len(raised.value.problems) == 1
