"""Refuses to go on where the solver is not installed; imported before everything that needs it."""

from __future__ import annotations

from importlib.util import find_spec

from nocert_rules.words.errors import NocertError
from nocert_rules.words.messages import Language


class SolverUnavailable(NocertError):
    """The package `z3-solver` is not installed."""

    def lines(self, language: Language = "en") -> tuple[str, ...]:
        """What to install, in one line."""
        words = "证明需要求解器，请先安装" if language == "zh" else "proofs need the solver"
        return (f"nocert: {words}: pip install 'nocert-rules[prove]'",)


if find_spec("z3") is None:
    raise SolverUnavailable("z3-solver is not installed: pip install 'nocert-rules[prove]'")
