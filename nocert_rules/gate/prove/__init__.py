"""Proofs about a rulebook: its rules as formulas for the Z3 solver, and statements that hold for all inputs.

    scope ─ facts ─ translate ─▶ question ─▶ solve ─▶ cases        a question as formulas, a case that satisfies some
    invariants ─▶ claims ─▶ run ─▶ report                          statements beside the rules, proved or refuted

What other tools build on:

- `SymbolicQuestion` (`question`): a question over variables (`Facts`), with `Pair`s of formulas for its conclusions,
  its rules, their conditions, and any condition in the rules' language.
- `satisfiable`, `witness`, `witnesses` (`solve`, `cases`): whether a case satisfies formulas, and the smallest one.
- `replay` (`cases`), with `facts.write.case_yaml`: such a case as a file, and what the engines decide of it.
- `Invariant`, `load_invariants`, `prove`, `Result` (`invariants`, `run`).

Formulas and models belong to the thread that made them: z3 keeps them in one context without locks.
The solver comes with the extra `prove`; without it, importing this package raises `SolverUnavailable`.
"""

from __future__ import annotations

from nocert_rules.engine.facts.write import case_yaml
from nocert_rules.gate.prove.available import SolverUnavailable
from nocert_rules.gate.prove.cases import Replay, ReplayFailed, replay, witness, witnesses
from nocert_rules.gate.prove.facts import Facts
from nocert_rules.gate.prove.invariants import Invariant, load_invariants, read_condition
from nocert_rules.gate.prove.kleene import Pair
from nocert_rules.gate.prove.question import SymbolicQuestion
from nocert_rules.gate.prove.run import Result, prove
from nocert_rules.gate.prove.scope import Scope
from nocert_rules.gate.prove.solve import GaveUp, satisfiable

__all__ = [
    "Facts",
    "GaveUp",
    "Invariant",
    "Pair",
    "Replay",
    "ReplayFailed",
    "Result",
    "Scope",
    "SolverUnavailable",
    "SymbolicQuestion",
    "case_yaml",
    "load_invariants",
    "prove",
    "read_condition",
    "replay",
    "satisfiable",
    "witness",
    "witnesses",
]
