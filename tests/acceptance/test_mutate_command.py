"""`nocert mutate` as people run it: what survives, the case that is missing, the score, exit statuses, samples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.process import Result, run
from tests.unit.gate.test_testing_rulebook import CASES, write

pytest.importorskip("z3")

ONE_CASE = "cases:\n" + CASES[CASES.index("  - case: neither") :]


def nocert(folder: Path, *arguments: str, language: str = "en") -> Result:
    given = ("--rules", "rules", "--catalogue", "catalogue", "--jobs", "1", *arguments)
    return run("mutate", *given, language=language, cwd=folder)


def score(folder: Path, *arguments: str, status: int = 0) -> dict[str, Any]:
    result = nocert(folder, "--format", "json", *arguments)
    assert (result.status, result.stderr) == (status, "")
    data = json.loads(result.stdout)
    assert isinstance(data, dict)
    return data


def test_a_survivor_is_shown_with_the_case_that_is_missing(tmp_path: Path) -> None:
    result = nocert(write(tmp_path, ONE_CASE))
    assert (result.status, result.stderr) == (1, "")
    assert (
        "rules/dogs/1.yaml:37:9 · licence-is-free/negate-1 · survived\n"
        "  planted: negates: get a licence\n"
        "  rests on: dogs/2 “办证免费”\n"
        "  answers free: no → yes\n"
        "  a golden case that would catch it; it expects what the rules say today: judge\n"
        "    that by the text:\n"
        "    | - case: licence-is-free-negate-1\n"
        "    |   provision: dogs/2\n"
        "    |   reason: …\n"
        "    |   question: keeping\n"
        "    |   as_of: 2019-06-03\n"
        "    |   facts:\n"
        "    |     keeper.in_town: false\n"
        "    |   expect:\n"
        "    |     conclusions: {free: no}\n"
        "    |     rules: {licence-is-free: fails}\n"
    ) in result.stdout
    assert "  answers due_on: 2019-06-05 → 2019-06-06\n" in result.stdout
    assert "  period           0 / 1\n" in result.stdout
    assert "· threshold 95 %\n" in result.stdout


def test_with_the_cases_that_were_missing_nothing_survives(tmp_path: Path) -> None:
    folder = write(tmp_path, ONE_CASE)
    lacking = score(folder, status=1)
    assert lacking["counts"]["survived"] == len(lacking["survivors"]) > 5
    file = folder / "rules" / "dogs" / "cases" / "some.yaml"
    drafts = [line for item in lacking["survivors"] for line in item["golden_case"].splitlines()]
    file.write_text(ONE_CASE + "".join(f"  {line}\n" for line in drafts), encoding="utf-8")
    whole = score(folder)
    assert (whole["score"], whole["survivors"], whole["passed"]) == (100.0, [], True)
    assert whole["mutants"] == lacking["mutants"] == sum(whole["counts"].values())
    assert sum(whole["caught_by"].values()) == whole["counts"]["caught"]


def test_the_threshold_decides(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert 95 < score(folder)["score"] < 97
    assert score(folder, "--threshold", "97", status=1)["threshold"] == 97
    (folder / "pyproject.toml").write_text("[tool.nocert.mutation]\nthreshold = 97\n", encoding="utf-8")
    assert score(folder, status=1)["passed"] is False
    assert score(folder, "--threshold", "96")["passed"] is True


def test_the_score_in_chinese(tmp_path: Path) -> None:
    result = nocert(write(tmp_path), "--lang", "zh")
    assert result.status == 0
    assert "licence-is-free/drop-1 · 未被发现\n  植入的错误: 删去全部条件：办证\n" in result.stdout
    assert result.stdout.endswith(" · 门槛 95 %\n")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (
            ("--question", "keping"),
            "--question: unknown question `keping`; expected a name of the rulebook; nearest: `keeping`",
        ),
        (("--threshold", "101"), "--threshold"),
        (("--sample", "-1"), "--sample"),
        (("--catalogue", "nowhere"), "nowhere: "),
    ],
)
def test_wrong_input_is_told(tmp_path: Path, arguments: tuple[str, ...], problem: str) -> None:
    result = nocert(write(tmp_path), *arguments)
    assert (result.status, result.stdout) == (2, "")
    assert problem in result.stderr
    assert len(result.problems) == 1


def test_a_wrong_pyproject_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "pyproject.toml").write_text("[tool.nocert.mutation]\nthreshold = 950\n", encoding="utf-8")
    result = nocert(folder)
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.endswith("pyproject.toml: found `950`; expected a number from 0 to 100 as `threshold`\n")


def test_a_sample_is_drawn_by_its_seed_whatever_the_number_of_processes(tmp_path: Path) -> None:
    folder = write(tmp_path, ONE_CASE)
    drawn = ("--sample", "12", "--threshold", "0", "--format", "json")
    one, again, other = (nocert(folder, *drawn, "--seed", seed) for seed in ("1", "1", "2"))
    assert one.status == 0
    assert one.stdout == again.stdout != other.stdout
    assert one.stdout == nocert(folder, *drawn, "--seed", "1", "--jobs", "2").stdout
    data = json.loads(one.stdout)
    assert (data["mutants"], data["of"]) == (12, 26)


def test_a_sample_of_the_shipped_rulebook_is_caught(tmp_path: Path) -> None:
    result = run("mutate", "--sample", "60", "--seed", "7", "--quick", "--jobs", "1", "--format", "json", cwd=tmp_path)
    data = json.loads(result.stdout)
    assert (result.status, data["mutants"], data["threshold"]) == (0, 60, 95)
    assert data["counts"]["survived"] <= 2
