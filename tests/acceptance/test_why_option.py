"""`--why` and `--why-of`: explanations after the answer, as text and as JSON, in both languages."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.support.process import EXAMPLES, ROOT, call, run


@cache
def validator() -> Draft202012Validator:
    schema = json.loads((ROOT / "nocert_rules" / "schemas" / "decision-1.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def question_of(path: Path) -> str:
    return path.name.partition("-")[0]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_answer_stays_and_its_explanation_follows(path: Path, language: str) -> None:
    plain = call(question_of(path), str(path), "--lang", language)
    explained = call(question_of(path), str(path), "--lang", language, "--why")
    assert explained.status == plain.status
    assert explained.stderr == ""
    assert explained.stdout.startswith(f"{plain.stdout}\n")
    heading = {"en": "why, and what would change it", "zh": "为什么，以及怎样才会不同"}[language]
    assert explained.stdout.removeprefix(f"{plain.stdout}\n").splitlines()[0] == heading


def test_one_conclusion_alone() -> None:
    path = str(ROOT / "examples" / "route-barred.yaml")
    result = run("route", path, "--why-of", "route-pledge")
    assert result.status == 0
    _, _, page = result.stdout.partition("why, and what would change it\n")
    assert page.count("  because\n") == 1
    assert "pledge: closed [route-pledge]" in page
    assert "– from 2022-06-13 on; and the applicant has pledged in writing: yes (now:" in page


def test_explanations_in_json_are_as_the_schema_says_and_always_the_same() -> None:
    path = str(ROOT / "examples" / "pledge-false.yaml")
    first, second = (run("pledge", path, "--why", "--format", "json") for _ in range(2))
    assert first.stdout == second.stdout
    decision: Any = json.loads(first.stdout)
    assert [error.message for error in validator().iter_errors(decision)] == []
    explained = {item["id"]: item for item in decision.pop("explanations")}
    assert decision == json.loads(call("pledge", path, "--format", "json").stdout)
    bar = explained["new-pledge"]
    assert bar["status"] == "yes"
    assert bar["otherwise"][0] == {"changes": [], "on": "2024-09-21", "to": "no", "changeable": True}


def test_json_about_one_conclusion_has_what_it_rests_on() -> None:
    path = str(ROOT / "examples" / "route-barred.yaml")
    result = call("route", path, "--why-of", "route-pledge", "--format", "json")
    names = [item["id"] for item in json.loads(result.stdout)["explanations"]]
    assert names == ["route-pledge", "pledge-available"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "--why-of: unknown conclusion `route-plege`; expected a name of the rulebook; nearest: `route-pledge`"),
        ("zh", "--why-of: 未知的结论 `route-plege`；应为规则库中的名称；最接近：`route-pledge`"),
    ],
)
def test_a_wrong_name_is_refused(language: str, expected: str) -> None:
    path = str(ROOT / "examples" / "route-barred.yaml")
    result = call("route", path, "--why-of", "route-plege", "--lang", language)
    assert (result.status, result.stdout) == (2, "")
    assert result.problems == (expected,)
