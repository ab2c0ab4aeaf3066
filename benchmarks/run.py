"""Runs the benchmarks: `python benchmarks/run.py [NAME …]`, all if none is named; README.md says what they mean."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # a checkout works without being installed

from rich.console import Console

from benchmarks.timing import print_groups

BUSY = 0.5
NAMES = ("decision", "process", "load", "scale", "rivals", "prove", "gate", "ask")


def main() -> None:
    """Run what the command line names."""
    wanted = sys.argv[1:] or list(NAMES)
    wrong = [name for name in wanted if name not in NAMES]
    if wrong:
        sys.exit(f"no benchmark {', '.join(wrong)}; there are: {', '.join(NAMES)}")
    console = Console(width=None if sys.stdout.isatty() else 120)
    machine = (
        f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    )
    console.print(f"{machine}; ratios are to be trusted more than times\n")
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > BUSY:
        console.print(
            f"load {os.getloadavg()[0]:.1f}: the machine is busy, so medians are too high; look at the minima\n"
        )
    for name in wanted:
        console.rule(f"[bold]{name}", align="left")
        print_groups(import_module(f"benchmarks.{name}").run(), console)


if __name__ == "__main__":
    main()
