"""The whole command as a user waits for it, beside the start of Python alone, and what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.shared import CASES, DAY, ITEM, JURISDICTION
from benchmarks.timing import MS, US, Call, Group, Timing, measure

ROOT = Path(__file__).resolve().parents[1]
ROUTE = ("-m", "nocert_rules", "route", "--item", ITEM, "--jurisdiction", JURISDICTION, "--on", DAY.isoformat())
ANSWERED = (0, 1)
TARGET = 130 * MS
MOST_PACKAGES = 20


def run() -> list[Group]:
    """A table of whole processes, with a cache of their own, and one of what is imported."""
    with TemporaryDirectory() as folder:
        kept = {"XDG_CACHE_HOME": folder, "NOCERT_NO_CACHE": ""}
        return [_processes(kept), _imports(kept)]


def _processes(kept: dict[str, str]) -> Group:
    whole = "nocert route"
    calls = {
        "python, nothing else": command("-c", "pass"),
        whole: command(*ROUTE, **kept),
        f"{whole} --no-cache": command(*ROUTE, "--no-cache", **kept),
        f"{whole} --engine reference": command(*ROUTE, "--engine", "reference", **kept),
        f"{whole} --format json": command(*ROUTE, "--format", "json", **kept),
        f"{whole}, a file with all facts": command("-m", "nocert_rules", "route", str(CASES / "route.yaml"), **kept),
        "nocert --version": command("-m", "nocert_rules", "--version"),
    }
    targets = {name: 500 * MS for name in calls if name.startswith(whole)} | {whole: TARGET}
    return Group("process: from start to exit", measure(calls, rounds=11, targets=targets))


def _imports(kept: dict[str, str], rounds: int = 7) -> Group:
    """What the import of each package takes, without what it imports itself; the package's own parts by wing."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    graph = ""
    for _ in range(rounds):
        graph = run_python("-X", "importtime", *ROUTE, **kept)
        for package, own in _by_package(graph).items():
            times[package].append(own)
    rows = sorted((Timing(name, tuple(found)) for name, found in times.items()), key=lambda row: -row.median)
    notes = [f"{graph.count('import time:') - 1} modules, {sum(row.median for row in rows) / MS:.0f} ms in all"]
    return Group("process: imports of `nocert route`", rows[:MOST_PACKAGES], notes=notes)


def _by_package(graph: str) -> Counter[str]:
    """Nanoseconds by package from what `-X importtime` tells."""
    found: Counter[str] = Counter()
    for line in graph.splitlines():
        own, _, name = line.removeprefix("import time:").partition("|")
        if line.startswith("import time:") and own.strip().isdigit():
            names = name.rpartition("|")[2].strip().split(".")
            found[".".join(names[: 3 if names[0] == "nocert_rules" else 1])] += int(int(own) * US)
    return found


def command(*arguments: str, **variables: str) -> Call:
    """A call that runs Python with `arguments` in the checkout."""

    def call() -> None:
        run_python(*arguments, **variables)

    return call


def run_python(*arguments: str, **variables: str) -> str:
    """What Python with `arguments` writes to standard error; one that ends with an error raises RuntimeError."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "NOCERT_NO_CACHE": "1"} | variables
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False)
    told = done.stderr.decode()
    if done.returncode not in ANSWERED:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {told[:500]}")
    return told
