"""The whole command as a user waits for it, beside the start of Python alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.shared import CASES, DAY, ITEM, JURISDICTION
from benchmarks.timing import MS, Call, Group, measure

ROOT = Path(__file__).resolve().parents[1]
ROUTE = ("-m", "nocert_rules", "route", "--item", ITEM, "--jurisdiction", JURISDICTION, "--on", DAY.isoformat())
ANSWERED = (0, 1)


def run() -> list[Group]:
    """One table."""
    whole = "nocert route"
    calls = {
        "python, nothing else": command("-c", "pass"),
        whole: command(*ROUTE),
        f"{whole} --engine reference": command(*ROUTE, "--engine", "reference"),
        f"{whole} --format json": command(*ROUTE, "--format", "json"),
        f"{whole}, a file with all facts": command("-m", "nocert_rules", "route", str(CASES / "route.yaml")),
        "nocert --version": command("-m", "nocert_rules", "--version"),
        "import of all that route needs": command("-c", "import nocert_rules.cli.main"),
    }
    targets = {name: 500 * MS for name in calls if name.startswith(whole)}
    return [Group("process: from start to exit", measure(calls, rounds=11, targets=targets))]


def command(*arguments: str) -> Call:
    """A call that runs Python with `arguments` in the checkout; one that ends with an error raises RuntimeError."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    def call() -> None:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False)
        if done.returncode not in ANSWERED:
            raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr.decode()[:500]}")

    return call
