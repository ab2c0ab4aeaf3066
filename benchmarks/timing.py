"""Measures calls fairly (warmed up, side by side, in rounds, with medians) and prints the results as tables."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter_ns

from rich.console import Console
from rich.table import Table

Call = Callable[[], object]

US, MS, S = 1e3, 1e6, 1e9
ROUND = 15 * MS  # how long a round of one call should last
MOST_CALLS = 5_000  # of one kind in a round


@dataclass(frozen=True)
class Timing:
    """How long one thing took, in nanoseconds, once for each round; `target` is what its median should not pass."""

    name: str
    rounds: tuple[float, ...]
    target: float | None = None

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return median(self.rounds)


@dataclass
class Group:
    """A table: ratios are to the median of the row called `baseline`, or to the first."""

    title: str
    rows: list[Timing]
    baseline: str = ""
    notes: list[str] = field(default_factory=list)


def measure(calls: Mapping[str, Call], rounds: int = 9, targets: Mapping[str, float] | None = None) -> list[Timing]:
    """Time `calls` side by side: each round runs every call often enough to be measured, in turn."""
    counts = {name: _count(call) for name, call in calls.items()}
    found: dict[str, list[float]] = {name: [] for name in calls}
    gc.collect()
    for _ in range(rounds):
        for name, call in calls.items():
            found[name].append(_round(call, counts[name]))
    return [Timing(name, tuple(times), (targets or {}).get(name)) for name, times in found.items()]


def measure_once(name: str, call: Call, rounds: int = 1, budget: float = 10 * S) -> Timing:
    """Time a long `call` without warming up, up to `rounds` times, but no further once `budget` is spent."""
    times: list[float] = []
    while len(times) < rounds and sum(times) < budget:
        times.append(_round(call, 1))
    return Timing(name, tuple(times))


def _count(call: Call) -> int:
    """How many calls make a round; finding out is also the warm-up."""
    number, spent = 1, _round(call, 1)
    while spent < ROUND / 4 and number < MOST_CALLS:
        number = min(number * 4, MOST_CALLS)
        spent = _round(call, number) * number
    return max(1, min(MOST_CALLS, round(number * ROUND / max(spent, 1))))


def _round(call: Call, number: int) -> float:
    start = perf_counter_ns()
    for _ in range(number):
        call()
    return (perf_counter_ns() - start) / number


def shown(nanoseconds: float) -> str:
    """A time with its unit, in three figures."""
    for unit, name in ((S, "s"), (MS, "ms"), (US, "µs")):
        if nanoseconds >= unit:
            return (
                f"{nanoseconds / unit:.3g} {name}" if nanoseconds < 1000 * unit else f"{nanoseconds / unit:.0f} {name}"
            )
    return f"{nanoseconds:.0f} ns"


def print_groups(groups: Sequence[Group], console: Console) -> None:
    """Print each group as a table, with what missed its target."""
    for group in groups:
        base = next((row.median for row in group.rows if row.name == group.baseline), group.rows[0].median)
        console.print(group.title, style="bold", highlight=False)
        table = Table()
        table.add_column("what", overflow="fold")
        for heading in ("median", "min", "max", "ratio", "rounds", "target"):
            table.add_column(heading, justify="right", no_wrap=True)
        for row in group.rows:
            times = (shown(row.median), shown(min(row.rounds)), shown(max(row.rounds)))
            table.add_row(row.name, *times, f"{row.median / base:.3g}×", str(len(row.rounds)), _verdict(row))
        console.print(table)
        for note in group.notes:
            console.print(note, style="dim")
        console.print()


def _verdict(row: Timing) -> str:
    if row.target is None:
        return ""
    return f"≤ {shown(row.target)} {'met' if row.median <= row.target else 'MISSED'}"
