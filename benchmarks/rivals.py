"""The same decisions by other rule engines, once they are known to give the same answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from benchmarks.engines import Decide, cedar, durable, reference, rego, zen
from benchmarks.host import time_host
from benchmarks.shared import full_case, shipped
from benchmarks.timing import Group, Timing, measure
from nocert_rules.engine.decision.decide import with_computed
from nocert_rules.engine.inference.program import Program, build_program
from nocert_rules.engine.truth import Truth
from nocert_rules.words.errors import EngineUnavailable

QUESTION = "route"
REFERENCE, DURABLE = "reference evaluator", "durable_rules, C module"
RIVALS: dict[str, Callable[[Program], Decide]] = {
    REFERENCE: reference,
    DURABLE: durable,
    "zen-engine": zen,
    "cedarpy": cedar,
    "regopy": rego,
}
HOST = "durable_rules, its Host"
EACH = 100


def run() -> list[Group]:
    """One table; an engine that is missing or does not agree is left out with a line that says so."""
    program = build_program(shipped(), shipped().questions[QUESTION])
    sets = fact_sets(program, EACH)
    answers = [reference(program)(atoms) for atoms in sets]
    notes = [
        f"{len(sets)} fact sets (a third with every truth equally often, a third mostly known, a third fully known)"
        f"; each of the {len(program.conclusions)} conclusions was equal in every one before timing",
    ]
    calls: dict[str, Callable[[], object]] = {}
    for name, translate in RIVALS.items():
        try:
            decide = translate(program)
        except (ImportError, EngineUnavailable) as error:
            notes.append(f"{name}: skipped, {error}")
            continue
        wrong = sum(decide(atoms) != answer for atoms, answer in zip(sets, answers, strict=True))
        if wrong:
            notes.append(f"{name}: skipped, {wrong} of {len(sets)} answers differ from the reference evaluator's")
        else:
            calls[name] = _all_of(decide, sets)
    rows = [_each(timing, len(sets)) for timing in measure(calls)]
    if DURABLE in calls:
        host = time_host(HOST, QUESTION, sets, answers)
        if isinstance(host, Timing):
            rows.append(host)
        else:
            notes.append(f"{HOST}: {host}")
    rows.sort(key=lambda row: row.median)
    return [Group(f"one decision of {QUESTION} from decided atoms", rows, REFERENCE, notes)]


def fact_sets(program: Program, each: int) -> list[tuple[Truth, ...]]:
    """Truths of all atoms: random ones of three kinds, and those of a real case, always the same."""
    random, atoms = Random(20190603), range(len(program.atoms))
    false, unknown, true = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
    case = full_case(QUESTION)
    sets = [program.decide_atoms(with_computed(program, case.situations[0].values))]
    for weights in ((1, 1, 1), (5, 1, 5), (1, 0, 1)):
        sets += [tuple(random.choices((false, unknown, true), weights, k=len(atoms))) for _ in range(each)]
    return sets


def _all_of(decide: Decide, sets: Sequence[Sequence[Truth]]) -> Callable[[], object]:
    return lambda: [decide(atoms) for atoms in sets]


def _each(timing: Timing, count: int) -> Timing:
    return Timing(timing.name, tuple(time / count for time in timing.rounds))
