"""The command `nocert lint`, through the real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nocert_rules.gate.lint.registry import LINTS
from tests.support.lint import DAY, ROOT, base, change

KEEPING = "rules/dogs/1-keeping.yaml"


def nocert(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "nocert_rules", "lint", "--on", DAY.isoformat(), *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    change(base(tmp_path), KEEPING, "quote: 导盲犬除外", "quote: 除外")
    return tmp_path


def test_a_clean_rulebook_ends_with_0(tmp_path: Path) -> None:
    base(tmp_path)
    done = nocert("rulebook", "--no-solver", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("checks: nothing found\n")
    assert done.stdout.startswith("not run (turned off by --no-solver): condition-never-holds, ")


def test_violations_end_with_1_and_name_files_from_the_working_folder(wrong: Path) -> None:
    done = nocert("rulebook", "--no-solver", folder=wrong)
    assert done.returncode == 1
    first = done.stdout.splitlines()[0]
    assert first.startswith("rulebook/rules/dogs/1-keeping.yaml:71:16: warning[quote-too-short]: quote `除外` has 2 ")
    assert "  see: docs/lints/quote-too-short.md\n" in done.stdout


def test_folders_can_be_given_one_by_one(wrong: Path) -> None:
    options = ("--rules", "rulebook/rules", "--catalogue", "rulebook/catalogue", "--no-solver", "--lang", "zh")
    done = nocert(*options, folder=wrong)
    assert done.returncode == 1
    assert "警告" in done.stdout


def test_several_rulebooks_make_one_report(wrong: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    base(tmp_path / "more")
    done = nocert("rulebook", "more/rulebook", "--format", "json", "--no-solver", folder=tmp_path)
    data = json.loads(done.stdout)
    assert (done.returncode, data["warnings"]) == (1, 1)
    assert len({check["id"] for check in data["checks"]}) == len(data["checks"])


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--only", "quote-too-short"), 1),
        (("--only", "quote-repeated"), 0),
        (("--category", "text"), 1),
        (("--category", "lists"), 0),
        (("--severity", "error"), 0),
    ],
)
def test_lints_are_chosen(wrong: Path, options: tuple[str, ...], status: int) -> None:
    assert nocert("rulebook", "--no-solver", *options, folder=wrong).returncode == status


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("nowhere",), "nowhere/rules: folder not found; expected"),
        (("rulebook", "--only", "quote-to-short"), "unknown lint `quote-to-short`; expected"),
        (("rulebook", "--category", "texts"), "unknown category `texts`; expected"),
        (("rulebook", "--on", "2019-02-30"), "expected a day as `2019-06-03`"),
        (("rulebook", "--format", "xml"), ""),
        (("rulebook", "--rules", "rulebook/rules"), ""),
    ],
)
def test_wrong_use_ends_with_2_and_no_report(wrong: Path, arguments: tuple[str, ...], expected: str) -> None:
    done = nocert(*arguments, folder=wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_formats_are_what_they_say(wrong: Path) -> None:
    def output(name: str) -> str:
        done = nocert("rulebook", "--no-solver", "--format", name, folder=wrong)
        assert done.returncode == 1
        return done.stdout

    assert json.loads(output("json"))["schema"] == "nocert.lint/1"
    assert json.loads(output("sarif"))["version"] == "2.1.0"
    assert ElementTree.fromstring(output("junit")).tag == "testsuites"
    assert output("github").startswith("::warning file=rulebook/rules/dogs/1-keeping.yaml,line=71,endLine=71,col=16,")


def test_the_lints_can_be_listed(tmp_path: Path) -> None:
    done = nocert("--list", "--lang", "en", folder=tmp_path)
    assert [line.partition(" · ")[0] for line in done.stdout.splitlines()] == [lint.id for lint in LINTS]


def test_a_broken_rulebook_is_linted_all_the_same(wrong: Path) -> None:
    change(wrong / "rulebook", KEEPING, "when: {dog.outdoors: true}", "when: {dog.outdoor: true}")
    done = nocert("rulebook", folder=wrong)
    assert done.returncode == 1
    assert "error[fact-unknown]" in done.stdout and "warning[quote-too-short]" in done.stdout
    assert "not run (the rulebook does not load): " in done.stdout
