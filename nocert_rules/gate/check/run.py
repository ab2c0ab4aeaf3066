"""Runs the stages of the gate one after another over a rulebook that is read once."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from nocert_rules.gate.check.cases import cases
from nocert_rules.gate.check.changes import changes
from nocert_rules.gate.check.layout import layout
from nocert_rules.gate.check.lints import lints
from nocert_rules.gate.check.model import NO_SOLVER, NOT_LOADED, STAGES, Found, Gate, Stage, StageId, Tell, left_out
from nocert_rules.gate.diff.meaning import FailOn
from nocert_rules.gate.diff.sources import Side
from nocert_rules.gate.lint.book import read_book
from nocert_rules.gate.report.violation import Report, Skipped
from nocert_rules.rulebook.model.values import Label
from nocert_rules.version import VERSION

_FAILED_BEFORE = Label("应先使 lint、test 和 prove 没有发现问题", "lint, test and prove have to find nothing first")


def open_gate(
    rules: Path,
    catalogue: Path,
    as_of: date,
    mutate: bool = False,
    old: Side | None = None,
    fail_on: tuple[FailOn, ...] = (),
) -> Gate:
    """The gate of the rulebook in `rules` and `catalogue`; faults are planted and `old` is compared where asked."""
    asked = {"mutate": mutate, "diff": old is not None}
    stages = tuple(stage for stage in STAGES if asked.get(stage, True))
    return Gate(rules, catalogue, read_book(rules, catalogue, as_of), stages, old, fail_on)


def run_gate(gate: Gate, tell: Tell = lambda text: None) -> Iterator[Stage]:
    """Each stage as soon as it is done; `tell` hears what is at work.

    Raises InputError for thresholds that cannot be read, EngineDisagreement, and what else the stages raise.
    """
    failed: set[StageId] = set()
    for stage in gate.stages:
        tell(stage)
        started = time.perf_counter()
        found = _found(gate, stage, failed, partial(_tell, tell, stage))
        if found.outcome == "failed":
            failed.add(stage)
        yield Stage(stage, found, time.perf_counter() - started, command_for(gate, stage))


def _tell(tell: Tell, stage: StageId, text: str) -> None:
    tell(f"{stage} {text}")


def _found(gate: Gate, stage: StageId, failed: set[StageId], tell: Tell) -> Found:
    if stage in ("prove", "mutate") and gate.book.rulebook is None:
        return left_out(NOT_LOADED)
    if stage in ("prove", "mutate") and find_spec("z3") is None:
        return left_out(NO_SOLVER)
    if stage == "mutate" and failed & {"lint", "test", "prove"}:
        return left_out(_FAILED_BEFORE)
    match stage:
        case "fmt":
            return layout(gate, tell)
        case "lint":
            return lints(gate, tell)
        case "test":
            return cases(gate, tell)
        case "prove":
            from nocert_rules.gate.check.proofs import proofs  # needs the solver

            return proofs(gate, tell)
        case "mutate":
            from nocert_rules.gate.check.faults import faults  # needs the solver

            return faults(gate, tell)
        case "diff":
            return changes(gate, tell)


def command_for(gate: Gate, stage: StageId) -> str:
    """The command that shows everything a stage finds."""
    if stage == "diff":
        old = gate.old.name if gate.old else ""
        return shlex.join(("nocert", "diff", old, str(gate.rules.parent)))
    more = ("--check", "--diff") if stage == "fmt" else ()
    folders = ("--rules", str(gate.rules), "--catalogue", str(gate.catalogue))
    return shlex.join(("nocert", stage, *more, *folders))


def gate_report(stages: tuple[Stage, ...]) -> Report:
    """All that the stages found as one report, for the formats of other tools."""
    checks = tuple(check for stage in stages for check in stage.found.checks)
    violations = tuple(item for stage in stages for item in stage.found.violations)
    skipped = tuple(Skipped(stage.id, stage.found.figure) for stage in stages if stage.found.outcome == "left_out")
    return Report("check", VERSION, checks, violations, skipped)
