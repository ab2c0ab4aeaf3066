"""The command line with something wrong planted in it: planted.py WHAT ARGUMENT…

WHAT is `disagreement` (the second engine turns the last rule round), `crash` (an engine fails in a way nobody
thought of), or `missing` (durable_rules cannot be imported).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from unittest import mock

from nocert_rules.cli.main import main
from nocert_rules.engine.decision import decide
from nocert_rules.engine.inference.engines import Engine, EngineChoice
from nocert_rules.engine.inference.program import Program
from nocert_rules.engine.inference.reference import Inference, ReferenceEngine
from nocert_rules.engine.truth import FALSE, TRUE, Truth

SECRET = "a name that nobody may see"


class WrongEngine:
    """The reference evaluator, but for the last rule."""

    name = "durable"

    def __init__(self, program: Program) -> None:
        self.right = ReferenceEngine(program)

    def infer(self, atoms: Sequence[Truth]) -> Inference:
        """What follows from `atoms`, with one rule turned round."""
        found = self.right.infer(atoms)
        *others, last = found.rules
        return replace(found, rules=(*others, FALSE if last == TRUE else TRUE))


class CrashingEngine(WrongEngine):
    """Fails while it infers."""

    def infer(self, atoms: Sequence[Truth]) -> Inference:
        """Never returns."""
        raise ZeroDivisionError(SECRET)


def _planted(engine: type[WrongEngine]) -> None:
    def engines(program: Program, choice: EngineChoice, supervisor: object = None) -> tuple[Engine, ...]:
        return (ReferenceEngine(program), engine(program))

    mock.patch.object(decide, "engines_for", engines).start()


if __name__ == "__main__":
    match sys.argv[1]:
        case "disagreement":
            _planted(WrongEngine)
        case "crash":
            _planted(CrashingEngine)
        case "missing":
            mock.patch.dict("sys.modules", {"durable_rules_engine": None}).start()
    main(sys.argv[2:])
