"""`nocert test` as people run it: exit statuses, selection, formats, the page, and the questions of `--update`."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Timer
from xml.etree import ElementTree

import pytest

from tests.support.process import ROOT, Result, environment
from tests.support.process import run as process
from tests.unit.gate.test_testing_rulebook import CASES, write
from tests.unit.gate.test_testing_update import wrong

PATIENCE = 60  # seconds at a terminal that does not answer
SECONDS = 6  # of processor time for the shipped rulebook; it takes about one


def nocert(folder: Path, *arguments: str, language: str = "en") -> Result:
    return process("test", ".", *arguments, language=language, cwd=folder)


def cases(folder: Path) -> Path:
    return folder / "rules" / "dogs" / "cases" / "some.yaml"


def test_the_shipped_rulebook_passes_and_meets_its_thresholds(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = process("test", "--html", page, "--format", "json")
    assert (result.status, result.stderr) == (0, "")
    assert result.seconds < SECONDS
    (book,) = json.loads(result.stdout)["rulebooks"]
    assert book["rules"] == "rules"
    assert book["cases"]["decided"] == book["cases"]["all"] >= 300
    assert all(measure["threshold"] is not None for measure in book["coverage"]["measures"].values())
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_exit_statuses(tmp_path: Path) -> None:
    right, failing = write(tmp_path / "right"), write(tmp_path / "failing", wrong())
    low = write(tmp_path / "low", thresholds="mcdc = 51")
    assert nocert(right).status == 0
    assert nocert(failing).status == 1
    result = nocert(low)
    assert result.status == 1
    assert "  MC/DC              3         6      50.0        51  ✗ below\n" in result.stdout
    assert nocert(low, "--no-coverage").status == 0


def test_a_failure_is_told_in_the_language_asked(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    english, chinese = nocert(folder, "-x"), nocert(folder, "-x", "--lang", "zh")
    assert english.stdout.startswith("rules/dogs/cases/some.yaml:3:5: `an-owner` fails\n")
    assert chinese.stdout.startswith("rules/dogs/cases/some.yaml:3:5: `an-owner` 不符\n")
    assert english.stdout.endswith(
        "1 golden case of 3: it fails\nstopped at the first failure; coverage is not measured\n"
    )


def test_the_rulebook_can_be_given_by_its_folders(tmp_path: Path) -> None:
    folder = write(tmp_path)
    result = process("test", "--rules", str(folder / "rules"), "--catalogue", str(folder / "catalogue"), cwd=ROOT)
    assert result.stdout.startswith("3 golden cases: all pass\n")


def test_several_rulebooks(tmp_path: Path) -> None:
    write(tmp_path / "one")
    write(tmp_path / "two", wrong())
    result = process("test", "one", "two", cwd=tmp_path)
    assert result.status == 1
    assert result.stdout.index("one/rules\n3 golden cases: all pass\n") < result.stdout.index("two/rules\n")
    assert len(json.loads(process("test", "one", "two", "--format", "json", cwd=tmp_path).stdout)["rulebooks"]) == 2


def test_a_selection_leaves_coverage_out_unless_it_is_asked_for(tmp_path: Path) -> None:
    folder = write(tmp_path)
    assert nocert(folder, "-k", "owner").stdout == "1 golden case of 3: it passes\n"
    assert nocert(folder, "--rule", "licence-is-free").stdout == "1 golden case of 3: it passes\n"
    assert nocert(folder, "--provision", "dogs/1").stdout == "3 golden cases: all pass\n"
    assert "MC/DC" in nocert(folder, "-k", "owner", "--coverage").stdout


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (
            ("-k", "an-ownr"),
            "-k: unknown case `an-ownr`; expected a name of the rulebook; nearest: `an-owner`",
            "-k: 未知的案件 `an-ownr`；应为规则库中的名称；最接近：`an-owner`",
        ),
        (
            ("--provision", "dogs/9"),
            "--provision: unknown provision `dogs/9`; expected a name of the rulebook; nearest: `dogs/3`",
            "--provision: 未知的条款 `dogs/9`；应为规则库中的名称；最接近：`dogs/3`",
        ),
        (
            ("--rule", "zzz"),
            "--rule: unknown rule `zzz`; expected a name of the rulebook",
            "--rule: 未知的规则 `zzz`；应为规则库中的名称",
        ),
    ],
)
def test_unknown_names(tmp_path: Path, arguments: tuple[str, ...], english: str, chinese: str) -> None:
    folder = write(tmp_path)
    for language, expected in (("en", english), ("zh", chinese)):
        result = nocert(folder, *arguments, language=language)
        assert (result.status, result.stdout, len(result.problems)) == (2, "", 1)
        assert result.stderr.replace(" ", "") == f"{expected}\n".replace(" ", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--provision", "dogs/2"), "no case is selected"),
        (("--rules", "rules"), "give FOLDERS, or --rules and --catalogue, not both"),
        (("--yes",), "--yes belongs to --update"),
        (("--update",), "there is no terminal to ask on: give --yes"),
        (("--update", "--yes", "--format", "json"), "--update asks, and writes text: leave --format out"),
        (("--html", "no/such/folder/page.html"), "cannot be written"),
    ],
)
def test_wrong_use(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    result = nocert(write(tmp_path, wrong()), *arguments)
    assert (result.status, len(result.problems)) == (2, 1)
    assert told in result.stderr


def test_wrong_input(tmp_path: Path) -> None:
    folder = write(tmp_path, CASES.replace("dogs/1", "dogs/9", 1), thresholds="rules = 999")
    result = nocert(folder)
    assert result.status == 2
    assert result.stderr.startswith("rules/dogs/cases/some.yaml:4:16: unknown provision `dogs/9`; ")
    write(tmp_path, CASES, thresholds="rules = 999")
    assert nocert(folder).status == 2
    assert process("test", "nowhere", cwd=tmp_path).status == 2


def test_junit(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong(), thresholds="rules = 99")
    result = nocert(folder, "--format", "junit")
    assert result.status == 1
    suites = ElementTree.fromstring(result.stdout.encode()).findall("testsuite")
    assert [(suite.get("tests"), suite.get("failures")) for suite in suites] == [("3", "3"), ("1", "1")]


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    for format_ in ("text", "json", "junit"):
        outputs = []
        for seed in ("1", "2"):
            page = tmp_path / f"{seed}.html"
            arguments = ("test", ".", "--html", str(page), "--format", format_)
            outputs.append(
                process(*arguments, cwd=folder, env={"PYTHONHASHSEED": seed}).stdout + page.read_text("utf-8")
            )
        assert outputs[0] == outputs[1]


# --update


def at_a_terminal(folder: Path, typed: str, *arguments: str) -> tuple[int, str]:
    """The exit status and everything shown when `typed` is typed at a terminal."""
    ours, theirs = pty.openpty()
    program = [sys.executable, "-m", "nocert_rules", "test", ".", *arguments]
    with subprocess.Popen(
        program, cwd=folder, env=environment("en"), stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    ) as running:
        os.close(theirs)
        os.write(ours, typed.encode())
        alarm = Timer(PATIENCE, running.kill)
        alarm.start()
        shown = b""
        with suppress(OSError):  # how Linux says that the other end is closed
            while data := os.read(ours, 65536):
                shown += data
        status = running.wait()
        alarm.cancel()
    os.close(ours)
    return status, shown.decode("utf-8")


def test_update_asks_for_each_change(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    status, shown = at_a_terminal(folder, "y\nn\nn\ny\nn\n", "--update")
    assert status == 1  # three are still wrong
    assert "STOP AND READ: a golden answer comes from the text, never from the program." in shown
    assert "-      conclusions: {licence: no, free: yes}  # beside it" in shown
    assert "+      conclusions: {licence: yes, free: yes}  # beside it" in shown
    assert shown.count("does the text demand this, and shall the file say so?") == 5
    assert "2 written: rules/dogs/cases/some.yaml." in shown
    expected = wrong().replace("licence: no, free: yes", "licence: yes, free: yes")
    expected = expected.replace("licence-needed: defeated", "licence-needed: fails")
    assert cases(folder).read_text(encoding="utf-8") == expected


def test_update_writes_nothing_when_it_is_given_up(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    status, _ = at_a_terminal(folder, "y\ny\n\x04", "--update")
    assert status == 130
    assert cases(folder).read_text(encoding="utf-8") == wrong()
    status, shown = at_a_terminal(folder, "\n\n\n\n\n", "--update")
    assert (status, "nothing was changed" in shown) == (1, True)
    assert cases(folder).read_text(encoding="utf-8") == wrong()


def test_update_without_asking(tmp_path: Path) -> None:
    folder = write(tmp_path, wrong())
    result = nocert(folder, "--update", "--yes")
    assert result.status == 0
    assert "STOP AND READ" in result.stderr and "5 written" in result.stderr
    assert result.stdout.startswith("3 golden cases: all pass\n")
    again = nocert(folder, "--update", "--yes")
    assert (again.status, again.problems) == (0, ("nothing was changed", ""))


def test_progress_is_shown_on_a_terminal_and_gone_in_the_end(tmp_path: Path) -> None:
    _, shown = at_a_terminal(write(tmp_path), "")
    assert shown.startswith("\r\x1b[Krules …\r\x1b[K")
    assert shown[shown.rindex("\x1b[K") :].startswith("\x1b[K3 golden cases: all pass")
