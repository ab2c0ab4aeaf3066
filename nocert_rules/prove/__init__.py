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

from importlib.util import find_spec

from nocert_rules.errors import NocertError
from nocert_rules.messages import Language


class SolverUnavailable(NocertError):
    """The package `z3-solver` is not installed."""

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """What to install, in one line."""
        words = "证明需要求解器，请先安装" if language == "zh" else "proofs need the solver"
        return (f"nocert: {words}: pip install 'nocert-rules[prove]'",)


if find_spec("z3") is None:
    raise SolverUnavailable("z3-solver is not installed: pip install 'nocert-rules[prove]'")

from nocert_rules.facts.write import case_yaml  # noqa: E402
from nocert_rules.prove.cases import Replay, ReplayFailed, replay, witness, witnesses  # noqa: E402
from nocert_rules.prove.facts import Facts  # noqa: E402
from nocert_rules.prove.invariants import Invariant, load_invariants, read_condition  # noqa: E402
from nocert_rules.prove.kleene import Pair  # noqa: E402
from nocert_rules.prove.question import SymbolicQuestion  # noqa: E402
from nocert_rules.prove.run import Result, prove  # noqa: E402
from nocert_rules.prove.scope import Scope  # noqa: E402
from nocert_rules.prove.solve import GaveUp, satisfiable  # noqa: E402

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
