"""The gate for changes of rules as people wait for it: each command on the shipped rulebook, from start to exit."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.process import ROOT, command
from benchmarks.timing import Call, Group, S, Timing, measure_once
from nocert_rules.rulebook.load.folders import default_folder

CLAUSE = Path("rules/pledge/1-2-definition-and-lists.yaml")
BEFORE, AFTER = "when: {findings.public_safety: true}", "when: {findings.public_safety: false}"
TARGETS = {"lint": 2 * S, "prove": 20 * S, "diff": 20 * S}
ROUNDS = 3


def run() -> list[Group]:
    """One table."""
    with TemporaryDirectory() as folder:
        same, changed = Path(folder) / "same", Path(folder) / "changed"
        for copy in (same, changed):
            for part in ("rules", "catalogue"):
                shutil.copytree(default_folder(part), copy / part)
        _change(changed / CLAUSE)
        rows = [
            _timed("lint", "nocert lint", _nocert("lint")),
            _timed("test", "nocert test", _nocert("test")),
            _timed("prove", "nocert prove", _nocert("prove")),
            _timed("diff", "nocert diff, nothing changed", _nocert("diff", str(ROOT), str(same))),
            _timed("diff", "nocert diff, one clause turned round", _nocert("diff", str(ROOT), str(changed))),
            measure_once("nocert mutate --sample 200", _nocert("mutate", "--sample", "200")),
            measure_once("nocert mutate", _nocert("mutate")),
        ]
    return [Group("gate: from start to exit", rows)]


def _nocert(*arguments: str) -> Call:
    return command("-m", "nocert_rules", *arguments)


def _timed(name: str, title: str, call: Call) -> Timing:
    found = measure_once(title, call, ROUNDS, budget=60 * S)
    return Timing(title, found.rounds, TARGETS.get(name))


def _change(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    if text.count(BEFORE) != 1:
        raise RuntimeError(f"`{BEFORE}` stands {text.count(BEFORE)} times in {file}")
    file.write_text(text.replace(BEFORE, AFTER), encoding="utf-8")
