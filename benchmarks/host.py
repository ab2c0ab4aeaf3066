"""durable_rules through its own Host, in a process of its own: the same patterns that the adapter asks.

Host starts two threads that dispatch timers; they are stopped before they begin, since a session that is
deleted while they look at it crashes the process, and they would only slow Host down.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from multiprocessing import TimeoutError, get_context
from typing import Any

from benchmarks.shared import shipped
from benchmarks.timing import Timing, measure
from nocert_rules.engine.inference.program import build_program
from nocert_rules.engine.truth import Truth

PATIENCE = 120
FactSets = Sequence[Sequence[Truth]]


def time_host(name: str, question: str, sets: FactSets, answers: list[list[int]]) -> Timing | str:
    """The time of one decision, or why there is none."""
    with get_context("spawn").Pool(1) as pool:
        try:
            return pool.apply_async(_in_child, (name, question, sets, answers)).get(PATIENCE)
        except TimeoutError:
            return f"its process crashed or hangs: no answer in {PATIENCE} seconds"
        except Exception as error:  # whatever went wrong there is told in a line under the table
            return repr(error)


def _in_child(name: str, question: str, sets: FactSets, answers: list[list[int]]) -> Timing | str:
    decider = _Host(question)
    wrong = sum(decider.decide(atoms) != answer for atoms, answer in zip(sets, answers, strict=True))
    if wrong:
        return f"{wrong} of {len(sets)} answers differ"
    (timing,) = measure({name: lambda: [decider.decide(atoms) for atoms in sets]}, rounds=5)
    return Timing(name, tuple(time / len(sets) for time in timing.rounds))


class _Host:
    def __init__(self, question: str) -> None:
        adapter: Any = import_module("nocert_rules.engine.inference.durable")
        host: Any = import_module("durable.engine").Host
        program = build_program(shipped(), shipped().questions[question])
        plan = adapter._Plan(program)
        self._cell, self._guard, self._cells = adapter.field_name, plan.guard, plan.cells
        self._slots = [conclusion.slot for conclusion in program.conclusions]
        self._found: list[tuple[int, Truth]] = []
        self._fields: dict[str, list[int]] = {}
        rulesets: dict[str, dict[str, Any]] = {}
        for number, patterns in enumerate(plan.rulesets()):
            rulesets[f"level{number}"] = {
                f"p{place}": {"all": [{"m": adapter._condition(pattern.clause)}], "run": self._note(pattern)}
                for place, pattern in enumerate(patterns)
            }
            used = {cell for pattern in patterns for cell, _ in pattern.clause}
            self._fields[f"level{number}"] = sorted(used)
        self._host = host()
        self._host._d_timer.cancel()
        self._host._t_timer.cancel()
        self._host.set_rulesets(rulesets)

    def _note(self, pattern: Any) -> Any:
        return lambda c: self._found.append((pattern.cell, pattern.verdict))

    def decide(self, atoms: Sequence[Truth]) -> list[int]:
        """What every conclusion is."""
        cells = [*atoms, *([Truth.UNKNOWN] * (self._cells - len(atoms)))]
        cells[self._guard] = Truth.TRUE
        for ruleset, fields in self._fields.items():
            fact = {"id": "r", "sid": "s", **{self._cell(cell): int(cells[cell]) for cell in fields}}
            self._host.assert_fact(ruleset, fact)
            self._host.delete_state(ruleset, "s")
            for cell, verdict in self._found:
                cells[cell] = verdict
            self._found.clear()
        return [int(cells[slot]) for slot in self._slots]
