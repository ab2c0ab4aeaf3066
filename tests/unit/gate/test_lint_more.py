"""Further faults that lints find, and what they leave alone, beside the examples of their pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nocert_rules.engine.decision.decide import Decider
from nocert_rules.engine.facts.build import Asked, build_case
from nocert_rules.gate.lint.registry import BY_ID
from nocert_rules.rulebook.load.assemble import load_rulebook
from tests.support.lint import DAY, FIXTURES, base, change, example, lint, places, words_of

MORE: dict[str, list[dict[str, Any]]] = yaml.safe_load((FIXTURES / "more.yaml").read_text(encoding="utf-8"))
DOCUMENT = "rules/dogs/document.yaml"
NO_TEXT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def changed(folder: Path, changes: list[dict[str, str]]) -> Path:
    """The rulebook with `changes` made."""
    rulebook = base(folder)
    for own in changes:
        change(rulebook, own["file"], own["replace"], own["by"])
    return rulebook


@pytest.mark.parametrize("fault", MORE["found"], ids=lambda fault: str(fault["about"]))
def test_it_is_found(tmp_path: Path, fault: dict[str, Any]) -> None:
    if BY_ID[fault["lint"]].needs == "solver":
        pytest.importorskip("z3")
    violations = lint(changed(tmp_path, fault["changes"])).violations
    assert fault["words"] in {words_of(own) for own in violations if own.id == fault["lint"]}


@pytest.mark.parametrize("right", MORE["fine"], ids=lambda right: str(right["about"]))
def test_it_is_left_alone(tmp_path: Path, right: dict[str, Any]) -> None:
    assert lint(changed(tmp_path, right["changes"])).violations == ()


def test_a_document_without_any_case_is_told_of_once(tmp_path: Path) -> None:
    rulebook = base(tmp_path)
    (rulebook / "rules/dogs/cases/keeping.yaml").unlink()
    (violation,) = lint(rulebook, "rule-without-cases").violations
    assert words_of(violation) == "dogs"


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2022-12-31", ["period-overlap"]), ("2023-01-01", []), ("2023-01-03", ["period-gap"])],
)
def test_two_documents_of_one_title_follow_each_other_day_by_day(tmp_path: Path, day: str, expected: list[str]) -> None:
    """The first has a trial of three years from 2020-01-01."""
    rulebook = base(tmp_path)
    first_day = "in_force_from: parameters.dogs_in_force_from"
    change(rulebook, DOCUMENT, first_day, f"trial_years: 3\n{first_day}")
    lines = (rulebook / DOCUMENT).read_text(encoding="utf-8").splitlines()
    later = [line for line in lines if "sha256" not in line and "contents" not in line]
    later += [f"  sha256: {NO_TEXT}", "  contents: []"]
    text = "\n".join(later).replace("id: dogs", "id: later").replace("dogs_in_force_from", "later_in_force_from")
    (rulebook / "rules/later").mkdir()
    (rulebook / "rules/later/document.yaml").write_text(text, encoding="utf-8")
    fact = "- fact: parameters.later_in_force_from\n  type: date\n  supplied_by: jurisdiction"
    fact += "\n  label: {zh: 施行之日, en: first day}\n  question: {zh: 自哪天起？, en: From which day?}"
    change(rulebook, "catalogue/vocabulary.yaml", "- {fact: keeper.licensed,", f"{fact}\n- {{fact: keeper.licensed,")
    value = f"- parameter: parameters.later_in_force_from\n  value: {day}\n  source: {{zh: 通知, en: notice}}"
    anchor = "- parameter: parameters.dogs_in_force_from"
    change(rulebook, "catalogue/places.yaml", anchor, f"{value}\n{anchor}")
    report = lint(rulebook, "period-overlap", "period-gap")
    assert [violation.id for violation in report.violations] == expected


def test_opposite_conclusions_come_with_a_case_on_which_both_rules_hold(tmp_path: Path) -> None:
    pytest.importorskip("z3")
    place = places()["opposite-conclusions"]
    wrong = {"file": place.file, "replace": place.replace, "by": example("opposite-conclusions", "wrong")}
    rulebook = changed(tmp_path, [wrong, *place.also])
    (violation,) = lint(rulebook).violations
    case_file = tmp_path / "case.yaml"
    case_file.write_text(violation.example, encoding="utf-8")
    loaded = load_rulebook(rulebook / "rules", rulebook / "catalogue")
    case = build_case(loaded, Asked("keeping", DAY, files=(case_file,), parameters=True))
    (part,) = Decider(loaded).decide(case).parts
    assert part.rule_statuses["guide-dogs-can-enter"] == part.rule_statuses["no-dogs-at-school"] == "holds"
